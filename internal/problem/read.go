package problem

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// maxBody bounds how much of a refusal is read. A conflict carries a handful of appointments.
const maxBody = 1 << 20

// received is document as it is read: detail is a sentence or a list.
type received struct {
	Detail    json.RawMessage      `json:"detail"`
	RequestID string               `json:"request_id"`
	Errors    []agenda.Field       `json:"errors"`
	Conflicts []agenda.Appointment `json:"conflicts"`
	Free      []agenda.Slot        `json:"free"`
	Current   *agenda.Appointment  `json:"current"`
	Card      *agenda.ClientCard   `json:"current_card"`
	TriesLeft int                  `json:"tries_left"`
}

// Read turns a refusal back into the [agenda.Error] it was written from; its cause names the status
// and the request id. A body that is no problem, a proxy's page for one, is left aside. It reads
// the body and does not close it.
func Read(resp *http.Response) *agenda.Error {
	var doc received
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err == nil && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		_ = json.Unmarshal(body, &doc) // what cannot be read stays empty, and the status still speaks
	}
	code := codeOf(resp.StatusCode)
	e := &agenda.Error{
		Code: code, Message: kindOf(code).Title, RetryAfter: retryAfter(resp.Header.Get("Retry-After")),
		Conflicts: doc.Conflicts, Free: doc.Free, Current: doc.Current, Card: doc.Card, TriesLeft: doc.TriesLeft,
		Err: fmt.Errorf("answer %d, request %q", resp.StatusCode, doc.RequestID),
	}
	if code == agenda.Invalid {
		e.Message = "The request has invalid fields."
		e.Fields = doc.Errors
		if e.Fields == nil {
			_ = json.Unmarshal(doc.Detail, &e.Fields)
		}
		for _, f := range e.Fields {
			wholeNumbers(f.Loc)
		}
		return e
	}
	var sentence string
	if json.Unmarshal(doc.Detail, &sentence) == nil && sentence != "" {
		e.Message = sentence
	}
	return e
}

// wholeNumbers gives the positions in a loc back their type, which JSON does not tell.
func wholeNumbers(loc []any) {
	for i, part := range loc {
		if n, ok := part.(float64); ok {
			loc[i] = int(n)
		}
	}
}

// retryAfter reads both forms of the header, seconds and a date; 0 is for neither.
func retryAfter(s string) time.Duration {
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
