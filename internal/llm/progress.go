package llm

import "appointment-manager/internal/agenda"

// progress tells where today's day stands when its brief is written in the middle of it.
func (f *facts) progress() []string {
	now := f.now()
	if !f.isToday() || agenda.DateOf(now) != f.today || !f.visits[0].start.Before(now) {
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
	case over == len(f.visits):
		return []string{f.say.allOver(now, over)}
	case next.name == "":
		return nil
	}
	return []string{f.say.next(now, over, next)}
}
