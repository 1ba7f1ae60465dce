package ui_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestFirstViewIsLight opens the week in a browser that has nothing yet of the page.
func TestFirstViewIsLight(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.open(site + "/signin")
	c.leave("username.value = 'anna', password.value = 'secret-enough', document.querySelector('form').submit()")
	c.open(site + "/calendar/week/2026-W48")
	got, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]float64](`(() => {
		const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
		return [all.length, all.reduce((sum, e) => sum + e.encodedBodySize, 0), document.querySelectorAll('*').length];
	})()`))
	require.NoError(t, err)
	t.Logf("%v requests, %v bytes, %v elements", got[0], got[1], got[2])
	require.LessOrEqual(t, got[0], 12.0, "requests")
	require.LessOrEqual(t, got[1], 60*1024.0, "bytes")
	require.LessOrEqual(t, got[2], 1500.0, "elements")
	require.Empty(t, c.shifts(), "nothing moves while the page loads")
}

// shifts tells what has moved on the page by itself since it was opened.
func (c *chrome) shifts() []string {
	c.t.Helper()
	found, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]string](`new Promise(done => {
		const moved = [];
		const rect = r => [r.x, r.y, r.width, r.height].map(Math.round).join();
		new PerformanceObserver(l => {
			for (const e of l.getEntries()) for (const s of e.sources) moved.push(e.value.toFixed(5) + ' ' + (s.node?.outerHTML ?? s.node?.parentNode?.outerHTML ?? 'nothing').slice(0, 250) + ' from ' + rect(s.previousRect) + ' to ' + rect(s.currentRect));
		}).observe({ type: 'layout-shift', buffered: true });
		requestAnimationFrame(() => setTimeout(() => done(moved), 50));
	})`, chromedp.EvalAwaitPromise))
	require.NoError(c.t, err)
	return found
}
