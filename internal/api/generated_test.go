package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/api"
)

// Values that break things: as texts in paths, queries, headers and forms, and as JSON in bodies.
var (
	oddTexts = []string{
		"", "0", "1", "-1", "2", "9223372036854775808", "1e9", "0x1", " 1 ", "true", "null", "ü", "%00", "\x00", "\xff\xfe",
		"2031-11-25", "2031-02-30", "0000-00-00", "10000-01-01", "2031-03-30", "10:00", "24:00", "02:30:00", "daily", "2031-11-25..2031-11-24",
		"2031-11-25..", "..", "2031-11-25...", "id", "start", "confirmed", "dead,done", "' OR 1=1 --", "{{7*7}}", "../../etc/passwd",
		"\u202ecod.exe", "%", "_", "\\", "a\r\nX-Injected: 1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", strings.Repeat("x", 5000), "🗓", "*", `"v1"`, `W/"v1"`, `,,,`,
	}
	oddJSON = []string{
		`null`, `true`, `false`, `0`, `-0`, `1`, `30`, `-1`, `1.5`, `1e400`, `1e2`, `99999999999999999999999`, `""`, `" "`, `"A"`, `"2031-11-25"`, `"10:00"`,
		`"02:30"`, `"2031-03-30"`, `"2031-10-26"`, `"2100-12-31"`, `"1970-01-01"`, `"00:00"`, `"23:59:59"`, `"+01:00"`, `"-99:99"`, `"confirmed"`, `"cancelled"`, `"\u0000"`, `"\ud800"`, `"\u202e"`,
		`"` + strings.Repeat("ü", 4001) + `"`, `"` + strings.Repeat("a", 201) + `"`, `[]`, `{}`, `[[]]`, `{"a":{"a":{}}}`, `"user"`, `"` + password + `"`,
	}
	oddBodies = []string{
		"", " ", "{", "}", "[]", "null", "0", `"x"`, "\xff", "{\"a\":\"\xff\"}", "\x00", "NaN", `{"a":1}{"b":2}`, "// {}", "\ufeff{}",
		strings.Repeat("[", 30000), strings.Repeat(`{"a":`, 10000), `{"client_name":"A","client_name":1}`, "a=1&b=2", "--x\r\n", "%%%",
	}
	oddTypes = []string{"application/json", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/xml", "/", ";", "x"}
)

// generator makes requests for one operation of the OpenAPI document.
type generator struct {
	*rand.Rand
	doc map[string]any
}

func pick[T any](g *generator, from []T) T { return from[g.IntN(len(from))] }

func (g *generator) resolve(v any) map[string]any {
	m, _ := v.(map[string]any)
	ref, ok := m["$ref"].(string)
	if !ok {
		return m
	}
	at := any(g.doc)
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[part]
	}
	return at.(map[string]any)
}

// request returns a target, a body and headers for the operation.
func (g *generator) request(path string, op map[string]any) (target, body string, headers []string) {
	query := url.Values{}
	params, _ := op["parameters"].([]any)
	for _, p := range params {
		p := g.resolve(p)
		name, value := p["name"].(string), pick(g, oddTexts)
		switch {
		case p["in"] == "path":
			if g.IntN(2) == 0 {
				value = "1"
			}
			path = strings.Replace(path, "{"+name+"}", url.PathEscape(value), 1)
		case g.IntN(3) == 0:
		case p["in"] == "query":
			query.Add(name, value)
			if g.IntN(5) == 0 {
				query.Add(name, pick(g, oddTexts))
			}
		default:
			if value = strings.Map(printable, value); value != "" {
				headers = append(headers, name, value)
			}
		}
	}
	target = path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	contentType := "application/json"
	if op["requestBody"] != nil || g.IntN(4) == 0 {
		body, contentType = g.body(op)
	}
	if g.IntN(6) == 0 {
		contentType = pick(g, oddTypes)
	}
	return target, body, append(headers, "Content-Type", contentType)
}

func printable(c rune) rune {
	if c < ' ' || c == 0x7f || c == 0xfffd {
		return -1
	}
	return c
}

// body makes an object of the members that the operation knows, or something that is none.
func (g *generator) body(op map[string]any) (body, contentType string) {
	if g.IntN(6) == 0 {
		return pick(g, oddBodies), pick(g, oddTypes)
	}
	content, _ := g.resolve(op["requestBody"])["content"].(map[string]any)
	var names []string
	for mediaType, c := range content {
		contentType = max(contentType, mediaType)
		schema := g.resolve(c.(map[string]any)["schema"])
		properties, _ := schema["properties"].(map[string]any)
		for name := range properties {
			names = append(names, name)
		}
	}
	if len(names) == 0 { // a file
		return "name,date,time\n" + pick(g, oddTexts) + ",2031-11-2" + strconv.Itoa(g.IntN(10)) + ",10:30\n", contentType
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if !strings.Contains(contentType, "json") {
		form := url.Values{}
		for _, name := range names {
			if g.IntN(4) > 0 {
				form.Set(name, pick(g, oddTexts))
			}
		}
		return form.Encode(), "application/x-www-form-urlencoded"
	}
	var members []string
	for _, name := range names {
		if _, usual := usualJSON[name]; g.IntN(8) > 0 && (usual || g.IntN(5) == 0) {
			members = append(members, fmt.Sprintf("%q:%s", name, g.member(name)))
		}
	}
	return "{" + strings.Join(members, ",") + "}", contentType
}

// usualJSON holds values that are right for the members that must be there.
var usualJSON = map[string][]string{
	"client_name": {`"Generated"`}, "date": {`"2031-11-25"`, `"2031-11-26"`}, "time": {`"08:00"`, `"12:00:00"`, `"23:30"`},
	"username": {`"jo.keller"`, `"user"`}, "password": {`"` + password + `"`}, "time_zone": {`"Europe/Berlin"`, `"Asia/Kolkata"`}, "current_password": {`"` + password + `"`}, "new_password": {`"` + password + `"`},
}

// member is right as a rule, so that requests get past the first check.
func (g *generator) member(name string) string {
	if usual, ok := usualJSON[name]; ok && g.IntN(6) > 0 {
		return pick(g, usual)
	}
	return pick(g, oddJSON)
}

func TestGeneratedRequestsNeverFindAFault(t *testing.T) {
	t.Parallel()
	stopped := make(chan struct{})
	close(stopped) // so that event streams end at once
	r := newRig(t, func(cfg *api.Config) {
		cfg.Stop = stopped
		cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	r.book("A", "2031-11-25", "10:00")
	doc, _ := rules()
	g := &generator{rand.New(rand.NewPCG(1, 4)), doc}
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	statuses, caller := map[int]int{}, 0
	for _, path := range sortedKeys(doc["paths"].(map[string]any)) {
		item := doc["paths"].(map[string]any)[path].(map[string]any)
		for _, method := range sortedKeys(item) {
			for range rounds {
				target, body, headers := g.request(path, item[method].(map[string]any))
				caller++ // each request from another address, or the limit would hide the rest
				headers = append(headers, "X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", caller>>16, caller>>8&255, caller&255))
				who := pick(g, []string{"guest", "user", "admin", "admin"})
				a := r.call(who, strings.ToUpper(method), target, body, headers...)
				require.Less(t, a.status, 500, "%s %s %q: %s", method, target, body, a.body)
				require.Empty(t, a.header.Get("X-Injected"))
				statuses[a.status]++
				r.signInAgain(who)
			}
		}
	}
	for _, status := range []int{200, 201, 204, 400, 401, 403, 404, 409, 422} {
		require.NotZero(t, statuses[status], "the generator never saw %d: %v", status, statuses)
	}
}

func sortedKeys(m map[string]any) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// signInAgain gives a user a fresh token, should a request have ended its sessions.
func (r *rig) signInAgain(who string) {
	if who == "guest" {
		return
	}
	u, err := r.store.UserByName(r.t.Context(), who)
	require.NoError(r.t, err)
	r.as[who], _, err = r.tokens.Issue(u, "")
	require.NoError(r.t, err)
}

func FuzzBodies(f *testing.F) {
	for _, body := range oddBodies {
		f.Add(body, "application/json")
	}
	for _, body := range []string{lindqvist, `{"notes":null}`, `{"time":"12:00","duration_minutes":60}`} {
		f.Add(body, "application/json; charset=utf-8")
	}
	f.Fuzz(func(t *testing.T, body, contentType string) {
		if strings.Map(printable, contentType) != contentType {
			t.Skip("no header can hold it")
		}
		r := newRig(t, nil)
		r.book("A", "2031-11-25", "10:00")
		for _, target := range []string{"POST /appointments/", "PUT /appointments/1", "POST /summary/", "POST /auth/register", "POST /auth/token", "POST /auth/password"} {
			method, path, _ := strings.Cut(target, " ")
			require.Less(t, r.call("user", method, path, body, "Content-Type", contentType).status, 500)
		}
	})
}
