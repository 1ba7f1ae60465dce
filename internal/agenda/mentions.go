package agenda

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// mentionsSearched is how many summaries of an appointment's days are looked through for its client.
const mentionsSearched = 200

// Mentioning returns those jobs of q, the newest first, whose summary is of the days of the appointment
// with this id and names its client. Of the newest that are of these days it looks through
// mentionsSearched. It fails as NotFound when there is no such appointment.
func (s *Summaries) Mentioning(ctx context.Context, appointment int64, q JobQuery) ([]SummaryJob, error) {
	a, err := s.appointments.Get(ctx, appointment)
	if err != nil {
		return nil, err
	}
	found := []SummaryJob{}
	if len(q.States) > 0 && !slices.Contains(q.States, JobDone) {
		return found, nil
	}
	most := q.Limit
	q.States, q.Limit = []JobState{JobDone}, mentionsSearched
	q.From, q.To = DateOf(a.StartsAt.In(s.appointments.Zone())), DateOf(a.EndsAt.Add(-time.Nanosecond).In(s.appointments.Zone()))
	jobs, err := s.store.Jobs(ctx, q)
	for _, j := range jobs {
		if (most == 0 || len(found) < most) && j.Summary != nil && names(*j.Summary, a.ClientName, j.Language == "de") {
			found = append(found, j)
		}
	}
	return found, err
}

// names tells whether a text holds a whole name as words of their own, or, where it is German, with the s
// of a genitive.
func names(text, name string, german bool) bool {
	before := ' '
	for text != "" {
		if rest, ok := strings.CutPrefix(text, name); ok && !OfWord(before) {
			if !beginsInWord(rest) || german && rest[0] == 's' && !beginsInWord(rest[1:]) {
				return true
			}
		}
		r, size := utf8.DecodeRuneInString(text)
		before, text = r, text[size:]
	}
	return false
}

func beginsInWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text != "" && OfWord(r)
}

// OfWord tells whether a character can be part of a word, so that what stands next to it is no whole one.
func OfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
