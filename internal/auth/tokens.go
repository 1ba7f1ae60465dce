package auth

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
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
}

// claims is what a token says. The version ends all tokens of a user when the user's is raised.
type claims struct {
	jwt.RegisteredClaims
	Version int64 `json:"ver"`
}

// NewTokens returns Tokens that live for ttl.
func NewTokens(secret []byte, ttl time.Duration, now func() time.Time) (*Tokens, error) {
	if len(secret) < MinSecretBytes {
		return nil, fmt.Errorf("auth: the secret has %d bytes, it needs %d at least", len(secret), MinSecretBytes)
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithTimeFunc(now))
	return &Tokens{secret: secret, ttl: ttl, now: now, parser: parser}, nil
}

// Issue returns a token that names u.
func (t *Tokens) Issue(u agenda.User) (string, error) {
	id := make([]byte, 12)
	rand.Read(id) // never fails
	now := t.now()
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject:   u.Username,
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(t.ttl)),
			ID:        base64.RawURLEncoding.EncodeToString(id),
		},
		Version: u.TokenVersion,
	}).SignedString(t.secret)
	if err != nil {
		return "", fmt.Errorf("auth: sign token: %w", err)
	}
	return signed, nil
}

// Verify returns what a token says when its signature is ours and it has not expired, else an
// Unauthenticated error. Whether its user still exists is not looked at.
func (t *Tokens) Verify(token string) (agenda.TokenClaims, error) {
	var c claims
	_, err := t.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return t.secret, nil })
	if err != nil || c.Subject == "" {
		return agenda.TokenClaims{}, &agenda.Error{Code: agenda.Unauthenticated, Message: "Could not validate credentials", Err: err}
	}
	return agenda.TokenClaims{Username: c.Subject, TokenVersion: c.Version, ExpiresAt: c.ExpiresAt.Time}, nil
}
