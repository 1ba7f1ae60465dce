package auth

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"appointment-manager/internal/agenda"
)

// MinSecretBytes is the shortest secret that tokens are signed with, the length of HS256's own output
// (RFC 7518 section 3.2).
const MinSecretBytes = 32

// Tokens issues and verifies bearer tokens: JWTs signed with HS256 and nothing else (RFC 8725).
type Tokens struct {
	secret []byte
	ttl    time.Duration
	now    func() time.Time
	parser *jwt.Parser

	mu       sync.RWMutex
	verified map[string]agenda.TokenClaims // tokens whose signature was found to be ours
}

// maxVerified bounds how many tokens are remembered. When there are more, all are verified anew.
const maxVerified = 4096

// RenewableFor is how long after signing in a token can be exchanged for a fresh one. Whoever has
// got hold of a token is then asked for the password, which they lack.
const RenewableFor = 30 * 24 * time.Hour

// claims is what a token says. The version ends all tokens of a user when the user's is raised;
// auth_time and sid are what OpenID Connect calls the time of signing in and the session.
type claims struct {
	jwt.RegisteredClaims
	Version  int64            `json:"ver"`
	AuthTime *jwt.NumericDate `json:"auth_time,omitempty"`
	Session  string           `json:"sid,omitempty"`
}

// NewTokens returns Tokens that live for ttl.
func NewTokens(secret []byte, ttl time.Duration, now func() time.Time) (*Tokens, error) {
	if len(secret) < MinSecretBytes {
		return nil, fmt.Errorf("auth: the secret has %d bytes, it needs %d at least", len(secret), MinSecretBytes)
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithTimeFunc(now))
	return &Tokens{secret: secret, ttl: ttl, now: now, parser: parser, verified: map[string]agenda.TokenClaims{}}, nil
}

// Issue returns a token that names u, who signs in now, and a session, and when it expires. An empty id
// names none.
func (t *Tokens) Issue(u agenda.User, session string) (string, time.Time, error) {
	now := t.now()
	return t.sign(agenda.TokenClaims{Username: u.Username, TokenVersion: u.TokenVersion, Session: session, SignedInAt: now, ExpiresAt: now.Add(t.ttl)})
}

// Renew returns a fresh token in place of one that said c, and when it expires. A lasting one lives until
// nothing could be renewed any more. It fails as Unauthenticated when that session began longer than
// [RenewableFor] ago, or nobody knows when.
func (t *Tokens) Renew(c agenda.TokenClaims, lasting bool) (string, time.Time, error) {
	if c.SignedInAt.IsZero() || t.now().Sub(c.SignedInAt) > RenewableFor {
		return "", time.Time{}, agenda.Fail(agenda.Unauthenticated, "The session is too old to be renewed. Sign in again.")
	}
	c.ExpiresAt = t.now().Add(t.ttl)
	if lasting {
		c.ExpiresAt = c.SignedInAt.Add(RenewableFor)
	}
	return t.sign(c)
}

func (t *Tokens) sign(c agenda.TokenClaims) (string, time.Time, error) {
	id := make([]byte, 12)
	rand.Read(id) // never fails
	expires := jwt.NewNumericDate(c.ExpiresAt)
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject:   c.Username,
			IssuedAt:  jwt.NewNumericDate(t.now()),
			ExpiresAt: expires,
			ID:        base64.RawURLEncoding.EncodeToString(id),
		},
		Version:  c.TokenVersion,
		AuthTime: jwt.NewNumericDate(c.SignedInAt),
		Session:  c.Session,
	}).SignedString(t.secret)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("auth: sign token: %w", err)
	}
	return signed, expires.Time, nil
}

// Verify returns what a token says when its signature is ours and it has not expired, else an
// Unauthenticated error. Whether its user still exists is not looked at. A token that was verified
// before is looked up, and only its expiry checked again.
func (t *Tokens) Verify(token string) (agenda.TokenClaims, error) {
	t.mu.RLock()
	known, ok := t.verified[token]
	t.mu.RUnlock()
	if ok && t.now().Before(known.ExpiresAt) {
		return known, nil
	}
	var c claims
	_, err := t.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return t.secret, nil })
	if err != nil || c.Subject == "" {
		return agenda.TokenClaims{}, &agenda.Error{Code: agenda.Unauthenticated, Message: "Could not validate credentials", Err: err}
	}
	said := agenda.TokenClaims{Username: c.Subject, TokenVersion: c.Version, Session: c.Session, ExpiresAt: c.ExpiresAt.Time}
	if c.AuthTime != nil {
		said.SignedInAt = c.AuthTime.Time
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.verified) >= maxVerified {
		clear(t.verified)
	}
	t.verified[token] = said
	return said, nil
}
