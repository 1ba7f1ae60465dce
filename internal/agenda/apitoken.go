package agenda

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Scope says what a program that holds an API token may do.
type Scope string

// The scopes. Whoever may write may read.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
)

// TokenPrefix is what every API token begins with, so that one which got about is recognised.
const TokenPrefix = "amt_"

const (
	// maxTokens is how many API tokens a user can have.
	maxTokens = 50
	// maxTokenName is in characters; maxTokenDays is the longest life of a token that ends.
	maxTokenName = 64
	maxTokenDays = 3650
)

// APIToken lets a program in for a user in place of the password. The token itself is told once, when
// it is made; what is kept is its hash, which opens nothing.
type APIToken struct {
	ID         int64      `json:"id"`
	UserID     int64      `json:"-"`
	Name       string     `json:"name"`
	Scope      Scope      `json:"scope"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at"`   // nil: never
	LastUsedAt *time.Time `json:"last_used_at"` // to five minutes or so; nil: not yet
}

// APITokenStore keeps API tokens under their hashes.
type APITokenStore interface {
	// CreateAPIToken stores t and returns it with its ID. It fails as Conflict when its user has limit.
	CreateAPIToken(ctx context.Context, t APIToken, hash string, limit int) (APIToken, error)
	// APITokens returns a user's tokens, the newest first.
	APITokens(ctx context.Context, userID int64) ([]APIToken, error)
	// DeleteAPIToken deletes a user's token, else it fails as NotFound.
	DeleteAPIToken(ctx context.Context, userID, id int64) error
	// APITokenOwner returns the token that has this hash, and whose it is, else a NotFound error.
	APITokenOwner(ctx context.Context, hash string) (User, APIToken, error)
	// NoteAPITokenUse notes that a token was used now.
	NoteAPITokenUse(ctx context.Context, id int64) error
}

// APITokens is what lets programs in. Whoever acts in a call's context makes, sees and revokes their own.
type APITokens struct {
	store APITokenStore
	now   func() time.Time
	notes notes // of their use
}

// NewAPITokens returns the API tokens kept in store.
func NewAPITokens(store APITokenStore, now func() time.Time) *APITokens {
	return &APITokens{store: store, now: now}
}

// APITokenDraft is an API token that somebody wants.
type APITokenDraft struct {
	Name  string
	Scope Scope
	Days  *int // until it expires; nil: it does not
}

// Faults returns what is wrong with the draft.
func (d *APITokenDraft) Faults() []Field {
	var faults []Field
	switch {
	case strings.TrimSpace(d.Name) == "":
		faults = append(faults, BodyFault("name", FaultValue, "Give the token a name", d.Name))
	case utf8.RuneCountInString(d.Name) > maxTokenName:
		faults = append(faults, BodyFault("name", FaultValue, fmt.Sprintf("Keep the name under %d characters", maxTokenName), nil))
	case strings.ContainsFunc(d.Name, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		faults = append(faults, BodyFault("name", FaultValue, "The name holds characters that cannot be shown", d.Name))
	}
	if d.Scope != ScopeRead && d.Scope != ScopeWrite {
		faults = append(faults, BodyFault("scope", FaultValue, "A scope is read or write", string(d.Scope)))
	}
	if d.Days != nil && (*d.Days < 1 || *d.Days > maxTokenDays) {
		faults = append(faults, BodyFault("expires_in_days", FaultValue, fmt.Sprintf("A token can expire after 1 to %d days", maxTokenDays), *d.Days))
	}
	return faults
}

// Create makes an API token and returns what is kept of it, and itself. It fails as Invalid, and as
// Conflict when there are too many.
func (s *APITokens) Create(ctx context.Context, d APITokenDraft) (t APIToken, secret string, err error) {
	if err := InvalidFields(d.Faults()); err != nil {
		return t, "", err
	}
	t = APIToken{UserID: ActorFrom(ctx).UserID, Name: strings.TrimSpace(d.Name), Scope: d.Scope}
	if d.Days != nil {
		ends := s.now().UTC().Add(time.Duration(*d.Days) * 24 * time.Hour).Truncate(time.Second)
		t.ExpiresAt = &ends
	}
	random := make([]byte, 32)
	rand.Read(random) // never fails
	secret = TokenPrefix + base64.RawURLEncoding.EncodeToString(random)
	t, err = s.store.CreateAPIToken(ctx, t, hashOf(secret), maxTokens)
	return t, secret, err
}

// List returns the tokens, expired ones too, the newest first.
func (s *APITokens) List(ctx context.Context) ([]APIToken, error) {
	return s.store.APITokens(ctx, ActorFrom(ctx).UserID)
}

// Revoke makes a token worthless. It fails as NotFound.
func (s *APITokens) Revoke(ctx context.Context, id int64) error {
	return s.store.DeleteAPIToken(ctx, ActorFrom(ctx).UserID, id)
}

// Owner returns the user whose API token this is, and what it is good for. It fails as Unauthenticated
// when it is none, has expired, or its user is disabled.
func (s *APITokens) Owner(ctx context.Context, secret string) (User, Scope, error) {
	u, t, err := s.store.APITokenOwner(ctx, hashOf(secret))
	now := s.now()
	if CodeOf(err) == NotFound || err == nil && (u.Disabled || t.ExpiresAt != nil && !now.Before(*t.ExpiresAt)) {
		err = Fail(Unauthenticated, "Could not validate credentials")
	}
	if err != nil {
		return User{}, "", err
	}
	if t.LastUsedAt == nil || now.Sub(*t.LastUsedAt) >= useNoted {
		s.notes.take(ctx, t.ID, func(ctx context.Context) error { return s.store.NoteAPITokenUse(ctx, t.ID) })
	}
	return u, t.Scope, nil
}
