package ui

import (
	"fmt"

	"appointment-manager/internal/agenda"
)

// newCanvas is what days are drawn on, all of it, and when the practice is open on each of them.
func (v *visit) newCanvas(days []agenda.Date, hours *openHours) (x canvas, work []openDay) {
	x.axis = newAxis(days, v.clock.Location())
	for _, d := range days {
		work = append(work, hours.on(d, x.loc))
	}
	x.worked, x.high = x.axis.worked(days, work), x.length()
	return x, work
}

// worked is the part of the line in which the practice is open on one of the days at least, and an hour
// around it; where it is open on none, that of a usual day.
func (x *axis) worked(days []agenda.Date, hours []openDay) stretch {
	from, to := x.length(), 0
	for i, d := range days {
		for _, s := range hours[i].open {
			from, to = min(from, x.at(d, s.Start)), max(to, x.at(d, s.End))
		}
	}
	if from >= to {
		from, to = x.wall(firstHour*60), x.wall(lastHour*60)
	}
	return stretch{max(0, from-60), min(x.length(), to+60)}
}

// veils are drawn over the part of a day, from one place of the line to another, in which the practice is
// not open, and over what the day does not have.
func (v *visit) veils(x *axis, d agenda.Date, work *openDay, from, to int) (veils []veil) {
	add := func(a, b int, class, text string) {
		if a, b = max(a, from), min(b, to); a < b {
			veils = append(veils, veil{fmt.Sprintf("off %st%d d%d", class, a/unitMinutes, (b-a)/unitMinutes), text})
		}
	}
	for _, s := range work.off {
		add(x.at(d, s.Start), x.at(d, s.End), "", "")
	}
	for _, c := range work.closed {
		add(x.at(d, c.Start), x.at(d, c.End), "closed ", v.closedWords(c.reason))
	}
	for _, h := range x.holes(d) {
		text := ""
		if d != x.twice && x.shift == 0 {
			text = v.t("Skipped: clocks go forward")
		}
		add(h.from, h.to, "closed ", text)
	}
	return veils
}

// addGaps adds what can be booked of the time between two appointments.
func (c *dayColumn) addGaps(v *visit, x *canvas, d agenda.Date, open []agenda.Span, between agenda.Span) {
	for _, g := range v.gaps(open, between) {
		p := drawn(stretch{x.at(d, g.from), x.at(d, g.to)})
		p.columns, p.span = 1, 1
		c.Chips = append(c.Chips, eventChip{Class: "gap " + p.class(), Link: g.Link, Name: g.Label, Plain: true})
	}
}
