package agenda

import "time"

// TokenClaims is what a verified token says. It says nothing of a role: that is read from the
// database at each request, so that a change of it acts at once.
type TokenClaims struct {
	Username     string
	TokenVersion int64
	ExpiresAt    time.Time
	Session      string    // the id of the one it belongs to; empty: it was given without
	SignedInAt   time.Time // when the password was last asked for; renewing a token keeps it
}
