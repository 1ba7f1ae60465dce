package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func preferences(t *testing.T, s *store.Store) {
	ctx := t.Context()
	var ids [2]int64
	for i, name := range []string{"hanna", "jo.keller"} {
		u, err := s.CreateUser(ctx, agenda.User{Username: name, Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
		require.NoError(t, err)
		ids[i] = u.ID
	}
	change := func(id int64, to agenda.Preferences) {
		t.Helper()
		got, err := s.ChangePreferences(ctx, id, func(agenda.Preferences) (agenda.Preferences, error) { return to, nil })
		require.NoError(t, err)
		require.Equal(t, to, got)
	}
	read := func(id int64) agenda.Preferences {
		t.Helper()
		p, err := s.Preferences(ctx, id)
		require.NoError(t, err)
		return p
	}
	require.Equal(t, agenda.DefaultPreferences, read(ids[0]))
	all := agenda.Preferences{Language: "de", HourCycle: "12", FirstDay: "sunday", DefaultView: "month", Theme: "dark", TimeZone: "America/New_York"}
	change(ids[0], all)
	change(ids[0], all)
	require.Equal(t, all, read(ids[0]))
	require.Equal(t, agenda.DefaultPreferences, read(ids[1]), "everybody has their own")
	all.Theme, all.Shortcuts, all.TimeZone = "", true, "Asia/Kolkata"
	change(ids[0], all)
	require.Equal(t, all, read(ids[0]))
	_, err := s.ChangePreferences(ctx, ids[0], func(p agenda.Preferences) (agenda.Preferences, error) {
		require.Equal(t, all, p)
		return agenda.DefaultPreferences, agenda.Fail(agenda.Invalid, "no")
	})
	requireCode(t, agenda.Invalid, err)
	require.Equal(t, all, read(ids[0]))
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "preferences", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 2, "what changed nothing is not told")
	require.Equal(t, []string{"theme", "shortcuts", "time_zone"}, entries[0].Fields)
}
