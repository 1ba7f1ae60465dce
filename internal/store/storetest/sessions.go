package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func sessions(t *testing.T, s *store.Store) {
	hanna, jo := member(t, s, "hanna"), member(t, s, "jo.keller")
	ctx := agenda.WithActor(t.Context(), hanna.Actor())
	ends := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	first := agenda.Session{ID: "first", UserID: hanna.ID, CreatedAt: ends.Add(-2 * time.Hour), ExpiresAt: ends, Address: "192.0.2.7", Agent: "curl/8.5.0"}
	require.NoError(t, s.CreateSession(ctx, first, 1, 3))
	require.NoError(t, s.CreateSession(ctx, agenda.Session{ID: "jo's", UserID: jo.ID, CreatedAt: ends, ExpiresAt: ends}, 1, 3))
	require.NoError(t, s.CreateSession(ctx, agenda.Session{ID: "dead", UserID: hanna.ID, CreatedAt: ends, ExpiresAt: ends}, 0, 3), "of a token that has ended meanwhile")

	u, seen, err := s.UserInSession(ctx, "HANNA", "first")
	require.NoError(t, err)
	require.Equal(t, hanna, u)
	require.WithinDuration(t, time.Now(), *seen, time.Minute)
	for _, id := range []string{"", "jo's", "dead", "FIRST", "first ", "first\x00", "\xff"} {
		_, seen, err = s.UserInSession(ctx, "hanna", id)
		require.Nil(t, seen, "%q is no session of hers", id)
		require.True(t, err == nil || agenda.CodeOf(err) == agenda.NotFound, "%q: %v", id, err)
	}
	_, _, err = s.UserInSession(ctx, "nobody", "first")
	requireCode(t, agenda.NotFound, err)

	first.SeenAt = sessionsOf(t, s, hanna.ID)[0].SeenAt
	require.Equal(t, []agenda.Session{first}, sessionsOf(t, s, hanna.ID), "nobody sees those of others, or what opens nothing")
	require.NoError(t, s.RefreshSession(ctx, agenda.Session{ID: "first", UserID: hanna.ID, ExpiresAt: ends.Add(-time.Minute), Address: "2001:db8::7", Agent: "Mozilla/5.0 ö"}))
	again := sessionsOf(t, s, hanna.ID)[0]
	require.Equal(t, []any{"2001:db8::7", "Mozilla/5.0 ö", ends, first.CreatedAt}, []any{again.Address, again.Agent, again.ExpiresAt, again.CreatedAt}, "no earlier than its tokens")
	require.False(t, again.SeenAt.Before(first.SeenAt))
	require.NoError(t, s.RefreshSession(ctx, agenda.Session{ID: "first", UserID: hanna.ID, ExpiresAt: ends.Add(time.Minute)}))
	require.Equal(t, ends.Add(time.Minute), sessionsOf(t, s, hanna.ID)[0].ExpiresAt)
	require.NoError(t, s.RefreshSession(ctx, agenda.Session{ID: "first", UserID: jo.ID, ExpiresAt: ends.Add(time.Hour)}), "one that is gone, or not theirs")
	require.Equal(t, ends.Add(time.Minute), sessionsOf(t, s, hanna.ID)[0].ExpiresAt)

	requireCode(t, agenda.NotFound, s.DeleteSession(ctx, jo.ID, "first"))
	for _, id := range []string{"", "nothing", "a\x00", "\xff"} {
		requireCode(t, agenda.NotFound, s.DeleteSession(ctx, hanna.ID, id))
	}
	require.NoError(t, s.DeleteSession(ctx, hanna.ID, "first"))
	requireCode(t, agenda.NotFound, s.DeleteSession(ctx, hanna.ID, "first"))
	_, seen, err = s.UserInSession(ctx, "hanna", "first")
	require.NoError(t, err)
	require.Nil(t, seen)
	require.Len(t, sessionsOf(t, s, jo.ID), 1)
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "session", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, []string{"ended", "hanna", "first"}, []string{entries[0].Action, entries[0].Actor, entries[0].ObjectID})
}

func sessionsAreBounded(t *testing.T, s *store.Store) {
	hanna, jo := member(t, s, "hanna"), member(t, s, "jo.keller")
	ctx := agenda.WithActor(t.Context(), hanna.Actor())
	try := func(u agenda.User, id string, lasts time.Duration) error {
		now := time.Now()
		return s.CreateSession(ctx, agenda.Session{ID: id, UserID: u.ID, CreatedAt: now, ExpiresAt: now.Add(lasts)}, 1, 4)
	}
	begin := func(u agenda.User, id string, lasts time.Duration) {
		t.Helper()
		require.NoError(t, try(u, id, lasts))
	}
	begin(jo, "jo's", time.Hour)
	begin(hanna, "1", time.Hour)
	begin(hanna, "2", time.Hour)
	begin(hanna, "3", time.Hour)
	begin(hanna, "expired", -time.Second)
	require.Equal(t, []string{"3", "2", "1"}, sessionIDs(sessionsOf(t, s, hanna.ID)))
	begin(hanna, "4", time.Hour)
	require.Equal(t, []string{"4", "3", "2", "1"}, sessionIDs(sessionsOf(t, s, hanna.ID)), "expired ones make room")
	for i := range 3 {
		requireCode(t, agenda.Conflict, try(hanna, fmt.Sprint("new ", i), time.Hour))
	}
	require.Equal(t, []string{"4", "3", "2", "1"}, sessionIDs(sessionsOf(t, s, hanna.ID)), "nobody is thrown out")

	ended, err := s.DeleteOtherSessions(ctx, hanna.ID, "1")
	require.NoError(t, err)
	require.Equal(t, 3, ended)
	require.Equal(t, []string{"1"}, sessionIDs(sessionsOf(t, s, hanna.ID)))
	begin(hanna, "expired", -time.Second)
	require.NoError(t, s.PurgeSessions(ctx))
	ended, err = s.DeleteOtherSessions(ctx, hanna.ID, "")
	require.NoError(t, err)
	require.Equal(t, 1, ended)
	require.Equal(t, []string{"jo's"}, sessionIDs(sessionsOf(t, s, jo.ID)))
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "session", Action: "ended", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 4)
	require.Equal(t, []string{"hanna", "1"}, []string{entries[0].Actor, entries[0].ObjectID})
}

// A change that ends a user's tokens takes their sessions with it, and no other.
func sessionsEndWithTheirTokens(t *testing.T, s *store.Store) {
	hanna, jo := member(t, s, "hanna"), member(t, s, "jo.keller")
	ctx := t.Context()
	for _, u := range []agenda.User{hanna, jo} {
		require.NoError(t, s.CreateSession(ctx, agenda.Session{ID: u.Username, UserID: u.ID, ExpiresAt: time.Now().Add(time.Hour)}, 1, 9))
	}
	change := func(raise int64, err error) {
		_, got := s.ChangeUser(ctx, "hanna", func(u agenda.User) (agenda.User, error) {
			u.TokenVersion += raise
			return u, err
		})
		require.Equal(t, agenda.CodeOf(err), agenda.CodeOf(got))
	}
	change(1, agenda.Fail(agenda.Rejected, "no"))
	change(0, nil)
	require.Len(t, sessionsOf(t, s, hanna.ID), 1)
	change(1, nil)
	require.Empty(t, sessionsOf(t, s, hanna.ID))
	require.Len(t, sessionsOf(t, s, jo.ID), 1)
}

func member(t *testing.T, s *store.Store, name string) agenda.User {
	u, err := s.CreateUser(t.Context(), agenda.User{Username: name, Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)
	return u
}

func sessionsOf(t *testing.T, s *store.Store, userID int64) []agenda.Session {
	all, err := s.Sessions(t.Context(), userID)
	require.NoError(t, err)
	return all
}

func sessionIDs(all []agenda.Session) (ids []string) {
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	return ids
}
