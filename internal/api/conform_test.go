package api_test

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/api"
)

const documentURL = "http://localhost/openapi.json"

// book of rules: the OpenAPI document, with every object closed, so that an answer's member which
// the document does not name is found, too.
var rules = sync.OnceValues(func() (map[string]any, *jsonschema.Compiler) {
	rec := httptest.NewRecorder()
	api.New(api.Config{Version: "1.2.3"}).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))
	parsed, err := jsonschema.UnmarshalJSON(rec.Body)
	if err != nil {
		panic(err)
	}
	closeObjects(parsed)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(documentURL, parsed); err != nil {
		panic(err)
	}
	return parsed.(map[string]any), c
})

var compiling sync.Mutex // a jsonschema.Compiler serves one at a time

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if v["type"] == "object" && v["properties"] != nil {
			v["additionalProperties"] = false
		}
		for _, member := range v {
			closeObjects(member)
		}
	case []any:
		for _, item := range v {
			closeObjects(item)
		}
	}
}

// operationOf returns the document's path for a target, and whether it knows the method there.
func operationOf(method, target string) (path string, op map[string]any) {
	doc, _ := rules()
	target, _, _ = strings.Cut(target, "?")
	method = strings.ToLower(method)
	if method == "head" {
		method = "get"
	}
	for _, fixed := range []bool{true, false} { // a fixed path wins over one with a variable
		for path, item := range doc["paths"].(map[string]any) {
			if fixed == !strings.Contains(path, "{") && matches(path, target) {
				op, _ := item.(map[string]any)[method].(map[string]any)
				return path, op
			}
		}
	}
	return "", nil
}

func matches(path, target string) bool {
	if target != "/" {
		target = strings.TrimSuffix(target, "/")
		path = strings.TrimSuffix(path, "/")
	}
	want, got := strings.Split(path, "/"), strings.Split(target, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

// conforms holds an answer against the OpenAPI document and the rules that hold for all answers.
func conforms(t *testing.T, method, target string, a answer) {
	t.Helper()
	require.NotEmpty(t, a.header.Get("X-Request-ID"))
	require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	require.NotEmpty(t, a.header.Get("Referrer-Policy"))
	require.NotEmpty(t, a.header.Get("Cache-Control"))
	require.Contains(t, a.header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, a.header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	if a.status == http.StatusUnauthorized {
		require.Equal(t, "Bearer", a.header.Get("WWW-Authenticate"))
	}
	if a.status == http.StatusTooManyRequests {
		require.NotEmpty(t, a.header.Get("Retry-After"))
	}
	path, op := operationOf(method, target)
	pointer := "#/components/responses/Problem" + strconv.Itoa(a.status)
	doc, _ := rules()
	described, _ := doc["components"].(map[string]any)["responses"].(map[string]any)["Problem"+strconv.Itoa(a.status)].(map[string]any)
	if op != nil {
		found, ok := op["responses"].(map[string]any)[strconv.Itoa(a.status)].(map[string]any)
		require.True(t, ok, "%s %s answers %d, which the document does not know: %s", method, target, a.status, a.body)
		if found["$ref"] == nil {
			described = found
			pointer = "#/paths/" + escape(path) + "/" + strings.Replace(strings.ToLower(method), "head", "get", 1) + "/responses/" + strconv.Itoa(a.status)
		}
	} else {
		require.Contains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.status, "%s %s", method, target)
	}
	checkBody(t, method, target, described, pointer, a)
}

func escape(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(s)
}

func checkBody(t *testing.T, method, target string, described map[string]any, pointer string, a answer) {
	t.Helper()
	content, _ := described["content"].(map[string]any)
	if content == nil || method == http.MethodHead {
		require.Empty(t, a.body, "%s %s", method, target)
		return
	}
	mediaType, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	require.NoError(t, err)
	require.Contains(t, content, mediaType, "%s %s", method, target)
	if !strings.HasSuffix(mediaType, "json") {
		return
	}
	_, compiler := rules()
	compiling.Lock()
	schema, err := compiler.Compile(documentURL + pointer + "/content/" + escape(mediaType) + "/schema")
	compiling.Unlock()
	require.NoError(t, err)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	require.NoError(t, err, "%s %s: %s", method, target, a.body)
	require.NoError(t, schema.Validate(v), "%s %s: %s", method, target, a.body)
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, []byte(a.body)))
	require.Equal(t, compact.String(), a.body, "answers are compact")
}

func TestTheDocumentItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("guest", http.MethodGet, "/openapi.json", "")
	require.Equal(t, "3.1.0", a.json(t)["openapi"])
	require.Equal(t, "1.2.3", a.json(t)["info"].(map[string]any)["version"])

	// Every reference leads somewhere.
	doc, _ := rules()
	var check func(v any)
	check = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				at := any(doc)
				for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
					at = at.(map[string]any)[part]
				}
				require.NotNil(t, at, ref)
			}
			for _, member := range v {
				check(member)
			}
		case []any:
			for _, item := range v {
				check(item)
			}
		}
	}
	check(doc)

	// So does every operation's summary, and no two share a name.
	ids := map[any]bool{}
	for path, item := range doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			op := op.(map[string]any)
			require.NotEmpty(t, op["summary"], "%s %s", method, path)
			require.False(t, ids[op["operationId"]], "%s %s", method, path)
			ids[op["operationId"]] = true
		}
	}
}

func TestTheDocsPageLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	page := r.call("guest", http.MethodGet, "/docs", "")
	require.Equal(t, 200, page.status)
	require.Equal(t, page.body, r.call("guest", http.MethodGet, "/docs/", "").body)
	require.Contains(t, page.header.Get("Content-Security-Policy"), "script-src 'self'")
	require.NotContains(t, page.header.Get("Content-Security-Policy"), "unsafe")
	require.NotContains(t, page.body, "style=")
	require.NotContains(t, page.body, "onclick")
	for _, file := range []string{"/docs/docs.js", "/docs/docs.css"} {
		require.Contains(t, page.body, `"`+file+`"`)
		a := r.call("guest", http.MethodGet, file, "")
		require.Equal(t, 200, a.status)
		require.NotContains(t, a.body, "://")
	}
	require.NotContains(t, page.body, "://")
	require.Equal(t, 404, r.call("guest", http.MethodGet, "/docs/other.js", "").status)
}
