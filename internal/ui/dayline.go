package ui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// dayLine is a day drawn beside the form: what is booked on it, and where the form's own time lies.
type dayLine struct {
	Title, Count string
	Problem      string // the day could not be loaded; the form works without it
	Class        string
	Hours        []hourMark
	Veils        []veil
	Chips        []dayChip
	Now          string // the class of the present moment; empty on other days
}

type hourMark struct{ Class, Text string }

type dayChip struct {
	Class, Link, Name string
	Time              clockSpan
	Kind              string
	State             string // hidden words that repeat what the chip's looks say
	Draft             bool
}

// The hours that are drawn of a day on which the practice is not open.
const (
	firstHour     = 8
	lastHour      = 18
	panelPatience = 2 * time.Second
)

// loadDay returns what holds time on a day: all that is booked then, but for the appointment that
// is being edited.
func (v *visit) loadDay(day agenda.Date, editing int64) ([]agenda.Appointment, error) {
	ctx, cancel := context.WithTimeout(v.ctx(), panelPatience)
	defer cancel()
	page, err := v.caller.Appointments(ctx, apiclient.ListOptions{From: day, To: day, Sort: agenda.ByStart, Limit: 200})
	var booked []agenda.Appointment
	for _, a := range page.Appointments {
		if a.Status != agenda.Cancelled && a.ID != editing {
			booked = append(booked, a)
		}
	}
	return booked, err
}

// dayLine draws a day: its hours at least. draft is the form's own time, nil while there is none.
func (v *visit) dayLine(day agenda.Date, booked []agenda.Appointment, draft *agenda.Span, work openDay) *dayLine {
	line := &dayLine{Title: v.dayWords(day), Count: v.tn(len(booked), "%d booked", "%d booked")}
	clash := clashes(booked)
	stretches := make([]stretch, 0, len(booked)+1)
	for i := range booked {
		booked[i].Overlap = booked[i].Overlap || clash[booked[i].ID]
		stretches = append(stretches, v.stretchOn(day, booked[i].Span()))
	}
	if draft != nil {
		stretches = append(stretches, v.stretchOn(day, *draft))
	}
	places := layOut(stretches)
	drawn := slices.Clone(stretches)
	for _, s := range work.open {
		drawn = append(drawn, v.stretchOn(day, s))
	}
	if len(work.open) == 0 {
		drawn = append(drawn, stretch{firstHour * 60, lastHour * 60})
	}
	from, to := 24, 0
	for _, s := range drawn {
		from, to = min(from, s.from/60), max(to, (s.to+59)/60)
	}
	line.Veils = v.lineVeils(day, work, stretch{from * 60, to * 60})
	if from >= to { // a day that a zone left out
		from, to = 0, 24
	}
	line.Class = fmt.Sprintf("f%d h%d", from, to-from)
	for h := from; h <= to; h++ {
		line.Hours = append(line.Hours, hourMark{fmt.Sprintf("t%d", h*12), v.hour(minuteOfDay(h * 60))})
	}
	for i := range booked {
		line.Chips = append(line.Chips, v.dayChip(&booked[i], places[i], draft))
	}
	if draft != nil {
		line.Chips = append(line.Chips, v.draftChip(*draft, places[len(booked)], booked))
	}
	if day == v.today() {
		if now := v.clock.Hour()*60 + v.clock.Minute(); now >= from*60 && now < to*60 {
			line.Now = fmt.Sprintf("t%d", now/unitMinutes)
		}
	}
	return line
}

// lineVeils are drawn over the part of a day's line in which the practice is not open.
func (v *visit) lineVeils(day agenda.Date, work openDay, shown stretch) (veils []veil) {
	add := func(s agenda.Span, class, text string) {
		at := v.stretchOn(day, s)
		if at.from, at.to = max(at.from, shown.from), min(at.to, shown.to); at.from < at.to {
			veils = append(veils, veil{fmt.Sprintf("off %st%d d%d", class, at.from/unitMinutes, (at.to-at.from)/unitMinutes), text})
		}
	}
	for _, s := range work.off {
		add(s, "", "")
	}
	for _, c := range work.closed {
		add(c.Span, "closed ", v.closedWords(c.reason))
	}
	return veils
}

// stretchOn clips a span to a day of the visitor's zone, as its clocks show it.
func (v *visit) stretchOn(day agenda.Date, s agenda.Span) stretch {
	loc := v.clock.Location()
	minutes := func(t time.Time) int {
		t = t.In(loc)
		return day.DaysUntil(agenda.DateOf(t))*24*60 + t.Hour()*60 + t.Minute()
	}
	return stretch{max(0, minutes(s.Start)), min(24*60, max(minutes(s.End), minutes(s.Start)))}
}

func (v *visit) dayChip(a *agenda.Appointment, p place, draft *agenda.Span) dayChip {
	c := dayChip{
		Class: "ev " + v.hue(a.Kind) + " " + p.class(), Link: "/appointments/" + strconv.FormatInt(a.ID, 10),
		Name: a.ClientName, Time: v.spanOf(a), Kind: v.kindAndState(a), State: v.isolate(a.Kind),
	}
	if !a.EndsAt.After(v.clock) {
		c.Class += " past"
	}
	if a.Status == agenda.Tentative {
		c.Class += " open"
		c.State = v.list(c.State, v.t("not confirmed"))
	}
	if a.Overlap || draft != nil && draft.Overlaps(a.Span()) {
		c.Class += " clash"
		c.State = v.list(c.State, v.t("overlaps another"))
	}
	return c
}

func (v *visit) draftChip(s agenda.Span, p place, booked []agenda.Appointment) dayChip {
	loc := v.clock.Location()
	c := dayChip{
		Class: "ev k draft " + p.class(), Name: v.t("This one"), Draft: true,
		Time: clockSpan{Start: v.hm(s.Start.In(loc)), End: v.hm(s.End.In(loc))},
	}
	for i := range booked {
		if s.Overlaps(booked[i].Span()) {
			c.Class += " clash"
			break
		}
	}
	return c
}
