package api_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
)

// whoMay says for every route, with and without a slash at its end, who may call it. A route that is
// not here fails the test below.
var whoMay = map[string]string{
	"GET /": "guest", "GET /healthz": "guest", "GET /readyz": "guest", "GET /openapi.json": "guest",
	"GET /docs": "guest", "GET /docs/{file}": "guest",
	"POST /auth/register": "guest", "POST /auth/token": "guest",
	"POST /auth/renew": "user", "GET /auth/me": "user", "POST /auth/password": "user", "POST /auth/revoke": "user", "GET /auth/admin/ping": "admin",
	"GET /auth/preferences": "user", "PUT /auth/preferences": "user",
	"POST /auth/logout": "user", "GET /auth/sessions": "user", "DELETE /auth/sessions": "user", "DELETE /auth/sessions/{session_id}": "user",
	"GET /auth/tokens": "user", "POST /auth/tokens": "user", "DELETE /auth/tokens/{token_id}": "user",
	"GET /appointments": "user", "POST /appointments": "user",
	"GET /appointments/export": "user", "GET /appointments/export.ics": "user", "GET /appointments/free": "user",
	"GET /appointments/{appointment_id}": "user", "PUT /appointments/{appointment_id}": "user",
	"DELETE /appointments/{appointment_id}": "user", "POST /appointments/{appointment_id}/restore": "user",
	"GET /clients": "user", "POST /clients/rename": "user", "GET /clients/card": "user", "PUT /clients/card": "user",
	"GET /kinds": "user", "POST /kinds": "admin", "PUT /kinds/{kind_id}": "admin", "DELETE /kinds/{kind_id}": "admin",
	"GET /practice/hours": "user", "PUT /practice/hours": "admin", "POST /practice/closed-days": "admin", "DELETE /practice/closed-days/{closed_id}": "admin",
	"GET /auth/feed": "user", "POST /auth/feed": "user", "DELETE /auth/feed": "user", "GET /calendar/{secret}.ics": "guest",
	"GET /imports": "user", "POST /imports": "user", "GET /imports/{import_id}": "user",
	"POST /imports/{import_id}/commit": "user", "POST /imports/{import_id}/undo": "user",
	"POST /summary": "user", "GET /summary/result": "user", "GET /summary/events": "user",
	"GET /summary/jobs": "user", "GET /summary/jobs/{job_id}": "user",
	"GET /appointments/deleted": "user", "GET /appointments/{appointment_id}/history": "user",
	"GET /admin/users": "admin", "POST /admin/users": "admin", "PUT /admin/users/{user_id}": "admin", "POST /admin/users/{user_id}/password": "admin",
	"GET /admin/audit": "admin", "GET /admin/queue": "admin", "POST /admin/queue/retry": "admin", "POST /admin/queue/pause": "admin", "POST /admin/queue/resume": "admin", "GET /admin/system": "admin", "POST /admin/backup": "admin",
	"POST /summary/jobs/{job_id}/retry": "admin", "POST /summary/jobs/{job_id}/discard": "user",
}

func TestEveryRouteByEveryRole(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(cfg *api.Config) {
		stopped := make(chan struct{})
		close(stopped) // so that the event stream ends at once
		cfg.Stop = stopped
	})
	seen := map[string]bool{}
	err := chi.Walk(api.Router(r.cfg), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		key := strings.Replace(method, "HEAD", "GET", 1) + " /" + strings.Trim(pattern, "/")
		access, ok := whoMay[key]
		require.True(t, ok, "nobody said who may call %s", key)
		seen[key] = true
		target := strings.NewReplacer("{appointment_id}", "77", "{user_id}", "77", "{token_id}", "77", "{session_id}", "77", "{kind_id}", "77", "{closed_id}", "77", "{job_id}", "none", "{file}", "docs.js").Replace(pattern)
		for _, who := range []string{"guest", "user", "admin"} {
			a := r.call(who, method, target, "")
			switch {
			case who == "guest" && access != "guest":
				require.Equal(t, 401, a.status, "%s as %s", key, who)
				if method != "HEAD" {
					require.Equal(t, "Not authenticated", a.detail(t))
				}
			case who == "user" && access == "admin":
				require.Equal(t, 403, a.status, "%s as %s", key, who)
				if method != "HEAD" {
					require.Equal(t, "Insufficient permissions", a.detail(t))
				}
			default:
				require.NotContains(t, []int{401, 403, 405}, a.status, "%s as %s", key, who)
				require.Less(t, a.status, 500, "%s as %s", key, who)
			}
			if strings.HasPrefix(target, "/auth/revoke") && who != "guest" { // it did what it is for
				u, err := r.store.UserByName(t.Context(), who)
				require.NoError(t, err)
				r.as[who], _, err = r.tokens.Issue(u, "")
				require.NoError(t, err)
			}
		}
		_, op := operationOf(method, target)
		require.NotNil(t, op, "%s is not in the OpenAPI document", key)
		return nil
	})
	require.NoError(t, err)
	for key := range whoMay {
		require.True(t, seen[key], "there is no route %s", key)
	}
}

func TestAdminPing(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, `{"status":"ok","user":"admin"}`, r.call("admin", "GET", "/auth/admin/ping", "").body)
	require.Equal(t, 403, r.call("user", "GET", "/auth/admin/ping", "").status)
	// The role is the database's, not the token's: a promotion changes what the same name may do.
	u, err := r.cfg.Users.SetRole(t.Context(), "user", agenda.RoleAdmin)
	require.NoError(t, err)
	require.Equal(t, 401, r.call("user", "GET", "/auth/admin/ping", "").status, "a change of role ends the sessions")
	r.as["user"], _, err = r.tokens.Issue(u, "")
	require.NoError(t, err)
	require.Equal(t, 200, r.call("user", "GET", "/auth/admin/ping", "").status)
	_, err = r.cfg.Users.SetDisabled(t.Context(), "user", true)
	require.NoError(t, err)
	require.Equal(t, 401, r.call("user", "GET", "/auth/me", "").status)
}

func TestSchemes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	token := r.as["user"]
	rows := []struct {
		header string
		status int
		detail string
	}{
		{"Bearer " + token, 200, ""},
		{"bearer " + token, 200, ""},
		{"BEARER  " + token, 200, ""},
		{token, 401, "Not authenticated"},
		{"Bearer", 401, "Not authenticated"},
		{"Bearer ", 401, "Not authenticated"},
		{"Basic " + token, 401, "Not authenticated"},
		{"Token " + token, 401, "Not authenticated"},
		{"", 401, "Not authenticated"},
		{"Bearer x", 401, "Could not validate credentials"},
		{"Bearer " + token + "x", 401, "Could not validate credentials"},
		{"Bearer " + token + " " + token, 401, "Could not validate credentials"},
	}
	for _, row := range rows {
		a := r.call("guest", "GET", "/auth/me", "", "Authorization", row.header)
		require.Equal(t, row.status, a.status, row.header)
		require.Equal(t, row.detail, a.detail(t), row.header)
	}
}

// versionIn returns the token version that a token names.
func versionIn(t *testing.T, token string) any {
	t.Helper()
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(token, claims)
	require.NoError(t, err)
	return claims["ver"]
}

func TestForgedTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	now := time.Now()
	version := versionIn(t, r.as["admin"])
	good := func() jwt.MapClaims {
		return jwt.MapClaims{"sub": "admin", "ver": version, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	}
	with := func(name string, value any) jwt.MapClaims {
		c := good()
		c[name] = value
		if value == nil {
			delete(c, name)
		}
		return c
	}
	sign := func(method jwt.SigningMethod, c jwt.MapClaims, key any) string {
		s, err := jwt.NewWithClaims(method, c).SignedString(key)
		require.NoError(t, err)
		return s
	}
	key := []byte(secret)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	valid := sign(jwt.SigningMethodHS256, good(), key)
	head, rest, _ := strings.Cut(valid, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	b64 := base64.RawURLEncoding.EncodeToString
	mac := func(head, payload string) string {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(head + "." + payload))
		return head + "." + payload + "." + b64(h.Sum(nil))
	}
	r.as["forger"] = valid
	require.Equal(t, 200, r.call("forger", "GET", "/auth/admin/ping", "").status, "the forger's tools work")

	forged := map[string]string{
		"alg none":                 sign(jwt.SigningMethodNone, good(), jwt.UnsafeAllowNoneSignatureType),
		"alg none, signed":         mac(b64([]byte(`{"alg":"none","typ":"JWT"}`)), payload),
		"alg None, in odd case":    b64([]byte(`{"alg":"nOnE","typ":"JWT"}`)) + "." + payload + ".",
		"no alg":                   mac(b64([]byte(`{"typ":"JWT"}`)), payload),
		"alg not a text":           mac(b64([]byte(`{"alg":256}`)), payload),
		"HS384":                    sign(jwt.SigningMethodHS384, good(), key),
		"HS512":                    sign(jwt.SigningMethodHS512, good(), key),
		"RS256":                    sign(jwt.SigningMethodRS256, good(), private),
		"hs256 in small letters":   mac(b64([]byte(`{"alg":"hs256","typ":"JWT"}`)), payload),
		"another key":              sign(jwt.SigningMethodHS256, good(), []byte("fedcba9876543210fedcba9876543210")),
		"an empty key":             sign(jwt.SigningMethodHS256, good(), []byte("")),
		"no signature":             head + "." + payload + ".",
		"two parts":                head + "." + payload,
		"four parts":               valid + "." + signature,
		"a cut signature":          valid[:len(valid)-4],
		"another payload":          head + "." + b64([]byte(`{"sub":"admin","ver":1,"exp":9999999999}`)) + "." + signature,
		"no exp":                   sign(jwt.SigningMethodHS256, with("exp", nil), key),
		"exp null":                 mac(head, b64([]byte(`{"sub":"admin","ver":1,"exp":null}`))),
		"exp a word":               mac(head, b64([]byte(`{"sub":"admin","ver":1,"exp":"never"}`))),
		"exp 0":                    sign(jwt.SigningMethodHS256, with("exp", 0), key),
		"expired":                  sign(jwt.SigningMethodHS256, with("exp", now.Add(-time.Second).Unix()), key),
		"expired long ago":         sign(jwt.SigningMethodHS256, with("exp", -1), key),
		"not yet valid":            sign(jwt.SigningMethodHS256, with("nbf", now.Add(time.Hour).Unix()), key),
		"no subject":               sign(jwt.SigningMethodHS256, with("sub", nil), key),
		"empty subject":            sign(jwt.SigningMethodHS256, with("sub", ""), key),
		"subject a number":         sign(jwt.SigningMethodHS256, with("sub", 1), key),
		"a subject with NUL":       sign(jwt.SigningMethodHS256, with("sub", "admin\x00"), key),
		"an unknown user":          sign(jwt.SigningMethodHS256, with("sub", "nobody"), key),
		"SQL as the user":          sign(jwt.SigningMethodHS256, with("sub", "' OR 1=1 --"), key),
		"no version":               sign(jwt.SigningMethodHS256, with("ver", nil), key),
		"an older version":         sign(jwt.SigningMethodHS256, with("ver", 0), key),
		"a newer version":          sign(jwt.SigningMethodHS256, with("ver", 2), key),
		"version a text":           sign(jwt.SigningMethodHS256, with("ver", "1"), key),
		"payload no object":        mac(head, b64([]byte(`[]`))),
		"payload no JSON":          mac(head, b64([]byte(`{`))),
		"payload not base64":       mac(head, "%%%"),
		"header no JSON":           mac(b64([]byte(`{`)), payload),
		"header not base64":        "%%%." + payload + "." + signature,
		"dots":                     "..",
		"a key by reference":       mac(b64([]byte(`{"alg":"none","jku":"http://localhost/jwks","kid":"../../dev/null"}`)), payload),
		"critical extension alone": mac(b64([]byte(`{"alg":"HS512","crit":["exp"]}`)), payload),
		"very long":                strings.Repeat("a", 12000) + "." + strings.Repeat("b", 100) + ".c",
	}
	for name, token := range forged {
		r.as["forger"] = token
		a := r.call("forger", "GET", "/auth/admin/ping", "")
		require.Equal(t, 401, a.status, name)
		require.Equal(t, "Could not validate credentials", a.detail(t), name)
	}
	require.NotContains(t, r.log.String(), payload, "no token is ever logged")
}
