package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// dayGrid is the days beside each other, under one line of hours.
type dayGrid struct {
	Class          string
	Zone           string
	Hours          []hourMark
	Now            *nowMark
	Days           []dayColumn
	Earlier, Later string
}

// nowMark is the present moment: where it is drawn, and the minute of the day from which scripts go on.
type nowMark struct {
	Class, Text string
	Minute      int
}

// dayColumn is a day of the grid.
type dayColumn struct {
	ID, Class, Date          string
	Name, Short              string // "Wednesday 25 November, today", "Wed"
	Number                   int
	Link, New, NewWords      string
	Totals, TotalsShort      string
	Veils                    []veil
	NowClass                 string
	Today                    bool
	Chips                    []eventChip
	booked, minutes, overlap int
}

// veil is a part of a day that is not worked in, or, hatched, one that the day does not have.
type veil struct{ Class, Text string }

// eventChip is an appointment on a day of the grid, or what stands in its place: a free time, or a
// number of those that there is no room for.
type eventChip struct {
	Class, Link, Name  string
	Start, End         string
	From, Until        string // it goes on from the day before, or to the next
	Notes, State       string
	Live, Clash, Plain bool // Plain: not an appointment
	Movable            bool
	ID, Version        int64
	Date, Time         string
	Length             int
}

// mostAbreast is how many appointments stand beside each other at most.
const mostAbreast = 4

// newGrid lays out days. shown is the one that a screen with room for one day shows.
func (v *visit) newGrid(days []agenda.Date, shown agenda.Date, list []agenda.Appointment) dayGrid {
	x := newAxis(days, v.clock.Location())
	g := dayGrid{Zone: offsetWords(v.clock)}
	from, to := x.wall(workStart-60), x.wall(workEnd+60)
	perDay := make([][]*agenda.Appointment, len(days))
	for i, d := range days {
		start, end := d.Start(x.loc), d.AddDays(1).Start(x.loc)
		for j := range list {
			if a := &list[j]; a.EndsAt.After(start) && a.StartsAt.Before(end) {
				perDay[i] = append(perDay[i], a)
				from, to = min(from, x.at(d, a.StartsAt)), max(to, x.at(d, a.EndsAt))
			}
		}
		if d == v.today() {
			g.Class = fmt.Sprintf(" wide%d", i+1)
		}
		if isWeekend(d) && d != v.today() {
			g.Class += fmt.Sprintf(" slim%d", i+1)
		}
	}
	q := v.r.URL.Query()
	link := func(name string) string { q := v.r.URL.Query(); q.Set(name, "1"); return "?" + q.Encode() }
	if q.Get("earlier") != "" {
		from = 0
	} else if from >= 60 {
		g.Earlier = link("earlier")
	}
	if q.Get("later") != "" {
		to = x.length()
	} else if to <= x.length()-60 {
		g.Later = link("later")
	}
	first, last := from/60, (to+59)/60
	g.Class = fmt.Sprintf("f%d h%d", first, last-first) + g.Class
	for h := first + 1; h < last; h++ {
		g.Hours = append(g.Hours, hourMark{fmt.Sprintf("t%d", h*60/unitMinutes), x.label(v.words, h*60)})
	}
	for i, d := range days {
		g.Days = append(g.Days, v.dayColumn(&x, d, perDay[i], len(days) == 1))
		c := &g.Days[i]
		if d == shown {
			c.Class += " is-shown"
		}
		c.Veils = v.veils(&x, d, first*60, last*60)
		if now := x.at(v.today(), v.clock); d == v.today() && now >= first*60 && now < last*60 {
			g.Now = &nowMark{fmt.Sprintf("t%d", now/unitMinutes), v.hm(v.clock), v.clock.Hour()*60 + v.clock.Minute()}
			c.NowClass = g.Now.Class
		}
	}
	return g
}

func (v *visit) veils(x *axis, d agenda.Date, from, to int) (veils []veil) {
	add := func(a, b int, class, text string) {
		if a, b = max(a, from), min(b, to); a < b {
			veils = append(veils, veil{fmt.Sprintf("off %st%d d%d", class, a/unitMinutes, (b-a)/unitMinutes), text})
		}
	}
	if !isWeekend(d) {
		add(0, x.wall(workStart), "", "")
		add(x.wall(workEnd), x.length(), "", "")
	}
	for _, h := range x.holes(d) {
		text := ""
		if _, by, _ := jump(d, x.loc); by > 0 {
			text = v.t("Skipped: clocks go forward")
		}
		add(h.from, h.to, "closed ", text)
	}
	return veils
}

func (v *visit) dayColumn(x *axis, d agenda.Date, list []*agenda.Appointment, alone bool) dayColumn {
	c := dayColumn{
		ID: "d" + d.String(), Date: d.String(), Name: v.dayWords(d), Short: v.weekdayShort(d.Weekday()), Number: d.Day,
		Link: dayPath(d), New: "/appointments/new?date=" + d.String(), NewWords: v.t("New on %s", v.dayWords(d)),
		Today: d == v.today(),
	}
	if c.Today {
		c.Class, c.Name = " is-today", v.t("%s, today", c.Name)
	}
	if isWeekend(d) {
		c.Class += " is-weekend"
	}
	stretches := make([]stretch, 0, len(list))
	for _, a := range list {
		stretches = append(stretches, stretch{x.at(d, a.StartsAt), x.at(d, a.EndsAt)})
	}
	places, more := layOutFew(stretches, mostAbreast)
	start := d.Start(x.loc)
	busy := start.Add(0)
	if !isWeekend(d) {
		busy, _ = agenda.Resolve(d, agenda.TimeOfDayOf(time.Date(2000, 1, 1, workStart/60, 0, 0, 0, time.UTC)), x.loc, nil)
	}
	for i, a := range list {
		for len(more) > 0 && more[0].unit <= places[i].unit {
			c.Chips = append(c.Chips, v.moreChip(d, more[0]))
			more = more[1:]
		}
		if a.Status != agenda.Cancelled {
			if alone && !isWeekend(d) {
				c.addGap(v, x, d, busy, a.StartsAt)
			}
			c.count(d, x.loc, a, busy)
			if a.EndsAt.After(busy) {
				busy = a.EndsAt
			}
		}
		if places[i].span > 0 {
			c.Chips = append(c.Chips, v.eventChip(x, d, a, places[i]))
		}
	}
	for _, m := range more {
		c.Chips = append(c.Chips, v.moreChip(d, m))
	}
	if alone && !isWeekend(d) && len(list) > 0 {
		end, err := agenda.Resolve(d, agenda.TimeOfDayOf(time.Date(2000, 1, 1, workEnd/60, 0, 0, 0, time.UTC)), x.loc, nil)
		if err == nil {
			c.addGap(v, x, d, busy, end)
		}
	}
	c.say(v)
	return c
}

// count adds an appointment to its day's totals. Time counts on the day that it lies on.
func (c *dayColumn) count(d agenda.Date, loc *time.Location, a *agenda.Appointment, busy time.Time) {
	start, end := a.StartsAt, a.EndsAt
	if s := d.Start(loc); start.Before(s) {
		start = s
	}
	if e := d.AddDays(1).Start(loc); end.After(e) {
		end = e
	}
	c.minutes += int(end.Sub(start) / time.Minute)
	if c.booked > 0 && a.StartsAt.Before(busy) {
		c.overlap++
	}
	c.booked++
}

func (c *dayColumn) say(v *visit) {
	c.Totals, c.TotalsShort = v.t("Free"), v.t("Free")
	if c.booked == 0 {
		return
	}
	length := v.hoursWords(c.minutes)
	c.Totals = v.tn(c.booked, "%d booked · %s", "%d booked · %s", length)
	if c.overlap > 0 {
		c.Totals = v.t("%s · %s", c.Totals, v.tn(c.overlap, "%d overlap", "%d overlaps"))
	}
	c.TotalsShort = strconv.Itoa(c.booked) + " · " + length
}

func (c *dayColumn) addGap(v *visit, x *axis, d agenda.Date, from, to time.Time) {
	g := v.gap(from, to)
	if g == nil {
		return
	}
	p := drawn(stretch{x.at(d, from), x.at(d, to)})
	p.columns, p.span = 1, 1
	c.Chips = append(c.Chips, eventChip{Class: "gap " + p.class(), Link: g.Link, Name: g.Label, Plain: true})
}

func (v *visit) moreChip(d agenda.Date, m surplus) eventChip {
	return eventChip{
		Class: "ev k more " + m.class(), Link: dayPath(d), Name: "+" + strconv.Itoa(m.hidden), Plain: true,
		State: v.tn(m.hidden, "one more at this time", "%d more at this time"),
	}
}

func (v *visit) eventChip(x *axis, d agenda.Date, a *agenda.Appointment, p place) eventChip {
	span := v.spanOf(a)
	c := eventChip{
		Class: "ev k " + p.class(), Link: "/appointments/" + strconv.FormatInt(a.ID, 10), Name: a.ClientName, Start: span.Start, End: span.End,
		ID: a.ID, Version: a.Version, Date: a.Date.String(), Time: a.Time.String(), Length: a.DurationMinutes, Movable: a.Status != agenda.Cancelled,
	}
	if a.Notes != nil {
		c.Notes, _, _ = strings.Cut(strings.TrimSpace(*a.Notes), "\n")
	}
	if a.StartsAt.Before(d.Start(x.loc)) {
		c.From = v.t("until %s", c.End)
	}
	if a.EndsAt.After(d.AddDays(1).Start(x.loc)) {
		c.Until = v.t("from %s", c.Start)
	}
	v.chipState(&c, x, d, a, p)
	return c
}

// chipState gives a chip the looks of its state, and the words that repeat them.
func (v *visit) chipState(c *eventChip, x *axis, d agenda.Date, a *agenda.Appointment, p place) {
	var states []string
	past := !a.EndsAt.After(v.clock)
	switch {
	case a.Status == agenda.Cancelled:
		c.Class += " gone"
		c.State = v.t("cancelled")
		return
	case past:
		c.Class += " past"
		states = append(states, v.t("over"))
	case !a.StartsAt.After(v.clock) && d == v.today():
		c.Live = true
		elapsed := (x.at(d, v.clock) - p.unit*unitMinutes) / unitMinutes
		c.Class += fmt.Sprintf(" live e%d", min(144, elapsed))
		states = append(states, v.t("in progress"))
	}
	if a.Status == agenda.Tentative {
		c.Class += " open"
		states = append(states, v.t("not confirmed"))
	}
	if a.Overlap {
		states = append(states, v.t("overlaps another"))
		if !past {
			c.Class += " clash"
			c.Clash = true
		}
	}
	c.State = v.list(states...)
}
