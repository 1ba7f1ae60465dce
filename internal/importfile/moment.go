package importfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// dateOrder is what comes first in dates such as 3/4/2026.
type dateOrder int

const (
	dayFirst dateOrder = iota
	monthFirst
)

var (
	slashed  = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b`)
	dotted   = regexp.MustCompile(`^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$`)
	compact  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	clockOf  = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|uhr)?$`)
	lengthOf = regexp.MustCompile(`(?i)^(?:(\d{1,2})\s*(?:h|hours?|std\.?|stunden?|:))?\s*(?:(\d{1,4})\s*(?:m|min\.?|mins|minutes?|minuten?)?)?$`)
)

// monthsFirst tells whether the dates of a file can only be read with the month first: some say
// 11/25/2026, and none says 25/11/2026.
func monthsFirst(records [][]string, date func([]string) string) bool {
	found := false
	for _, r := range records {
		m := slashed.FindStringSubmatch(strings.TrimSpace(date(r)))
		if m == nil {
			continue
		}
		if n, _ := strconv.Atoi(m[1]); n > 12 {
			return false
		}
		if n, _ := strconv.Atoi(m[2]); n > 12 {
			found = true
		}
	}
	return found
}

// splitMoment splits "2026-11-25 10:30" and "25.11.2026T10:30:00". Without a time it returns "".
func splitMoment(s string) (date, clock string) {
	i := strings.IndexAny(s, "T ")
	if i < 6 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i+1:])
}

// readDate returns a date in the form of ISO 8601, or what it cannot read as it is.
func readDate(s string, order dateOrder) string {
	day, month, year := "", "", ""
	if m := dotted.FindStringSubmatch(s); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := slashed.FindStringSubmatch(s); m != nil && len(m[0]) == len(s) {
		day, month, year = m[1], m[2], m[3]
		if order == monthFirst {
			day, month = month, day
		}
	} else if m := compact.FindStringSubmatch(s); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else {
		return s
	}
	if len(year) == 2 {
		year = "20" + year
	}
	return fmt.Sprintf("%s-%02s-%02s", year, month, day)
}

// readTime returns a time as HH:MM or HH:MM:SS, or what it cannot read as it is.
func readTime(s string) string {
	m := clockOf.FindStringSubmatch(s)
	if m == nil || m[2] == "" && m[4] == "" { // a bare number says too little
		return s
	}
	hour, _ := strconv.Atoi(m[1])
	switch strings.ToLower(strings.ReplaceAll(m[4], ".", "")) {
	case "am", "pm":
		if hour < 1 || hour > 12 {
			return s
		}
		hour %= 12
		if m[4][0] == 'p' || m[4][0] == 'P' {
			hour += 12
		}
	}
	minute := m[2]
	if minute == "" {
		minute = "00"
	}
	t := fmt.Sprintf("%02d:%s", hour, minute)
	if m[3] != "" && m[3] != "00" {
		t += ":" + m[3]
	}
	return t
}

// readLength returns the minutes of "45", "45 min", "1:30", "1 h 30" and the like.
func readLength(s string) (minutes int, ok bool) {
	m := lengthOf.FindStringSubmatch(s)
	if s == "" || m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[1])
	minutes, _ = strconv.Atoi(m[2])
	return 60*hours + minutes, true
}

// between returns the minutes from one time to another, which may lie after midnight.
func between(start, end string) (minutes int, ok bool) {
	var h1, m1, h2, m2 int
	if _, err := fmt.Sscanf(start, "%2d:%2d", &h1, &m1); err != nil {
		return 0, false
	}
	if _, err := fmt.Sscanf(end, "%2d:%2d", &h2, &m2); err != nil {
		return 0, false
	}
	minutes = (h2-h1)*60 + m2 - m1
	if minutes <= 0 {
		minutes += 24 * 60
	}
	return minutes, true
}
