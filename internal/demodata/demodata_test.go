package demodata_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/demodata"
)

func TestDraftsFitTheHours(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for month := time.January; month <= time.December; month++ {
		today := agenda.Date{Year: 2026, Month: month, Day: 12}
		hours := demodata.Hours(today)
		require.Empty(t, append(hours.Faults(), hours.Closed[0].Faults()...))
		for _, d := range demodata.Drafts(today, 1) {
			start, err := time.ParseInLocation("2006-01-02 15:04", d.Date+" "+d.Time, berlin)
			require.NoError(t, err)
			span := agenda.Span{Start: start, End: start.Add(time.Duration(*d.DurationMinutes) * time.Minute)}
			require.True(t, hours.Covers(span, berlin), "%s %s", d.Date, d.Time)
		}
	}
}

func TestDraftsAreABelievablePractice(t *testing.T) {
	t.Parallel()
	for _, day := range []int{1, 2, 3, 4, 5, 6, 7} {
		today := agenda.Date{Year: 2026, Month: time.November, Day: day}
		drafts := demodata.Drafts(today, 1)
		require.Equal(t, drafts, demodata.Drafts(today, 1), "the same day and seed make the same practice")
		require.InDelta(t, 400, len(drafts), 80)
		cancelled, withNotes, ofKind := 0, 0, 0
		var last string
		for _, d := range drafts {
			require.Greater(t, d.Date+d.Time, last, "in order, never two at once")
			last = d.Date + d.Time
			if *d.Status == string(agenda.Cancelled) {
				cancelled++
			}
			if d.Notes != nil {
				withNotes++
			}
			if d.Kind != nil {
				_, listed := agenda.KindNamed(agenda.UsualKinds, *d.Kind)
				require.True(t, listed, *d.Kind)
				ofKind++
			}
		}
		require.InDelta(t, 25, cancelled, 20)
		require.Greater(t, withNotes, 100)
		require.Greater(t, ofKind, len(drafts)*8/10)
	}
}

func TestCardsAreThoseOfClients(t *testing.T) {
	t.Parallel()
	drafts := demodata.Drafts(agenda.Date{Year: 2026, Month: time.November, Day: 3}, 1)
	cards := demodata.Cards(drafts, 1)
	require.Equal(t, cards, demodata.Cards(drafts, 1))
	require.InDelta(t, 60, len(cards), 25)
	seen := map[string]bool{}
	for _, c := range cards {
		require.False(t, seen[c.Client], "one each")
		seen[c.Client] = true
		require.Empty(t, c.Patch.Faults(), "%+v", c)
		require.NotContains(t, []string{"Team check-in", "Knee group"}, c.Client)
	}
}
