package agenda

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Feed is the calendar at a secret address, for programs that cannot sign in. The secret is told once,
// when it is made; what is kept is its hash, which opens nothing.
type Feed struct {
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"` // to the hour or so
}

// FeedStore keeps feeds, at most one for each user, under the hashes of their secrets.
type FeedStore interface {
	// ReplaceFeed gives the user a feed that hash opens, and takes away the one before.
	ReplaceFeed(ctx context.Context, userID int64, hash string) (Feed, error)
	// RemoveFeed takes the user's feed away, if there is one.
	RemoveFeed(ctx context.Context, userID int64) error
	// Feed returns the user's feed, else a NotFound error.
	Feed(ctx context.Context, userID int64) (Feed, error)
	// FeedOwner returns the feed that hash opens, and whose it is, else a NotFound error.
	FeedOwner(ctx context.Context, hash string) (User, Feed, error)
	// NoteFeedUse notes that the feed that hash opens was read now.
	NoteFeedUse(ctx context.Context, hash string) error
}

// feedUseNoted is how long a use of a feed is not noted again: a read must not cost a write each time.
const feedUseNoted = time.Hour

// Feeds is who gave away an address of the calendar.
type Feeds struct {
	store FeedStore
	now   func() time.Time
}

// NewFeeds returns the feeds kept in store.
func NewFeeds(store FeedStore, now func() time.Time) *Feeds { return &Feeds{store: store, now: now} }

// Renew gives the context's user a feed, in place of the one before, and returns its secret.
func (s *Feeds) Renew(ctx context.Context) (secret string, f Feed, err error) {
	secret = rand.Text()
	f, err = s.store.ReplaceFeed(ctx, ActorFrom(ctx).UserID, hashOf(secret))
	return secret, f, err
}

// Remove makes the secret of the context's user worthless.
func (s *Feeds) Remove(ctx context.Context) error {
	return s.store.RemoveFeed(ctx, ActorFrom(ctx).UserID)
}

// Get returns the feed of the context's user, else a NotFound error.
func (s *Feeds) Get(ctx context.Context) (Feed, error) {
	return s.store.Feed(ctx, ActorFrom(ctx).UserID)
}

// Open fails as NotFound unless the secret is that of a feed whose owner may sign in.
func (s *Feeds) Open(ctx context.Context, secret string) error {
	hash := hashOf(secret)
	u, f, err := s.store.FeedOwner(ctx, hash)
	if CodeOf(err) == NotFound || err == nil && u.Disabled {
		return Fail(NotFound, "There is no calendar at this address.")
	}
	if err != nil {
		return err
	}
	if f.LastUsedAt == nil || s.now().Sub(*f.LastUsedAt) >= feedUseNoted {
		_ = s.store.NoteFeedUse(ctx, hash) // on a full disk the calendar can be read all the same
	}
	return nil
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
