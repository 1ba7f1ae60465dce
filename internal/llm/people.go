package llm

import (
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
)

// people is the second paragraph: who comes for the first time, who is not sure to come, and who
// does not come.
func (f *facts) people() []string {
	var s []string
	if n := len(f.firsts); n == 1 {
		s = append(s, "It is the first visit of "+f.who(f.firsts[0])+".")
	} else if n > 1 {
		s = append(s, f.firstVisits(n))
	}
	if n := len(f.tentative); n > 0 {
		s = append(s, sentence(fmt.Sprintf("%s %s not confirmed yet%s.", count(n, "appointment"), isAre(n), f.named(f.tentative))))
	}
	if n := len(f.cancelled); n > 0 {
		were := "were"
		if n == 1 {
			were = "was"
		}
		s = append(s, sentence(fmt.Sprintf("%s %s cancelled and %s not counted%s.", count(n, "appointment"), were, isAre(n), f.named(f.cancelled))))
	}
	return s
}

func (f *facts) firstVisits(n int) string {
	switch {
	case n <= maxNamedPeople:
		return sentence(number(n)) + " come for the first time" + f.named(f.firsts) + "."
	case n == len(f.visits):
		return fmt.Sprintf("All %s are first visits.", number(n))
	}
	return fmt.Sprintf("%s of them are first visits.", sentence(number(n)))
}

// named lists visits after a colon, or nothing when they are too many for a sentence.
func (f *facts) named(visits []visit) string {
	if len(visits) > maxNamedPeople {
		return ""
	}
	names := make([]string, len(visits))
	for i, v := range visits {
		names[i] = f.who(v)
	}
	return ": " + list(names)
}

// who writes a visit inside a sentence: its name and when it is.
func (f *facts) who(v visit) string {
	if f.singleDay() {
		return v.name + " at " + clock(v.start)
	}
	return fmt.Sprintf("%s on %s at %s", v.name, dayWords(v.date(), f.req.Today), clock(v.start))
}

// when writes a time at the start of a line.
func (f *facts) when(t time.Time) string {
	if f.singleDay() {
		return clock(t)
	}
	return dayWords(agenda.DateOf(t), f.req.Today) + ", " + clock(t)
}
