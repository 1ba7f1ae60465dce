package ui

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

func joinLongest(names []string) string {
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return strings.Join(names, "|")
}

// number reads digits or a word; 0 for neither.
func number(s string) int {
	if n, ok := numberNames[s]; ok {
		return n
	}
	n, _ := strconv.Atoi(s)
	return n
}

// wallTime returns a time in minutes of the day.
func wallTime(hour, minute, half string) (minutes int, ok bool) {
	h, m := number(hour), number(minute)
	if half != "" {
		if h < 1 || h > 12 {
			return 0, false
		}
		if h %= 12; half[0] == 'p' {
			h += 12
		}
	}
	return 60*h + m, h < 24 && m < 60
}

// ofTheDay is the time that is meant by an hour in words: one to six o'clock is in the afternoon, unless
// it is said which half of the day it is.
func ofTheDay(minutes int, half string) int {
	if half == "" && minutes >= 60 && minutes <= 6*60 {
		return minutes + 12*60
	}
	return minutes
}

func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func (l *lineReader) time(minutes int, ok bool) bool {
	if ok = ok && minutes >= 0 && minutes < 24*60; ok {
		l.line.Time = clockText(minutes)
	}
	return ok
}

func (l *lineReader) length(minutes int) bool {
	if minutes < agenda.MinDurationMinutes || minutes > agenda.MaxDurationMinutes {
		return false
	}
	l.line.Minutes = minutes
	return true
}

func (l *lineReader) away(days int) bool {
	l.line.Date = l.today.AddDays(days)
	return days <= 999
}

// kind takes the longest of the kinds whose name stands in the line as words. It is looked for first: its
// name may hold the words for a day or a length.
func (l *lineReader) kind(kinds []agenda.Kind) {
	byLength := slices.SortedStableFunc(slices.Values(kinds), func(a, b agenda.Kind) int { return len(b.Name) - len(a.Name) })
	for _, k := range byLength {
		form := regexp.MustCompile(`(?i)(?:^|[\s,;])(` + regexp.QuoteMeta(k.Name) + `)(?:$|[\s,;.:])`)
		m := form.FindStringSubmatchIndex(l.text)
		if m == nil {
			continue
		}
		l.line.Kind, l.line.KindAs = k.Name, l.text[m[2]:m[3]]
		l.text = fillers().ReplaceAllString(l.text[:m[2]], "$1") + " " + takenKind + " " + l.text[m[3]:]
		return
	}
}

// day takes a day of the calendar. Without a year it is the next of that name.
func (l *lineReader) day(day, month, year string) bool {
	if len(year) == 2 {
		year = "20" + year
	}
	first := number(year)
	last := first
	if year == "" {
		first, last = l.today.Year, l.today.Year+4 // until the next leap year
	}
	for y := first; y <= last; y++ {
		d, err := agenda.ParseDate(fmt.Sprintf("%04d-%02d-%02d", y, number(month), number(day)))
		if err == nil && (year != "" || d.Compare(l.today) >= 0) {
			l.line.Date = d
			return true
		}
	}
	return false
}

// weekday takes the next such day, which may be today.
func (l *lineReader) weekday(name string) bool {
	l.soft = true
	return l.away((int(dayNumber(name)) - int(l.today.Weekday()) + 7) % 7)
}

// inNextWeek takes a day of the week that begins with the next Monday.
func (l *lineReader) inNextWeek(name string) bool {
	fromMonday := func(d time.Weekday) int { return (int(d) + 6) % 7 }
	return l.away(7 - fromMonday(l.today.Weekday()) + fromMonday(dayNumber(name)))
}
