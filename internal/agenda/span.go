package agenda

import (
	"slices"
	"time"
)

// Span is the half-open stretch of time [Start, End): it holds its first instant and not its last,
// so that of two appointments one may begin where the other ends.
type Span struct {
	Start time.Time `json:"starts_at"`
	End   time.Time `json:"ends_at"`
}

// Overlaps tells whether some instant lies in both spans.
func (s Span) Overlaps(o Span) bool { return s.Start.Before(o.End) && o.Start.Before(s.End) }

// Duration returns the length of the span.
func (s Span) Duration() time.Duration { return s.End.Sub(s.Start) }

// Slot is a free time that may be booked, as wall time in the practice's zone.
type Slot struct {
	Date            Date      `json:"date"`
	Time            TimeOfDay `json:"time"`
	DurationMinutes int       `json:"duration_minutes"`
	StartsAt        time.Time `json:"starts_at"`
}

// Working hours that free times are offered in until a practice can set its own.
const (
	opensAtHour  = 8
	closesAtHour = 18
	slotStep     = 15 * time.Minute
	slotDays     = 7 // that are looked through before nothing is offered
)

// FreeSlots returns up to n free times of the length of want, those nearest to it, in order of time:
// quarter hours between 08:00 and 18:00 in want's zone on its own day and, until enough are found,
// those after it, of so many days in all; none before notBefore. busy holds the spans that are taken,
// in any order.
func FreeSlots(want Span, busy []Span, notBefore time.Time, days, n int) []Slot {
	loc := want.Start.Location()
	type candidate struct {
		span     Span
		distance time.Duration
	}
	var found []candidate
	for day := range days {
		d := DateOf(want.Start).AddDays(day)
		open := Span{time.Date(d.Year, d.Month, d.Day, opensAtHour, 0, 0, 0, loc), time.Date(d.Year, d.Month, d.Day, closesAtHour, 0, 0, 0, loc)}
		taken := slices.DeleteFunc(slices.Clone(busy), func(b Span) bool { return !b.Overlaps(open) })
		for at := open.Start; !at.Add(want.Duration()).After(open.End); at = at.Add(slotStep) {
			span := Span{at, at.Add(want.Duration())}
			if at.Before(notBefore) || slices.ContainsFunc(taken, span.Overlaps) {
				continue
			}
			found = append(found, candidate{span, at.Sub(want.Start).Abs()})
		}
		if len(found) >= n {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return int(a.distance - b.distance) })
	// Two free times a quarter of an hour apart are one choice to a person, so an offer that
	// overlaps one already made is passed over while others are left.
	var offers []candidate
	for _, apart := range []bool{true, false} {
		for _, c := range found {
			taken := slices.ContainsFunc(offers, func(o candidate) bool {
				return o.span == c.span || apart && o.span.Overlaps(c.span)
			})
			if len(offers) < n && !taken {
				offers = append(offers, c)
			}
		}
	}
	slices.SortFunc(offers, func(a, b candidate) int { return a.span.Start.Compare(b.span.Start) })
	slots := make([]Slot, len(offers))
	for i, o := range offers {
		slots[i] = Slot{
			Date: DateOf(o.span.Start), Time: TimeOfDayOf(o.span.Start),
			DurationMinutes: int(o.span.Duration() / time.Minute), StartsAt: o.span.Start,
		}
	}
	return slots
}
