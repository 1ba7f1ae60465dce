package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/apiclient"
)

// personal are the routes that no API token opens, beside those of administrators.
var personal = map[string]bool{
	"POST /auth/renew": true, "POST /auth/password": true, "POST /auth/revoke": true,
	"POST /auth/logout": true, "GET /auth/sessions": true, "DELETE /auth/sessions": true, "DELETE /auth/sessions/{session_id}": true,
	"GET /auth/tokens": true, "POST /auth/tokens": true, "DELETE /auth/tokens/{token_id}": true,
	"GET /auth/feed": true, "POST /auth/feed": true, "DELETE /auth/feed": true,
}

func TestEveryRouteByAPIToken(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(cfg *api.Config) {
		stopped := make(chan struct{})
		close(stopped)
		cfg.Stop = stopped
	})
	admin := apiclient.New(r.url).WithToken(r.as["admin"])
	for _, scope := range []agenda.Scope{agenda.ScopeRead, agenda.ScopeWrite} {
		made, err := admin.CreateAPIToken(t.Context(), "Till", scope, nil)
		require.NoError(t, err)
		r.as[string(scope)] = made.Token
	}
	err := chi.Walk(api.Router(r.cfg), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		key := strings.Replace(method, "HEAD", "GET", 1) + " /" + strings.Trim(pattern, "/")
		if whoMay[key] == "guest" {
			return nil
		}
		target := strings.NewReplacer("{appointment_id}", "77", "{user_id}", "77", "{token_id}", "77", "{session_id}", "77", "{kind_id}", "77", "{job_id}", "none").Replace(pattern)
		for _, scope := range []string{"read", "write"} {
			a := r.call(scope, method, target, "")
			closed := whoMay[key] == "admin" || personal[key] || scope == "read" && !strings.HasPrefix(key, "GET ")
			require.Equal(t, closed, a.status == 403, "%s with a token to %s: %d", key, scope, a.status)
			require.NotEqual(t, 401, a.status, key)
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "This API token can only read.", r.call("read", "POST", "/appointments/", "").detail(t))
	require.Equal(t, "An API token cannot do this. Sign in with the password.", r.call("write", "GET", "/admin/system", "").detail(t))
}

func TestAPITokensAreMadeAndRevoked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	c := apiclient.New(r.url).WithToken(r.as["user"])
	days := 90
	made, err := c.CreateAPIToken(ctx, "Till at the desk", agenda.ScopeWrite, &days)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().AddDate(0, 0, 90), *made.ExpiresAt, time.Minute)
	till := c.WithToken(made.Token)
	_, err = till.CreateAppointment(ctx, agenda.AppointmentDraft{ClientName: "A", Date: "2031-11-25", Time: "10:30"}, "")
	require.NoError(t, err)
	me, err := till.Me(ctx)
	require.NoError(t, err)
	require.Equal(t, "user", me.Username)
	tokens, err := c.APITokens(ctx)
	require.NoError(t, err)
	require.Len(t, tokens, 1)
	require.Eventually(t, func() bool {
		tokens, err := c.APITokens(ctx)
		return err == nil && tokens[0].LastUsedAt != nil
	}, 10*time.Second, 5*time.Millisecond)

	_, err = c.CreateAPIToken(ctx, "", "all", new(0))
	require.Len(t, fault(t, err).Fields, 3)
	a := r.call("user", "POST", "/auth/tokens/", `{"scope":7}`)
	require.Equal(t, []string{`missing ["body","name"] Field required`, `string_type ["body","scope"] Input should be a valid string`}, a.faults(t))

	other := apiclient.New(r.url).WithToken(r.as["other"])
	require.Equal(t, agenda.NotFound, agenda.CodeOf(other.RevokeAPIToken(ctx, made.ID)), "everybody has their own")
	theirs, err := other.APITokens(ctx)
	require.NoError(t, err)
	require.Empty(t, theirs)

	_, err = r.cfg.Users.SetDisabled(ctx, "user", true)
	require.NoError(t, err)
	_, err = till.Me(ctx)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
	u, err := r.cfg.Users.SetDisabled(ctx, "user", false)
	require.NoError(t, err)
	_, err = till.Me(ctx)
	require.NoError(t, err)
	token, _, err := r.tokens.Issue(u, "")
	require.NoError(t, err)
	c = c.WithToken(token)
	require.NoError(t, c.RevokeAPIToken(ctx, made.ID))
	_, err = till.Me(ctx)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
	require.Equal(t, agenda.NotFound, agenda.CodeOf(c.RevokeAPIToken(ctx, made.ID)))
	require.NotContains(t, r.log.String(), made.Token[4:], "no token is ever logged")
}
