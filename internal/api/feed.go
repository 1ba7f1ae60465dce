package api

import (
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
)

// feedDays is how many days back a feed reaches. What lies ahead is all in it.
const feedDays = 90

var keptPrivate = []string{"private, no-cache"}

// renewFeed answers with the path of a feed in which the secret is, this once.
func (a *api) renewFeed(w http.ResponseWriter, r *http.Request) error {
	secret, f, err := a.Calendars.Renew(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, struct {
		Path string `json:"path"`
		agenda.Feed
	}{"/calendar/" + secret + ".ics", f})
}

func (a *api) getFeed(w http.ResponseWriter, r *http.Request) error {
	f, err := a.Calendars.Get(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, f)
}

func (a *api) removeFeed(w http.ResponseWriter, r *http.Request) error {
	if err := a.Calendars.Remove(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// calendarFeed answers with the calendar that the secret in the path opens. What was deleted is not in it,
// since programs put what they are given in the place of all that they had; what was cancelled is.
func (a *api) calendarFeed(w http.ResponseWriter, r *http.Request) error {
	if err := a.Calendars.Open(r.Context(), pathText(r, "secret")); err != nil {
		return err
	}
	first := agenda.DateOf(a.Now().In(a.Appointments.Zone())).AddDays(-feedDays)
	revision, err := a.Appointments.Revision(r.Context())
	if err != nil {
		return err
	}
	h, tag := w.Header(), `"f`+strconv.FormatInt(revision, 36)+"-"+a.boot+"-"+first.String()+`"`
	h["Etag"], h["Cache-Control"] = []string{tag}, keptPrivate
	if unchanged(r, tag) {
		return notModified(w)
	}
	q := a.Appointments.Days(first, agenda.Date{})
	q.Sort = agenda.ByStart
	return a.writeCalendar(w, r, q)
}
