package ui

import (
	"fmt"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// clash is a time that others hold: who, and which times near it are free.
type clash struct {
	Wanted string   // the form's time
	Others []string // "Priya Nair, 10:30 – 11:30, by 45 minutes"
	Short  string   // under the field
	Length string
	Free   []freeSlot
}

// freeSlot is a free time to pick. Value is what the form sends for it.
type freeSlot struct{ Value, Text string }

func (v *visit) newClash(f *appointmentForm, e *agenda.Error) *clash {
	minutes, _ := f.minutes() // it went through the check before
	c := &clash{Length: minutesWords(minutes)}
	var wanted agenda.Span
	if span := v.formSpan(f, &formPage{}); span != nil {
		wanted = *span
		c.Wanted = span.Start.Format("15:04") + " – " + span.End.Format("15:04")
	}
	for i := range e.Conflicts {
		a := &e.Conflicts[i]
		words := a.ClientName + ", " + v.spanOf(a).String()
		if c.Short == "" {
			c.Short = "Overlaps " + words + "."
		}
		if by := overlap(wanted, a.Span()); by > 0 {
			words += ", by " + counted(by, "minute", "minutes")
		}
		c.Others = append(c.Others, words)
	}
	if c.Short == "" {
		c.Short = sentence(e.Message)
	}
	for _, slot := range e.Free {
		end := slot.StartsAt.Add(time.Duration(slot.DurationMinutes) * time.Minute).In(v.clock.Location())
		text := slot.Time.String() + " – " + end.Format("15:04")
		if slot.Date.String() != f.Date {
			text = slot.Date.Weekday().String()[:3] + " " + shortDay(slot.Date, v.today()) + ", " + text
		}
		c.Free = append(c.Free, freeSlot{slot.Date.String() + "T" + slot.Time.String(), text})
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

// staleForm is an edit of an appointment that somebody changed meanwhile: both versions, side by side.
type staleForm struct {
	Who  string // "by jo at 14:02", as far as it is known
	Rows []staleRow
}

type staleRow struct {
	Field, Yours, Theirs string
	Differs              bool
}

// newStaleForm compares the form with the appointment as it is now. The form then carries the present
// version, so that saving it again is a choice made in full sight.
func (v *visit) newStaleForm(f *appointmentForm, now *agenda.Appointment) *staleForm {
	theirs := editAppointmentForm(now)
	yourMinutes, _ := f.minutes() // it went through the check before
	s := &staleForm{Who: "at " + now.UpdatedAt.In(v.clock.Location()).Format("15:04")}
	if agenda.DateOf(now.UpdatedAt.In(v.clock.Location())) != v.today() {
		s.Who = "on " + dayWords(agenda.DateOf(now.UpdatedAt.In(v.clock.Location())), v.today())
	}
	if now.UpdatedBy != "" {
		s.Who = "by " + now.UpdatedBy + " " + s.Who
	}
	row := func(field, yours, theirs string) {
		s.Rows = append(s.Rows, staleRow{field, yours, theirs, yours != theirs})
	}
	row("Client", f.Client, theirs.Client)
	row("Date", f.Date, theirs.Date)
	row("Start", f.Time, theirs.Time)
	row("Length", minutesWords(yourMinutes), minutesWords(now.DurationMinutes))
	yourStatus := now.Status
	if wanted := f.status(); wanted != nil {
		yourStatus = agenda.Status(*wanted)
	}
	row("State", statusWords[yourStatus], statusWords[now.Status])
	row("Notes", f.Notes, theirs.Notes)
	f.Version = strconv.FormatInt(now.Version, 10)
	return s
}

// String tells who changed it, for the banner.
func (s *staleForm) String() string { return fmt.Sprintf("It was changed %s.", s.Who) }
