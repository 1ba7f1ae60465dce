package llm

import (
	"fmt"

	"appointment-manager/internal/agenda"
)

// progress tells where today's day stands when its brief is written in the middle of it.
func (f *facts) progress() []string {
	now := f.now()
	if !f.today() || agenda.DateOf(now) != f.req.Today || !f.visits[0].start.Before(now) {
		return nil
	}
	over, next := 0, visit{}
	for _, v := range f.visits {
		if !v.end.After(now) {
			over++
		}
		if next.name == "" && v.start.After(now) {
			next = v
		}
	}
	switch {
	case over == len(f.visits) && over == 1:
		return []string{fmt.Sprintf("At %s it is over.", clock(now))}
	case over == len(f.visits):
		return []string{fmt.Sprintf("At %s all of them are over.", clock(now))}
	case next.name == "":
		return nil
	case over == 0:
		return []string{fmt.Sprintf("At %s the next is %s.", clock(now), f.who(next))}
	case over == 1:
		return []string{fmt.Sprintf("At %s one of them is over; the next is %s.", clock(now), f.who(next))}
	}
	return []string{fmt.Sprintf("At %s %s of them are over; the next is %s.", clock(now), number(over), f.who(next))}
}
