package api_test

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/auth"
)

func TestASessionIsRenewed(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	version := versionIn(t, r.as["user"])
	token := func(signedIn any) string {
		c := jwt.MapClaims{"sub": "user", "ver": version, "exp": time.Now().Add(time.Minute).Unix(), "auth_time": signedIn}
		if signedIn == nil {
			delete(c, "auth_time")
		}
		s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(secret))
		require.NoError(t, err)
		return s
	}
	ago := func(d time.Duration) int64 { return time.Now().Add(-d).Unix() }
	for name, row := range map[string]struct {
		signedIn any
		status   int
	}{
		"just now":         {ago(0), 200},
		"nearly a month":   {ago(auth.RenewableFor - time.Minute), 200},
		"more than that":   {ago(auth.RenewableFor + time.Minute), 401},
		"it does not tell": {nil, 401},
	} {
		r.as["row"] = token(row.signedIn)
		require.Equal(t, 200, r.call("row", "GET", "/auth/me", "").status, name)
		a := r.call("row", "POST", "/auth/renew", "")
		require.Equal(t, row.status, a.status, name)
		if row.status != 200 {
			require.Equal(t, "The session is too old to be renewed. Sign in again.", a.detail(t), name)
			continue
		}
		fresh := a.json(t)["access_token"].(string)
		require.NotEqual(t, r.as["row"], fresh, name)
		claims, err := r.tokens.Verify(fresh)
		require.NoError(t, err)
		require.Equal(t, row.signedIn, claims.SignedInAt.Unix(), name)
		require.Greater(t, time.Until(claims.ExpiresAt), 29*time.Minute, name)
		require.Equal(t, 200, r.call("row", "GET", "/auth/me", "").status, "the old one lives on until it expires")
	}

	c := apiclient.New(r.url).WithToken(r.as["user"])
	fresh, err := c.Renew(t.Context(), true)
	require.NoError(t, err)
	claims, err := r.tokens.Verify(fresh.AccessToken)
	require.NoError(t, err)
	require.True(t, claims.ExpiresAt.Equal(claims.SignedInAt.Add(auth.RenewableFor)), "a lasting one")
	require.Equal(t, 422, r.call("user", "POST", "/auth/renew?lasting=perhaps", "").status)
	require.NoError(t, c.EndSessions(t.Context()))
	_, err = c.WithToken(fresh.AccessToken).Renew(t.Context(), false)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "who signs out everywhere ends renewed tokens, too")
}
