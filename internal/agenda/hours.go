package agenda

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MinuteOfDay is a wall time in minutes after midnight. 24:00, which is no [TimeOfDay], is the end of a day.
type MinuteOfDay int

// endOfDay is 24:00.
const endOfDay MinuteOfDay = 24 * 60

var errMinuteShape error = sentence("Enter a time like 09:30, or 24:00 for the end of the day")

// ParseMinuteOfDay reads HH:MM from 00:00 to 24:00. Its error is a sentence for the person who typed it.
func ParseMinuteOfDay(s string) (MinuteOfDay, error) {
	if len(s) != 5 || s[2] != ':' {
		return 0, errMinuteShape
	}
	h, ok1 := digits(s[:2])
	m, ok2 := digits(s[3:])
	at := MinuteOfDay(h*60 + m)
	if !ok1 || !ok2 || m > 59 || at > endOfDay {
		return 0, errMinuteShape
	}
	return at, nil
}

// String returns HH:MM.
func (m MinuteOfDay) String() string {
	return string(appendPadded(append(appendPadded(nil, int(m)/60, 2), ':'), int(m)%60, 2))
}

// MarshalText and UnmarshalText give a MinuteOfDay its JSON form, the string that String returns.
func (m MinuteOfDay) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *MinuteOfDay) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMinuteOfDay(string(b))
	return err
}

// Opening is a stretch of a day in which the practice is open, half open as a [Span] is.
type Opening struct {
	From MinuteOfDay `json:"from"`
	To   MinuteOfDay `json:"to"`
}

// OpeningHours is when the practice is open in a week that nothing is special about, by its own clocks.
// The openings of a day come in order and apart from each other; a day without any is closed.
type OpeningHours struct {
	Monday    []Opening `json:"monday"`
	Tuesday   []Opening `json:"tuesday"`
	Wednesday []Opening `json:"wednesday"`
	Thursday  []Opening `json:"thursday"`
	Friday    []Opening `json:"friday"`
	Saturday  []Opening `json:"saturday"`
	Sunday    []Opening `json:"sunday"`
}

// DefaultHours are those of a practice that has not set its own, and of one that has set none: whoever
// asks such a one for a free time means to book all the same.
func DefaultHours() (w OpeningHours) {
	for day := time.Monday; day <= time.Friday; day++ {
		*w.Day(day) = []Opening{{8 * 60, 18 * 60}}
	}
	return w
}

// Weekdays are the names of the days as members of [OpeningHours] have them, by their [time.Weekday].
var Weekdays = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Day returns the openings of a weekday.
func (w *OpeningHours) Day(d time.Weekday) *[]Opening {
	return [7]*[]Opening{&w.Sunday, &w.Monday, &w.Tuesday, &w.Wednesday, &w.Thursday, &w.Friday, &w.Saturday}[d]
}

// None tells whether there is no opening in the whole week.
func (w *OpeningHours) None() bool {
	for d := range time.Weekday(7) {
		if len(*w.Day(d)) > 0 {
			return false
		}
	}
	return true
}

// Equal tells whether two weeks have the same openings.
func (w *OpeningHours) Equal(o *OpeningHours) bool {
	for d := range time.Weekday(7) {
		if !slices.Equal(*w.Day(d), *o.Day(d)) {
			return false
		}
	}
	return true
}

// MaxOpenings is how many stretches a day can have.
const MaxOpenings = 6

// Faults returns what is wrong with the hours, each fault at its day and, where it is one of its
// openings that is wrong, at that. It leaves the openings in any order.
func (w *OpeningHours) Faults() (faults []Field) {
	for i := range 7 {
		day := time.Weekday((i + 1) % 7) // in the order of the members
		openings := *w.Day(day)
		if len(openings) > MaxOpenings {
			faults = append(faults, BodyFault(Weekdays[day], FaultValue, fmt.Sprintf("A day can have %d stretches of opening hours", MaxOpenings), nil))
			continue
		}
		fine := true
		for n, o := range openings {
			if o.From < 0 || o.To > endOfDay || o.To <= o.From {
				fine = false
				faults = append(faults, Field{Type: FaultValue, Loc: []any{"body", Weekdays[day], n, "to"}, Msg: "The practice must close after it opens", Input: o.To})
			}
		}
		if _, apart := inOrder(openings); fine && !apart {
			faults = append(faults, BodyFault(Weekdays[day], FaultValue, "The stretches of a day must not overlap", nil))
		}
	}
	return faults
}

// inOrder sorts openings and joins those that touch, which are one: nobody can tell them apart by
// looking at the clock. apart is false if some overlap.
func inOrder(openings []Opening) (sorted []Opening, apart bool) {
	apart = true
	sorted = []Opening{}
	for _, o := range slices.SortedFunc(slices.Values(openings), func(a, b Opening) int { return cmp.Compare(a.From, b.From) }) {
		if last := len(sorted) - 1; last >= 0 && o.From <= sorted[last].To {
			apart = apart && o.From == sorted[last].To
			sorted[last].To = max(sorted[last].To, o.To)
			continue
		}
		sorted = append(sorted, o)
	}
	return sorted, apart
}

// tidy puts the openings of every day in order.
func (w *OpeningHours) tidy() {
	for d := range time.Weekday(7) {
		*w.Day(d), _ = inOrder(*w.Day(d))
	}
}

// ClosedDays are days on which the practice is closed, whatever the weekday.
type ClosedDays struct {
	ID     int64  `json:"id"`
	First  Date   `json:"first"`
	Last   Date   `json:"last"` // closed too
	Reason string `json:"reason"`
}

const (
	// MaxClosedDays is how many days a span of them can have, MaxReason how many characters its reason.
	MaxClosedDays = 366
	MaxReason     = 100
	// maxClosings is how many spans of closed days there can be.
	maxClosings = 500
)

// Faults returns what is wrong with the closed days.
func (c *ClosedDays) Faults() (faults []Field) {
	if c.First.IsZero() {
		faults = append(faults, BodyFault("first", FaultValue, errDateShape.Error(), ""))
	}
	switch days := c.First.DaysUntil(c.Last) + 1; {
	case days < 1:
		faults = append(faults, BodyFault("last", FaultValue, "The last day must not come before the first", c.Last))
	case days > MaxClosedDays && !c.First.IsZero():
		faults = append(faults, BodyFault("last", FaultValue, fmt.Sprintf("At most %d days can be closed at a stretch", MaxClosedDays), c.Last))
	}
	switch {
	case utf8.RuneCountInString(c.Reason) > MaxReason:
		faults = append(faults, BodyFault("reason", FaultValue, fmt.Sprintf("Keep the reason under %d characters", MaxReason), nil))
	case !utf8.ValidString(c.Reason) || strings.ContainsFunc(c.Reason, func(r rune) bool { return isUnsafe(r) || isTag(r) || r == utf8.RuneError }):
		faults = append(faults, BodyFault("reason", FaultValue, "The reason holds characters that cannot be shown", nil))
	}
	return faults
}
