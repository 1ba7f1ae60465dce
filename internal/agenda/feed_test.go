package agenda_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// oneFeed keeps one feed, of a user who may sign in.
type oneFeed struct {
	agenda.FeedStore
	hash  string
	feed  agenda.Feed
	now   time.Time
	noted int
	full  bool
}

func (s *oneFeed) ReplaceFeed(_ context.Context, _ int64, hash string) (agenda.Feed, error) {
	s.hash, s.feed = hash, agenda.Feed{CreatedAt: s.now}
	return s.feed, nil
}

func (s *oneFeed) FeedOwner(_ context.Context, hash string) (agenda.User, agenda.Feed, error) {
	if hash != s.hash {
		return agenda.User{}, agenda.Feed{}, agenda.Fail(agenda.NotFound, "")
	}
	return agenda.User{}, s.feed, nil
}

func (s *oneFeed) NoteFeedUse(context.Context, string) error {
	if s.full {
		return agenda.Fail(agenda.StorageFull, "")
	}
	at := s.now
	s.noted, s.feed.LastUsedAt = s.noted+1, &at
	return nil
}

func TestASecretIsKeptAsAHashAndItsUseNotedSeldom(t *testing.T) {
	t.Parallel()
	s := &oneFeed{now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	feeds := agenda.NewFeeds(s, func() time.Time { return s.now })
	secret, _, err := feeds.Renew(t.Context())
	require.NoError(t, err)
	require.Len(t, s.hash, 64)
	require.NotContains(t, s.hash, secret)
	again, _, err := feeds.Renew(t.Context())
	require.NoError(t, err)
	require.Equal(t, agenda.NotFound, agenda.CodeOf(feeds.Open(t.Context(), secret)))
	require.Equal(t, agenda.NotFound, agenda.CodeOf(feeds.Open(t.Context(), s.hash)), "the hash opens nothing")
	for after, noted := range []int{1, 1, 2} {
		require.NoError(t, feeds.Open(t.Context(), again))
		require.Equal(t, noted, s.noted, after)
		s.now = s.now.Add(30 * time.Minute)
	}
	s.full, s.now = true, s.now.Add(24*time.Hour)
	require.NoError(t, feeds.Open(t.Context(), again), "what cannot be noted can be read")
}
