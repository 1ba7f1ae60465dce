package ui_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ui"
)

// click presses the mouse on the first element that a selector names, wherever it has to be scrolled to.
func (c *chrome) click(selector string) {
	c.t.Helper()
	at := ask[[]float64](c, `(() => { const e = document.querySelector(`+quoted(selector)+`);
		e.scrollIntoView({block: 'center', behavior: 'instant'}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()`)
	require.NoError(c.t, chromedp.Do(c.ctx, chromedp.MouseClickXY(at[0], at[1])))
}

func quoted(s string) string { return "`" + s + "`" }

// clickAway clicks what leads to another page, and returns its path.
func (c *chrome) clickAway(selector string) string {
	c.t.Helper()
	c.do("window.leaving = true")
	c.click(selector)
	c.arrive()
	return ask[string](c, "location.pathname")
}

// says waits until the page shows a text.
func (c *chrome) says(words string) {
	c.t.Helper()
	c.await("document.body.innerText.includes(" + quoted(words) + ")")
}

// set types into a field as a person with a mouse would: they click it and type over what it holds.
func (c *chrome) set(name, value string) {
	c.t.Helper()
	c.do("document.querySelector('[name=" + name + "]').value = ''")
	c.click("[name=" + name + "]")
	require.NoError(c.t, chromedp.Do(c.ctx, chromedp.KeyEvent(value)))
}

// pick sets a date or a time, whose fields are typed into differently in each language.
func (c *chrome) pick(name, value string) {
	c.t.Helper()
	c.do("(e => { e.value = '" + value + "'; e.dispatchEvent(new Event('input', {bubbles: true})); })(document.querySelector('[name=" + name + "]'))")
}

// TestABookingByMouse goes from the door over a time that is taken to a free one, undoes and exports.
func TestABookingByMouse(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	c.open(newSite(t, b).URL)
	c.set("username", "anna")
	c.set("password", "secret-enough")
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("form .btn-primary"))
	require.Equal(t, "/appointments/new", c.clickAway(".rail .btn-primary"))
	c.set("client", "Yusuf Kaya")
	c.pick("date", "2026-11-25")
	c.pick("time", "10:45")
	c.says("Wednesday 25 November, 10:45 – 11:15")
	require.Equal(t, "/appointments/new", c.clickAway("#appointment .btn-primary"))
	c.says("That time is taken, so nothing was saved.")
	c.click(".pick input")
	require.Equal(t, "11:30", ask[string](c, "document.querySelector('[name=time]').value"), "the fields follow the time that was picked")
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("#appointment .btn-primary"), "back to where the booking began")
	c.says("Booked: Yusuf Kaya, Wednesday 25 November, 11:30 – 12:00")
	require.Equal(t, 3, ask[int](c, "[...document.querySelectorAll('.is-today .ev b')].filter(e => /Yusuf|Priya|Jonas/.test(e.innerText)).length"))
	c.clickAway(".toast button")
	c.says("Deleted: Yusuf Kaya")
	require.Equal(t, 0, ask[int](c, "[...document.querySelectorAll('.ev b')].filter(e => e.innerText.includes('Yusuf')).length"))
	c.clickAway(".toast button")
	c.says("Back in the agenda: Yusuf Kaya")

	require.Equal(t, "/agenda", c.clickAway(".rail .nav a[href='/agenda']"))
	c.click("[popovertarget=export]")
	c.await("document.querySelector('#export').matches(':popover-open')")
	csv := ask[string](c, "document.querySelector('#export a[download]').getAttribute('href')")
	require.Contains(t, csv, "/export.csv?")
	require.Empty(t, c.console())
}

// TestABookingByKeyboard touches no mouse: sign-in, form, a faulty field, and an appointment that is
// moved and opened, all by keys of which every one reaches its element by Tab.
func TestABookingByKeyboard(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Mei Tanaka", "2026-11-26", "09:00", 60)
	c := newChrome(t)
	c.open(newSite(t, b).URL)
	tabTo := func(selector string) {
		t.Helper()
		for range 120 {
			if ask[bool](c, "document.activeElement.matches("+quoted(selector)+")") {
				return
			}
			c.keys(kb.Tab)
		}
		t.Fatalf("Tab does not reach %s", selector)
	}
	tabTo("[name=username]")
	c.keys("anna")
	tabTo("[name=password]")
	c.keys("secret-enough")
	require.Equal(t, "/calendar/week/2026-W48", c.follow(kb.Enter))
	c.keys(kb.Tab)
	require.True(t, ask[bool](c, "document.activeElement.matches('.skip')"), "the first stop leads past the frame")
	c.keys(kb.Enter)
	c.await("document.activeElement.id === 'main'")

	require.Equal(t, "/appointments/new", c.follow("c"))
	tabTo("#appointment .btn-primary")
	c.do("document.querySelector('#appointment').noValidate = true")
	c.follow(kb.Enter)
	c.await("document.activeElement.matches('[role=alert]')")
	c.says("Who is it for? Enter a name.")
	tabTo("[role=alert] a[href='#client']")
	c.keys(kb.Enter)
	c.await("document.activeElement.id === 'client'")
	c.keys("Noor Haddad")
	c.pick("date", "2026-11-26")
	c.pick("time", "11:00")
	tabTo("[name=length]")
	c.keys(kb.ArrowRight)
	tabTo("#notes")
	c.keys("Brings a friend")
	tabTo("#appointment .btn-primary")
	require.Equal(t, "/calendar/week/2026-W48", c.follow(kb.Enter))
	c.says("Booked: Noor Haddad, Thursday 26 November, 11:00 – 11:45")
	tabTo("[data-id='2'] a")
	c.do("window.leaving = true")
	c.keys("m", kb.ArrowDown, kb.ArrowDown, kb.Enter)
	c.arrive()
	c.says("Moved: Noor Haddad, Thursday 26 November, 11:30 – 12:15")
	tabTo("[data-id='2'] a")
	require.Equal(t, "/appointments/2", c.follow(kb.Enter))
	c.says("Brings a friend")
	require.Empty(t, c.console())
}

// TestEverythingWithoutScripts walks the same ways in a browser that runs none.
func TestEverythingWithoutScripts(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	_, err := chromedp.Call(c.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	site := newSite(t, b).URL
	c.open(site)
	c.set("username", "anna")
	c.set("password", "secret-enough")
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("form .btn-primary"))
	require.Equal(t, "/calendar/week/2026-W49", c.clickAway(".top-cal a[rel=next]"))
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("[data-today]"))
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway(".reach"), "earlier hours are a link")
	require.Equal(t, "00", ask[string](c, "/\\bf(\\d+)/.exec(document.querySelector('.week').className)[1].padStart(2, '0')"))
	require.Equal(t, "/appointments/new", c.clickAway(".rail .btn-primary"))
	c.set("client", "Yusuf Kaya")
	c.pick("date", "2026-11-25")
	c.pick("time", "10:45")
	c.clickAway("[name=preview]")
	c.says("This one")
	c.clickAway("#appointment .btn-primary")
	c.says("That time is taken, so nothing was saved.")
	c.click(".pick input")
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("#appointment .btn-primary"))
	c.says("Booked: Yusuf Kaya, Wednesday 25 November, 11:30 – 12:00")
	c.clickAway(".toast button")
	c.says("Deleted: Yusuf Kaya")

	c.open(site + "/appointments/3")
	require.Equal(t, "/appointments/3", c.clickAway("main button[name=status][value=confirmed]"))
	c.says("Confirmed: Elif Demir")
	c.open(site + "/appointments/3/delete")
	require.Equal(t, "/agenda", c.clickAway("main .btn-danger"))
	c.says("Deleted: Elif Demir")
	c.open(site + "/briefs")
	require.Equal(t, 1, ask[int](c, "document.querySelectorAll('noscript meta, head meta[http-equiv=refresh]').length"), "it comes anew by itself while briefs are written")
	c.open(site + "/shortcuts")
	c.says("On an appointment: move it.")
	require.Empty(t, c.console())
}

// TestASessionThatEndsInMidForm loses nothing of what was typed.
func TestASessionThatEndsInMidForm(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	c := newChrome(t)
	var later atomic.Int64
	site := newSite(t, b, func(c *ui.Config) {
		c.Now = func() time.Time { return clockNow.Add(time.Duration(later.Load())) }
	}).URL
	c.enter(site)
	require.Equal(t, "/appointments/new", c.clickAway(".rail .btn-primary"))
	c.set("client", "Jonas & Söhne")
	c.pick("date", "2026-11-27")
	c.pick("time", "09:00")
	c.set("notes", "He is on a train until 10:40")
	later.Store(int64(31 * time.Minute))
	c.clickAway("#appointment .btn-primary")
	c.says("Nothing you typed is lost.")
	require.Empty(t, b.store.list)
	require.Equal(t, "anna", ask[string](c, "document.querySelector('[name=username]').value"))
	c.set("password", "secret-enough")
	c.clickAway("form .btn-primary")
	c.says("You are signed in again.")
	later.Store(0) // the new session is as long as any
	require.Equal(t, "He is on a train until 10:40", ask[string](c, "document.querySelector('[name=notes]').value"))
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("#appointment .btn-primary"), "even the way back is kept")
	c.says("Booked: Jonas & Söhne, Friday 27 November, 09:00 – 09:30")
	require.Empty(t, c.console())
}

// TestADayOnThePhone does with a thumb what a receptionist does between two doors.
func TestADayOnThePhone(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	c.resize(390)
	c.enter(newSite(t, b).URL)
	visible := func(selector string) bool {
		return ask[bool](c, "(e => e && e.checkVisibility() && e.getBoundingClientRect().width > 0)(document.querySelector("+quoted(selector)+")) ?? false")
	}
	require.True(t, visible(".tabbar"))
	require.False(t, visible(".rail"))
	require.Equal(t, "1", ask[string](c, "String([...document.querySelectorAll('.day')].filter(e => e.checkVisibility()).length)"), "one day of the week has room")
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway(".strip a:nth-child(4)"))
	require.True(t, visible("#d2026-11-26"))
	require.False(t, visible("#d2026-11-25"))
	require.Equal(t, "/appointments/new", c.clickAway(".tabbar .add"))
	require.True(t, ask[bool](c, "(b => b.bottom <= innerHeight && b.top > 0)(document.querySelector('.form-foot').getBoundingClientRect())"), "saving is in reach before one has scrolled")
	require.GreaterOrEqual(t, ask[float64](c, "document.querySelector('.form-foot .btn-primary').getBoundingClientRect().height"), 36.0)
	c.set("client", "Noor Haddad")
	c.pick("date", "2026-11-27")
	c.pick("time", "09:00")
	require.Equal(t, "/calendar/week/2026-W48", c.clickAway("#appointment .btn-primary"))
	require.True(t, visible("#d2026-11-27"), "the day of the booking is the one that is shown")
	require.True(t, visible(".toast button"))
	require.True(t, ask[bool](c, "document.querySelector('.toast').getBoundingClientRect().bottom <= document.querySelector('.tabbar').getBoundingClientRect().top"), "the toast covers no tab")
	c.click(".tabbar [popovertarget=account]")
	c.await("document.querySelector('#account').matches(':popover-open')")
	require.Equal(t, "/about", c.clickAway("#account a[href='/about']"))
	require.Equal(t, "/agenda", c.clickAway(".tabbar a[href='/agenda']"))
	c.says("Elif Demir")
	require.Empty(t, c.console())
}

// TestABriefArrivesByItself watches a brief that is being written until it is ready.
func TestABriefArrivesByItself(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	running, done := b.jobs[1], b.jobs[3]
	b.jobs = []agenda.SummaryJob{running}
	ready := running
	ready.State, ready.Summary, ready.FinishedAt, ready.Attempts = agenda.JobDone, done.Summary, &clockNow, done.Attempts
	b.events = []agenda.SummaryJob{ready}
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/briefs")
	c.await("document.querySelector('[data-live-status]').textContent !== ''")
	require.Contains(t, ask[string](c, "document.querySelector('[data-live-status]').textContent"), "eady", "it is said once, for who cannot see it")
	require.Empty(t, c.console())
}

// TestAnAdministratorTriesAgain gives a brief that was set aside another life.
func TestAnAdministratorTriesAgain(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	require.Equal(t, "/admin/queue", c.clickAway(".rail-foot a[href='/admin/queue']"))
	require.Equal(t, "/admin/queue", c.clickAway("#dead form[action='/admin/queue/dead/retry'] button"))
	require.False(t, ask[bool](c, "!!document.querySelector('#dead form[action=\"/admin/queue/dead/retry\"]')"))
	require.True(t, ask[bool](c, "!!document.querySelector('.toast')"))
	require.Empty(t, c.console())
}
