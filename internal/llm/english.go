package llm

import (
	"fmt"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// english is the tongue of who asks for none. How numbers, lengths, days and people are written stands
// here, the sentences in the files after it.
type english struct{ scene }

func (english) tag() string { return "en" }

func (english) nobody() string { return "Somebody without a name" }

var englishNumbers = [...]string{
	"no", "one", "two", "three", "four", "five", "six",
	"seven", "eight", "nine", "ten", "eleven", "twelve",
}

// number writes n as people do: a word up to twelve, digits above.
func (english) number(n int) string {
	if n >= 0 && n < len(englishNumbers) {
		return englishNumbers[n]
	}
	return strconv.Itoa(n)
}

// count writes a number and what is counted: "one appointment", "13 appointments".
func (e english) count(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return e.number(n) + " " + noun + "s"
}

// minutes writes a length that is compared with others, to the minute: "15 minutes".
func (english) minutes(d time.Duration) string {
	m := wholeMinutes(d)
	if m == 1 {
		return "1 minute"
	}
	return strconv.Itoa(m) + " minutes"
}

// length writes a duration as it is said: "half an hour", "two hours", "5 hours 15 minutes".
func (e english) length(d time.Duration) string {
	m := wholeMinutes(d)
	h := m / 60
	switch {
	case m == 30:
		return "half an hour"
	case m == 90:
		return "an hour and a half"
	case h == 0:
		return e.minutes(d)
	case m%60 == 0:
		return e.count(h, "hour")
	case m%60 == 30 && h < len(englishNumbers):
		return e.number(h) + " and a half hours"
	case h == 1:
		return "1 hour " + e.minutes(d-time.Hour)
	}
	return fmt.Sprintf("%d hours %s", h, e.minutes(d-time.Duration(h)*time.Hour))
}

// day writes a day: "Wednesday 25 November", and the year unless it is that of today.
func (e english) day(d agenda.Date) string {
	s := fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
	if d.Year != e.today.Year {
		s += " " + strconv.Itoa(d.Year)
	}
	return s
}

// span writes from when to when: "from 09:00 to 17:15", "from 22:00 to 06:00 the next day".
func (e english) span(s span) string {
	words := "from " + clock(s.from) + " to " + clock(s.to)
	switch end := agenda.DateOf(s.to); s.day().DaysUntil(end) {
	case 0:
		return words
	case 1:
		return words + " the next day"
	default:
		return words + " on " + e.day(end)
	}
}

// dayAndSpan is span with the day, where a brief is of several.
func (e english) dayAndSpan(s span) string {
	if e.singleDay() {
		return e.span(s)
	}
	return "on " + e.day(s.day()) + " " + e.span(s)
}

// who writes a visit inside a sentence: its name and when it is.
func (e english) who(v visit) string {
	if e.singleDay() {
		return v.name + " at " + clock(v.start)
	}
	return fmt.Sprintf("%s on %s at %s", v.name, e.day(v.date()), clock(v.start))
}

// named lists visits after a colon, or nothing when there are none to name.
func (e english) named(visits []visit) string {
	if len(visits) == 0 {
		return ""
	}
	return ": " + list(each(visits, e.who), "and")
}

// when writes a time at the start of a line.
func (e english) when(t time.Time) string {
	if e.singleDay() {
		return clock(t)
	}
	return e.day(agenda.DateOf(t)) + ", " + clock(t)
}
