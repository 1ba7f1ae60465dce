package api

import (
	"net/http"

	"appointment-manager/internal/ical"
)

var calendarType = []string{"text/calendar; charset=utf-8"}

func (a *api) exportCalendar(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	l := a.readListing(q)
	if err := q.invalid(); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", "attachment; filename=appointments.ics")
	s := newStream(w, r, calendarType)
	defer s.release()
	s.buf = append(s.buf, ical.Header...)
	if err := s.each(a.Appointments, l.query, ical.AppendEvent); err != nil {
		return err
	}
	s.buf = append(s.buf, ical.Footer...)
	return s.end()
}
