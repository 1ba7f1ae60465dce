package ui

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

// dayWords returns "Wednesday 25 November", with the year when it is not that of today.
func dayWords(d, today agenda.Date) string {
	if d.Year == today.Year {
		return fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
	}
	return dayYearWords(d)
}

// dayYearWords returns "Wednesday 25 November 2026".
func dayYearWords(d agenda.Date) string {
	return fmt.Sprintf("%s %d %s %d", d.Weekday(), d.Day, d.Month, d.Year)
}

// relativeDayWords is dayWords with today and tomorrow named.
func relativeDayWords(d, today agenda.Date) string {
	switch today.DaysUntil(d) {
	case 0:
		return "Today, " + dayWords(d, today)
	case 1:
		return "Tomorrow, " + dayWords(d, today)
	}
	return dayWords(d, today)
}

// shortDay returns "25 Nov", with the year when it is not that of today.
func shortDay(d, today agenda.Date) string {
	s := fmt.Sprintf("%d %s", d.Day, d.Month.String()[:3])
	if d.Year != today.Year {
		s = fmt.Sprintf("%s %d", s, d.Year)
	}
	return s
}

// daysWords returns a span of days, "25 November", "23 – 29 November" or "30 November – 6 December".
func daysWords(from, to agenda.Date) string {
	switch {
	case from == to:
		return fmt.Sprintf("%d %s", from.Day, from.Month)
	case from.Year != to.Year:
		return fmt.Sprintf("%d %s %d – %d %s %d", from.Day, from.Month, from.Year, to.Day, to.Month, to.Year)
	case from.Month != to.Month:
		return fmt.Sprintf("%d %s – %d %s", from.Day, from.Month, to.Day, to.Month)
	}
	return fmt.Sprintf("%d – %d %s", from.Day, to.Day, from.Month)
}

// minutesWords returns "45 min", "2 h" or "2 h 30 min".
func minutesWords(n int) string {
	switch h, m := n/60, n%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

// counted returns "1 appointment" or "2 appointments".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

var ordinals = []string{"", "first", "second", "third", "fourth", "fifth"}

// ordinal returns "first", "second" and so on, and "6th" beyond the words.
func ordinal(n int) string {
	if n < len(ordinals) {
		return ordinals[n]
	}
	return fmt.Sprintf("%dth", n)
}

// offsetWords returns the offset from UTC in force at t: "UTC", "UTC+1", "UTC+5:30".
func offsetWords(t time.Time) string {
	_, off := t.Zone()
	if off == 0 {
		return "UTC"
	}
	sign := "+"
	if off < 0 {
		sign, off = "−", -off
	}
	if off%3600 == 0 {
		return fmt.Sprintf("UTC%s%d", sign, off/3600)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, off/3600, off/60%60)
}

// city returns the place a zone is named after, "" for zones without one.
func city(loc *time.Location) string {
	area, place, ok := strings.Cut(loc.String(), "/")
	if !ok || area == "Etc" {
		return ""
	}
	return strings.ReplaceAll(place[strings.LastIndex(place, "/")+1:], "_", " ")
}

// zoneWords names the zone of t: "Berlin time (UTC+1)", or "UTC".
func zoneWords(t time.Time) string {
	if c := city(t.Location()); c != "" {
		return c + " time (" + offsetWords(t) + ")"
	}
	return offsetWords(t)
}

// sentence ends s with a full stop, as messages of the API do not.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// clockSpan is an appointment's time on the wall, "10:30" and "11:15"; After says that it ends on
// another day.
type clockSpan struct {
	Start, End string
	After      string
}

func (v *visit) spanOf(a *agenda.Appointment) clockSpan {
	end := a.EndsAt.In(v.clock.Location())
	c := clockSpan{Start: a.Time.String(), End: end.Format("15:04")}
	if days := a.Date.DaysUntil(agenda.DateOf(end.Add(-time.Nanosecond))); days > 0 {
		c.After = "next day"
	}
	return c
}

func (c clockSpan) String() string {
	if c.After != "" {
		return c.Start + " – " + c.End + " (" + c.After + ")"
	}
	return c.Start + " – " + c.End
}

// byline tells who did something when: "anna, 24 Nov 16:05".
func (v *visit) byline(who string, at time.Time) string {
	at = at.In(v.clock.Location())
	when := shortDay(agenda.DateOf(at), v.today()) + ", " + at.Format("15:04")
	if who == "" {
		return when
	}
	return who + ", " + when
}
