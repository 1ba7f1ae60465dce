package llm

import (
	"cmp"
	"slices"
)

// How much the prose names before it only counts.
const (
	maxNamedFree   = 3
	maxNamedRuns   = 3
	maxNamedPeople = 6
)

// overview is the first paragraph: how much, from when to when, and how it is spread.
func (f *facts) overview() []string {
	var s []string
	switch {
	case len(f.visits) == 0:
		return f.emptyOverview()
	case f.singleDay():
		s = f.dayOverview(f.days[0])
	case f.openEnded():
		s = f.openOverview()
	default:
		s = f.rangeOverview()
	}
	if f.unseen > 0 {
		s = append(s, f.say.covers(len(f.req.Appointments), f.req.Total, false))
	}
	return s
}

func (f *facts) emptyOverview() []string {
	s := []string{f.say.emptyScope()}
	if f.unseen > 0 {
		return append(s, f.say.covers(len(f.req.Appointments), f.req.Total, true))
	}
	return append(s, f.say.nextBrief())
}

// dayOverview describes a brief's only day.
func (f *facts) dayOverview(d day) []string {
	if len(d.visits) == 1 {
		return append([]string{f.say.onlyOfDay(d.visits[0])}, f.progress()...)
	}
	s := []string{f.say.ofDay(len(d.visits), d.span(), d.booked)}
	s = append(s, f.gapSentences(d)...)
	s = append(s, f.runSentences()...)
	return append(s, f.progress()...)
}

// gapSentences tell where there is time between the visits of a day, and for lunch.
func (f *facts) gapSentences(d day) []string {
	longest, some := d.longestGap()
	meal, eats, needed := d.lunch()
	switch {
	case !some && needed:
		return []string{f.say.noBreakAtAll()}
	case !some:
		return nil
	case eats:
		return []string{f.say.longestGap(longest.span, lunch{here: meal == longest, at: meal.span})}
	case needed:
		return []string{f.say.longestGap(longest.span, lunch{}), f.say.noLunch()}
	}
	return []string{f.say.longestGap(longest.span, lunch{})}
}

// runSentences name the rows of visits without a break.
func (f *facts) runSentences() []string {
	var s []string
	n := 0
	for _, d := range f.days {
		for _, run := range d.runs {
			if n++; n > maxNamedRuns {
				continue
			}
			if f.singleDay() && len(run) == len(d.visits) {
				s = append(s, f.say.allInARow())
				continue
			}
			end := slices.MaxFunc(run, func(a, b visit) int { return a.end.Compare(b.end) }).end
			s = append(s, f.say.inARow(len(run), span{run[0].start, end}))
		}
	}
	if n > maxNamedRuns {
		s = append(s, f.say.moreRows(n-maxNamedRuns))
	}
	return s
}

// rangeOverview describes several days with an end.
func (f *facts) rangeOverview() []string {
	if len(f.visits) == 1 && f.unseen == 0 {
		return []string{f.say.onlyOfDays(f.visits[0])}
	}
	s := []string{f.say.ofDays(len(f.visits), len(f.days), f.booked)}
	s = append(s, f.spread()...)
	switch free := f.freeDays(); {
	case f.unseen > 0: // the days after the last one seen may be booked
	case len(free) == 0:
		s = append(s, f.say.noDayFree())
	case len(free) <= maxNamedFree:
		s = append(s, f.say.freeDays(free))
	default:
		s = append(s, f.say.manyFreeDays(len(free)))
	}
	return s
}

// openOverview describes what has no end, or no limit at all.
func (f *facts) openOverview() []string {
	first, last := f.visits[0], f.visits[len(f.visits)-1]
	switch {
	case len(f.visits) == 1:
		return []string{f.say.onlyAhead(first)}
	case len(f.days) == 1:
		return append([]string{f.say.aheadOnOneDay(len(f.visits), f.days[0].span(), f.booked)}, f.spread()...)
	}
	return append([]string{f.say.aheadOnDays(len(f.visits), len(f.days), first.start, last.start, f.booked)}, f.spread()...)
}

// spread tells which of several days stands out, and the longest gap within one.
func (f *facts) spread() []string {
	var s []string
	busiest := slices.MaxFunc(f.days, func(a, b day) int {
		return cmp.Or(cmp.Compare(len(a.visits), len(b.visits)), cmp.Compare(a.booked, b.booked))
	})
	if n := len(busiest.visits); n > 1 && len(f.days) > 1 {
		s = append(s, f.say.busiest(n, busiest.span()))
	}
	var longest gap
	for _, d := range f.days {
		if g, ok := d.longestGap(); ok && g.length() > longest.length() {
			longest = g
		}
	}
	if longest.length() > 0 {
		s = append(s, f.say.longestWithinADay(longest.span))
	}
	return append(s, f.runSentences()...)
}
