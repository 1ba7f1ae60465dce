package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestSessionsAreShownAndEnded(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	p := w.get("/settings/sessions")
	require.Equal(t, "Sessions", p.h1())
	p.says("Firefox on Windows", "This device", "192.0.2.7", "Just now", "Safari on iPhone", "2001:db8:85a3:8d3:1319:8a2e:370:7348", "5 h ago", "A program",
		"Export-Job-of-the-practice", "16 Nov, 10:42", "21 Nov, 10:42", "Unknown")
	require.NotContains(t, p.body, "<b>nightly")
	require.NotContains(t, p.body, "Gecko", "what our words say is not said twice")
	require.NotContains(t, p.body, "/settings/sessions/HERE/end", "one leaves by signing out")

	require.Equal(t, "/settings/sessions", w.post("/settings/sessions/PHONE/end").Location)
	p = w.get("/settings/sessions")
	p.says("That session has ended")
	require.NotContains(t, p.body, "iPhone")
	require.Equal(t, "/settings/sessions", w.post("/settings/sessions/PHONE/end").Location, "gone is what was wanted")
	b.personal.sessions = newPersonal().sessions
	require.Equal(t, "/settings/sessions", w.post("/settings/sessions/end-others").Location)
	p = w.get("/settings/sessions")
	p.says("2 other sessions have ended", "Firefox on Windows")
	require.NotContains(t, p.body, "end-others", "there is nothing to end")

	b.personal.sessions[0].SeenAt = clockNow.Add(-25 * time.Minute)
	w.get("/settings/sessions").says("25 min ago")
	b.refuse("DELETE /auth/sessions/", agenda.Fail(agenda.StorageFull, ""))
	require.Equal(t, http.StatusInsufficientStorage, w.post("/settings/sessions/end-others").Status)
	require.Equal(t, "/signin", w.post("/settings/sign-out").Location)
	require.Equal(t, 1, b.personal.ended)
	require.Zero(t, b.personal.signedOut, "there is none left to end")
	require.Empty(t, w.cookie("am"))
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	require.Equal(t, "/signin", w.post("/signout").Location)
	require.Equal(t, 1, b.personal.signedOut)
	require.Equal(t, "/signin", w.post("/signout").Location, "who is out stays out")
	require.Equal(t, 1, b.personal.signedOut)
	for _, code := range []agenda.Code{agenda.Unavailable, agenda.StorageFull, agenda.Internal, agenda.Unauthenticated} {
		b.accept("POST /auth/logout")
		w = signedIn(t, b)
		b.refuse("POST /auth/logout", agenda.Fail(code, "No."))
		require.Equal(t, "/signin", w.post("/signout").Location, code)
		require.Empty(t, w.cookie("am"), code)
	}
	w = signedIn(t, b)
	b.Close()
	require.Equal(t, "/signin", w.post("/signout").Location)
	require.Empty(t, w.cookie("am"))
}

// A session that was ended elsewhere is a session that is over: what was typed is not lost.
func TestASessionThatWasEndedElsewhere(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.refuse("*", agenda.Fail(agenda.Unauthenticated, "Could not validate credentials"))
	p := w.post("/appointments/new", "client", "Jonas", "date", "2026-12-24", "time", "09:00", "notes", "long notes")
	require.Equal(t, http.StatusUnauthorized, p.Status)
	p.says("Your session ended.", "Nothing you typed is lost.")
	b.accept("*")
	p = w.post("/signin", "username", "anna", "password", "secret-enough", "next", p.value("next"), "kept", p.value("kept"))
	require.Equal(t, "long notes", p.value("notes"))
	b.refuse("*", agenda.Fail(agenda.Unauthenticated, "Could not validate credentials"))
	require.Contains(t, w.get("/settings/sessions").Location, "/signin?ended=1")
}

func TestTheServiceIsToldWhatBrowserItIs(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := newBrowser(t, b)
	for _, c := range []struct{ path, agent, told string }{
		{"/signin", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"},
		{"/signin", "ü\xff\u202e" + strings.Repeat("x", 9000), "ü" + strings.Repeat("x", 199)},
		{"/register", "Mozilla/5.0 (Phone)", "Mozilla/5.0 (Phone)"},
	} {
		form := url.Values{"username": {"anna"}, "password": {"secret-enough"}, "keep": {"1"}}
		r, err := http.NewRequest(http.MethodPost, w.base+c.path, strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("User-Agent", c.agent)
		res, err := http.DefaultTransport.RoundTrip(r)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusSeeOther, res.StatusCode)
		b.mu.Lock()
		require.Equal(t, c.told, b.agent)
		b.mu.Unlock()
	}
}
