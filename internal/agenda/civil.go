package agenda

import (
	"cmp"
	"time"
)

// Date is a day of the proleptic Gregorian calendar, without a zone. The zero Date is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// The first and last year in which an appointment may lie.
const (
	MinYear = 1970
	MaxYear = 2100
)

// ParseDate reads YYYY-MM-DD, a day that exists, in the years MinYear to MaxYear.
// The two errors it returns are sentences for the person who typed the date.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, errDateShape
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 {
		return Date{}, errDateShape
	}
	d := Date{year, time.Month(month), day}
	if month < 1 || month > 12 || day < 1 || DateOf(d.midnight()) != d {
		return Date{}, sentencef("The date %s does not exist", s)
	}
	if year < MinYear || year > MaxYear {
		return Date{}, errYear
	}
	return d, nil
}

var errYear error = sentencef("The year must lie between %d and %d", MinYear, MaxYear)

var errDateShape error = sentence("Enter a date like 2026-11-25 (YYYY-MM-DD)")

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// midnight is the day's start read as if the zone were UTC; day arithmetic is done there.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// IsZero tells whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays returns the day n days after d.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// DaysUntil returns how many days later than d the day e is.
func (d Date) DaysUntil(e Date) int { return int(e.midnight().Sub(d.midnight()) / (24 * time.Hour)) }

// Compare returns -1, 0 or 1 as d lies before, on or after e.
func (d Date) Compare(e Date) int {
	switch {
	case d.Year != e.Year:
		return cmp.Compare(d.Year, e.Year)
	case d.Month != e.Month:
		return cmp.Compare(d.Month, e.Month)
	}
	return cmp.Compare(d.Day, e.Day)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Start returns the first instant of the day in loc. Where midnight does not exist, because clocks
// were moved forward over it, that is the first instant after the gap.
func (d Date) Start(loc *time.Location) time.Time { return Near(d, TimeOfDay{}, loc) }

// String returns YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.append(nil))
}

func (d Date) append(b []byte) []byte {
	b = appendPadded(b, d.Year, 4)
	b = append(b, '-')
	b = appendPadded(b, int(d.Month), 2)
	b = append(b, '-')
	return appendPadded(b, d.Day, 2)
}

func appendPadded(b []byte, n, width int) []byte {
	for div := pow10(width - 1); div > 0; div /= 10 {
		b = append(b, byte('0'+n/div%10))
	}
	return b
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// MarshalText and UnmarshalText give a Date its JSON form, the string that String returns.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// TimeOfDay is a wall-clock time to the second, without a date or a zone. It remembers whether
// seconds were written, so that it is given back as it came: 12:00 and 12:00:00 are the same
// moment, but different texts.
type TimeOfDay struct {
	seconds     int32
	showSeconds bool
}

// ParseTimeOfDay reads HH:MM or HH:MM:SS on a 24-hour clock. Its error is a sentence for the person
// who typed the time.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	long := len(s) == 8
	if !long && len(s) != 5 || s[2] != ':' || long && s[5] != ':' {
		return TimeOfDay{}, errTimeShape
	}
	h, ok1 := digits(s[0:2])
	m, ok2 := digits(s[3:5])
	sec, ok3 := 0, true
	if long {
		sec, ok3 = digits(s[6:8])
	}
	if !ok1 || !ok2 || !ok3 {
		return TimeOfDay{}, errTimeShape
	}
	if h > 23 || m > 59 || sec > 59 {
		return TimeOfDay{}, sentencef("The time %s does not exist", s)
	}
	return TimeOfDay{int32(h*3600 + m*60 + sec), long}, nil
}

var errTimeShape error = sentence("Enter a time like 09:30 (HH:MM or HH:MM:SS)")

// TimeOfDayOf returns the wall-clock time of t in t's own zone, written without seconds when they are 0.
func TimeOfDayOf(t time.Time) TimeOfDay {
	h, m, s := t.Clock()
	return TimeOfDay{int32(h*3600 + m*60 + s), s != 0}
}

// like returns the time, written with seconds where o is.
func (t TimeOfDay) like(o TimeOfDay) TimeOfDay {
	t.showSeconds = t.showSeconds || o.showSeconds
	return t
}

// Seconds returns how many seconds after 00:00 the time is.
func (t TimeOfDay) Seconds() int { return int(t.seconds) }

// String returns the time as it was written: HH:MM or HH:MM:SS.
func (t TimeOfDay) String() string { return string(t.append(nil)) }

func (t TimeOfDay) append(b []byte) []byte {
	s := int(t.seconds)
	b = appendPadded(b, s/3600, 2)
	b = append(b, ':')
	b = appendPadded(b, s/60%60, 2)
	if t.showSeconds {
		b = append(b, ':')
		b = appendPadded(b, s%60, 2)
	}
	return b
}

// MarshalText gives a TimeOfDay its JSON form, the string that String returns.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (t *TimeOfDay) UnmarshalText(b []byte) (err error) {
	*t, err = ParseTimeOfDay(string(b))
	return err
}
