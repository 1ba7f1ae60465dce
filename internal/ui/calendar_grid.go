package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// dayGrid is the days beside each other, under one line of hours.
type dayGrid struct {
	Class          string
	Zone           string
	ZoneName       string // what is moved by script is meant in it
	Hours          []hourMark
	Now            *nowMark
	Days           []dayColumn
	Earlier, Later *reach
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
	Earlier, Later           *beyond
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
	Kind, Notes, State string
	Hue                string // of the dot in a month
	Live, Clash, Plain bool   // Plain: not an appointment
	Movable            bool
	ID, Version        int64
	Date, Time         string
	Length             int
}

// mostAbreast is how many appointments stand beside each other at most.
const mostAbreast = 4

// canvas is what the days of a grid are drawn on.
type canvas struct {
	axis
	clash     map[int64]bool // the appointments that overlap others
	worked    stretch        // the part of the line in which the practice is open, and an hour around it
	low, high int            // the part of the line that appointments are drawn in
}

// What lies between these hours only does not make the grid of several days longer: it is counted at
// the edge of its day.
const (
	dawn = 6 * 60
	dusk = 22 * 60
)

// reach leads to more of a day's hours, or back to fewer.
type reach struct {
	Link, Words string
	Less        bool
}

// beyond is how much is booked before or after the hours that are drawn.
type beyond struct{ Link, Text string }

// dayList is what touches a day, and where each of it is drawn, nowhere where that is empty.
type dayList struct {
	list           []*agenda.Appointment
	spots          []stretch
	earlier, later int // how many are drawn nowhere
}

func (x *canvas) dayList(d agenda.Date, list []agenda.Appointment) (l dayList) {
	start, end := d.Start(x.loc), d.AddDays(1).Start(x.loc)
	for i := range list {
		a := &list[i]
		if !a.EndsAt.After(start) || !a.StartsAt.Before(end) {
			continue
		}
		whole := stretch{x.at(d, a.StartsAt), x.at(d, a.EndsAt)}
		spot := stretch{max(whole.from, x.low), min(whole.to, x.high)}
		if spot.to-spot.from < min(leastUnits*unitMinutes, whole.to-whole.from) {
			spot = stretch{}
			switch {
			case a.Status == agenda.Cancelled:
			case whole.from < x.low:
				l.earlier++
			default:
				l.later++
			}
		}
		l.list, l.spots = append(l.list, a), append(l.spots, spot)
	}
	return l
}

// clashes returns which of the appointments, that come in the order of their starts, overlap another.
func clashes(list []agenda.Appointment) map[int64]bool {
	found := map[int64]bool{}
	var last *agenda.Appointment // to end, of those before
	for i := range list {
		a := &list[i]
		if a.Status == agenda.Cancelled {
			continue
		}
		if last != nil && last.EndsAt.After(a.StartsAt) {
			found[last.ID], found[a.ID] = true, true
		}
		if last == nil || a.EndsAt.After(last.EndsAt) {
			last = a
		}
	}
	return found
}

// newGrid lays out days. shown is the one that a screen with room for one day shows.
func (v *visit) newGrid(days []agenda.Date, shown agenda.Date, list []agenda.Appointment, hours *openHours) dayGrid {
	x, work := v.newCanvas(days, hours)
	x.clash = clashes(list)
	q := v.r.URL.Query()
	earlier, later := q.Get("earlier") != "", q.Get("later") != ""
	if len(days) > 1 && !earlier {
		x.low = min(x.wall(dawn), x.worked.from)
	}
	if len(days) > 1 && !later {
		x.high = max(x.wall(dusk), x.worked.to)
	}
	g := dayGrid{Zone: offsetWords(v.noon(shown)), ZoneName: v.zone().String()}
	perDay, bent := make([]dayList, len(days)), ""
	for i, d := range days {
		perDay[i] = x.dayList(d, list)
		if d == v.today() {
			g.Class += fmt.Sprintf(" wide%d", i+1)
		}
		if work[i].idle && d != v.today() {
			g.Class += fmt.Sprintf(" slim%d", i+1)
		}
		if x.bent(d) {
			bent = " bent"
		}
	}
	first, last := x.hours(perDay, earlier, later)
	g.Earlier = v.reach("earlier", earlier, first > 0, v.t("Earlier hours"), v.t("Hide earlier hours"))
	g.Later = v.reach("later", later, last*60 < x.length(), v.t("Later hours"), v.t("Hide later hours"))
	g.Class = fmt.Sprintf("f%d h%d", first, last-first) + g.Class + bent
	now := -1
	if at := x.at(v.today(), v.clock); slices.Contains(days, v.today()) && at >= first*60 && at < last*60 {
		now = at
		g.Now = &nowMark{fmt.Sprintf("t%d", now/unitMinutes), v.hm(v.clock), v.clock.Hour()*60 + v.clock.Minute()}
	}
	for h := first + 1; h < last; h++ {
		mark := hourMark{fmt.Sprintf("t%d", h*60/unitMinutes), x.label(v.words, h*60)}
		if now >= 0 && max(now-h*60, h*60-now) < nearNow {
			mark.Class += " near"
		}
		g.Hours = append(g.Hours, mark)
	}
	for i, d := range days {
		c := v.dayColumn(&x, d, perDay[i], &work[i], len(days) == 1)
		if d == shown {
			c.Class += " is-shown"
		}
		if d == v.today() && g.Now != nil {
			c.NowClass = g.Now.Class
		}
		c.Veils = v.veils(&x.axis, d, &work[i], first*60, last*60)
		g.Days = append(g.Days, c)
	}
	return g
}

// nearNow is how many minutes an hour's label lies away from the present moment's to be read beside it.
const nearNow = 15

// hours returns the hours that the grid is drawn from and to: the practice's and one around them, and
// what the appointments need.
func (x *canvas) hours(perDay []dayList, earlier, later bool) (first, last int) {
	from, to := x.worked.from, x.worked.to
	for _, l := range perDay {
		for _, s := range l.spots {
			if s.to > s.from {
				from, to = min(from, s.from), max(to, s.to)
			}
		}
	}
	if earlier {
		from = 0
	}
	if later {
		to = x.length()
	}
	first, last = from/60, (to+59)/60
	const room = 20 // minutes that the count of what lies beyond takes at its edge
	top, bottom := first, last
	for _, l := range perDay {
		for _, s := range l.spots {
			if s.to > s.from && l.earlier > 0 && s.from < first*60+room {
				top = max(0, first-1)
			}
			if s.to > s.from && l.later > 0 && s.to > last*60-room {
				bottom = min((x.length()+59)/60, last+1)
			}
		}
	}
	return top, bottom
}

// reach is the link that shows or hides more hours; nil when there are none.
func (v *visit) reach(name string, shown, more bool, show, hide string) *reach {
	q := v.r.URL.Query()
	switch {
	case shown:
		q.Del(name)
		return &reach{strings.TrimSuffix(v.r.URL.Path+"?"+q.Encode(), "?"), hide, true}
	case more:
		q.Set(name, "1")
		return &reach{v.r.URL.Path + "?" + q.Encode(), show, false}
	}
	return nil
}

func (v *visit) dayColumn(x *canvas, d agenda.Date, l dayList, work *openDay, alone bool) dayColumn {
	c := dayColumn{
		ID: "d" + d.String(), Date: d.String(), Name: v.dayWords(d), Short: v.weekdayShort(d.Weekday()), Number: d.Day,
		Link: dayPath(d), New: "/appointments/new?date=" + d.String(), NewWords: v.t("New on %s", v.dayWords(d)),
		Today: d == v.today(),
	}
	if c.Today {
		c.Class, c.Name = " is-today", v.t("%s, today", c.Name)
	}
	if work.idle {
		c.Class += " is-weekend"
	}
	var drawn []stretch
	for _, s := range l.spots {
		if s.to > s.from {
			drawn = append(drawn, s)
		}
	}
	places, more := layOutFew(drawn, mostAbreast)
	if l.earlier > 0 {
		c.Earlier = &beyond{dayPath(d), v.t("%d earlier", l.earlier)}
	}
	if l.later > 0 {
		c.Later = &beyond{dayPath(d), v.t("%d later", l.later)}
	}
	busy := d.Start(x.loc)
	for i, a := range l.list {
		isDrawn := l.spots[i].to > l.spots[i].from
		for isDrawn && len(more) > 0 && more[0].unit <= places[0].unit {
			c.Chips = append(c.Chips, v.moreChip(d, more[0]))
			more = more[1:]
		}
		if a.Status != agenda.Cancelled {
			if alone {
				c.addGaps(v, x, d, work.open, agenda.Span{Start: busy, End: a.StartsAt})
			}
			c.count(d, x.loc, a, busy)
			if a.EndsAt.After(busy) {
				busy = a.EndsAt
			}
		}
		if !isDrawn {
			continue
		}
		if places[0].span > 0 {
			c.Chips = append(c.Chips, v.eventChip(x, d, a, places[0]))
		}
		places = places[1:]
	}
	for _, m := range more {
		c.Chips = append(c.Chips, v.moreChip(d, m))
	}
	if alone && len(l.list) > 0 {
		c.addGaps(v, x, d, work.open, agenda.Span{Start: busy, End: d.AddDays(1).Start(x.loc)})
	}
	c.say(v, work)
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

func (c *dayColumn) say(v *visit, work *openDay) {
	if c.booked == 0 {
		c.Totals, c.TotalsShort = v.t("Free"), v.pick(0, "Free|Closed")
		if len(work.open) == 0 && !work.unknown {
			c.Totals, c.TotalsShort = v.t("Closed"), v.pick(1, "Free|Closed")
		}
		return
	}
	length := v.hoursWords(c.minutes)
	c.Totals = v.tn(c.booked, "%d booked · %s", "%d booked · %s", length)
	if c.overlap > 0 {
		c.Totals = v.t("%s · %s", c.Totals, v.tn(c.overlap, "%d overlap", "%d overlaps"))
	}
	c.TotalsShort = strconv.Itoa(c.booked) + " · " + length
}

func (v *visit) moreChip(d agenda.Date, m surplus) eventChip {
	return eventChip{
		Class: "ev k more " + m.class(), Link: dayPath(d), Name: "+" + strconv.Itoa(m.hidden), Plain: true,
		State: v.tn(m.hidden, "one more at this time", "%d more at this time"),
	}
}

func (v *visit) eventChip(x *canvas, d agenda.Date, a *agenda.Appointment, p place) eventChip {
	span := v.spanOf(a)
	c := eventChip{
		Class: "ev " + v.hue(a.Kind) + " " + p.class(), Link: "/appointments/" + strconv.FormatInt(a.ID, 10), Name: a.ClientName, Start: span.Start, End: span.End,
		Kind: v.kindAndState(a),
		ID:   a.ID, Version: a.Version, Date: a.Date.String(), Time: a.Time.String(), Length: a.DurationMinutes, Movable: a.Status != agenda.Cancelled,
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

// chipState gives a chip the looks of its state, and the words that repeat them, after those of its kind.
func (v *visit) chipState(c *eventChip, x *canvas, d agenda.Date, a *agenda.Appointment, p place) {
	states := []string{v.isolate(a.Kind)}
	past := !a.EndsAt.After(v.clock)
	switch {
	case a.Status == agenda.Cancelled:
		c.Class += " gone"
		c.State = v.list(append(states, v.t("cancelled"))...)
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
	if x.clash[a.ID] {
		states = append(states, v.t("overlaps another"))
		if !past {
			c.Class += " clash"
			c.Clash = true
		}
	}
	c.State = v.list(states...)
}
