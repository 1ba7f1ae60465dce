package llm

import (
	"cmp"
	"fmt"
	"slices"

	"appointment-manager/internal/agenda"
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
		s = append(s, fmt.Sprintf("This brief covers the first %d of %d appointments.", len(f.req.Appointments), f.req.Total))
	}
	return s
}

func (f *facts) emptyOverview() []string {
	var s []string
	switch {
	case f.today():
		s = append(s, dayWords(f.req.From, f.req.Today)+" is free all day.")
	case f.singleDay():
		s = append(s, "The whole day is free.")
	case f.openEnded() && f.req.Today.IsZero():
		s = append(s, "There is no appointment to summarise.")
	case f.openEnded():
		s = append(s, fmt.Sprintf("No appointment is booked for today, %s, or later.", dayWords(f.req.Today, f.req.Today)))
	default:
		s = append(s, fmt.Sprintf("All %s from %s to %s are free.", count(f.scopeDays(), "day"),
			dayWords(f.req.From, f.req.Today), dayWords(f.req.To, f.req.Today)))
	}
	if f.unseen > 0 {
		return append(s, fmt.Sprintf("This brief covers only the first %d of %d appointments.", len(f.req.Appointments), f.req.Total))
	}
	return append(s, "What is booked from now on will be in the next brief.")
}

// dayOverview describes a brief's only day.
func (f *facts) dayOverview(d day) []string {
	name := ""
	if f.today() {
		name = " today, " + dayWords(d.date, f.req.Today) + ","
	}
	v := d.visits[0]
	if len(d.visits) == 1 {
		return append([]string{fmt.Sprintf("The only appointment%s is %s from %s to %s.", name, v.name,
			clock(v.start), until(v.end, d.date, f.req.Today))}, f.progress()...)
	}
	s := []string{sentence(fmt.Sprintf("%s%s from %s to %s: %s booked.", count(len(d.visits), "appointment"), name,
		clock(d.from), until(d.to, d.date, f.req.Today), length(d.booked)))}
	s = append(s, gapSentences(d)...)
	s = append(s, f.runSentences()...)
	return append(s, f.progress()...)
}

// gapSentences tell where there is time between the visits of a day, and for lunch.
func gapSentences(d day) []string {
	longest, some := d.longestGap()
	lunch, eats, needed := d.lunch()
	switch {
	case !some && needed:
		return []string{"There is no half hour free in between, and none for lunch."}
	case !some:
		return nil
	}
	s := fmt.Sprintf("The longest gap is %s, from %s to %s", length(longest.length()), clock(longest.from), clock(longest.to))
	switch {
	case eats && lunch == longest:
		return []string{s + ", with time for lunch."}
	case eats:
		return []string{s + fmt.Sprintf("; lunch fits between %s and %s.", clock(lunch.from), clock(lunch.to))}
	case needed:
		return []string{s + ".", "There is no time for lunch."}
	}
	return []string{s + "."}
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
			on := ""
			if !f.singleDay() {
				on = " on " + dayWords(d.date, f.req.Today)
			}
			if f.singleDay() && len(run) == len(d.visits) {
				s = append(s, "They follow each other without a break.")
				continue
			}
			end := slices.MaxFunc(run, func(a, b visit) int { return a.end.Compare(b.end) }).end
			s = append(s, sentence(fmt.Sprintf("%s follow each other without a break%s from %s to %s.", number(len(run)), on,
				clock(run[0].start), until(end, d.date, f.req.Today))))
		}
	}
	if n > maxNamedRuns {
		s = append(s, sentence(fmt.Sprintf("%s more such rows follow.", number(n-maxNamedRuns))))
	}
	return s
}

// rangeOverview describes several days with an end.
func (f *facts) rangeOverview() []string {
	days := fmt.Sprintf("The %s from %s to %s hold", count(f.scopeDays(), "day"),
		dayWords(f.req.From, f.req.Today), dayWords(f.req.To, f.req.Today))
	if len(f.visits) == 1 && f.unseen == 0 {
		v := f.visits[0]
		return []string{fmt.Sprintf("%s one appointment: %s, %s.", days, f.who(v), length(v.length()))}
	}
	s := []string{fmt.Sprintf("%s %s on %s: %s booked.", days,
		count(len(f.visits), "appointment"), count(len(f.days), "day"), length(f.booked))}
	s = append(s, f.spread()...)
	switch free := f.freeDays(); {
	case f.unseen > 0: // the days after the last one seen may be booked
	case len(free) == 0:
		s = append(s, "No day is free.")
	case len(free) <= maxNamedFree:
		var names []string
		for _, d := range free {
			names = append(names, dayWords(d, f.req.Today))
		}
		s = append(s, sentence(fmt.Sprintf("%s %s free.", list(names), isAre(len(free)))))
	default:
		s = append(s, sentence(count(len(free), "day")+" are free."))
	}
	return s
}

// openOverview describes what has no end, or no limit at all.
func (f *facts) openOverview() []string {
	first, last := f.visits[0], f.visits[len(f.visits)-1]
	if len(f.visits) == 1 {
		return []string{fmt.Sprintf("The only one is %s, %s.", f.who(first), length(first.length()))}
	}
	if len(f.days) == 1 {
		s := []string{sentence(fmt.Sprintf("%s on %s, from %s to %s: %s booked.", count(len(f.visits), "appointment"),
			dayWords(first.date(), f.req.Today), clock(first.start), until(f.days[0].to, first.date(), f.req.Today), length(f.booked)))}
		return append(s, f.spread()...)
	}
	s := []string{sentence(fmt.Sprintf("%s on %s, the first on %s at %s and the last on %s at %s: %s booked.",
		count(len(f.visits), "appointment"), count(len(f.days), "day"), dayWords(first.date(), f.req.Today), clock(first.start),
		dayWords(last.date(), f.req.Today), clock(last.start), length(f.booked)))}
	return append(s, f.spread()...)
}

// spread tells which of several days stands out, and the longest gap within one.
func (f *facts) spread() []string {
	var s []string
	busiest := slices.MaxFunc(f.days, func(a, b day) int {
		return cmp.Or(cmp.Compare(len(a.visits), len(b.visits)), cmp.Compare(a.booked, b.booked))
	})
	if n := len(busiest.visits); n > 1 && len(f.days) > 1 {
		s = append(s, fmt.Sprintf("%s is the busiest day with %s, from %s to %s.", dayWords(busiest.date, f.req.Today),
			number(n), clock(busiest.from), until(busiest.to, busiest.date, f.req.Today)))
	}
	var longest gap
	for _, d := range f.days {
		if g, ok := d.longestGap(); ok && g.length() > longest.length() {
			longest = g
		}
	}
	if longest.length() > 0 {
		s = append(s, fmt.Sprintf("The longest gap within a day is %s, on %s from %s to %s.", length(longest.length()),
			dayWords(agenda.DateOf(longest.from), f.req.Today), clock(longest.from), clock(longest.to)))
	}
	return append(s, f.runSentences()...)
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
