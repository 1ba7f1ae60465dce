package llm

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

var numberWords = [...]string{
	"no", "one", "two", "three", "four", "five", "six",
	"seven", "eight", "nine", "ten", "eleven", "twelve",
}

// number writes n as people do: a word up to twelve, digits above.
func number(n int) string {
	if n >= 0 && n < len(numberWords) {
		return numberWords[n]
	}
	return strconv.Itoa(n)
}

// count writes a number and what is counted: "one appointment", "13 appointments".
func count(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return number(n) + " " + noun + "s"
}

// minutes writes a length that is compared with others, to the minute: "15 minutes".
func minutes(d time.Duration) string {
	m := int(d.Round(time.Minute) / time.Minute)
	if m == 1 {
		return "1 minute"
	}
	return strconv.Itoa(m) + " minutes"
}

// length writes a duration as it is said: "half an hour", "two hours", "5 hours 15 minutes".
func length(d time.Duration) string {
	m := int(d.Round(time.Minute) / time.Minute)
	h := m / 60
	switch {
	case m == 30:
		return "half an hour"
	case m == 90:
		return "an hour and a half"
	case h == 0:
		return minutes(d)
	case m%60 == 0:
		return count(h, "hour")
	case m%60 == 30 && h < len(numberWords):
		return number(h) + " and a half hours"
	case h == 1:
		return "1 hour " + minutes(d-time.Hour)
	}
	return fmt.Sprintf("%d hours %s", h, minutes(d-time.Duration(h)*time.Hour))
}

// list joins parts as in a sentence: "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// sentence gives s a capital at its start.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func clock(t time.Time) string { return t.Format("15:04") }

// dayWords writes a day: "Wednesday 25 November", and the year unless it is that of today.
func dayWords(d, today agenda.Date) string {
	s := fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
	if d.Year != today.Year {
		s += " " + strconv.Itoa(d.Year)
	}
	return s
}

// until writes when something ends that begins on day d: "17:15", "06:00 the next day".
func until(t time.Time, d, today agenda.Date) string {
	switch end := agenda.DateOf(t); d.DaysUntil(end) {
	case 0:
		return clock(t)
	case 1:
		return clock(t) + " the next day"
	default:
		return clock(t) + " on " + dayWords(end, today)
	}
}
