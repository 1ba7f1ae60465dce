package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/ui"
)

func (w *browser) cookie(name string) string {
	u, _ := url.Parse(w.base)
	for _, c := range w.http.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := newBrowser(t, b)
	p := w.get("/agenda?q=x")
	require.Equal(t, "/signin?next=%2Fagenda%3Fq%3Dx", p.Location)
	p = w.post("/signin", "username", "anna", "password", "wrong")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("Username and password don’t match.")
	require.Equal(t, "anna", p.value("username"))
	require.Empty(t, p.value("password"))

	b.refuse("POST /auth/token", &agenda.Error{Code: agenda.Rejected, TriesLeft: 1})
	w.post("/signin", "username", "anna", "password", "wrong").says("don’t match. 1 try left before a pause.")
	b.accept("POST /auth/token")

	p = w.post("/signin", "username", "anna", "password", "secret-enough", "next", "/briefs")
	require.Equal(t, "/briefs", p.Location)
	cookie := p.Header.Get("Set-Cookie")
	require.Contains(t, cookie, "am=")
	require.Contains(t, cookie, "HttpOnly; SameSite=Lax")
	require.NotContains(t, cookie, "Max-Age", "it ends with the browser")
	require.NotContains(t, cookie, newToken("anna"))
	require.Less(t, len(cookie), 1500)
	require.Equal(t, "/", w.get("/signin").Location, "who is signed in need not sign in")

	require.Equal(t, "/signin", w.post("/signout").Location)
	require.Empty(t, w.cookie("am"))
	require.Equal(t, http.StatusSeeOther, w.get("/agenda").Status)

	p = w.post("/signin", "username", "anna", "password", "secret-enough", "keep", "1")
	require.Contains(t, p.Header.Get("Set-Cookie"), "Max-Age=")
}

func TestRegistering(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := newBrowser(t, b)
	w.get("/register").says("At least 11 characters.")
	p := w.post("/register", "username", "a", "password", "secret-enough")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("A user name has 3 to 64 characters.")
	require.Equal(t, "/", w.post("/register", "username", "anna", "password", "secret-enough").Location)
	require.Equal(t, http.StatusOK, w.get("/agenda").Status)

	b.closed = true
	guest := newBrowser(t, b)
	guest.get("/register").says("Registration is closed.")
	require.NotContains(t, guest.get("/signin").body, `href="/register"`)
}

func TestForgedAndForeignCookies(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	good := w.cookie("am")
	visit := func(base, value string) int {
		r, err := http.NewRequest(http.MethodGet, base+"/agenda", nil)
		require.NoError(t, err)
		r.AddCookie(&http.Cookie{Name: "am", Value: value})
		answer, err := http.DefaultTransport.RoundTrip(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		return answer.StatusCode
	}
	require.Equal(t, http.StatusOK, visit(w.base, good))
	for i := range len(good) { // the last character too, of which not every bit counts
		for _, bit := range []byte{1, 2} {
			changed := []byte(good)
			changed[i] ^= bit
			require.Equal(t, http.StatusSeeOther, visit(w.base, string(changed)), "character %d of %d", i, len(good))
		}
	}
	for _, value := range []string{"", "x", newToken("anna"), good[:len(good)/2], strings.Repeat("A", 4000)} {
		require.Equal(t, http.StatusSeeOther, visit(w.base, value))
	}
	other := []byte("another key of thirty-two bytes!")
	rotated := newSite(t, b, func(c *ui.Config) { c.SessionKey, c.PreviousSessionKey = other, testKey })
	require.Equal(t, http.StatusOK, visit(rotated.URL, good), "what the previous key sealed is still read")
	foreign := newSite(t, b, func(c *ui.Config) { c.SessionKey = other })
	require.Equal(t, http.StatusSeeOther, visit(foreign.URL, good))
}

func TestSecureCookieOnTLS(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	h, err := ui.New(ui.Config{API: apiclient.New(b.URL), SessionKey: testKey})
	require.NoError(t, err)
	s := newTLS(t, h)
	client := s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.PostForm(s.URL+"/signin", url.Values{"username": {"anna"}, "password": {"secret-enough"}})
	require.NoError(t, err)
	defer answer.Body.Close()
	cookie := answer.Header.Get("Set-Cookie")
	require.True(t, strings.HasPrefix(cookie, "__Host-am="), cookie)
	require.Contains(t, cookie, "Path=/; HttpOnly; Secure")
}

func TestKeysAreChecked(t *testing.T) {
	t.Parallel()
	_, err := ui.New(ui.Config{API: apiclient.New("http://localhost"), SessionKey: []byte("short")})
	require.ErrorContains(t, err, "at least 32")
	_, err = ui.New(ui.Config{SessionKey: testKey})
	require.ErrorContains(t, err, "no API client")
}

// TestFormOutlivesItsSession lets a session end while a form is filled in.
func TestFormOutlivesItsSession(t *testing.T) {
	t.Parallel()
	form := []string{"client", "Jonas & Söhne", "date", "2026-12-24", "time", "09:00", "length", "45", "notes", "long <notes>"}
	for name, c := range map[string]struct {
		user   string
		wait   time.Duration
		status int
	}{
		"the same user":   {"Anna", time.Minute, http.StatusOK},
		"another user":    {"bob", time.Minute, http.StatusSeeOther},
		"after too long":  {"anna", 16 * time.Minute, http.StatusSeeOther},
		"just in the end": {"anna", 15 * time.Minute, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t)
			var later atomic.Int64
			w := signedIn(t, b, func(c *ui.Config) {
				c.Now = func() time.Time { return clockNow.Add(time.Duration(later.Load())) }
			})
			later.Store(int64(31 * time.Minute)) // the token lives for 30
			p := w.post("/appointments/new", form...)
			require.Equal(t, http.StatusUnauthorized, p.Status)
			p.says("Your session ended.", "Nothing you typed is lost.")
			kept := p.value("kept")
			require.NotEmpty(t, kept)
			require.NotContains(t, p.body, "long", "it is sealed")
			w.lint(p)

			later.Add(int64(c.wait))
			p = w.post("/signin", "username", c.user, "password", "secret-enough", "next", p.value("next"), "kept", kept)
			require.Equal(t, c.status, p.Status)
			require.Empty(t, b.store.list, "it is not sent by itself")
			if c.status != http.StatusOK {
				require.Equal(t, "/appointments/new", p.Location)
				return
			}
			require.Equal(t, "New appointment", p.h1())
			require.Equal(t, "Jonas & Söhne", p.value("client"))
			require.Equal(t, "long <notes>", p.value("notes"))
			require.Equal(t, "45", p.value("length"))
		})
	}
}
