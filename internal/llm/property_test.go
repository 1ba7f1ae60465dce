package llm_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/llm"
)

// anyRequest makes a request as strange as the types allow: wrong instants, zones that do not
// exist, days out of order, names and notes full of what is not letters.
func anyRequest(r *rand.Rand) agenda.SummaryRequest {
	day := func() agenda.Date {
		d := agenda.Date{Year: 2026, Month: 11, Day: 1}.AddDays(r.IntN(40))
		if r.IntN(20) == 0 {
			return agenda.Date{}
		}
		return d
	}
	text := func(n int) string {
		var b strings.Builder
		for range r.IntN(n) {
			b.WriteString([]string{"Ada", "needs", " ", ". ", "\n", "bitte", "Ümit", "李明", "\x00", "\u202e", "\xff", "12", "Client 1", "!", "Dr.", "“"}[r.IntN(16)])
		}
		return b.String()
	}
	req := agenda.SummaryRequest{
		From: day(), To: day(), Today: day(), TimeZone: []string{"", "Local", "UTC", "Europe/Berlin", "No/Where", "America/St_Johns"}[r.IntN(6)],
		Now: time.Unix(1.79e9+r.Int64N(4e6), 0), Total: r.IntN(60),
	}
	for range r.IntN(40) {
		d := day()
		clock := agenda.TimeOfDayOf(time.Unix(r.Int64N(86400), 0).UTC())
		a := agenda.SummaryAppointment{
			ClientName: text(6), Date: d, Time: clock, DurationMinutes: r.IntN(2000) - 100, FirstVisit: r.IntN(4) == 0,
			Status: []agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled, "", "odd"}[r.IntN(5)],
		}
		if r.IntN(3) > 0 {
			a.Notes = new(text(40))
		}
		if r.IntN(10) > 0 {
			a.StartsAt = time.Date(d.Year, d.Month, d.Day, 0, 0, clock.Seconds(), 0, time.UTC)
			a.EndsAt = a.StartsAt.Add(time.Duration(a.DurationMinutes) * time.Minute)
		}
		req.Appointments = append(req.Appointments, a)
	}
	return req
}

func TestBuiltinHoldsWhateverItIsGiven(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		req := anyRequest(rand.New(rand.NewPCG(seed, 1)))
		s, err := llm.Builtin{}.Summarize(context.Background(), req)
		require.NoError(t, err)
		again, _ := llm.Builtin{}.Summarize(context.Background(), req)
		require.Equal(t, s, again, "seed %d", seed)
		require.NotEmpty(t, s.Text)
		require.LessOrEqual(t, utf8.RuneCountInString(s.Text), 8000)
		require.True(t, utf8.ValidString(s.Text), "seed %d", seed)
		require.NotContains(t, s.Text, "\x00")
		require.NotContains(t, s.Text, "\u202e")
		require.Equal(t, llm.Prompt(req), llm.Prompt(req), "seed %d", seed)
	}
}

func TestBuiltinMentionsEachFirstVisit(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		var bookings []booking
		for i := range 1 + r.IntN(20) {
			bookings = append(bookings, booking{
				at:      time.Date(2026, 11, 25+r.IntN(3), 8+r.IntN(10), 15*r.IntN(4), 0, 0, time.UTC).Format("2006-01-02 15:04"),
				minutes: 15 + 15*r.IntN(4), name: "Person-" + string(rune('A'+i)), first: r.IntN(2) == 0,
			})
		}
		req := request(t, "2026-11-25..2026-11-27", "2026-11-25 07:00", bookings...)
		req.Language = []string{"", "de"}[seed%2]
		s, err := llm.Builtin{}.Summarize(context.Background(), req)
		require.NoError(t, err)
		for _, b := range bookings {
			if b.first {
				require.Contains(t, s.Text, b.name, "seed %d", seed)
				require.Contains(t, s.Text, b.at[11:], "seed %d", seed)
			}
		}
	}
}

func TestBriefAndPromptStayBoundedForTheLargestRequest(t *testing.T) {
	t.Parallel()
	note := strings.Repeat("Please call ännä back. ", 180)
	var bookings []booking
	for range agenda.MaxSummarised {
		bookings = append(bookings, booking{at: "2026-11-25 09:00", minutes: 30, name: strings.Repeat("Näme ", 40), notes: note, first: true})
	}
	req := request(t, "", "2026-11-25 07:00", bookings...)
	req.Language = "de"
	s, err := llm.Builtin{}.Summarize(context.Background(), req)
	require.NoError(t, err)
	require.LessOrEqual(t, utf8.RuneCountInString(s.Text), 8000)
	prompt := llm.Prompt(req)
	require.Less(t, len(prompt), 500_000)
	require.Contains(t, prompt, "\n500. ")
}
