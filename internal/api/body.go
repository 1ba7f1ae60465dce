package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/problem"
)

// maxBody is how large a request's body can be.
const maxBody = 64 << 10

var errTooLarge = &http.MaxBytesError{Limit: maxBody}

// readBody reads a whole body within the limit. One that says that it is larger is not waited for.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBody {
		return nil, errTooLarge
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, err
	}
	if err != nil {
		return nil, unreadable(w, err)
	}
	return b, nil
}

// unreadable returns what is said of a body that broke off. One that came too slowly has used up its
// time to be read, and the connection with it; the time to write the answer is another.
func unreadable(w http.ResponseWriter, err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		w.Header().Set("Connection", "close")
		return &agenda.Error{Code: problem.TooSlow, Message: "The body did not arrive in time, so nothing was done. Send it again.", Err: err}
	}
	return &agenda.Error{Code: agenda.Rejected, Message: "The body could not be read", Err: err}
}

// readObject reads a request's body, which must be a JSON object. What it refuses, it refuses in
// the words of the documented API.
func readObject(w http.ResponseWriter, r *http.Request) (*object, error) {
	b, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	switch {
	case len(b) == 0:
		return nil, bodyFault(agenda.FaultMissing, "Field required", nil)
	case !isJSON(r.Header.Get("Content-Type")):
		return nil, bodyFault(agenda.FaultObject, msgNoObject, nil)
	}
	return parseObject(b)
}

const msgNoObject = "Input should be a valid dictionary or object to extract fields from"

// parseObject reads b as a JSON object.
func parseObject(b []byte) (*object, error) {
	o := &object{bytes: b}
	if at := invalidUTF8(b); at >= 0 {
		return nil, jsonFault(at)
	}
	err := json.Unmarshal(b, &o.members)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return nil, jsonFault(int(syntax.Offset))
	}
	if err != nil || o.members == nil {
		return nil, bodyFault(agenda.FaultObject, msgNoObject, echo(b))
	}
	return o, nil
}

// invalidUTF8 returns where b stops to be UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		c, size := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(b)
}

func jsonFault(at int) error {
	return agenda.InvalidFields([]agenda.Field{{
		Type: agenda.FaultJSON, Loc: []any{"body", at}, Msg: "JSON decode error", Input: struct{}{},
	}})
}

func bodyFault(faultType, msg string, input any) error {
	return agenda.InvalidFields([]agenda.Field{{Type: faultType, Loc: []any{"body"}, Msg: msg, Input: input}})
}

// isJSON tells whether a body of this content type is to be read as JSON. None is the same as JSON,
// as it is in the documented API.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil && t == "" {
		return false
	}
	kind, sub, _ := strings.Cut(t, "/")
	return kind == "application" && (sub == "json" || strings.HasSuffix(sub, "+json"))
}

// blank tells whether b holds nothing but white space.
func blank(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }
