package agenda

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Session is a signing in that has not ended. The tokens that it was given name it, and open nothing once
// it is gone. Its ID is no secret: only a signed token opens anything.
type Session struct {
	ID        string    `json:"id"`
	UserID    int64     `json:"-"`
	Current   bool      `json:"current"` // it is that of whoever asks
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"last_seen_at"` // to five minutes or so
	ExpiresAt time.Time `json:"expires_at"`   // unless it is renewed
	Address   string    `json:"address"`      // it was last seen at, empty if nobody knows
	Agent     string    `json:"agent"`        // what the browser or program called itself then
}

const (
	// maxSessions is how many sessions a user has at most: a program that signs in for each of its calls
	// must not fill the table. It must not sign its user out elsewhere either, so who signs in beyond that
	// gets a token that names no session.
	maxSessions = 100
	// maxAgent is in characters.
	maxAgent = 200
)

// AgentName returns what a browser or program calls itself as far as it can be shown: short, in one line,
// and without what makes text read otherwise than it is.
func AgentName(header string) string {
	shown := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, header)
	if runes := []rune(shown); len(runes) > maxAgent {
		shown = string(runes[:maxAgent])
	}
	return strings.TrimSpace(shown)
}

// SessionStore keeps sessions.
type SessionStore interface {
	// UserInSession returns the user of that name, and when their session of that id was last seen: never
	// when they have no such session. It fails as NotFound when there is no such user.
	UserInSession(ctx context.Context, username, id string) (u User, seen *time.Time, err error)
	// CreateSession stores a session that is seen now, if its user's tokens are still of that version.
	// Those of the user that have expired go. It fails as Conflict when the user has limit others already.
	CreateSession(ctx context.Context, s Session, tokenVersion int64, limit int) error
	// RefreshSession notes that a session was seen now, and from where. It ends no sooner than before.
	RefreshSession(ctx context.Context, s Session) error
	// Sessions returns a user's sessions that have not expired, the one seen last first.
	Sessions(ctx context.Context, userID int64) ([]Session, error)
	// DeleteSession deletes a user's session, else it fails as NotFound.
	DeleteSession(ctx context.Context, userID int64, id string) error
	// DeleteOtherSessions deletes all sessions of a user but one, and returns how many these were.
	DeleteOtherSessions(ctx context.Context, userID int64, but string) (int, error)
}

// Sessions is who is signed in where. Whoever acts in a call's context sees and ends their own.
type Sessions struct {
	store SessionStore
	log   *slog.Logger
	now   func() time.Time
	notes notes // of where they were seen
}

// NewSessions returns the sessions kept in store. log is told of those that could not be recorded, never
// whose they were; nil: nobody is.
func NewSessions(store SessionStore, log *slog.Logger, now func() time.Time) *Sessions {
	return &Sessions{store: store, log: cmp.Or(log, slog.New(slog.DiscardHandler)), now: now}
}

// Issue makes a token that names a session, and tells when it expires. An empty id names none.
type Issue func(id string) (token string, expires time.Time, err error)

// Begin makes a session and returns its first token. tokenVersion is its user's, as it was signed in with.
// A session that cannot be recorded, or is one too many, keeps nobody out: the token names none then, and
// lives until it expires.
func (s *Sessions) Begin(ctx context.Context, n Session, tokenVersion int64, issue Issue) (string, error) {
	n.ID = rand.Text()
	token, expires, err := issue(n.ID)
	if err != nil {
		return "", err
	}
	n.ExpiresAt, n.Agent = expires, AgentName(n.Agent)
	if n.CreatedAt.IsZero() {
		n.CreatedAt = s.now()
	}
	if err := s.store.CreateSession(ctx, n, tokenVersion, maxSessions); err != nil {
		level := slog.LevelError
		if CodeOf(err) == Conflict {
			level = slog.LevelInfo // at each call of a program that signs in for it
		}
		s.log.Log(ctx, level, "session not recorded", "error", err)
		token, _, err = issue("")
		return token, err
	}
	return token, nil
}

// Renew returns a fresh token of a session. A token that named none, as they were before there were
// sessions or while nothing could be written, gets one now.
func (s *Sessions) Renew(ctx context.Context, r Session, tokenVersion int64, issue Issue) (string, error) {
	if r.ID == "" {
		return s.Begin(ctx, r, tokenVersion, issue)
	}
	token, expires, err := issue(r.ID)
	if err != nil {
		return "", err
	}
	r.ExpiresAt = expires
	if err := s.refresh(ctx, r); err != nil {
		s.log.ErrorContext(ctx, "session not recorded", "error", err) // the next use makes up for it: see Seen
	}
	return token, nil
}

func (s *Sessions) refresh(ctx context.Context, r Session) error {
	r.Agent = AgentName(r.Agent)
	return s.store.RefreshSession(ctx, r)
}

// User returns the user a token speaks for, as the database has it now, and whether it is time to tell
// Seen of it. It fails as Unauthenticated when the user is gone or disabled, the token is of an earlier
// version, or its session has ended.
func (s *Sessions) User(ctx context.Context, c TokenClaims) (u User, due bool, err error) {
	u, seen, err := s.store.UserInSession(ctx, c.Username, c.Session)
	switch {
	case CodeOf(err) == NotFound, err == nil && (u.Disabled || u.TokenVersion != c.TokenVersion), err == nil && c.Session != "" && seen == nil:
		return User{}, false, Fail(Unauthenticated, "Could not validate credentials")
	}
	return u, seen != nil && s.now().Sub(*seen) >= useNoted, err
}

// Seen notes where a session was seen now, beside the call that it was seen with. Its ExpiresAt is that of
// the token.
func (s *Sessions) Seen(ctx context.Context, r Session) {
	s.notes.take(ctx, r.ID, func(ctx context.Context) error { return s.refresh(ctx, r) })
}

// List returns the sessions, the one seen last first.
func (s *Sessions) List(ctx context.Context) ([]Session, error) {
	actor := ActorFrom(ctx)
	sessions, err := s.store.Sessions(ctx, actor.UserID)
	for i := range sessions {
		sessions[i].Current = sessions[i].ID == actor.Session
	}
	return sessions, err
}

// End ends a session: its tokens open nothing any more. It fails as NotFound.
func (s *Sessions) End(ctx context.Context, id string) error {
	return s.store.DeleteSession(ctx, ActorFrom(ctx).UserID, id)
}

// EndOthers ends all sessions but the one that speaks, and returns how many these were.
func (s *Sessions) EndOthers(ctx context.Context) (int, error) {
	actor := ActorFrom(ctx)
	return s.store.DeleteOtherSessions(ctx, actor.UserID, actor.Session)
}

// SignOut ends the session that speaks. One that has ended meanwhile is what was wanted; a token that
// names none lives until it expires.
func (s *Sessions) SignOut(ctx context.Context) error {
	actor := ActorFrom(ctx)
	if actor.Session == "" {
		return nil
	}
	err := s.store.DeleteSession(ctx, actor.UserID, actor.Session)
	if CodeOf(err) == NotFound {
		return nil
	}
	return err
}
