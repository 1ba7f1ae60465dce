package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// enter signs somebody in and returns their client and their session's id.
func (r *rig) enter(name string) (*apiclient.Client, string) {
	r.t.Helper()
	token, err := apiclient.New(r.url).SignIn(r.t.Context(), name, password)
	require.NoError(r.t, err)
	return r.holder(token.AccessToken)
}

// holder returns the client that holds a token, and the id of its session.
func (r *rig) holder(token string) (*apiclient.Client, string) {
	r.t.Helper()
	claims, err := r.tokens.Verify(token)
	require.NoError(r.t, err)
	return apiclient.New(r.url).WithToken(token), claims.Session
}

// shutOut tells that a client's token is worthless, as any bad one.
func (r *rig) shutOut(c *apiclient.Client) {
	r.t.Helper()
	_, err := c.Me(r.t.Context())
	refused := fault(r.t, err)
	require.Equal(r.t, agenda.Unauthenticated, refused.Code)
	require.Equal(r.t, "Could not validate credentials", refused.Message)
	_, err = c.Renew(r.t.Context(), false)
	require.Equal(r.t, agenda.Unauthenticated, agenda.CodeOf(err), "nor is it renewed")
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	desk, deskID := r.enter("user")
	phone, phoneID := r.enter("USER")
	stranger, strangerID := r.enter("other")
	require.NotEqual(t, deskID, phoneID)

	sessions, err := phone.Sessions(ctx)
	require.NoError(t, err)
	require.Len(t, sessions, 2, "one's own only")
	require.Equal(t, []any{phoneID, true, deskID, false}, []any{sessions[0].ID, sessions[0].Current, sessions[1].ID, sessions[1].Current})
	require.Equal(t, "127.0.0.1", sessions[0].Address)
	require.Equal(t, "Go-http-client/1.1", sessions[0].Agent)
	require.WithinDuration(t, time.Now(), sessions[0].CreatedAt, time.Minute)
	require.WithinDuration(t, time.Now(), sessions[0].SeenAt, time.Minute)
	require.WithinDuration(t, time.Now().Add(30*time.Minute), sessions[0].ExpiresAt, time.Minute)
	r.as["phone"] = r.tokenOf(phoneID)
	a := r.call("phone", "GET", "/auth/sessions", "")
	require.Regexp(t, `^\[\{"id":"[A-Z2-7]{26}","current":true,"created_at":"[^"]+","last_seen_at":"[^"]+","expires_at":"[^"]+","address":"127.0.0.1","agent":"[^"]+"\},`, a.body)

	for _, id := range []string{strangerID, "unknown", "a%00b", "%ff", strings.ToLower(deskID), deskID + "x"} {
		a := r.call("user", "DELETE", "/auth/sessions/"+id, "")
		require.Equal(t, 404, a.status, id)
		require.Equal(t, "There is no such session.", a.detail(t))
	}
	_, err = stranger.Me(ctx)
	require.NoError(t, err)

	require.NoError(t, phone.EndSession(ctx, deskID))
	r.shutOut(desk)
	_, err = phone.Me(ctx)
	require.NoError(t, err)
	require.Equal(t, agenda.NotFound, agenda.CodeOf(phone.EndSession(ctx, deskID)))
	require.NoError(t, phone.EndSession(ctx, phoneID), "one's own too")
	r.shutOut(phone)
}

// tokenOf makes one of the user's tokens for a session.
func (r *rig) tokenOf(session string) string {
	u, err := r.store.UserByName(r.t.Context(), "user")
	require.NoError(r.t, err)
	token, _, err := r.tokens.Issue(u, session)
	require.NoError(r.t, err)
	return token
}

func TestEverySessionButThisOneIsEnded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	desk, _ := r.enter("user")
	phone, _ := r.enter("user")
	here, _ := r.enter("user")
	stranger, _ := r.enter("other")
	ended, err := here.EndOtherSessions(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, ended)
	r.shutOut(desk)
	r.shutOut(phone)
	for _, c := range []*apiclient.Client{here, stranger} {
		_, err = c.Me(ctx)
		require.NoError(t, err)
	}
	r.as["here"] = r.tokenOf("")
	require.Equal(t, `{"ended":1}`, r.call("here", "DELETE", "/auth/sessions", "").body, "a token without a session spares none")
	r.shutOut(here)
	entries, err := r.store.Audit(ctx, agenda.AuditQuery{Object: "session", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 3)
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	c, id := r.enter("user")
	renewed, err := c.Renew(ctx, true)
	require.NoError(t, err)
	again, sameID := r.holder(renewed.AccessToken)
	require.Equal(t, id, sameID)
	sessions, err := again.Sessions(ctx)
	require.NoError(t, err)
	require.Len(t, sessions, 1)
	require.WithinDuration(t, time.Now().AddDate(0, 0, 30), sessions[0].ExpiresAt, time.Hour)
	_, err = c.Renew(ctx, false)
	require.NoError(t, err)
	short, err := again.Sessions(ctx)
	require.NoError(t, err)
	require.Equal(t, sessions[0].ExpiresAt, short[0].ExpiresAt, "the lasting token lives on")

	require.NoError(t, again.SignOut(ctx))
	r.shutOut(again)
	r.shutOut(c)
	r.as["old"] = r.tokenOf("")
	require.Equal(t, 204, r.call("old", "POST", "/auth/logout", "").status)
	require.Equal(t, 200, r.call("old", "GET", "/auth/me", "").status, "it names none, and lives until it expires")
}

func TestTokensOfBeforeGetASessionWhenRenewed(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	c := apiclient.New(r.url).WithToken(r.as["user"]) // made without one
	sessions, err := c.Sessions(t.Context())
	require.NoError(t, err)
	require.Empty(t, sessions)
	fresh, err := c.Renew(t.Context(), false)
	require.NoError(t, err)
	c, id := r.holder(fresh.AccessToken)
	sessions, err = c.Sessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, id, sessions[0].ID)
	require.True(t, sessions[0].Current)
	require.NoError(t, c.SignOut(t.Context()))
	r.shutOut(c)
}

// A token names a session that never was, or is another's, although it is signed: somebody else has the
// secret, or a database was put back.
func TestForgedSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	_, theirs := r.enter("other")
	version := versionIn(t, r.as["user"])
	for _, sid := range []any{"unknown", theirs, "a\x00b", "' OR '1'='1", strings.Repeat("x", 3000), 7, []string{theirs}} {
		c := jwt.MapClaims{"sub": "user", "ver": version, "exp": time.Now().Add(time.Minute).Unix(), "sid": sid}
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(secret))
		require.NoError(t, err)
		r.as["forger"] = token
		a := r.call("forger", "GET", "/auth/me", "")
		require.Equal(t, 401, a.status, "%v", sid)
		require.Equal(t, "Could not validate credentials", a.detail(t))
	}
}

func TestWhatEndsAllTokensEndsAllSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	u, err := r.store.UserByName(ctx, "user")
	require.NoError(t, err)
	for name, end := range map[string]func(*apiclient.Client) error{
		"everywhere": func(c *apiclient.Client) error { return c.EndSessions(ctx) },
		"password": func(c *apiclient.Client) error {
			token, err := c.ChangePassword(ctx, password, password)
			require.NoError(t, err)
			c, _ = r.holder(token.AccessToken)
			sessions, err := c.Sessions(ctx)
			require.NoError(t, err)
			require.Len(t, sessions, 1, "that in which it was changed goes on")
			require.True(t, sessions[0].Current)
			return c.SignOut(ctx)
		},
		"role": func(*apiclient.Client) error {
			role := agenda.RoleAdmin
			if u, _ := r.store.UserByName(ctx, "user"); u.Role == role {
				role = agenda.RoleUser
			}
			_, err := r.cfg.Users.SetRole(ctx, "user", role)
			return err
		},
		"disabled": func(*apiclient.Client) error {
			_, err := r.cfg.Users.SetDisabled(ctx, "user", true)
			require.NoError(t, err)
			_, err = r.cfg.Users.SetDisabled(ctx, "user", false)
			return err
		},
	} {
		c, _ := r.enter("user")
		_, _ = r.enter("user")
		require.NoError(t, end(c), name)
		r.shutOut(c)
		left, err := r.store.Sessions(ctx, u.ID)
		require.NoError(t, err)
		require.Empty(t, left, name)
	}
}

// A program that signs in for each of its calls neither fills the table nor signs its user out elsewhere.
func TestSigningInOverAndOverFillsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	first, _ := r.enter("user")
	browser, _ := r.enter("user")
	u, err := r.store.UserByName(ctx, "user")
	require.NoError(t, err)
	for i := range 98 {
		s := agenda.Session{ID: fmt.Sprint("s", i), UserID: u.ID, ExpiresAt: time.Now().Add(time.Hour)}
		require.NoError(t, r.store.CreateSession(ctx, s, u.TokenVersion, 100))
	}
	_, err = browser.Renew(ctx, false) // seen just now
	require.NoError(t, err)
	_, err = first.Me(ctx)
	require.NoError(t, err, "there are 100")
	last, id := r.enter("user")
	require.Empty(t, id)
	for _, c := range []*apiclient.Client{first, browser, last} {
		sessions, err := c.Sessions(ctx)
		require.NoError(t, err)
		require.Len(t, sessions, 100)
	}
	require.NotContains(t, r.log.String(), `"level":"ERROR"`, "that is nothing for the operator to mend")

	require.NoError(t, first.SignOut(ctx))
	token, err := last.Renew(ctx, false)
	require.NoError(t, err)
	_, id = r.holder(token.AccessToken)
	require.NotEmpty(t, id, "there is room again")
}

func TestSessionsTellWhereTheyWereSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("guest", "POST", "/auth/token", "username=user&password="+strings.ReplaceAll(password, " ", "+"),
		"Content-Type", "application/x-www-form-urlencoded", "User-Agent", "curl/8.5.0 ü\xff"+strings.Repeat("x", 300))
	require.Equal(t, 200, a.status)
	c, id := r.holder(a.json(t)["access_token"].(string))
	r.as["curl"] = a.json(t)["access_token"].(string)
	sessions, err := c.Sessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, "curl/8.5.0 ü"+strings.Repeat("x", 188), sessions[0].Agent)
	require.Equal(t, 200, r.call("curl", "POST", "/auth/renew", "", "User-Agent", "another").status)
	sessions, err = c.Sessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, "another", sessions[0].Agent)

	u, _, err := r.store.UserInSession(t.Context(), "user", id)
	require.NoError(t, err)
	r.late.Store(int64(6 * time.Minute))
	require.Equal(t, 200, r.call("curl", "GET", "/auth/me", "", "User-Agent", "a third").status)
	require.Eventually(t, func() bool {
		sessions, err := r.store.Sessions(t.Context(), u.ID)
		return err == nil && sessions[0].Agent == "a third"
	}, 10*time.Second, 5*time.Millisecond)
	require.NotContains(t, r.log.String(), id, "no session is ever logged")
}
