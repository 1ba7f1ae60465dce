package llm

import (
	"time"

	"appointment-manager/internal/agenda"
)

// scene is which days a brief is of, and the day on which it is written. No from: all there are.
type scene struct{ from, to, today agenda.Date }

// isToday tells whether the scope is the day on which the brief is written.
func (s scene) isToday() bool { return s.singleDay() && s.from == s.today }

// singleDay tells whether the scope is one day.
func (s scene) singleDay() bool { return !s.from.IsZero() && s.from == s.to }

// openEnded tells whether the scope is all that is to come, or, without a first day, all there is.
func (s scene) openEnded() bool { return s.to.IsZero() }

// scopeDays returns how many days are in scope, 0 when that has no end.
func (s scene) scopeDays() int {
	if s.from.IsZero() || s.to.IsZero() {
		return 0
	}
	return max(1, s.from.DaysUntil(s.to)+1)
}

// span is a stretch of time.
type span struct{ from, to time.Time }

// day returns the day on which the span begins.
func (s span) day() agenda.Date { return agenda.DateOf(s.from) }

func (s span) length() time.Duration { return s.to.Sub(s.from) }
