package ui_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	tab "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// ask returns what a script in the page comes to.
func ask[T any](c *chrome, script string) T {
	c.t.Helper()
	found, err := chromedp.Run(c.ctx, chromedp.Evaluate[T](script))
	require.NoError(c.t, err, script)
	return found
}

// await waits until a script in the page comes to true.
func (c *chrome) await(script string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool { return ask[bool](c, script) }, 10*time.Second, 20*time.Millisecond, script)
}

// keys presses the keys of a keyboard, one after the other.
func (c *chrome) keys(keys ...string) {
	c.t.Helper()
	for _, k := range keys {
		require.NoError(c.t, chromedp.Do(c.ctx, chromedp.KeyEvent(k)))
	}
}

// follow presses keys that lead to another page, and returns its path.
func (c *chrome) follow(keys ...string) string {
	c.t.Helper()
	c.do("window.leaving = true")
	c.keys(keys...)
	c.arrive()
	return ask[string](c, "location.pathname")
}

// enter signs anna in.
func (c *chrome) enter(site string) {
	c.t.Helper()
	c.open(site + "/signin")
	c.leave("username.value = 'anna', password.value = 'secret-enough', document.querySelector('form').submit()")
}

func TestKeysLeadThroughTheCalendar(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Mei Tanaka", "2026-11-26", "09:00", 60)
	b.book(t, "Noor Haddad", "2026-11-26", "14:00", 60)
	b.book(t, "Yusuf Kaya", "2026-11-27", "14:00", 60)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	require.Equal(t, "/calendar/week/2026-W48", ask[string](c, "location.pathname"), "the calendar is where everybody begins")

	require.Equal(t, "/calendar/week/2026-W49", c.follow("j"))
	require.Equal(t, "/calendar/week/2026-W50", c.follow(kb.ArrowRight))
	require.Equal(t, "/calendar/week/2026-W49", c.follow("k"))
	require.Equal(t, "/calendar/week/2026-W48", c.follow("t"))
	require.Equal(t, "/calendar/month/2026-11", c.follow("m"))
	require.Equal(t, "/calendar/day/2026-11-25", c.follow("d"))
	require.Equal(t, "/agenda", c.follow("a"))
	require.Equal(t, "/calendar/week/2026-W48", c.follow("g", "c"))
	require.Equal(t, "/briefs", c.follow("g", "b"))
	require.Equal(t, "/settings", c.follow("g", "s"))
	require.Equal(t, "/appointments/new", c.follow("c"))
	c.do("document.querySelector('#client').focus()")
	c.keys("d", "?", "w")
	require.Equal(t, "d?w", ask[string](c, "document.querySelector('#client').value"), "what is typed is typed")

	c.open(site + "/calendar/week/2026-W48")
	c.keys("?")
	c.await("document.activeElement.id === 'keys-title'")
	require.Contains(t, ask[string](c, "document.querySelector('dialog[open]').innerText"), "On an appointment: move it")
	c.keys("w", "c", kb.Escape)
	c.await("!document.querySelector('dialog')")
	require.Equal(t, "/calendar/week/2026-W48", ask[string](c, "location.pathname"), "under the dialog no key leads anywhere")

	c.keys(".")
	require.True(t, ask[bool](c, "document.querySelector('.aside').offsetParent === null"))
	c.keys(".")
	require.False(t, ask[bool](c, "document.querySelector('.aside').offsetParent === null"))

	focused := func() string { return ask[string](c, "document.activeElement.querySelector('b').innerText") }
	c.do("document.querySelector('[data-id=\"1\"] a').focus()")
	c.keys(kb.ArrowDown)
	require.Equal(t, "Noor Haddad", focused())
	c.keys(kb.ArrowRight)
	require.Equal(t, "Yusuf Kaya", focused())
	require.Equal(t, "/calendar/week/2026-W48", c.follow("x"))
	stored := func(id int64) agenda.Appointment {
		a, err := b.appointments.Get(t.Context(), id)
		require.NoError(t, err)
		return a
	}
	require.Equal(t, agenda.Cancelled, stored(3).Status)
	require.Equal(t, "/calendar/week/2026-W48", c.follow("z"))
	require.Equal(t, agenda.Confirmed, stored(3).Status)
	c.do("document.querySelector('[data-id=\"2\"] a').focus()")
	c.follow(kb.Delete)
	_, err := b.appointments.Get(t.Context(), 2)
	require.Error(t, err)
	c.follow("z")
	require.Equal(t, "Noor Haddad", stored(2).ClientName)

	c.do("document.documentElement.dataset.shortcuts = 'off', document.querySelector('[data-id=\"1\"] a').focus()")
	c.keys("?", "m", "d", "x", kb.ArrowDown)
	require.Equal(t, "Noor Haddad", focused(), "arrows walk where single letters are off")
	require.False(t, ask[bool](c, "!!document.querySelector('dialog, .draft')"))
	require.Empty(t, c.console())
}

// TestTheLineOfNowMovesOn lets an hour and a half, and then the rest of the day, go by in the page's clock.
func TestTheLineOfNowMovesOn(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	_, err := chromedp.Call(c.ctx, tab.AddScriptToEvaluateOnNewDocument, tab.AddScriptToEvaluateOnNewDocumentParams{Source: `
		const since = Date.now.bind(Date); let late = 0;
		Date.now = () => since() + late;
		const ticks = []; window.setInterval = (f, ms) => { if (ms === 60000) ticks.push(f); return 1; };
		window.later = (minutes) => { late += minutes * 60000; for (const f of ticks) f(); };`})
	require.NoError(t, err)
	c.open(site + "/calendar/week/2026-W48")
	pill := func() string { return ask[string](c, "document.querySelector('[data-now]').innerText") }
	place := func() string {
		return ask[string](c, "[...document.querySelectorAll('.nowline, .nowline-week')].map(e => /t\\d+/.exec(e.className)[0]).filter((t, i, all) => all.indexOf(t) === i).join()")
	}
	near := func() string {
		return ask[string](c, "[...document.querySelectorAll('.near')].map(e => e.textContent).join()")
	}
	require.Equal(t, "10:42", pill())
	require.Equal(t, "t128", place(), "all lines stand at one place")
	require.Empty(t, near())
	c.do("later(10)")
	require.Equal(t, "10:52", pill())
	require.Equal(t, "11:00", near(), "the label beside it gives way")
	c.do("later(80)")
	require.Equal(t, "12:12", pill())
	require.Equal(t, "t146", place())
	c.do("later(8 * 60)")
	require.True(t, ask[bool](c, "document.querySelector('[data-now]').hidden"), "it leaves the page with the last hour")
	require.Equal(t, "none", ask[string](c, "getComputedStyle(document.querySelector('.nowline')).display"))
	require.Empty(t, c.console())
}

var pdfPages = regexp.MustCompile(`/Type\s*/Page[^s]`)

// TestArrowsWalkAMenu opens the menu of an appointment in the agenda and goes round in it.
func TestArrowsWalkAMenu(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/agenda")
	c.do("document.querySelector('[popovertarget=m1]').focus()")
	c.keys(kb.ArrowDown)
	require.Equal(t, "m1", ask[string](c, "document.activeElement.getAttribute('popovertarget')"), "a menu that is not open is not walked")
	at := func() string { return ask[string](c, "document.activeElement.innerText") }
	c.keys(kb.Enter, kb.ArrowDown)
	require.Equal(t, "Open", at())
	c.keys(kb.ArrowDown, kb.ArrowDown)
	require.Equal(t, "Move", at())
	c.keys(kb.ArrowUp, kb.ArrowUp, kb.ArrowUp)
	require.Equal(t, "Delete", at(), "before the first comes the last")
	c.keys(kb.ArrowDown)
	require.Equal(t, "Open", at())
	c.keys(kb.Escape)
	require.Equal(t, "m1", ask[string](c, "document.activeElement.getAttribute('popovertarget')"))
	require.Empty(t, c.console())
}

// TestWhatHangsOnTheWall prints the views: a week and a month on one page each, lying, and the agenda
// as a table, standing.
func TestWhatHangsOnTheWall(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	for path, lying := range map[string]bool{
		"/calendar/week/2026-W48": true, "/calendar/week/2026-W48?earlier=1&later=1": true, "/calendar/day/2026-11-25": true,
		"/calendar/month/2026-11": true, "/calendar/month/2026-08": true, "/agenda": false,
	} {
		c.open(site + path)
		yes := true
		for _, paper := range [][2]float64{{8.27, 11.69}, {8.5, 11}} {
			pdf, err := chromedp.Call(c.ctx, tab.PrintToPDF, tab.PrintToPDFParams{PreferCSSPageSize: &yes, PaperWidth: paper[0], PaperHeight: paper[1]})
			require.NoError(t, err)
			require.Len(t, pdfPages.FindAll(pdf.Data, -1), 1, "%s on %v", path, paper)
			box := regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`).FindSubmatch(pdf.Data)
			require.NotNil(t, box, path)
			require.Equal(t, lying, len(box[1]) > 0 && string(box[1]) > string(box[2]), "%s: %s", path, box[0])
		}
	}

	_, err := chromedp.Call(c.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	require.NoError(t, err)
	c.open(site + "/agenda")
	require.Equal(t, ask[[]float64](c, "[...document.querySelectorAll('.agenda thead th')].map((e) => e.getBoundingClientRect().x)"),
		ask[[]float64](c, "[...document.querySelector('.agenda tr.item').cells].map((e) => e.getBoundingClientRect().x)"), "the heads stand above their columns")
	b.book(t, "Quarter", "2026-11-27", "12:00", 15)
	b.book(t, "Half", "2026-11-27", "13:00", 30)
	c.open(site + "/calendar/week/2026-W48?earlier=1&later=1")
	require.Empty(t, ask[[]string](c, "[...document.querySelectorAll('.ev > a')].filter((a) => [...a.children].some((e) => e.getClientRects().length && "+
		"(e.getBoundingClientRect().bottom > a.getBoundingClientRect().bottom + 1 || e.getBoundingClientRect().top < a.getBoundingClientRect().top - 1))).map((a) => a.innerText)"),
		"no line is cut in half")
}
