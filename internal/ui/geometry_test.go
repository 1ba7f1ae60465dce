package ui

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var days = rapid.Custom(func(t *rapid.T) []stretch {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stretch {
		from := rapid.IntRange(0, 25*60-5).Draw(t, "from")
		return stretch{from, min(25*60, from+rapid.IntRange(5, 720).Draw(t, "minutes"))}
	}), 0, 40).Draw(t, "day")
})

// TestChipsNeverIntersect holds what the calendar draws for any day: no two chips share a spot, none
// leaves its column, nobody is lost, and the order in which appointments come changes nothing.
func TestChipsNeverIntersect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := days.Draw(t, "day")
		places, more := layOutFew(day, mostAbreast)
		require.Len(t, places, len(day))
		drawn, hidden := []place{}, 0
		for _, p := range places {
			if p.span > 0 {
				drawn = append(drawn, p)
			} else {
				hidden++
			}
		}
		for _, m := range more {
			drawn = append(drawn, m.place)
			hidden -= m.hidden
		}
		require.Zero(t, hidden, "everyone is drawn or counted")
		for i, p := range drawn {
			require.GreaterOrEqual(t, p.span, 1)
			require.LessOrEqual(t, p.columns, mostAbreast)
			require.LessOrEqual(t, p.column+p.span, p.columns)
			require.LessOrEqual(t, p.unit+p.units, unitsPerDay)
			for _, q := range drawn[:i] {
				apart := p.unit+p.units <= q.unit || q.unit+q.units <= p.unit ||
					float64(p.column+p.span)/float64(p.columns) <= float64(q.column)/float64(q.columns)+1e-9 ||
					float64(q.column+q.span)/float64(q.columns) <= float64(p.column)/float64(p.columns)+1e-9
				require.True(t, apart, "%+v and %+v", p, q)
			}
		}
		shuffled := rapid.Permutation(day).Draw(t, "shuffled")
		again, _ := layOutFew(shuffled, mostAbreast)
		require.ElementsMatch(t, places, again)
	})
}

func TestThousandAppointmentsAreLaidOutAtOnce(t *testing.T) {
	t.Parallel()
	day := make([]stretch, 1000)
	for i := range day {
		day[i] = stretch{i * 7 % 1400, i*7%1400 + 30}
	}
	best := time.Hour
	for range 5 {
		began := time.Now()
		layOutFew(day, mostAbreast)
		best = min(best, time.Since(began))
	}
	require.Less(t, best, 100*time.Millisecond, "a few milliseconds, more under the race detector on a busy machine")
}
