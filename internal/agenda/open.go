package agenda

import "time"

// PracticeHours is when the practice is open: its week, and the days on which it is closed.
type PracticeHours struct {
	OpeningHours
	Closed []ClosedDays `json:"closed"` // the earliest first
}

// OpenDay is a day of the practice in instants, so that whoever lives by other clocks can draw it.
type OpenDay struct {
	Date   Date
	Whole  Span
	Open   []Span      // in order, and apart
	Closed *ClosedDays // the day is one of these; nil: the week has its way
}

// Day returns when the practice, which lives by the clocks of loc, is open on a day: at every instant
// at which they show a time within the hours. So a time that clocks jump over is no time at all, and
// one that comes twice is open twice.
func (h *PracticeHours) Day(d Date, loc *time.Location) OpenDay {
	day := OpenDay{Date: d, Whole: Span{d.Start(loc), d.AddDays(1).Start(loc)}}
	if day.Closed = h.ClosedOn(d); day.Closed != nil {
		return day
	}
	openings := *h.OpeningHours.Day(d.Weekday())
	for at := day.Whole.Start; len(openings) > 0 && at.Before(day.Whole.End); {
		// Until clocks are moved next, wall times follow each other as minutes do.
		_, until := at.ZoneBounds()
		if until.IsZero() || until.After(day.Whole.End) {
			until = day.Whole.End
		}
		_, offset := at.Zone()
		midnight := d.midnight().Add(-time.Duration(offset) * time.Second)
		for _, o := range openings {
			s := Span{midnight.Add(time.Duration(o.From) * time.Minute).In(loc), midnight.Add(time.Duration(o.To) * time.Minute).In(loc)}
			if s, ok := s.Within(Span{at, until}); ok {
				day.Open = joined(day.Open, s)
			}
		}
		at = until
	}
	return day
}

// joined appends a span that comes after the others, or lengthens the last by it where the two touch.
func joined(spans []Span, s Span) []Span {
	if last := len(spans) - 1; last >= 0 && spans[last].End.Equal(s.Start) {
		spans[last].End = s.End
		return spans
	}
	return append(spans, s)
}

// Days returns the days of the practice that lie in a span, in part at least.
func (h *PracticeHours) Days(within Span, loc *time.Location) (days []OpenDay) {
	for d := DateOf(within.Start.In(loc)); d.Start(loc).Before(within.End); d = d.AddDays(1) {
		days = append(days, h.Day(d, loc))
	}
	return days
}

// Open returns the parts of a span in which the practice is open.
func (h *PracticeHours) Open(within Span, loc *time.Location) (open []Span) {
	for _, day := range h.Days(within, loc) {
		for _, s := range day.Open {
			if s, ok := s.Within(within); ok {
				open = joined(open, s)
			}
		}
	}
	return open
}

// Covers tells whether the practice is open throughout a span.
func (h *PracticeHours) Covers(s Span, loc *time.Location) bool {
	open := h.Open(s, loc)
	return len(open) == 1 && open[0].Duration() == s.Duration()
}

// ClosedOn returns the closed days that d is one of, nil where it is none.
func (h *PracticeHours) ClosedOn(d Date) *ClosedDays {
	for i := range h.Closed {
		if c := &h.Closed[i]; c.First.Compare(d) <= 0 && c.Last.Compare(d) >= 0 {
			return c
		}
	}
	return nil
}
