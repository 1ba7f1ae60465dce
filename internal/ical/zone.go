package ical

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"appointment-manager/internal/agenda"
)

// foresight is how many years are looked at beyond those that occur. A rule that holds in all of them is
// written without an end, the one form that every reader knows; and within so many years it shows whether
// a Sunday is the fourth or the last of its month.
const foresight = 6

// years returns the span widened to whole years, and by a day more on each side.
func years(zone *time.Location, s agenda.Span) agenda.Span {
	return agenda.Span{
		Start: time.Date(s.Start.In(zone).Year(), 1, 0, 0, 0, 0, 0, time.UTC),
		End:   time.Date(s.End.In(zone).Year()+1, 1, 2, 0, 0, 0, 0, time.UTC),
	}
}

// clock is how clocks are set.
type clock struct {
	name   string
	offset int // seconds east of UTC
	summer bool
}

func clockAt(t time.Time) clock {
	name, offset := t.Zone()
	return clock{name, offset, t.IsDST()}
}

// onset is an instant from which clocks are set otherwise.
type onset struct {
	at       time.Time
	wall     time.Time // what clocks show that are not set yet, as if the zone were UTC
	from, to clock
}

func onsetAt(at time.Time, from, to clock) onset {
	return onset{at, at.UTC().Add(time.Duration(from.offset) * time.Second), from, to}
}

// onsets returns those within s, in order, and before them what tells how clocks are set when s starts.
// It asks the zone day by day: [time.Time.ZoneBounds] stands still at the end of leap years that the
// zone's table does not hold.
func onsets(zone *time.Location, s agenda.Span) (found []onset) {
	day := s.Start.AddDate(-1, 0, 0).In(zone)
	now := clockAt(day)
	found = append(found, onsetAt(day, now, now))
	for ; day.Before(s.End); day = day.Add(24 * time.Hour) {
		next := clockAt(day.Add(24 * time.Hour))
		if next == now {
			continue
		}
		seconds := sort.Search(24*60*60, func(n int) bool { return clockAt(day.Add(time.Duration(n)*time.Second)) != now })
		at := day.Add(time.Duration(seconds) * time.Second)
		if !at.After(s.Start) {
			found = found[:0]
		}
		found = append(found, onsetAt(at, now, next))
		now = next
	}
	return found
}

// rule is an onset, and the same one in the years that follow.
type rule struct {
	onsets []onset
	week   int  // which of its weekday in the month it is each time, 1 to 4, else 0
	end    bool // it is the last of its weekday in the month each time
}

func newRule(o onset) rule {
	r := rule{onsets: []onset{o}, week: (o.wall.Day()-1)/7 + 1}
	if r.week > 4 {
		r.week = 0 // most months have no fifth
	}
	r.end = o.wall.AddDate(0, 0, 7).Month() != o.wall.Month()
	return r
}

func (r *rule) first() onset { return r.onsets[0] }
func (r *rule) last() onset  { return r.onsets[len(r.onsets)-1] }

// takes makes the rule go on with o, if o is what it says of the next year.
func (r *rule) takes(o onset) bool {
	before, n := r.last(), newRule(o)
	same := before.from == o.from && before.to == o.to && before.wall.Year()+1 == o.wall.Year() && before.wall.Month() == o.wall.Month() &&
		before.wall.Weekday() == o.wall.Weekday() && before.wall.Format("150405") == o.wall.Format("150405")
	end := r.end && n.end
	if !same || r.week != n.week && !end || r.week == 0 && !end {
		return false
	}
	if r.week != n.week {
		r.week = 0
	}
	r.onsets, r.end = append(r.onsets, o), end
	return true
}

// rules puts onsets together that one rule tells.
func rules(found []onset) (all []rule) {
next:
	for _, o := range found {
		for i := range all {
			if all[i].takes(o) {
				continue next
			}
		}
		all = append(all, newRule(o))
	}
	return all
}

// appendZone appends the zone as a VTIMEZONE: rules that still hold at the end of what is foreseen, and
// all other onsets one by one, for there are readers that fail at a rule with an end.
func (c Calendar) appendZone(b []byte) []byte {
	id := c.id
	if id == "" {
		id = "UTC"
	}
	b = appendLine(append(b, "BEGIN:VTIMEZONE\r\n"...), "TZID:"+id)
	end := c.known.End.AddDate(foresight, 0, 0)
	var single []onset
	for _, r := range rules(onsets(c.zone, agenda.Span{Start: c.known.Start, End: end})) {
		switch {
		case !r.first().at.Before(c.known.End): // of a year that does not occur
		case len(r.onsets) > 1 && r.last().wall.Year() == end.Year()-1:
			b = r.append(b)
		default:
			single = append(single, r.onsets...)
		}
	}
	for len(single) > 0 {
		first := single[0]
		other := func(o onset) bool { return o.from != first.from || o.to != first.to }
		b = first.append(b, appendDates(nil, slices.DeleteFunc(slices.Clone(single), other)))
		single = slices.DeleteFunc(single, func(o onset) bool { return !other(o) })
	}
	return append(b, "END:VTIMEZONE\r\n"...)
}

// appendDates appends the onsets after the first, which stands in DTSTART.
func appendDates(b []byte, onsets []onset) []byte {
	for _, o := range onsets[1:] {
		b = appendLine(b, "RDATE:"+o.wall.Format(wall))
	}
	return b
}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

func (r *rule) append(b []byte) []byte {
	week, day := r.week, r.first().wall
	if r.end {
		week = -1
	}
	return r.first().append(b, fmt.Appendf(nil, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s\r\n", day.Month(), week, weekdays[day.Weekday()]))
}

// append appends the onset as a STANDARD or DAYLIGHT, with what tells when it comes again.
func (o onset) append(b, again []byte) []byte {
	kind := "STANDARD"
	if o.to.summer {
		kind = "DAYLIGHT"
	}
	b = append(b, "BEGIN:"+kind+"\r\nDTSTART:"+o.wall.Format(wall)+"\r\n"...)
	b = append(b, again...)
	b = append(b, "TZOFFSETFROM:"+offset(o.from.offset)+"\r\nTZOFFSETTO:"+offset(o.to.offset)+"\r\n"...)
	b = appendText(b, "TZNAME", o.to.name)
	return append(b, "END:"+kind+"\r\n"...)
}

// offset writes a value of type UTC-OFFSET (section 3.3.14).
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}
