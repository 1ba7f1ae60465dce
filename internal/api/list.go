package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"appointment-manager/internal/agenda"
)

const (
	maxPage       = 500
	maxSearchText = 200
)

// listing is what the query of a list or an export asks for.
type listing struct {
	query  agenda.AppointmentQuery
	filter string // the parameters that decide what is in the list, in one form; cursors hang on it
	paged  bool
}

// readListing reads the parameters that a list and an export share.
func (a *api) readListing(q *query) listing {
	from, to := q.date("from"), q.date("to")
	zone := a.zone(q)
	l := listing{query: agenda.DaysIn(zone, from, to)}
	l.query.IDs = q.ids("id", maxPage)
	l.query.Text = q.text("q", maxSearchText)
	l.query.Client = q.text("client", maxSearchText)
	l.query.Kind = q.text("kind", maxSearchText)
	l.query.Status = oneOf(q, "status", agenda.Confirmed, agenda.Tentative, agenda.Cancelled)
	l.filter = url.Values{
		"from": {from.String()}, "to": {to.String()}, "q": {l.query.Text}, "client": {l.query.Client}, "status": {string(l.query.Status)}, "kind": {l.query.Kind},
		"time_zone": {zone.String()}, "id": {fmt.Sprint(l.query.IDs)},
	}.Encode()
	return l
}

// readPage reads the parameters that a list has beyond an export's.
func (l *listing) readPage(q *query) {
	l.query.Sort = oneOf(q, "sort", agenda.ByID, agenda.ByStart)
	if l.query.Sort == "" {
		l.query.Sort = agenda.ByID
	}
	l.paged = q.has("limit")
	l.query.Limit = q.integer("limit", 1, maxPage, 0)
	l.filter += "&sort=" + string(l.query.Sort)
	if cursor, ok := q.lookup("cursor", maxID); ok {
		after, ok := decodeCursor(cursor, l.filter)
		if !ok {
			q.fault("cursor", agenda.FaultValue, "The cursor does not belong to this list", nil)
		}
		l.query.After = after
	}
}

func (a *api) listAppointments(w http.ResponseWriter, r *http.Request) error {
	tag, err := a.listTag(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	l := a.readListing(q)
	l.readPage(q)
	if err := q.invalid(); err != nil {
		return err
	}
	if unchanged(r, tag) {
		w.Header()["Etag"] = []string{tag}
		return notModified(w)
	}
	if l.paged {
		return a.writePage(w, r, l, tag)
	}
	return a.streamList(w, r, l.query, tag)
}

// listTag returns the entity tag of every list as of now. It is read before the list is, so that a
// change meanwhile can make a list newer than its tag, which costs a reader one request, and never
// older.
func (a *api) listTag(r *http.Request) (string, error) {
	revision, err := a.Appointments.Revision(r.Context())
	return `"r` + strconv.FormatInt(revision, 36) + "-" + a.boot + `"`, err
}

// writePage answers with a part of a list, and where to find the next. One more than the page holds
// is read, which tells whether there is a next.
func (a *api) writePage(w http.ResponseWriter, r *http.Request, l listing, tag string) error {
	total, err := a.Appointments.Count(r.Context(), l.query)
	if err != nil {
		return err
	}
	limit, n := l.query.Limit, 0
	l.query.Limit++
	var last agenda.Cursor
	body := append(make([]byte, 0, 16+min(limit, total)*600), '[')
	err = a.Appointments.Each(r.Context(), l.query, func(appt *agenda.Appointment) error {
		if n++; n > limit {
			return nil
		}
		if n > 1 {
			body = append(body, ',')
		}
		body = appt.AppendJSON(body)
		last = agenda.Cursor{StartsAt: appt.StartsAt, ID: appt.ID}
		return nil
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h["Etag"] = []string{tag}
	h.Set("Total-Count", strconv.Itoa(total))
	if n > limit {
		next := r.URL.Query()
		next.Set("cursor", encodeCursor(last, l.filter))
		h.Set("Link", `</appointments/?`+next.Encode()+`>; rel="next"`)
	}
	writeBody(w, http.StatusOK, jsonType, append(body, ']'))
	return nil
}

// streamList answers with a list of any length, in memory for one chunk.
func (a *api) streamList(w http.ResponseWriter, r *http.Request, q agenda.AppointmentQuery, tag string) error {
	w.Header()["Etag"] = []string{tag}
	s := newStream(w, r, jsonType)
	defer s.release()
	s.buf = append(s.buf, '[')
	first := true
	err := s.each(a.Appointments, q, func(b []byte, appt *agenda.Appointment) []byte {
		if !first {
			b = append(b, ',')
		}
		first = false
		return appt.AppendJSON(b)
	})
	if err != nil {
		return err
	}
	s.buf = append(s.buf, ']')
	return s.end()
}
