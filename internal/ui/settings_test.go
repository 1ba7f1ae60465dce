package ui_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ui"
)

// root is the page's outermost element.
func (p *page) root() *html.Node {
	return p.all(func(n *html.Node) bool { return n.Data == "html" })[0]
}

// signedInLater is a browser whose user is signed in, and how its site's clock is set ahead.
func signedInLater(t *testing.T, b *backend) (w *browser, later func(time.Duration)) {
	var ahead atomic.Int64
	w = signedIn(t, b, func(c *ui.Config) {
		c.Now = func() time.Time { return clockNow.Add(time.Duration(ahead.Load())) }
	})
	return w, func(d time.Duration) { ahead.Store(int64(d)) }
}

func TestPagesAreAsTheirUserChose(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	require.Equal(t, "/calendar/week/2026-W48", w.get("/").Location)
	p := w.get("/settings")
	require.Equal(t, "24", p.value("hour_cycle"))
	require.Equal(t, "monday", p.value("first_day"))
	require.Equal(t, "week", p.value("default_view"))
	p.says("As in the browser", "Deutsch", "14:30", "2:30 pm", "As the practice (Berlin)", "go by the practice: Berlin time (UTC+1).")

	p = w.post("/settings", "language", "de", "hour_cycle", "12", "first_day", "sunday", "default_view", "month", "theme", "dark")
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "/settings", p.Location)
	p = w.get("/settings")
	p.says("Ihre Einstellungen sind gespeichert")
	require.Equal(t, "Einstellungen", p.h1())
	require.Equal(t, "sunday", p.value("first_day"))
	require.Equal(t, agenda.Preferences{Language: "de", HourCycle: "12", FirstDay: "sunday", DefaultView: "month", Theme: "dark"}, b.personal.preferences)

	again := signedIn(t, b) // and so on the next device
	for _, w := range []*browser{w, again} {
		p = w.get("/")
		require.Equal(t, "/calendar/month/2026-11", p.Location)
		p = w.get(p.Location)
		require.Equal(t, "de", attr(p.root(), "lang"))
		require.Equal(t, "dark", attr(p.root(), "data-theme"))
		require.Equal(t, "off", attr(p.root(), "data-shortcuts"))
		require.NotEmpty(t, attr(p.root(), "data-clock"))
		heads := p.all(func(n *html.Node) bool { return n.Data == "th" && attr(n, "scope") == "col" })
		require.Contains(t, text(heads[0]), "So")
		require.Equal(t, "/calendar/month/2026-11", w.get("/calendar").Location)
	}
	for _, c := range []struct{ view, path string }{{"day", "/calendar/day/2026-11-25"}, {"agenda", "/agenda"}} {
		w.post("/settings", "hour_cycle", "24", "first_day", "monday", "default_view", c.view, "shortcuts", "1")
		require.Equal(t, c.path, w.get("/").Location)
	}
	require.Equal(t, "/calendar/week/2026-W48", w.get("/calendar").Location)
	p = w.get("/agenda")
	require.Equal(t, "en", attr(p.root(), "lang"))
	require.False(t, hasAttr(p.root(), "data-theme") || hasAttr(p.root(), "data-shortcuts") || hasAttr(p.root(), "data-clock"))

	// What was chosen on another device holds here once the settings are looked at.
	b.personal.preferences.Theme = "light"
	require.False(t, hasAttr(w.get("/agenda").root(), "data-theme"))
	require.Equal(t, "light", attr(w.get("/settings").root(), "data-theme"))
	require.Equal(t, "light", attr(w.get("/agenda").root(), "data-theme"))
	require.Equal(t, http.StatusUnprocessableEntity, w.post("/settings", "hour_cycle", "13").Status)
}

func TestTheSettingsAreRefreshedWithTheSession(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w, later := signedInLater(t, b)
	b.personal.preferences.Theme = "dark"
	later(16 * time.Minute)
	w.get("/agenda")
	require.Equal(t, "dark", attr(w.get("/agenda").root(), "data-theme"))
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	w.get("/settings/password").says("At least 8 characters.")
	p := w.post("/settings/password")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("Enter the password that you have now.", "Choose a password.")
	p = w.post("/settings/password", "current", "wrong", "new", "another one")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	require.Equal(t, "That is not your password.", text(p.byID("current-err")))
	require.Empty(t, p.value("current")+p.value("new"), "no password is sent back")
	p = w.post("/settings/password", "current", "secret-enough", "new", "short")
	require.Equal(t, "Use at least 8 characters.", text(p.byID("new-err")))
	b.refuse("POST /auth/password", &agenda.Error{Code: agenda.RateLimited, RetryAfter: 40 * time.Second})
	p = w.post("/settings/password", "current", "secret-enough", "new", "another one")
	require.Equal(t, http.StatusTooManyRequests, p.Status)
	p.says("The next one is possible in 40 seconds.")
	b.accept("POST /auth/password")

	before := w.cookie("am")
	p = w.post("/settings/password", "current", "secret-enough", "new", "another one")
	require.Equal(t, "/settings/password", p.Location)
	require.NotEqual(t, before, w.cookie("am"))
	w.get("/settings/password").says("The password is changed. You are signed out everywhere else.")

	require.Equal(t, "/signin", w.post("/settings/sign-out").Location)
	require.Equal(t, 1, b.personal.ended)
	require.Empty(t, w.cookie("am"))
}

func TestNoPasswordIsKeptForAfterSigningIn(t *testing.T) {
	t.Parallel()
	w, later := signedInLater(t, newBackend(t))
	later(31 * time.Minute)
	p := w.post("/settings/password", "current", "secret-enough", "new", "another one")
	require.Equal(t, http.StatusUnauthorized, p.Status)
	require.Empty(t, p.value("kept"))
	require.Equal(t, "/settings/password", p.value("next"))
}

func TestTokensForPrograms(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	w.get("/settings/tokens").says("Till at the front desk", "Read and change", "25 Nov, 10:42", "Expired", "Not yet")
	p := w.post("/settings/tokens", "name", " ", "scope", "write", "days", "30")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("Give the token a name, such as that of the program.")
	p = w.post("/settings/tokens", "name", "a\x01b", "scope", "read", "days", "30")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("The name holds characters that cannot be shown.")
	b.refuse("POST /auth/tokens/", agenda.Fail(agenda.Conflict, ""))
	p = w.post("/settings/tokens", "name", "Door", "scope", "read", "days", "30")
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("You have as many tokens as you can have.")
	require.Equal(t, "Door", p.value("name"))
	b.accept("POST /auth/tokens/")

	p = w.post("/settings/tokens", "name", "Door", "scope", "read", "days", "30")
	require.Equal(t, http.StatusCreated, p.Status)
	require.Equal(t, []string{"amt_k2Qx9vT0tokentokentokentokentokentokentoken"}, p.class("secret"))
	require.Empty(t, p.value("name"))
	require.Equal(t, clockNow.AddDate(0, 0, 30), *b.personal.tokens[0].ExpiresAt)
	require.Empty(t, w.get("/settings/tokens").class("secret"))
	w.post("/settings/tokens", "name", "For ever", "scope", "write", "days", "never")
	require.Nil(t, b.personal.tokens[0].ExpiresAt)
	require.Equal(t, agenda.ScopeWrite, b.personal.tokens[0].Scope)

	require.Equal(t, "/settings/tokens", w.post("/settings/tokens/3/revoke").Location)
	p = w.get("/settings/tokens")
	p.says("The token is revoked")
	require.NotContains(t, p.body, "Door")
	require.Len(t, b.personal.tokens, 3)
}
