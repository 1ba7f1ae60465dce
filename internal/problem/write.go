package problem

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// ContentType is the media type of every refusal.
const ContentType = "application/problem+json"

// document is the body of a refusal. Detail comes first: it is all that clients of the documented
// API know. It holds a sentence, or for Invalid the list that Errors repeats under its new name.
type document struct {
	Detail    any                  `json:"detail"`
	Type      string               `json:"type"`
	Title     string               `json:"title"`
	Status    int                  `json:"status"`
	Instance  string               `json:"instance,omitempty"`
	RequestID string               `json:"request_id,omitempty"`
	Errors    []agenda.Field       `json:"errors,omitempty"`
	Conflicts []agenda.Appointment `json:"conflicts,omitempty"`
	Free      []agenda.Slot        `json:"free,omitempty"`
	Current   *agenda.Appointment  `json:"current,omitempty"`
	Card      *agenda.ClientCard   `json:"current_card,omitempty"`
	TriesLeft int                  `json:"tries_left,omitempty"`
}

// Occurrence says which request a problem belongs to.
type Occurrence struct {
	Path      string
	RequestID string
}

// Write answers a request with err and returns the status it used. A cause is never shown: whoever
// calls Write logs it. An error that is no [agenda.Error] is a fault of ours, and the reader is told
// no more than the id under which the log has it.
func Write(w http.ResponseWriter, err error, at Occurrence) int {
	e, ok := errors.AsType[*agenda.Error](err)
	if !ok {
		e = &agenda.Error{Code: agenda.Internal}
	}
	kind := kindOf(e.Code)
	doc := document{
		Detail: e.Message, Type: "/docs#" + string(kind.Code), Title: kind.Title, Status: kind.Status,
		Instance: at.Path, RequestID: at.RequestID,
		Conflicts: e.Conflicts, Free: e.Free, Current: e.Current, Card: e.Card, TriesLeft: e.TriesLeft,
	}
	switch {
	case kind.Code == agenda.Internal:
		doc.Detail = "Something went wrong on our side. Nothing is known to be wrong with your request; its id is " + at.RequestID + "."
	case kind.Code == agenda.Invalid:
		doc.Errors = fieldsOf(e)
		doc.Detail = doc.Errors
	case e.Message == "":
		doc.Detail = kind.Title
	}
	body, marshalErr := json.Marshal(doc)
	if marshalErr != nil { // only an input echoed to the client can do this, and it can be spared
		doc.Errors, doc.Detail = nil, kind.Title
		body, _ = json.Marshal(doc)
	}
	h := w.Header()
	for _, stale := range []string{"ETag", "Content-Disposition", "Content-Length", "Last-Modified", "Link", "Location"} {
		h.Del(stale)
	}
	h.Set("Content-Type", ContentType)
	h.Set("Cache-Control", "no-store")
	if kind.Code == agenda.Unauthenticated {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64((e.RetryAfter+time.Second-1)/time.Second), 10))
	}
	w.WriteHeader(kind.Status)
	_, _ = w.Write(body) // the client may be gone; there is nobody left to tell
	return kind.Status
}

// fieldsOf returns the list that an Invalid error is answered with, which is never empty.
func fieldsOf(e *agenda.Error) []agenda.Field {
	if len(e.Fields) > 0 {
		return e.Fields
	}
	msg := e.Message
	if msg == "" {
		msg = "The request is not valid"
	}
	return []agenda.Field{{Type: agenda.FaultValue, Loc: []any{"body"}, Msg: msg}}
}
