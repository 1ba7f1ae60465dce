package agenda

import (
	"context"
	"slices"
	"time"
)

// Slot is a free time that may be booked, as wall time in the practice's zone.
type Slot struct {
	Date            Date      `json:"date"`
	Time            TimeOfDay `json:"time"`
	DurationMinutes int       `json:"duration_minutes"`
	StartsAt        time.Time `json:"starts_at"`
}

// In returns the slot with its date and time as clocks in zone show them.
func (s Slot) In(zone *time.Location) Slot {
	start := s.StartsAt.In(zone)
	s.Date, s.Time = DateOf(start), TimeOfDayOf(start)
	return s
}

const (
	slotStep  = 15 * time.Minute  // from the opening on
	slotDays  = 7                 // days with hours that are looked through before nothing is offered,
	slotReach = MaxClosedDays + 7 // and how many of whatever kind: past the longest closed span comes a whole week
)

// FreeSlots returns up to n free times of the length of want, those nearest to it, in order of time:
// quarter hours from each opening on, on the first of the days and, until enough are found, on those
// after it; none before notBefore. A time may begin before midnight and end after it where the
// practice is open all through. busy holds the spans that are taken, in any order.
func FreeSlots(want Span, days []OpenDay, busy []Span, notBefore time.Time, n int) []Slot {
	var found []Span
	for i, day := range days {
		for _, open := range day.Open {
			until := open.End
			if i+1 < len(days) && len(days[i+1].Open) > 0 && days[i+1].Open[0].Start.Equal(until) {
				until = days[i+1].Open[0].End
			}
			taken := slices.DeleteFunc(slices.Clone(busy), func(b Span) bool { return !b.Overlaps(Span{open.Start, until}) })
			for at := open.Start; at.Before(open.End) && !at.Add(want.Duration()).After(until); at = at.Add(slotStep) {
				span := Span{at, at.Add(want.Duration())}
				if !at.Before(notBefore) && !slices.ContainsFunc(taken, span.Overlaps) {
					found = append(found, span)
				}
			}
		}
		if len(found) >= n {
			break
		}
	}
	return offers(found, want, n)
}

// offers picks the n times that are nearest to want. Two free times a quarter of an hour apart are one
// choice to a person, so one that overlaps another that is offered is passed over while others are left.
func offers(found []Span, want Span, n int) []Slot {
	slices.SortStableFunc(found, func(a, b Span) int {
		return int(a.Start.Sub(want.Start).Abs() - b.Start.Sub(want.Start).Abs())
	})
	var offered []Span
	for _, apart := range []bool{true, false} {
		for _, s := range found {
			taken := slices.ContainsFunc(offered, func(o Span) bool { return o == s || apart && o.Overlaps(s) })
			if len(offered) < n && !taken {
				offered = append(offered, s)
			}
		}
	}
	slices.SortFunc(offered, func(a, b Span) int { return a.Start.Compare(b.Start) })
	slots := make([]Slot, len(offered))
	for i, o := range offered {
		slots[i] = Slot{DateOf(o.Start), TimeOfDayOf(o.Start), int(o.Duration() / time.Minute), o.Start}
	}
	return slots
}

// Free returns up to n free times of want's length nearest to it, none in the past and none while the
// practice is closed. One that has no hours at all is asked for those of [DefaultHours]. See [FreeSlots].
func (s *Appointments) Free(ctx context.Context, want Span, n int) ([]Slot, error) {
	notBefore := s.now()
	if want.Start.Before(notBefore) {
		notBefore = want.Start // a visit is being written down after the fact
	}
	first := DateOf(want.Start.In(s.zone))
	hours, err := s.store.Hours(ctx, first, first.AddDays(slotReach-1))
	if err != nil {
		return nil, err
	}
	if hours.None() {
		hours.OpeningHours = DefaultHours()
	}
	days := hours.next(first, s.zone)
	// Most days have room enough, so the week is read only when the first day has not.
	slots := []Slot{}
	for _, count := range []int{1, slotDays} {
		if count = min(count, len(days)); count == 0 {
			break
		}
		busy, err := s.store.BusySpans(ctx, Span{days[0].Whole.Start, days[count-1].Whole.End})
		if err != nil {
			return nil, err
		}
		if slots = FreeSlots(want, days[:count], busy, notBefore, n); len(slots) == n {
			break
		}
	}
	return slots, nil
}

// next returns the days with hours, from first on, on which a free time is looked for.
func (h *PracticeHours) next(first Date, loc *time.Location) (days []OpenDay) {
	for i := 0; i < slotReach && len(days) < slotDays; i++ {
		d := first.AddDays(i)
		if c := h.ClosedOn(d); c != nil {
			i += d.DaysUntil(c.Last) // and none of these is looked at
		} else if open := h.Day(d, loc); len(open.Open) > 0 {
			days = append(days, open)
		}
	}
	return days
}

// FreeNear returns up to n free times of the given length in minutes nearest to wall time t on day
// d in zone. A wall time that clocks jump over, or that comes twice, is as good a place to search around as
// any other, so neither is a fault here.
func (s *Appointments) FreeNear(ctx context.Context, zone *time.Location, d Date, t TimeOfDay, minutes, n int) ([]Slot, error) {
	start := Near(d, t, zone).In(s.zone)
	return s.Free(ctx, Span{start, start.Add(time.Duration(minutes) * time.Minute)}, n)
}
