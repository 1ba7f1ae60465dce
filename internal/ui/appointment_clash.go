package ui

import (
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// clash is a time that others hold: who, and which times near it are free.
type clash struct {
	Others []string // "10:45 – 11:30 overlaps Priya Nair, 10:30 – 11:30, by 45 minutes."
	Short  string   // under the field
	Length string
	Free   []freeSlot
}

// freeSlot is a free time to pick. Value is what the form sends for it.
type freeSlot struct{ Value, Text string }

func (v *visit) newClash(f *appointmentForm, e *agenda.Error) *clash {
	c := &clash{}
	if len(e.Free) > 0 { // each as long as what was wanted
		c.Length = v.minutesWords(e.Free[0].DurationMinutes)
	}
	var wanted agenda.Span
	times := ""
	if span := v.formSpan(f, &formPage{}); span != nil {
		wanted = *span
		times = v.spanWords(span.Start, span.End)
	}
	for i := range e.Conflicts {
		a := &e.Conflicts[i]
		taken := v.spanOf(a).Words
		short := v.t("Overlaps %s, %s.", a.ClientName, taken)
		if c.Short == "" {
			c.Short = short
		}
		if by := overlap(wanted, a.Span()); by > 0 {
			short = v.tn(by, "%[2]s overlaps %[3]s, %[4]s, by %[1]d minute.", "%[2]s overlaps %[3]s, %[4]s, by %[1]d minutes.", times, a.ClientName, taken)
		}
		c.Others = append(c.Others, short)
	}
	if c.Short == "" {
		c.Short = v.said(e.Message)
	}
	for _, slot := range e.Free {
		start := slot.StartsAt.In(v.clock.Location())
		text := v.spanWords(start, start.Add(time.Duration(slot.DurationMinutes)*time.Minute))
		if slot.Date.String() != f.Date {
			text = v.list(v.shortWeekday(slot.Date), text)
		}
		c.Free = append(c.Free, freeSlot{slot.Date.String() + "T" + slot.Time.String() + v.offsetIfTwice(start), text})
	}
	return c
}

// overlap returns how many minutes two spans share.
func overlap(a, b agenda.Span) int {
	start, end := a.Start, a.End
	if b.Start.After(start) {
		start = b.Start
	}
	if b.End.Before(end) {
		end = b.End
	}
	return max(0, int(end.Sub(start)/time.Minute))
}

// staleForm is an edit of what somebody changed meanwhile: both versions, side by side.
type staleForm struct {
	Text string // who changed it when, as far as it is known
	Rows []staleRow
}

type staleRow struct {
	Field, Yours, Theirs string
	Differs              bool
}

func (s *staleForm) row(field, yours, theirs string) {
	s.Rows = append(s.Rows, staleRow{field, yours, theirs, yours != theirs})
}

// newStaleForm compares the form with the appointment as it is now. The form then carries the present
// version, so that saving it again is a choice made in full sight.
func (v *visit) newStaleForm(f *appointmentForm, now *agenda.Appointment) *staleForm {
	theirs := v.editAppointmentForm(now)
	yourMinutes, _ := f.minutes() // it went through the check before
	s := &staleForm{Text: v.changedWords(now.UpdatedBy, now.UpdatedAt)}
	s.row(v.t("Client"), f.Client, theirs.Client)
	if f.hasKind {
		s.row(v.t("Kind"), f.Kind, theirs.Kind)
	}
	s.row(v.t("Date"), v.typedDay(f.Date), v.typedDay(theirs.Date))
	s.row(v.t("Start"), f.Time, theirs.Time)
	s.row(v.t("Length"), v.minutesWords(yourMinutes), v.minutesWords(now.DurationMinutes))
	yourStatus := now.Status
	if wanted := f.status(); wanted != nil {
		yourStatus = agenda.Status(*wanted)
	}
	s.row(v.t("State"), v.statusWords(yourStatus), v.statusWords(now.Status))
	s.row(v.t("Notes"), f.Notes, theirs.Notes)
	f.Version = strconv.FormatInt(now.Version, 10)
	return s
}

// changedWords tells who changed something last, and when.
func (v *visit) changedWords(by string, updated time.Time) string {
	at := updated.In(v.clock.Location())
	day := agenda.DateOf(at)
	switch known, today := by != "", day == v.today(); {
	case known && today:
		return v.t("It was changed by %s at %s.", by, v.hm(at))
	case known:
		return v.t("It was changed by %s on %s.", by, v.dayWords(day))
	case today:
		return v.t("It was changed at %s.", v.hm(at))
	}
	return v.t("It was changed on %s.", v.dayWords(day))
}

// typedDay is the day of a field as a person reads it.
func (v *visit) typedDay(s string) string {
	d, err := agenda.ParseDate(s)
	if err != nil {
		return s
	}
	return v.dayYearWords(d)
}
