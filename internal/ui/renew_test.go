package ui_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ui"
)

// atClock is a browser that is signed in, and what moves the clock of both services.
func atClock(t *testing.T, b *backend, keep string) (*browser, func(time.Duration)) {
	t.Helper()
	w := newBrowser(t, b, func(c *ui.Config) {
		c.Now = func() time.Time { return clockNow.Add(time.Duration(b.late.Load())) }
	})
	require.Equal(t, http.StatusSeeOther, w.post("/signin", "username", "anna", "password", "secret-enough", "keep", keep).Status)
	return w, func(after time.Duration) { b.late.Store(int64(after)) }
}

func TestASessionGoesOnWhileSomebodyWorks(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w, after := atClock(t, b, "")
	first := w.cookie("am")

	after(15 * time.Minute)
	w.get("/agenda")
	require.Zero(t, b.renewed.Load(), "half of the token's life is left")
	after(15*time.Minute + time.Second)
	w.get("/readyz")
	w.post("/briefs", "kind", "daily")
	require.Zero(t, b.renewed.Load(), "only pages renew")
	require.Equal(t, first, w.cookie("am"))
	p := w.get("/agenda")
	require.EqualValues(t, 1, b.renewed.Load())
	require.NotContains(t, p.Header.Get("Set-Cookie"), "Max-Age", "it still ends with the browser")
	require.NotEqual(t, first, w.cookie("am"))
	w.get("/agenda")
	require.EqualValues(t, 1, b.renewed.Load(), "a fresh token needs nothing")

	for at := 30 * time.Minute; at < 12*time.Hour; at += 14 * time.Minute {
		after(at)
		require.Equal(t, http.StatusOK, w.get("/agenda").Status, at)
	}
	after(12*time.Hour - time.Second)
	answer := w.get("/session")
	require.Equal(t, http.StatusNoContent, answer.Status)
	require.Equal(t, "1", answer.Header.Get("Session-Left"))
	after(12 * time.Hour)
	require.Contains(t, w.get("/agenda").Location, "/signin?ended=1", "a day's work is over")
	require.Contains(t, w.get("/session").Location, "/signin")
}

func TestARenewalThatFailsIsNoMatter(t *testing.T) {
	t.Parallel()
	for _, code := range []agenda.Code{agenda.Unavailable, agenda.Internal, agenda.RateLimited, agenda.Unauthenticated} {
		b := newBackend(t)
		w, after := atClock(t, b, "")
		b.refuse("POST /auth/renew", agenda.Fail(code, "No."))
		after(29 * time.Minute)
		require.Equal(t, http.StatusOK, w.get("/agenda").Status, code)
		b.accept("POST /auth/renew")
		require.Equal(t, http.StatusOK, w.get("/agenda").Status, code)
		require.EqualValues(t, 1, b.renewed.Load(), "the next page tries again")
		after(31 * time.Minute)
		require.Equal(t, http.StatusOK, w.get("/agenda").Status, code)
	}
}

func TestAKeptSessionLastsAMonth(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w, after := atClock(t, b, "1")
	require.EqualValues(t, 1, b.renewed.Load(), "its token is a lasting one from the start")
	const day = 24 * time.Hour
	for _, at := range []time.Duration{time.Hour, 13 * time.Hour, 16 * day, 29 * day, 30*day - 2*time.Minute} {
		after(at)
		require.Equal(t, http.StatusOK, w.get("/agenda").Status, at)
	}
	require.EqualValues(t, 1, b.renewed.Load(), "nothing would make it last longer")
	after(30 * day)
	require.Contains(t, w.get("/agenda").Location, "/signin?ended=1")

	b = newBackend(t)
	b.refuse("POST /auth/renew", agenda.Fail(agenda.Unavailable, "No."))
	w, after = atClock(t, b, "1")
	b.accept("POST /auth/renew")
	after(20 * time.Minute)
	require.Contains(t, w.get("/agenda").Header.Get("Set-Cookie"), "Max-Age=2677200;", "31 days less 20 minutes")
	after(20 * day)
	require.Equal(t, http.StatusOK, w.get("/agenda").Status, "a later page got the lasting token")
}

// A kept session's token is never exchanged, and its pages book by what the cookie says: so it is asked
// for again now and then.
func TestWhatIsKnownOfTheUserIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, keep := range []string{"", "1"} {
		b := newBackend(t)
		w, after := atClock(t, b, keep)
		asked := func() int { n := b.personal.asked; b.personal.asked = 0; return n }
		asked()
		require.Equal(t, http.StatusOK, w.get("/admin/users").Status)
		w.get("/agenda").says("Berlin, UTC+1")

		b.appointments = agenda.NewAppointments(b.store, zoneOf(t, "America/New_York"), func() time.Time { return clockNow })
		b.personal.preferences.Language = "de"
		anna := slices.IndexFunc(b.office.users, func(u agenda.User) bool { return u.Username == "anna" })
		b.office.users[anna].Role = agenda.RoleUser
		after(15 * time.Minute)
		w.get("/agenda")
		require.Zero(t, asked(), "that is recent enough")

		after(15*time.Minute + time.Second)
		before := w.cookie("am")
		if w.post("/briefs", "kind", "daily"); keep != "" {
			w.get("/session")
		}
		require.Zero(t, asked(), "only pages ask")
		b.refuse("GET /auth/me", agenda.Fail(agenda.Unauthenticated, "No."))
		w.get("/agenda")
		require.Equal(t, keep != "", before == w.cookie("am"), "a session that is over takes no other's place; one of a fresh token goes on")
		for _, code := range []agenda.Code{agenda.Unavailable, agenda.RateLimited} {
			b.refuse("GET /auth/me", agenda.Fail(code, "No."))
			for range 3 {
				p := w.get("/agenda")
				require.Equal(t, http.StatusOK, p.Status, code)
				require.Equal(t, "en", attr(p.doc.LastChild, "lang"), "what was known still holds")
			}
			b.accept("GET /auth/me")
			w.get("/agenda")
			require.Zero(t, asked(), "it is left alone for a minute")
			after(time.Duration(b.late.Load()) + time.Minute + time.Second)
		}
		p := w.get("/agenda")
		require.Equal(t, 1, asked())
		require.Equal(t, "de", attr(p.doc.LastChild, "lang"))
		require.Equal(t, http.StatusForbidden, w.get("/admin/users").Status)
		require.Equal(t, http.StatusSeeOther, w.post("/appointments/new", "client", "Mei", "date", "2026-12-01", "time", "09:00", "length", "15", "confirmed", "1").Status)
		require.Equal(t, "2026-12-01T14:00:00Z", b.last().StartsAt.UTC().Format(time.RFC3339), "by the practice's clocks of now")
		w.get("/agenda")
		require.Zero(t, asked(), "it is known again")
	}
}

func TestAPageTellsThatItsSessionEnds(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	site := newSite(t, b, func(c *ui.Config) {
		c.Now = func() time.Time { return clockNow.Add(time.Duration(b.late.Load())) }
	}).URL
	c := newChrome(t)
	c.enter(site)
	for at := time.Duration(0); at < 11*time.Hour+50*time.Minute; at += 14 * time.Minute { // somebody works
		b.late.Store(int64(at))
		c.callSession()
	}
	c.open(site + "/appointments/new")
	look := "document.dispatchEvent(new Event('visibilitychange'))"
	c.do(look)
	c.callSession()
	require.False(t, ask[bool](c, "!!document.querySelector('.toast')"), "there is time enough")
	b.late.Store(int64(11*time.Hour + 51*time.Minute))
	c.do(look)
	c.says("Your session ends within ten minutes.")
	c.do(look)
	c.callSession()
	require.Equal(t, 1, ask[int](c, "document.querySelectorAll('.toast').length"), "it is said once")
}

// callSession calls for the session, and waits for the answer.
func (c *chrome) callSession() {
	c.t.Helper()
	c.do("window.answered = false, fetch('/session').then(() => { window.answered = true; })")
	c.await("window.answered")
}
