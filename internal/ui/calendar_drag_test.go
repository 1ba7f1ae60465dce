package ui_test

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// pull presses the pointer on the middle of an element, dy1 px off, and lets go dx and dy px further.
func (c *chrome) pull(selector string, dy1, dx, dy float64) {
	c.t.Helper()
	at, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]float64](`(() => { const e = document.querySelector('`+selector+`');
		e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()`))
	require.NoError(c.t, err)
	x, y := at[0], at[1]+dy1
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		_, err := chromedp.Call(c.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
		require.NoError(c.t, err)
	}
	mouse(input.DispatchMouseEventTypeMousePressed, x, y)
	for i := 1.0; i <= 4; i++ {
		mouse(input.DispatchMouseEventTypeMouseMoved, x+dx*i/4, y+dy*i/4)
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, x+dx, y+dy)
}

func TestCalendarByPointerAndKeys(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Mei Tanaka", "2026-11-26", "09:00", 60)
	b.book(t, "Noor Haddad", "2026-11-26", "14:00", 60)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.open(site + "/signin")
	c.leave("username.value = 'anna', password.value = 'secret-enough', document.querySelector('form').submit()")
	week := site + "/calendar/week/2026-W48"
	where := func() string {
		a, err := b.appointments.Get(t.Context(), 1)
		require.NoError(t, err)
		return a.Date.String() + " " + a.Time.String() + " " + a.EndsAt.In(a.StartsAt.Location()).Sub(a.StartsAt).String()
	}
	const mei = `[data-id="1"]`
	after := func(act func()) {
		t.Helper()
		c.do("window.leaving = true")
		act()
		c.arrive()
	}

	c.open(week)
	after(func() { c.pull(mei, 0, 0, 90) })
	require.Equal(t, "2026-11-26 10:30 1h0m0s", where())
	after(func() { c.pull(mei, 28, 0, 30) })
	require.Equal(t, "2026-11-26 10:30 1h30m0s", where())
	c.do("document.querySelector('[data-id=\"1\"] a').focus()")
	after(func() { c.press("m", "ArrowDown", "ArrowRight", "Enter") })
	require.Equal(t, "2026-11-27 10:45 1h30m0s", where())

	c.do("document.querySelector('[data-id=\"1\"] a').focus()")
	c.press("m", "ArrowDown", "Escape")
	require.Equal(t, "2026-11-27 10:45 1h30m0s", where())

	after(func() { c.pull(`[data-day="2026-11-24"]`, 0, 0, 60) })
	shown, err := chromedp.Run(c.ctx, chromedp.Evaluate[string]("location.pathname + ' ' + document.querySelector('[name=date]').value"))
	require.NoError(t, err)
	require.Equal(t, "/appointments/new 2026-11-24", shown)

	c.open(week)
	after(func() { c.pull(`[data-id="2"]`, 0, 115, -195) })
	clash, err := chromedp.Run(c.ctx, chromedp.Evaluate[string]("document.querySelector('h1').innerText + document.body.innerText.includes('Overlaps Mei Tanaka')"))
	require.NoError(t, err)
	require.Equal(t, "Edit appointmenttrue", clash)
	require.Empty(t, c.console())
}

// What is moved is moved by the visitor's clocks, to the second.
func TestMovingInAnotherZone(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.personal.preferences.TimeZone = "America/New_York"
	b.book(t, "Mei Tanaka", "2026-11-26", "15:00:30", 60)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.open(site + "/signin")
	c.leave("username.value = 'anna', password.value = 'secret-enough', document.querySelector('form').submit()")
	where := func() string {
		a, err := b.appointments.Get(t.Context(), 1)
		require.NoError(t, err)
		return a.Date.String() + " " + a.Time.String() + " " + a.TimeZone
	}
	after := func(act func()) {
		t.Helper()
		c.do("window.leaving = true")
		act()
		c.arrive()
	}
	c.open(site + "/calendar/week/2026-W48")
	after(func() { c.pull(`[data-id="1"]`, 0, 0, 90) })
	require.Equal(t, "2026-11-26 16:30:30 Europe/Berlin", where(), "from 9:00:30 to 10:30:30 in New York")
	c.do("document.querySelector('[data-id=\"1\"] a').focus()")
	after(func() { c.press("m", "ArrowDown", "ArrowRight", "Enter") })
	require.Equal(t, "2026-11-27 16:45:30 Europe/Berlin", where())

	// The zone is chosen anew in another window, and this one goes on: what it shows is what it means.
	shown := `[...document.querySelectorAll('.toast span')].map(e => e.textContent).join('')`
	b.personal.preferences.TimeZone = "Asia/Kolkata"
	c.do("window.answered = false, fetch('/settings').then(() => { window.answered = true; })")
	c.await("window.answered")
	require.Contains(t, ask[string](c, shown), "10:45:30")
	c.do("document.querySelector('[data-id=\"1\"] a').focus()")
	after(func() { c.press("m", "ArrowDown", "Enter") })
	require.Equal(t, "2026-11-27 17:00:30 Europe/Berlin", where())
	require.Contains(t, ask[string](c, shown), "21:30:30", "as clocks in Kolkata show it")
	require.Empty(t, c.console())
}

func (c *chrome) press(keys ...string) {
	c.t.Helper()
	for _, k := range keys {
		c.do("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '" + k + "', bubbles: true, cancelable: true}))")
	}
}
