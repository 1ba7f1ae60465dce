package llm

import (
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
)

func (e english) emptyScope() string {
	switch {
	case e.isToday():
		return e.day(e.from) + " is free all day."
	case e.singleDay():
		return "The whole day is free."
	case e.openEnded() && e.today.IsZero():
		return "There is no appointment to summarise."
	case e.openEnded():
		return "No appointment is booked for today, " + e.day(e.today) + ", or later."
	}
	return fmt.Sprintf("All %s from %s to %s are free.", e.count(e.scopeDays(), "day"), e.day(e.from), e.day(e.to))
}

func (english) nextBrief() string { return "What is booked from now on will be in the next brief." }

func (english) covers(shown, total int, nothing bool) string {
	only := ""
	if nothing {
		only = "only "
	}
	return fmt.Sprintf("This brief covers %sthe first %d of %d appointments.", only, shown, total)
}

// todayToo names the day where it is today, in a sentence that goes on.
func (e english) todayToo(d agenda.Date) string {
	if e.isToday() {
		return " today, " + e.day(d) + ","
	}
	return ""
}

func (e english) onlyOfDay(v visit) string {
	return fmt.Sprintf("The only appointment%s is %s %s.", e.todayToo(v.date()), v.name, e.span(v.span()))
}

func (e english) ofDay(n int, s span, booked time.Duration) string {
	return sentence(fmt.Sprintf("%s%s %s: %s booked.", e.count(n, "appointment"), e.todayToo(s.day()), e.span(s), e.length(booked)))
}

// theDays begins a sentence about several days.
func (e english) theDays() string {
	return fmt.Sprintf("The %s from %s to %s hold", e.count(e.scopeDays(), "day"), e.day(e.from), e.day(e.to))
}

func (e english) onlyOfDays(v visit) string {
	return fmt.Sprintf("%s one appointment: %s, %s.", e.theDays(), e.who(v), e.length(v.length()))
}

func (e english) ofDays(n, on int, booked time.Duration) string {
	return fmt.Sprintf("%s %s on %s: %s booked.", e.theDays(), e.count(n, "appointment"), e.count(on, "day"), e.length(booked))
}

func (e english) onlyAhead(v visit) string {
	return fmt.Sprintf("The only one is %s, %s.", e.who(v), e.length(v.length()))
}

func (e english) aheadOnOneDay(n int, s span, booked time.Duration) string {
	return sentence(fmt.Sprintf("%s on %s, %s: %s booked.", e.count(n, "appointment"), e.day(s.day()), e.span(s), e.length(booked)))
}

func (e english) aheadOnDays(n, on int, first, last time.Time, booked time.Duration) string {
	return sentence(fmt.Sprintf("%s on %s, the first on %s at %s and the last on %s at %s: %s booked.",
		e.count(n, "appointment"), e.count(on, "day"), e.day(agenda.DateOf(first)), clock(first),
		e.day(agenda.DateOf(last)), clock(last), e.length(booked)))
}

func (e english) scope() string {
	switch {
	case e.singleDay():
		return e.day(e.from)
	case e.from.IsZero():
		return "all appointments on record"
	case e.openEnded():
		return "everything from " + e.day(e.from) + " on"
	}
	return e.day(e.from) + " to " + e.day(e.to)
}
