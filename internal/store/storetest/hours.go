package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func openingHours(t *testing.T, s *store.Store) {
	ctx := t.Context()
	week := func() agenda.OpeningHours {
		t.Helper()
		h, err := s.Hours(ctx, agenda.Date{}, agenda.Date{})
		require.NoError(t, err)
		return h.OpeningHours
	}
	seeded := agenda.DefaultHours()
	seeded.Saturday, seeded.Sunday = []agenda.Opening{}, []agenda.Opening{}
	require.Equal(t, seeded, week(), "a new practice has hours to begin with")

	changed := seeded
	changed.Wednesday = []agenda.Opening{{From: 8 * 60, To: 12*60 + 30}}
	changed.Friday = []agenda.Opening{{From: 0, To: 6 * 60}, {From: 7 * 60, To: 8 * 60}, {From: 22 * 60, To: 24 * 60}}
	changed.Sunday = []agenda.Opening{{From: 9*60 + 7, To: 9*60 + 8}}
	for range 2 {
		require.NoError(t, s.ReplaceOpeningHours(ctx, changed))
		require.Equal(t, changed, week())
	}
	var none agenda.OpeningHours
	for d := range time.Weekday(7) {
		*none.Day(d) = []agenda.Opening{}
	}
	require.NoError(t, s.ReplaceOpeningHours(ctx, none))
	require.Equal(t, none, week(), "a week may be closed")
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "hours", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 2, "what changed nothing is not told")
	require.Equal(t, []string{"sunday", "wednesday", "friday"}, entries[1].Fields)

	broken := none
	broken.Monday = []agenda.Opening{{From: 60, To: 60}}
	require.Error(t, s.ReplaceOpeningHours(ctx, broken), "the database has its own rule")
	require.Equal(t, none, week())
}

func closedDays(t *testing.T, s *store.Store) {
	ctx := t.Context()
	day := func(n int) agenda.Date { return agenda.Date{Year: 2026, Month: time.December, Day: n} }
	var made []agenda.ClosedDays
	for _, c := range []agenda.ClosedDays{
		{First: day(24), Last: day(31), Reason: "Zwischen den Jahren 🎄"}, {First: day(6), Last: day(6)}, {First: day(25), Last: day(25), Reason: "Christmas"},
	} {
		stored, err := s.CreateClosedDays(ctx, c, 3)
		require.NoError(t, err)
		require.Positive(t, stored.ID)
		c.ID = stored.ID
		require.Equal(t, c, stored)
		made = append(made, stored)
	}
	_, err := s.CreateClosedDays(ctx, agenda.ClosedDays{First: day(1), Last: day(1)}, 3)
	requireCode(t, agenda.Conflict, err)
	read := func(first, last agenda.Date) []agenda.ClosedDays {
		t.Helper()
		h, err := s.Hours(ctx, first, last)
		require.NoError(t, err)
		return h.Closed
	}
	require.Equal(t, []agenda.ClosedDays{made[1], made[0], made[2]}, read(agenda.Date{}, agenda.Date{}), "the earliest first")
	for _, row := range []struct {
		first, last int
		want        []agenda.ClosedDays
	}{
		{1, 5, []agenda.ClosedDays{}},
		{6, 6, made[1:2]},
		{7, 24, made[:1]},
		{31, 31, made[:1]},
		{25, 26, []agenda.ClosedDays{made[0], made[2]}},
	} {
		require.Equal(t, row.want, read(day(row.first), day(row.last)), "%d to %d", row.first, row.last)
	}
	require.Len(t, read(day(25), agenda.Date{}), 2)

	require.NoError(t, s.DeleteClosedDays(ctx, made[0].ID))
	requireCode(t, agenda.NotFound, s.DeleteClosedDays(ctx, made[0].ID))
	require.Equal(t, []agenda.ClosedDays{made[1], made[2]}, read(agenda.Date{}, agenda.Date{}))
	again, err := s.CreateClosedDays(ctx, made[0], 3)
	require.NoError(t, err)
	require.Greater(t, again.ID, made[2].ID, "ids are never reused")
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "closed", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 5)
	require.Equal(t, "deleted", entries[1].Action)
}
