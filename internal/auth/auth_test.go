package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/auth"
)

var secret = []byte(strings.Repeat("k", 32))

func TestTokenSaysWhatItWasIssuedWith(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	tokens, err := auth.NewTokens(secret, 30*time.Minute, func() time.Time { return now })
	require.NoError(t, err)
	token, ends, err := tokens.Issue(agenda.User{Username: "hanna", TokenVersion: 3}, "s1")
	require.NoError(t, err)

	claims, err := tokens.Verify(token)
	require.NoError(t, err)
	require.Equal(t, "hanna", claims.Username)
	require.Equal(t, int64(3), claims.TokenVersion)
	require.Equal(t, "s1", claims.Session)
	require.True(t, claims.ExpiresAt.Equal(ends))
	bare, _, err := tokens.Issue(agenda.User{Username: "hanna", TokenVersion: 3}, "")
	require.NoError(t, err)
	claims.Session = ""
	without, err := tokens.Verify(bare)
	require.NoError(t, err)
	require.Equal(t, claims, without)
	claims.Session = "s1"

	again, err := tokens.Verify(token)
	require.NoError(t, err)
	require.Equal(t, claims, again, "from memory")

	now = now.Add(31 * time.Minute)
	_, err = tokens.Verify(token)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "an expired token")
}

func TestARenewedTokenKeepsItsSession(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	now := start
	tokens, err := auth.NewTokens(secret, 30*time.Minute, func() time.Time { return now })
	require.NoError(t, err)
	token, _, err := tokens.Issue(agenda.User{Username: "hanna", TokenVersion: 3}, "s1")
	require.NoError(t, err)
	claims, err := tokens.Verify(token)
	require.NoError(t, err)
	require.True(t, claims.SignedInAt.Equal(start))

	now = start.Add(auth.RenewableFor)
	token, ends, err := tokens.Renew(claims, false)
	require.NoError(t, err)
	claims, err = tokens.Verify(token)
	require.NoError(t, err)
	require.Equal(t, "hanna", claims.Username)
	require.Equal(t, int64(3), claims.TokenVersion)
	require.True(t, claims.SignedInAt.Equal(start))
	require.Equal(t, "s1", claims.Session)
	require.True(t, claims.ExpiresAt.Equal(now.Add(30*time.Minute)))
	require.True(t, claims.ExpiresAt.Equal(ends))

	now = start.Add(time.Hour)
	token, ends, err = tokens.Renew(claims, true)
	require.NoError(t, err)
	lasting, err := tokens.Verify(token)
	require.NoError(t, err)
	require.True(t, lasting.ExpiresAt.Equal(start.Add(auth.RenewableFor)))
	require.True(t, lasting.ExpiresAt.Equal(ends))

	now = start.Add(auth.RenewableFor + time.Second)
	_, _, err = tokens.Renew(claims, false)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "30 days are over")
	claims.SignedInAt = time.Time{}
	_, _, err = tokens.Renew(claims, false)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "a token of before, which does not tell")
}

func TestForgedTokensAreRefused(t *testing.T) {
	t.Parallel()
	tokens, err := auth.NewTokens(secret, time.Minute, time.Now)
	require.NoError(t, err)
	exp := jwt.NewNumericDate(time.Now().Add(time.Hour))
	good := jwt.MapClaims{"sub": "hanna", "exp": exp, "ver": 1}
	sign := func(m jwt.SigningMethod, c jwt.Claims, key any) string {
		s, err := jwt.NewWithClaims(m, c).SignedString(key)
		require.NoError(t, err)
		return s
	}
	_, err = tokens.Verify(sign(jwt.SigningMethodHS256, good, secret))
	require.NoError(t, err, "the one that is right")
	for name, token := range map[string]string{
		"alg none":     sign(jwt.SigningMethodNone, good, jwt.UnsafeAllowNoneSignatureType),
		"HS512":        sign(jwt.SigningMethodHS512, good, secret),
		"HS384":        sign(jwt.SigningMethodHS384, good, secret),
		"wrong key":    sign(jwt.SigningMethodHS256, good, []byte(strings.Repeat("x", 32))),
		"no exp":       sign(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "hanna", "ver": 1}, secret),
		"no sub":       sign(jwt.SigningMethodHS256, jwt.MapClaims{"exp": exp, "ver": 1}, secret),
		"expired":      sign(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "hanna", "exp": 1}, secret),
		"not yet":      sign(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "hanna", "exp": exp, "nbf": exp}, secret),
		"exp as text":  sign(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "hanna", "exp": "tomorrow"}, secret),
		"sub a number": sign(jwt.SigningMethodHS256, jwt.MapClaims{"sub": 7, "exp": exp}, secret),
		"empty":        "", "garbage": "a.b.c", "two parts": "a.b", "huge": strings.Repeat("a", 1<<16),
	} {
		_, err := tokens.Verify(token)
		require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), name)
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	t.Parallel()
	_, err := auth.NewTokens(secret[:31], time.Minute, time.Now)
	require.Error(t, err)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	p, err := auth.NewPasswords(auth.PasswordsConfig{Cost: 4, Parallel: 1, Queue: 8})
	require.NoError(t, err)
	hash, err := p.Hash(t.Context(), "correct horse")
	require.NoError(t, err)
	for _, c := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "correct horse", true},
		{hash, "wrong horse", false},
		{"", "correct horse", false},
		{"", "nobody's password", false},
		{"$2b$" + hash[4:], "correct horse", true}, // as other programs write it
	} {
		got, err := p.Matches(t.Context(), c.hash, c.password)
		require.NoError(t, err)
		require.Equal(t, c.want, got, c)
	}
	_, err = p.Matches(t.Context(), "not a hash", "x")
	require.Error(t, err)
}

func TestAnUnknownUserCostsAsMuchAsAWrongPassword(t *testing.T) {
	t.Parallel()
	p, err := auth.NewPasswords(auth.PasswordsConfig{Cost: 12, Parallel: 1, Queue: 8})
	require.NoError(t, err)
	hash, err := p.Hash(t.Context(), "correct horse")
	require.NoError(t, err)
	took := func(hash string) time.Duration {
		began := time.Now()
		_, err := p.Matches(t.Context(), hash, "wrong horse")
		require.NoError(t, err)
		return time.Since(began)
	}
	wrong, unknown := took(hash), took("")
	require.Greater(t, unknown, wrong/3) // a cost of one less would be half
}

func TestTooManyWaitersAreSentAway(t *testing.T) {
	t.Parallel()
	p, err := auth.NewPasswords(auth.PasswordsConfig{Cost: 10, Parallel: 1, Queue: 1})
	require.NoError(t, err)
	const callers = 12
	codes := make(chan agenda.Code, callers)
	for range callers {
		go func() {
			_, err := p.Hash(context.Background(), "x")
			codes <- agenda.CodeOf(err)
		}()
	}
	got := map[agenda.Code]int{}
	for range callers {
		got[<-codes]++
	}
	require.Equal(t, callers, got[""]+got[agenda.Unavailable])
	require.Positive(t, got[agenda.Unavailable])
	require.GreaterOrEqual(t, got[""], 2)
}
