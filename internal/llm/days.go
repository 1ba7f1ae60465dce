package llm

import (
	"time"

	"appointment-manager/internal/agenda"
)

// What a person would call a break, a gap worth knowing and a row without a break.
const (
	shortBreak = 10 * time.Minute // anything less is none
	worthAGap  = 30 * time.Minute
	longRun    = 3 // visits
)

// Lunch is a break of half an hour at least between these times of day.
const (
	lunchFrom = 11*60 + 30 // minutes after midnight
	lunchTo   = 14 * 60
)

// day is what is booked on one day. What begins on it belongs to it, though it may end on the next.
type day struct {
	date     agenda.Date
	visits   []visit
	from, to time.Time
	booked   time.Duration
	gaps     []gap
	runs     [][]visit // longRun or more visits with no minute between them
}

// gap is free time between two visits.
type gap struct {
	span
	before, after visit
}

func daysOf(visits []visit) []day {
	var days []day
	for len(visits) > 0 {
		n := 1
		for n < len(visits) && visits[n].date() == visits[0].date() {
			n++
		}
		days = append(days, dayOf(visits[:n:n]))
		visits = visits[n:]
	}
	return days
}

func dayOf(visits []visit) day {
	d := day{date: visits[0].date(), visits: visits, from: visits[0].start, to: visits[0].end}
	last, runStart := visits[0], 0 // last is the visit that ends last so far
	endRun := func(end int) {
		if end-runStart >= longRun {
			d.runs = append(d.runs, visits[runStart:end:end])
		}
		runStart = end
	}
	for i, v := range visits {
		d.booked += v.length()
		if i > 0 && v.start.After(d.to) {
			d.gaps = append(d.gaps, gap{span{d.to, v.start}, last, v})
			endRun(i)
		}
		if v.end.After(d.to) {
			d.to, last = v.end, v
		}
	}
	endRun(len(visits))
	return d
}

// longestGap returns the longest gap of the day, the first of equals, if one is worth knowing.
func (d day) longestGap() (gap, bool) {
	var best gap
	for _, g := range d.gaps {
		if g.length() > best.length() {
			best = g
		}
	}
	return best, best.length() >= worthAGap
}

// lunch returns the gap in which there is time to eat. needed is false when the day leaves that time
// free by itself, because it begins after it or ends before.
func (d day) lunch() (g gap, ok, needed bool) {
	noon, after := d.at(lunchFrom), d.at(lunchTo)
	needed = d.from.Before(noon.Add(worthAGap)) && d.to.After(after.Add(-worthAGap))
	for _, g := range d.gaps {
		if overlapOf(g.from, g.to, noon, after) >= worthAGap {
			return g, true, needed
		}
	}
	return gap{}, false, needed
}

// span is from the first beginning to the last end.
func (d day) span() span { return span{d.from, d.to} }

func (d day) at(minute int) time.Time {
	return time.Date(d.date.Year, d.date.Month, d.date.Day, 0, minute, 0, 0, d.from.Location())
}

func overlapOf(a, b, c, d time.Time) time.Duration {
	if c.After(a) {
		a = c
	}
	if d.Before(b) {
		b = d
	}
	return b.Sub(a)
}
