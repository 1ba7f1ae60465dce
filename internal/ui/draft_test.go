package ui_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/ui"
)

// keepDraft has the server seal what was typed into a form.
func (w *browser) keepDraft(path string, form ...string) string {
	w.t.Helper()
	p := w.post(path, append(form, "draft", "keep")...)
	require.Equal(w.t, http.StatusOK, p.Status, p.body)
	require.Equal(w.t, "text/plain; charset=utf-8", p.Header.Get("Content-Type"))
	require.Equal(w.t, "no-store", p.Header.Get("Cache-Control"))
	return strings.TrimSpace(p.body)
}

func TestADraftIsSealedAndGoneOnWith(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	sealed := w.keepDraft("/appointments/new", "client", "Jonas & Söhne", "date", "2026-12-24", "time", "09:00", "length", "30",
		"drawn", "09:30", "end", "09:50", "notes", "long <notes>", "key", "once", "back", "/calendar/week/2026-W48", "overlap", "1")
	require.NotContains(t, sealed, "Jonas")
	require.Empty(t, b.store.list, "nothing is booked")

	p := w.post("/appointments/new", "draft", "offer", "kept", sealed)
	require.Equal(t, http.StatusOK, p.Status)
	p.says("A draft from 10:42 is kept on this device.")
	require.NotContains(t, p.body, "Jonas", "it is only offered")
	w.speak("de")
	w.post("/appointments/new", "draft", "offer", "kept", sealed).says("Auf diesem Gerät liegt ein Entwurf (10:42).", "Damit weitermachen", "Entwurf verwerfen")
	w.speak("en")
	p = w.post("/appointments/new", "draft", p.value("draft"), "kept", p.value("kept"))
	require.Equal(t, http.StatusOK, p.Status)
	p.says("This is your draft from 10:42. Nothing was saved yet: look it over and save.", "09:00 – 09:50, 50 min")
	require.Equal(t, "Jonas & Söhne", p.value("client"))
	require.Equal(t, "long <notes>", p.value("notes"))
	require.Equal(t, "09:50", p.value("end"))
	require.Equal(t, "once", p.value("key"), "what may have been sent before is not booked twice")
	require.Empty(t, b.store.list, "it is not sent by itself")
	w.lint(p)

	p = w.post("/appointments/new", "client", p.value("client"), "date", p.value("date"), "time", p.value("time"),
		"length", p.value("length"), "other", p.value("other"), "key", p.value("key"), "back", p.value("back"))
	require.Equal(t, "/calendar/week/2026-W52?day=2026-12-24", p.Location, "even the way back is kept")
	require.Equal(t, 50, b.last().DurationMinutes)
	require.Contains(t, w.get(p.Location).body, `data-saved="new"`, "the device is told to forget it")
}

// Whose draft it is not, in another form or after a day, it is not offered and not opened.
func TestADraftIsForItsFormItsUserAndADay(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Elif Demir", "2026-11-25", "14:00", 60)
	var later atomic.Int64
	at := func(c *ui.Config) { c.Now = func() time.Time { return clockNow.Add(time.Duration(later.Load())) } }
	w := signedIn(t, b, at)
	form := []string{"client", "Mei Tanaka", "date", "2026-12-24", "time", "09:00"}
	sealed := w.keepDraft("/appointments/new", form...)
	tried := func(w *browser, path, kept string) int {
		t.Helper()
		p := w.post(path, "draft", "offer", "kept", kept)
		resumed := w.post(path, "draft", "resume", "kept", kept)
		require.NotContains(t, p.body, "Tanaka")
		if p.Status == http.StatusNoContent {
			require.Equal(t, path, resumed.Location)
			require.NotContains(t, resumed.body, "Tanaka")
			w.get(path).says("That draft was kept for 24 hours and is gone.")
		} else {
			require.Contains(t, resumed.body, "Tanaka")
		}
		return p.Status
	}
	require.Equal(t, http.StatusOK, tried(w, "/appointments/new", sealed))
	require.Equal(t, http.StatusNoContent, tried(w, "/appointments/1/edit", sealed), "of another form")
	require.Equal(t, http.StatusNoContent, tried(as(t, b, "jo.keller"), "/appointments/new", sealed), "of another user")
	require.Equal(t, http.StatusNoContent, tried(w, "/appointments/new", sealed[1:]))
	require.Equal(t, http.StatusNoContent, tried(w, "/appointments/new", ""))
	require.Equal(t, http.StatusNoContent, tried(w, "/appointments/new", w.cookie("am")), "sealed for another purpose")

	later.Store(int64(31 * time.Minute)) // the token lives for 30
	p := w.post("/appointments/new", append(form, "draft", "keep")...)
	require.Equal(t, http.StatusUnauthorized, p.Status)
	require.Empty(t, p.value("kept"), "the device has it already")
	kept := w.post("/appointments/new", form...).value("kept")
	p = w.post("/signin", "username", "anna", "password", "secret-enough", "next", "/appointments/new", "kept", sealed)
	require.Equal(t, http.StatusSeeOther, p.Status, "a draft is given back to nobody who did not ask")
	later.Store(0)
	require.Equal(t, http.StatusNoContent, tried(w, "/appointments/new", kept), "what travelled through the sign-in is no draft")

	for ago, status := range map[time.Duration]int{24 * time.Hour: http.StatusOK, 24*time.Hour + time.Second: http.StatusNoContent} {
		before := signedIn(t, b, func(c *ui.Config) { c.Now = func() time.Time { return clockNow.Add(-ago) } })
		sealed := before.keepDraft("/appointments/new", form...)
		require.Equal(t, status, tried(w, "/appointments/new", sealed), ago)
		if status == http.StatusOK {
			w.post("/appointments/new", "draft", "offer", "kept", sealed).says("A draft from Tuesday 24 November, 10:42 is kept")
		}
	}
}

// A draft of an appointment that was changed meanwhile is compared with it, as every edit that comes too late.
func TestADraftOfAnEditKeepsItsVersion(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.book(t, "Elif Demir", "2026-11-25", "14:00", 60)
	sealed := w.keepDraft("/appointments/1/edit", append(asShown(w.get("/appointments/1/edit")), "notes", "mine")...)
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/1/edit", append(asShown(w.get("/appointments/1/edit")), "notes", "theirs")...).Status)
	require.Contains(t, w.get("/about").body, `data-saved="1"`)

	p := w.post("/appointments/1/edit", "draft", "resume", "kept", sealed)
	require.Equal(t, "1", p.value("version"))
	p = w.post("/appointments/1/edit", append(asShown(p), "notes", p.value("notes"))...)
	require.Equal(t, http.StatusPreconditionFailed, p.Status)
	p.says("The appointment changed meanwhile, so nothing was saved.", "mine", "theirs")
	require.Empty(t, w.get("/about").class("toast"), "and the device keeps the draft")
}

func TestADraftThatIsTooLargeIsNotKept(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	require.Equal(t, http.StatusRequestEntityTooLarge, w.post("/appointments/new", "notes", strings.Repeat("x", 50<<10), "draft", "keep").Status)
	sealed := w.keepDraft("/appointments/new", "notes", strings.Repeat("𝔁", 4000))
	require.Equal(t, http.StatusOK, w.post("/appointments/new", "draft", "resume", "kept", sealed).Status)
}

// stored is what the browser's storage holds.
func (c *chrome) stored() string { return ask[string](c, "JSON.stringify(localStorage)") }

// TestDraftsStayOnTheDeviceUntilTheyAreSaved types, leaves, comes back and goes on.
func TestDraftsStayOnTheDeviceUntilTheyAreSaved(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Elif Demir", "2026-11-25", "14:00", 60)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	typeInto := func(path, name string) {
		t.Helper()
		c.open(site + path)
		c.set("client", name)
		c.says("Draft kept on this device")
	}
	typeInto("/appointments/new?date=2026-11-27&time=09:00", "Yusuf Kaya")
	require.Contains(t, c.stored(), "draft:new")
	require.NotContains(t, c.stored(), "Yusuf")
	require.NotContains(t, c.stored(), "WXVzdWY", "in no other letters either")

	c.open(site + "/appointments/1/edit")
	require.False(t, ask[bool](c, "document.body.innerText.includes('is kept on this device')"), "it is no draft of this form")
	c.open(site + "/appointments/new")
	c.says("A draft from 10:42 is kept on this device.")
	require.Equal(t, "", ask[string](c, "document.querySelector('#client').value"), "nothing is filled in by itself")
	require.Equal(t, "/appointments/new", c.clickAway("[data-offer] [type=submit]"))
	c.says("This is your draft from 10:42.")
	require.Equal(t, "Yusuf Kaya", ask[string](c, "document.querySelector('#client').value"))
	require.False(t, ask[bool](c, "!!document.querySelector('[data-offer]')"))
	c.pick("date", "2026-11-25")
	c.pick("time", "14:30")
	c.clickAway("#appointment .btn-primary")
	c.says("That time is taken, so nothing was saved.")
	require.Contains(t, c.stored(), "draft:new", "it is not saved yet")
	c.click(".pick input")
	c.clickAway("#appointment .btn-primary")
	c.says("Booked: Yusuf Kaya")
	require.Equal(t, "{}", c.stored())

	typeInto("/appointments/1/edit", "Elif Kaya")
	c.open(site + "/appointments/1/edit")
	c.says("A draft from 10:42 is kept on this device.")
	c.click("[data-offer] [data-forget]")
	require.Equal(t, "{}", c.stored())
	require.Equal(t, "client", ask[string](c, "document.activeElement.id"))
	typeInto("/appointments/1/edit", "Elif Kaya")
	c.clickAway(".form-foot [data-forget]")
	require.Equal(t, "{}", c.stored())
	require.Empty(t, c.console())
}

// TestDraftsAreNobodyElses has two people use one browser.
func TestDraftsAreNobodyElses(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/appointments/new?date=2026-11-27&time=09:00")
	c.set("client", "Yusuf Kaya")
	c.says("Draft kept on this device")
	draft := ask[string](c, "localStorage.getItem('draft:new')")
	c.leave("document.querySelector('form[action=\"/signout\"] button').click()")
	require.Equal(t, "{}", c.stored(), "who signs out leaves none")

	c.do("localStorage.setItem('draft:new', " + quoted(draft) + ")") // as one whose session ended by itself
	c.leave("username.value = 'jo.keller', password.value = 'secret-enough', document.querySelector('form').submit()")
	c.open(site + "/appointments/new")
	c.await("localStorage.length === 0")
	require.False(t, ask[bool](c, "!!document.querySelector('[data-offer]')"))
	require.Empty(t, c.console())
}

// TestADraftOutlivesALostNetwork sends a form that gets nowhere.
func TestADraftOutlivesALostNetwork(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/appointments/new?date=2026-11-27&time=09:00")
	c.set("client", "Yusuf Kaya")
	c.says("Draft kept on this device")
	cutOff := func(offline bool) {
		conditions := &network.Conditions{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
		_, err := chromedp.Call(c.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{conditions}})
		require.NoError(t, err)
	}
	cutOff(true)
	require.NoError(t, chromedp.Do(c.ctx, chromedp.KeyEvent(kb.Enter)))
	c.await("location.href.startsWith('chrome-error:')")
	cutOff(false)
	c.open(site + "/appointments/new")
	c.await("!!document.querySelector('[data-offer]')")
	c.clickAway("[data-offer] [type=submit]")
	require.Equal(t, "Yusuf Kaya", ask[string](c, "document.querySelector('#client').value"))
}
