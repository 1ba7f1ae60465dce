package llm

import (
	"time"

	"appointment-manager/internal/agenda"
)

// tongue says in one language what the facts are. What is said, and in which order, is decided once, by
// the methods of [facts]; a tongue has the words, and names days and times as its scene has it.
type tongue interface {
	titles
	openings
	openingsAhead
	nothings
	spreads
	breaks
	people
	standings
	lookLines
	// tag returns the language as a tag of BCP 47, nobody what is written for a client without a name.
	tag() string
	nobody() string
}

// titles are a brief's first line. The point, if there is one, is the one thing to know first.
type titles interface {
	dayTitle(l load, p point) string
	daysTitle(l load, p point) string
	openTitle(n int, h horizon, p point) string
	emptyTitle() string
}

// openings are the first sentence of a brief of days with an end, and what it leaves out.
type openings interface {
	onlyOfDay(v visit) string
	ofDay(n int, s span, booked time.Duration) string
	onlyOfDays(v visit) string
	ofDays(n, on int, booked time.Duration) string
	covers(shown, total int, nothing bool) string
}

// openingsAhead are the first sentence of a brief without an end. scope is what any brief is about.
type openingsAhead interface {
	onlyAhead(v visit) string
	aheadOnOneDay(n int, s span, booked time.Duration) string
	aheadOnDays(n, on int, first, last time.Time, booked time.Duration) string
	scope() string
}

// nothings are what is said of time in which nothing is booked.
type nothings interface {
	emptyScope() string
	nextBrief() string
	noDayFree() string
	freeDays(days []agenda.Date) string
	manyFreeDays(n int) string
}

// spreads tell how what is booked is spread over the days, and over one of them.
type spreads interface {
	busiest(n int, s span) string
	longestWithinADay(s span) string
	allInARow() string
	inARow(n int, s span) string
	moreRows(n int) string
}

// breaks tell of the time between the visits of a day.
type breaks interface {
	longestGap(s span, l lunch) string
	noLunch() string
	noBreakAtAll() string
}

// people are the second paragraph. They are named where there are not too many of them.
type people interface {
	firstVisit(v visit) string
	firstVisits(n int, named []visit) string
	allFirstVisits(n int) string
	unconfirmed(n int, named []visit) string
	cancelled(n int, named []visit) string
}

// standings tell how far the day has come.
type standings interface {
	allOver(now time.Time, n int) string
	next(now time.Time, over int, v visit) string
	noOverlap() string
}

// lookLines are the lines of the lists and what stands over them.
type lookLines interface {
	headings() (firstVisits, look string)
	firstVisitLine(v visit) string
	overlapLine(o overlap) string
	unconfirmedLine(v visit) string
	askLine(v visit, quote string) string
	shortBreakLine(g gap) string
	moreLines(n int) string
}

// lunch is how there is time for it: in the gap that is told, or at another time, if at all.
type lunch struct {
	here bool
	at   span
}

// load is how full the time is.
type load int

const (
	quiet load = iota
	steady
	full
)

// point is the most pressing fact, and of how many it is one.
type point struct {
	about topic
	n     int
}

type topic int

const (
	nothing topic = iota
	overlapping
	tentative
	newcomers
)

// horizon is where open-ended appointments lie in time.
type horizon int

const (
	timeless horizon = iota // nobody told what today is
	past
	pastAndAhead
	ahead
)
