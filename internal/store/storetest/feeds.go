package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func feeds(t *testing.T, s *store.Store) {
	var users []agenda.User
	for _, name := range []string{"anna", "jo"} {
		u, err := s.CreateUser(t.Context(), agenda.User{Username: name, Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
		require.NoError(t, err)
		users = append(users, u)
	}
	anna, jo := users[0], users[1]
	_, err := s.Feed(t.Context(), anna.ID)
	requireCode(t, agenda.NotFound, err)
	require.NoError(t, s.RemoveFeed(t.Context(), anna.ID))

	first, err := s.ReplaceFeed(t.Context(), anna.ID, "first")
	require.NoError(t, err)
	got, err := s.Feed(t.Context(), anna.ID)
	require.NoError(t, err)
	require.Equal(t, first, got)
	owner, got, err := s.FeedOwner(t.Context(), "first")
	require.NoError(t, err)
	require.Equal(t, anna, owner)
	require.Equal(t, first, got)
	_, err = s.ReplaceFeed(t.Context(), jo.ID, "of jo")
	require.NoError(t, err)
	require.NoError(t, s.NoteFeedUse(t.Context(), "first"))
	got, err = s.Feed(t.Context(), anna.ID)
	require.NoError(t, err)
	require.NotNil(t, got.LastUsedAt)
	require.False(t, got.LastUsedAt.Before(first.CreatedAt))
	got, err = s.Feed(t.Context(), jo.ID)
	require.NoError(t, err)
	require.Nil(t, got.LastUsedAt)

	second, err := s.ReplaceFeed(t.Context(), anna.ID, "second")
	require.NoError(t, err)
	got, err = s.Feed(t.Context(), anna.ID)
	require.NoError(t, err)
	require.Equal(t, second, got, "a new one was never used")
	_, _, err = s.FeedOwner(t.Context(), "first")
	requireCode(t, agenda.NotFound, err)
	_, err = s.ReplaceFeed(t.Context(), jo.ID, "second")
	require.Error(t, err, "no hash opens two")
	require.NoError(t, s.RemoveFeed(t.Context(), anna.ID))
	_, _, err = s.FeedOwner(t.Context(), "second")
	requireCode(t, agenda.NotFound, err)
	owner, _, err = s.FeedOwner(t.Context(), "of jo")
	require.NoError(t, err)
	require.Equal(t, jo, owner)
	_, err = s.ReplaceFeed(t.Context(), 77, "of nobody")
	require.Error(t, err)
}
