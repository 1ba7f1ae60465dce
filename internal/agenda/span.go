package agenda

import "time"

// Span is the half-open stretch of time [Start, End): it holds its first instant and not its last,
// so that of two appointments one may begin where the other ends.
type Span struct {
	Start time.Time `json:"starts_at"`
	End   time.Time `json:"ends_at"`
}

// Overlaps tells whether some instant lies in both spans.
func (s Span) Overlaps(o Span) bool { return s.Start.Before(o.End) && o.Start.Before(s.End) }

// Within returns the part of s that lies in o; ok is false where none does.
func (s Span) Within(o Span) (part Span, ok bool) {
	if s.Start.Before(o.Start) {
		s.Start = o.Start
	}
	if s.End.After(o.End) {
		s.End = o.End
	}
	return s, s.Start.Before(s.End)
}

// Duration returns the length of the span.
func (s Span) Duration() time.Duration { return s.End.Sub(s.Start) }
