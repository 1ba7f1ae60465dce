package llm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/llm"
)

// Words that are none of the other language's. What is quoted from notes is the notes' own.
var (
	englishWords = regexp.MustCompile(`(?i)\b(the|and|is|are|were|at|on|from|to|with|of|them|it|no|all|for|by|this|that|day|days|week|month|fortnight|` +
		`hours?|minutes|half|gap|lunch|break|free|booked|first|last|only|visits?|appointments?|overlaps?|next|more|nothing|today|` +
		`one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|mon|(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|may|june|july|october|december)\b`)
	germanWords = regexp.MustCompile(`(?i)\b(der|die|das|und|ist|sind|von|bis|mit|am|um|uhr|tage?n?|woche|stunden?|minuten|termine?n?|erstbesuche?n?|` +
		`überschneidung(en)?|noch|frei|gebucht|heute|eine?r?|zwei|drei|vier|(mon|diens|donners|frei|sams|sonn)tag|mittwoch|dezember|oktober)\b`)
	quotes = regexp.MustCompile(`“[^”]*”|„[^“]*“`)

	// What no number goes with: the wrong number, gender or case.
	wrongGerman = regexp.MustCompile(`\beins\b|\bnull\b|\bein (Termine|Tage|Stunden?|Minuten?|Erstbesuche|Überschneidung)\b|` +
		`\beine (Termine?|Tage?|Stunden|Minuten|Erstbesuche?|Überschneidungen)\b|\beinem (Terminen?|Tagen?|Überschneidung|Erstbesuche)\b|\beiner (Termin|Überschneidungen)|` +
		`\b([2-9]|[1-9]\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf) (Termin|Tag|Stunde|Minute|Erstbesuch|Überschneidung)\b|\b1 (Stunden|Minuten|Termine)\b|` +
		`\b(mit|an|von) (zwei|drei|vier|fünf|\d+) (Termine|Tage|Erstbesuche)\b|[Ee]in Termin (sind|stehen|wurden)|([Zz]wei|[Dd]rei|[Vv]ier|\d+) Termine (ist|steht|wurde)\b|` +
		`[Ee]ine Überschneidung,? (sind|die zu klären sind)|Überschneidungen,? (ist|die zu klären ist)|  | ,|,,|\.\.`)
)

// anyBookings are appointments of a few days, in every state and of many lengths, and their count.
func anyBookings(t *rapid.T, most int) (bookings []booking) {
	for i := range rapid.IntRange(0, most).Draw(t, "appointments") {
		start := time.Date(2026, 11, 25+rapid.IntRange(0, 3).Draw(t, "day"), rapid.IntRange(7, 22).Draw(t, "hour"), 5*rapid.IntRange(0, 11).Draw(t, "minute"), 0, 0, time.UTC)
		b := booking{
			at: start.Format("2006-01-02 15:04"), minutes: rapid.SampledFrom([]int{1, 15, 30, 45, 60, 61, 90, 121, 600, 3000}).Draw(t, "length"),
			name: fmt.Sprintf("Person-%d", i%17), first: rapid.Bool().Draw(t, "first"),
			status: rapid.SampledFrom([]agenda.Status{agenda.Confirmed, agenda.Confirmed, agenda.Tentative, agenda.Cancelled}).Draw(t, "status"),
		}
		if rapid.Bool().Draw(t, "asks") {
			b.notes = "Please send the X-rays. Bitte mitbringen."
		}
		bookings = append(bookings, b)
	}
	return bookings
}

// A brief says everything in the language that it says it is in, and says it right, whatever the
// numbers are.
func TestABriefIsOfOneLanguage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		label := rapid.SampledFrom([]string{"", "daily", "weekly", "2026-11-25..2026-11-28", "2026-11-26", "2026-11-20..2026-12-30"}).Draw(r, "label")
		now := rapid.SampledFrom([]string{"2026-11-25 07:00", "2026-11-25 12:00", "2026-11-25 23:59", "2027-02-01 09:00"}).Draw(r, "now")
		req := request(t, label, now, anyBookings(r, rapid.SampledFrom([]int{1, 2, 4, 30}).Draw(r, "most"))...)
		if label == "daily" { // of the day that it is
			req.From, req.To = agenda.Date{Year: 2026, Month: 11, Day: 25}, agenda.Date{Year: 2026, Month: 11, Day: 25}
		}
		req.Total += rapid.SampledFrom([]int{0, 0, 1, 7}).Draw(r, "unseen")
		for language, foreign := range map[string]*regexp.Regexp{"en": germanWords, "de": englishWords} {
			req.Language = language
			s, err := llm.Builtin{}.Summarize(context.Background(), req)
			require.NoError(r, err)
			require.Equal(r, language, s.Language)
			words := quotes.ReplaceAllString(s.Text, "")
			require.Empty(r, foreign.FindAllString(words, -1), s.Text)
			if language == "de" {
				require.Empty(r, wrongGerman.FindAllString(words, -1), s.Text)
			}
			require.NotContains(r, s.Text, "%!", s.Text)
		}
	})
}

// Both languages tell the same: every time and every name that one of them has.
func TestBothLanguagesTellTheSame(t *testing.T) {
	t.Parallel()
	tells := regexp.MustCompile(`\d\d:\d\d|Person-\d+`)
	rapid.Check(t, func(r *rapid.T) {
		req := request(t, rapid.SampledFrom([]string{"", "daily", "weekly"}).Draw(r, "label"), "2026-11-25 12:00", anyBookings(r, 12)...)
		of := func(language string) (lines int, told []string) {
			req.Language = language
			s, err := llm.Builtin{}.Summarize(context.Background(), req)
			require.NoError(r, err)
			require.LessOrEqual(r, utf8.RuneCountInString(s.Text), 8000)
			return strings.Count(s.Text, "\n"), tells.FindAllString(s.Text, -1)
		}
		englishLines, english := of("en")
		germanLines, german := of("de")
		require.Equal(r, englishLines, germanLines)
		require.ElementsMatch(r, english, german)
	})
}

func TestGermanBriefsHoldWhateverTheyAreGiven(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		req := anyRequest(rand.New(rand.NewPCG(seed, 4)))
		req.Language = "de"
		s, err := llm.Builtin{}.Summarize(context.Background(), req)
		require.NoError(t, err)
		require.NotEmpty(t, s.Text)
		require.LessOrEqual(t, utf8.RuneCountInString(s.Text), 8000)
		require.True(t, utf8.ValidString(s.Text), "seed %d", seed)
		require.NotContains(t, s.Text, "%!", "seed %d", seed)
		require.NotContains(t, s.Text, "\u202e")
	}
}

// How lengths, days and counts are said in German, one by one.
func TestGermanLengths(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int]string{
		1: "1 Minute", 5: "5 Minuten", 30: "eine halbe Stunde", 59: "59 Minuten", 60: "eine Stunde", 61: "1 Stunde und 1 Minute",
		75: "1 Stunde und 15 Minuten", 90: "eineinhalb Stunden", 120: "zwei Stunden", 121: "2 Stunden und 1 Minute",
		150: "zweieinhalb Stunden", 720: "zwölf Stunden", 750: "zwölfeinhalb Stunden", 780: "13 Stunden", 810: "13 Stunden und 30 Minuten",
	} {
		req := request(t, "2026-11-25..2026-11-26", "2026-11-25 07:00", booking{at: "2026-11-25 09:00", minutes: minutes, name: "Ada"})
		req.Language = "de"
		s, err := llm.Builtin{}.Summarize(context.Background(), req)
		require.NoError(t, err)
		require.True(t, strings.HasSuffix(s.Text, ": Ada (Mittwoch, 25. November, 09:00 Uhr), "+want+"."), "%s\n%s", want, s.Text)
	}
}
