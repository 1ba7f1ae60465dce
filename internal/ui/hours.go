package ui

import (
	"context"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// openHours is when the practice is open, as the pages draw it: by instants, for whoever looks may live
// by other clocks.
type openHours struct {
	agenda.PracticeHours
	zone  *time.Location // whose clocks the practice lives by
	known bool
}

// unknownHours stand in for those that could not be loaded. They say which part of a day to draw, and
// nothing else of when the practice is open.
func (v *visit) unknownHours() *openHours {
	return &openHours{PracticeHours: agenda.PracticeHours{OpeningHours: agenda.DefaultHours()}, zone: v.practice}
}

// startHours begins to load the practice's hours while the page loads its own content, and returns how
// to wait for them. However many parts of a page ask, they are loaded once.
func (v *visit) startHours() func() *openHours {
	if v.hoursAsked != nil {
		return v.hoursAsked
	}
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	done := make(chan *openHours, 1)
	caller, hours := v.caller, v.unknownHours()
	go func() {
		defer cancel()
		if h, err := caller.Hours(ctx); err == nil {
			hours.PracticeHours, hours.known = h.PracticeHours, true
			if zone, err := agenda.LoadZone(h.TimeZone); err == nil && h.TimeZone != hours.zone.String() {
				hours.zone = zone
			}
		}
		done <- hours
	}()
	v.hoursAsked = sync.OnceValue(func() *openHours { return <-done })
	return v.hoursAsked
}

// openDay is a day of whoever looks: when the practice is open on it, when it is not, and when it is
// closed for a reason of its own.
type openDay struct {
	open, off []agenda.Span
	closed    []closing
	idle      bool // the week has no hours on it
	unknown   bool
}

type closing struct {
	agenda.Span
	reason string
}

// on returns a day by the clocks of loc.
func (h *openHours) on(d agenda.Date, loc *time.Location) (day openDay) {
	whole := agenda.Span{Start: d.Start(loc), End: d.AddDays(1).Start(loc)}
	day.open = h.Open(whole, h.zone)
	week := agenda.PracticeHours{OpeningHours: h.OpeningHours}
	day.idle = len(week.Open(whole, h.zone)) == 0
	if day.unknown = !h.known; day.unknown {
		day.open = nil
		return day
	}
	for _, p := range h.Days(whole, h.zone) {
		if p.Closed != nil {
			day.closed = append(day.closed, closing{p.Whole, p.Closed.Reason})
			continue
		}
		at := p.Whole.Start
		for _, open := range append(p.Open, agenda.Span{Start: p.Whole.End}) {
			if at.Before(open.Start) {
				day.rest(agenda.Span{Start: at, End: open.Start})
			}
			at = open.End
		}
	}
	return day
}

// rest adds time in which the practice is not open. Where it goes on at the practice's midnight it is one.
func (d *openDay) rest(s agenda.Span) {
	if last := len(d.off) - 1; last >= 0 && d.off[last].End.Equal(s.Start) {
		d.off[last].End = s.End
		return
	}
	d.off = append(d.off, s)
}

// reason is why the practice is not open at all on the day, if there is a reason of its own.
func (d *openDay) reason() (reason string, closed bool) {
	if len(d.open) > 0 || len(d.closed) == 0 {
		return "", false
	}
	return d.closed[0].reason, true
}

// closedWords tell that the practice is closed, and why, if anybody knows.
func (v *visit) closedWords(reason string) string {
	if reason == "" {
		return v.t("Closed")
	}
	return v.t("Closed: %s", v.isolate(reason))
}

// closedOn tells that the practice is closed on a day of its own accord, and why; "" when it is not, or
// nobody knows.
func (v *visit) closedOn(d agenda.Date, hours *openHours) string {
	if len(hours.Closed) == 0 {
		return ""
	}
	day := hours.on(d, v.zone())
	if reason, closed := day.reason(); closed {
		return v.closedWords(reason)
	}
	return ""
}

// emptyDayWords are said of a day on which nothing is booked.
func (v *visit) emptyDayWords(day openDay) string {
	if reason, ok := day.reason(); ok && reason != "" {
		return sentence(v.closedWords(reason))
	}
	if day.unknown {
		return v.t("Nothing booked.")
	}
	if len(day.open) == 0 {
		return v.t("Nothing booked. The practice is closed.")
	}
	return v.t("Nothing booked. Free %s.", v.spansWords(day.open))
}

// spansWords lists stretches of time by the visitor's clock.
func (v *visit) spansWords(spans []agenda.Span) string {
	var words []string
	for _, s := range spans {
		words = append(words, v.spanWords(s.Start.In(v.clock.Location()), s.End.In(v.clock.Location())))
	}
	return v.list(words...)
}
