package llm

import "fmt"

var englishLoads = [...]string{quiet: "quiet", steady: "steady", full: "full"}

func (e english) dayTitle(l load, p point) string {
	if e.isToday() {
		return "A " + englishLoads[l] + " day" + e.with(p)
	}
	return e.day(e.from) + ": a " + englishLoads[l] + " day" + e.with(p)
}

func (e english) daysTitle(l load, p point) string {
	switch n := e.scopeDays(); {
	case n == 7:
		return "A " + englishLoads[l] + " week" + e.with(p)
	case n == 14:
		return "A " + englishLoads[l] + " fortnight" + e.with(p)
	case n >= 28 && n <= 31:
		return "A " + englishLoads[l] + " month" + e.with(p)
	default:
		return sentence(fmt.Sprintf("%s %s days%s", e.number(n), englishLoads[l], e.with(p)))
	}
}

func (e english) openTitle(n int, h horizon, p point) string {
	s := sentence(e.count(n, "appointment")) +
		[...]string{timeless: "", past: " on record, none ahead", pastAndAhead: " on record", ahead: " ahead"}[h]
	switch p.about {
	case nothing:
		return s
	case tentative: // appointments have just been counted
		return s + ", " + e.number(p.n) + " to confirm"
	}
	return s + ", " + e.point(p)
}

func (e english) with(p point) string {
	if p.about == nothing {
		return ""
	}
	return " with " + e.point(p)
}

func (e english) point(p point) string {
	switch p.about {
	case overlapping:
		return e.count(p.n, "overlap") + " to settle"
	case tentative:
		return e.count(p.n, "appointment") + " to confirm"
	}
	return e.count(p.n, "first visit")
}

func (e english) emptyTitle() string {
	switch {
	case e.isToday():
		return "Nothing booked today"
	case e.singleDay():
		return "Nothing booked on " + e.day(e.from)
	case e.openEnded():
		return "Nothing booked ahead"
	case e.scopeDays() == 7:
		return "Nothing booked this week"
	}
	return "Nothing booked from " + e.day(e.from) + " to " + e.day(e.to)
}
