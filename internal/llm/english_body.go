package llm

import (
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
)

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (english) noDayFree() string { return "No day is free." }

func (e english) freeDays(days []agenda.Date) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = e.day(d)
	}
	return fmt.Sprintf("%s %s free.", list(names, "and"), isAre(len(days)))
}

func (e english) manyFreeDays(n int) string { return sentence(e.count(n, "day") + " are free.") }

func (e english) busiest(n int, s span) string {
	return fmt.Sprintf("%s is the busiest day with %s, %s.", e.day(s.day()), e.number(n), e.span(s))
}

func (e english) longestWithinADay(s span) string {
	return fmt.Sprintf("The longest gap within a day is %s, on %s from %s to %s.", e.length(s.length()), e.day(s.day()), clock(s.from), clock(s.to))
}

func (english) allInARow() string { return "They follow each other without a break." }

func (e english) inARow(n int, s span) string {
	return sentence(fmt.Sprintf("%s follow each other without a break %s.", e.number(n), e.dayAndSpan(s)))
}

func (e english) moreRows(n int) string {
	if n == 1 {
		return "One more such row follows."
	}
	return sentence(e.number(n) + " more such rows follow.")
}

func (e english) longestGap(s span, l lunch) string {
	words := fmt.Sprintf("The longest gap is %s, from %s to %s", e.length(s.length()), clock(s.from), clock(s.to))
	switch {
	case l.here:
		return words + ", with time for lunch."
	case !l.at.from.IsZero():
		return words + fmt.Sprintf("; lunch fits between %s and %s.", clock(l.at.from), clock(l.at.to))
	}
	return words + "."
}

func (english) noLunch() string { return "There is no time for lunch." }

func (english) noBreakAtAll() string {
	return "There is no half hour free in between, and none for lunch."
}

func (e english) firstVisit(v visit) string { return "It is the first visit of " + e.who(v) + "." }

func (e english) firstVisits(n int, named []visit) string {
	if len(named) == 0 {
		return sentence(e.number(n)) + " of them are first visits."
	}
	return sentence(e.number(n)) + " come for the first time" + e.named(named) + "."
}

func (e english) allFirstVisits(n int) string { return "All " + e.number(n) + " are first visits." }

func (e english) unconfirmed(n int, named []visit) string {
	return sentence(fmt.Sprintf("%s %s not confirmed yet%s.", e.count(n, "appointment"), isAre(n), e.named(named)))
}

func (e english) cancelled(n int, named []visit) string {
	were := "were"
	if n == 1 {
		were = "was"
	}
	return sentence(fmt.Sprintf("%s %s cancelled and %s not counted%s.", e.count(n, "appointment"), were, isAre(n), e.named(named)))
}

func (english) allOver(now time.Time, n int) string {
	if n == 1 {
		return "At " + clock(now) + " it is over."
	}
	return "At " + clock(now) + " all of them are over."
}

func (e english) next(now time.Time, over int, v visit) string {
	if over == 0 {
		return fmt.Sprintf("At %s the next is %s.", clock(now), e.who(v))
	}
	return fmt.Sprintf("At %s %s of them %s over; the next is %s.", clock(now), e.number(over), isAre(over), e.who(v))
}

func (english) noOverlap() string { return "There is no overlap." }

func (english) headings() (firstVisits, look string) { return "First visits", "Worth a look" }

func (e english) firstVisitLine(v visit) string { return e.when(v.start) + " " + v.name }

func (e english) overlapLine(o overlap) string {
	pair := fmt.Sprintf("%s and %s overlap", o.a.name, o.b.name)
	if o.a.name == o.b.name {
		pair = "two appointments of " + o.a.name + " overlap"
	}
	return fmt.Sprintf("%s %s by %s.", e.when(o.b.start), pair, e.minutes(o.length))
}

func (e english) unconfirmedLine(v visit) string {
	return fmt.Sprintf("%s %s is still to be confirmed.", e.when(v.start), v.name)
}

func (e english) askLine(v visit, quote string) string {
	return fmt.Sprintf("%s %s: “%s”", e.when(v.start), v.name, quote)
}

func (e english) shortBreakLine(g gap) string {
	return fmt.Sprintf("%s only %s between %s and %s.", e.when(g.from), e.minutes(g.length()), g.before.name, g.after.name)
}

func (e english) moreLines(n int) string { return fmt.Sprintf("And %s more like these.", e.number(n)) }
