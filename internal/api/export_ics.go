package api

import (
	"net/http"

	"appointment-manager/internal/agenda"
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
	return a.writeCalendar(w, r, l.query)
}

// writeCalendar answers with the appointments that match as a calendar.
func (a *api) writeCalendar(w http.ResponseWriter, r *http.Request, q agenda.AppointmentQuery) error {
	extent, err := a.Appointments.Extent(r.Context(), q)
	if err != nil {
		return err
	}
	if extent == (agenda.Span{}) { // some year must be described
		extent = agenda.Span{Start: a.Now(), End: a.Now()}
	}
	calendar := ical.NewCalendar(a.Appointments.Zone(), extent)
	s := newStream(w, r, calendarType)
	defer s.release()
	s.buf = calendar.AppendBegin(s.buf)
	if err := s.each(a.Appointments, q, calendar.AppendEvent); err != nil {
		return err
	}
	s.buf = append(s.buf, ical.End...)
	return s.end()
}
