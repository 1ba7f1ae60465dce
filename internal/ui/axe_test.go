package ui_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// axeSum is that of axe.min.js in the npm package axe-core@4.14.1 (MPL-2.0), which is for tests only.
const axeSum = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

// axeRun returns a line for each element that breaks a rule.
const axeRun = `axe.run({
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary)))`

// tooWide names the first element that makes the page scroll sideways.
const tooWide = `(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return '';
  const edge = document.documentElement.clientWidth;
  const scrolls = e => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
  const e = [...document.querySelectorAll('body *')].find(e => {
    const r = e.getBoundingClientRect();
    return (r.right > edge + 1 || r.left < -1) && !scrolls(e.parentElement);
  });
  return wide + ' px, ' + (e ? e.outerHTML.slice(0, 200) : 'by nothing in particular');
})()`

// screens are the pages in all their states, and how to get there. The busy site has one of
// everything, the sorted one kinds too, and the quiet one an empty agenda and briefs that are no longer under way.
var screens = []struct {
	name, site, path, shows string
	then                    func(*chrome)
}{
	{"sign in", "door", "/signin?ended=1", ".banner", nil},
	{"register", "door", "/register", "#password-hint", nil},
	{"about", "door", "/about", "h1", nil},
	{"agenda", "busy", "/agenda?span=all", "table .badge", nil},
	{"agenda, filtered", "busy", "/agenda?from=2026-11-25&to=2026-11-25&q=a", ".chip", nil},
	{"menu", "busy", "/agenda", "#account:popover-open", func(c *chrome) { c.do("document.querySelector('#account').showPopover()") }},
	{"agenda, empty", "quiet", "/agenda", ".empty", nil},
	{"new", "busy", "/appointments/new?date=2026-11-25&time=15:00", ".ev.draft", nil},
	{"faulty form", "busy", "/appointments/new", "#client-err", func(c *chrome) { c.submit("client", "", "date", "", "time", "") }},
	{"draft offered", "busy", "/appointments/new", "[data-offer] button", func(c *chrome) {
		c.set("client", "Mei Tanaka")
		c.await("'draft:new' in localStorage")
		c.leave("location.reload()")
		c.await("localStorage.clear(), !!document.querySelector('[data-offer]')")
	}},
	{"end that cannot be", "busy", "/appointments/new", "#end-err", func(c *chrome) { c.submit("client", "A", "date", "2026-11-25", "time", "15:00", "end", "14:00") }},
	{"taken time", "busy", "/appointments/new", ".pick", func(c *chrome) { c.submit("client", "A", "date", "2026-11-25", "time", "10:30") }},
	{"appointment", "busy", "/appointments/1", "h1", nil},
	{"delete", "busy", "/appointments/1/delete", ".btn-danger", nil},
	{"briefs under way", "busy", "/briefs", "[data-job-open] .btn-danger", nil},
	{"briefs of other labels", "busy", "/briefs?label=other", ".subnav .count", nil},
	{"stopped brief", "busy", "/briefs/cancelled", ".step.fail", nil},
	{"brief", "quiet", "/briefs/done", ".paper .notes", nil},
	{"failed brief", "quiet", "/briefs/dead", ".step.fail", nil},
	{"import", "busy", "/import", ".visits", nil},
	{"nothing imported", "quiet", "/import", "input[type=file]", nil},
	{"file looked at", "busy", "/import/one", "fieldset", nil},
	{"search", "busy", "/search?q=n", ".visits", nil},
	{"nothing found", "busy", "/search?q=zzz", ".empty", nil},
	{"quick add", "busy", "/appointments/new?q=Mei+Tanaka+Wed+10:45+30m+(mri)", "#quick-hint .chip", nil},
	{"clients", "busy", "/clients", "table a", nil},
	{"no clients", "quiet", "/clients", ".empty", nil},
	{"client", "busy", "/clients?name=Priya+Nair", ".visits", nil},
	{"client without a card", "busy", "/clients?name=Oskar+Nowak", "main a[href*=edit]", nil},
	{"card", "busy", "/clients/edit?name=Priya+Nair", "#phone", nil},
	{"faulty card", "busy", "/clients/edit?name=Priya+Nair", "#phone-err", func(c *chrome) {
		c.leave("phone.value = 'mother', document.querySelector('main form').submit()")
	}},
	{"card changed meanwhile", "busy", "/clients/edit?name=Priya+Nair", "mark", func(c *chrome) {
		c.leave("document.querySelector('[name=version]').value = '9', phone.value = '112', document.querySelector('main form').submit()")
	}},
	{"client to be renamed", "busy", "/clients/rename?name=Priya+Nair", "#to", nil},
	{"name of another", "busy", "/clients/rename?name=Oskar+Nowak", ".banner .btn-danger, .btn-danger", func(c *chrome) {
		c.leave("document.querySelector('#to').value = 'Priya Nair', document.querySelector('main form').requestSubmit()")
	}},
	{"deleted", "busy", "/deleted", "table form", nil},
	{"nothing deleted", "quiet", "/deleted", ".empty", nil},
	{"no feed", "quiet", "/settings/feed", "main .btn-primary", nil},
	{"feed just made", "busy", "/settings/feed", ".secret", func(c *chrome) { c.leave("document.querySelector('main form').submit()") }},
	{"feed", "busy", "/settings/feed", "main .btn-danger", nil},
	{"kinds", "sorted", "/admin/kinds", "table .btn-danger", nil},
	{"no kinds", "busy", "/admin/kinds", ".empty", nil},
	{"kind, changed", "sorted", "/admin/kinds/3", ".is-current", nil},
	{"kind that is wrong", "sorted", "/admin/kinds", "#name-err", func(c *chrome) {
		c.leave("document.querySelector('#name').required = false, document.querySelector('form:has(#name)').submit()")
	}},
	{"week of kinds", "sorted", "/calendar/week/2026-W48", ".ev.k0.live", nil},
	{"day of kinds", "sorted", "/calendar/day/2026-11-25", ".ev.k4.open .what", nil},
	{"month of kinds", "sorted", "/calendar/month/2026-11", ".m-ev .dot", nil},
	{"agenda of kinds", "sorted", "/agenda", ".a-kind .k0", nil},
	{"form of a kind", "sorted", "/appointments/new?q=Mei+Tanaka+call+Wed+15:00", "#kind option:checked[value=Call]", nil},
	{"appointment of a kind", "sorted", "/appointments/7", ".kind.k-none", nil},
	{"users", "busy", "/admin/users", "table .btn-danger", nil},
	{"account to be disabled", "busy", "/admin/users/2/disable", ".btn-danger", nil},
	{"new password", "busy", "/admin/users/2/password", ".secret", func(c *chrome) { c.leave("document.querySelector('main form').submit()") }},
	{"opening hours", "busy", "/admin/hours", ".hours-week input", nil},
	{"faulty hours", "busy", "/admin/hours", ".hours-week .err", func(c *chrome) {
		c.leave("document.querySelector('[name=saturday-from-1]').value = '08:00', document.querySelector('main form').submit()")
	}},
	{"closed days", "quiet", "/admin/hours", ".closings .btn-danger", nil},
	{"queue", "busy", "/admin/queue", "#dead table", nil},
	{"queue without Redis", "quiet", "/admin/queue", ".health .warn", nil},
	{"audit log", "busy", "/admin/audit", "table a", nil},
	{"audit log, nothing found", "busy", "/admin/audit?who=nobody", ".empty", nil},
	{"system", "busy", "/admin/system", ".mono", nil},
	{"settings", "busy", "/settings", ".seg", nil},
	{"password", "busy", "/settings/password", "#current", nil},
	{"wrong password", "busy", "/settings/password", "#current-err", func(c *chrome) {
		c.leave("current.value = 'wrong', document.querySelector('#new').value = 'another one', document.querySelector('main form').submit()")
	}},
	{"sessions", "busy", "/settings/sessions", "table .btn-danger", nil},
	{"tokens", "busy", "/settings/tokens", "table .btn-danger", nil},
	{"token made", "busy", "/settings/tokens", ".secret", func(c *chrome) {
		c.leave("document.querySelector('#name').value = 'Door', document.querySelector('form:has(#name)').submit()")
	}},
	{"week", "busy", "/calendar/week/2026-W48", ".ev.live", nil},
	{"week, empty", "quiet", "/calendar/week/2026-W48", ".week", nil},
	{"week with closed days", "quiet", "/calendar/week/2026-W53", ".off.closed", nil},
	{"month with closed days", "quiet", "/calendar/month/2026-12", ".m-closed", nil},
	{"new, on a closed day", "quiet", "/appointments/new?date=2026-12-28&time=09:00", ".dayline .off.closed", nil},
	{"week of 25 hours", "quiet", "/calendar/week/2026-W43?earlier=1", ".off.closed", nil},
	{"week, all hours", "busy", "/calendar/week/2026-W48?earlier=1&later=1", ".reach.last", nil},
	{"keys in a dialog", "busy", "/calendar/week/2026-W48", "dialog[open]", func(c *chrome) { c.keys("?"); c.await("document.activeElement.id === 'keys-title'") }},
	{"changed meanwhile", "busy", "/appointments/1/edit", "mark", func(c *chrome) { c.do("document.querySelector('[name=version]').value = '9'"); c.submit("client", "B") }},
	{"appointments selected", "busy", "/agenda", ".tick:checked", func(c *chrome) {
		c.do("document.querySelectorAll('.tick').forEach((t) => t.click())")
		c.await(`/\d/.test(document.querySelector('[data-selected]').textContent)`)
	}},
	{"what was sent", "busy", "/briefs", ".sent details[open]", func(c *chrome) { c.do("document.querySelector('.sent details').open = true") }},
	{"day", "busy", "/calendar/day/2026-11-25", ".gap", nil},
	{"day, empty", "quiet", "/calendar/day/2026-11-26", ".day-empty", nil},
	{"shortcuts", "busy", "/shortcuts", "kbd", nil},
	{"month", "busy", "/calendar/month/2026-11", ".m-ev", nil},
	{"not found", "quiet", "/nowhere", ".fault", nil},
}

// TestEveryScreenIsAccessible draws every page at the widths of phones and desks, in both schemes:
// it breaks no rule of axe, scrolls sideways at no width and leaves the console empty.
func TestEveryScreenIsAccessible(t *testing.T) {
	t.Parallel()
	c := newChrome(t)
	axe, err := os.ReadFile("../../web/testdata/axe.min.js")
	require.NoError(t, err)
	sum := sha256.Sum256(axe)
	require.Equal(t, axeSum, hex.EncodeToString(sum[:]))

	busy, quiet, sorted := newBackend(t), newBackend(t), newBackend(t)
	fill(t, sorted)
	sorted.sortOut(t)
	fill(t, busy)
	fill(t, quiet)
	quiet.store.list, quiet.store.cards, quiet.jobs = nil, nil, []agenda.SummaryJob{quiet.jobs[3], quiet.jobs[4]}
	quiet.office.redisAway, quiet.imported = true, nil
	quiet.shut(t, "2026-12-24", "2026-12-31", "Between the years")
	require.NoError(t, busy.appointments.Delete(t.Context(), 8, nil))
	sites := map[string]string{"busy": newSite(t, busy).URL, "quiet": newSite(t, quiet).URL, "sorted": newSite(t, sorted).URL, "door": newSite(t, quiet).URL}
	signed := false
	for _, s := range screens {
		if s.site != "door" && !signed { // cookies know no ports: whoever is in, is in everywhere
			c.open(sites["busy"] + "/signin")
			c.leave("username.value = 'anna', password.value = 'secret-enough', document.querySelector('form').submit()")
			signed = true
		}
		c.open(sites[s.site] + s.path)
		if s.then != nil {
			s.then(c)
		}
		shown, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool]("!!document.querySelector('"+s.shows+"')"))
		require.NoError(t, err, s.name)
		require.True(t, shown, "%s does not show %s", s.name, s.shows)
		c.look(s.name, string(axe))
		require.Empty(t, c.console(), s.name)
	}
}

func (c *chrome) look(name, axe string) {
	c.t.Helper()
	_, err := chromedp.Run(c.ctx, chromedp.Evaluate[any](axe+"; null"))
	require.NoError(c.t, err, name)
	for _, width := range []int64{320, 360, 390, 768, 1024, 1440} {
		c.resize(width)
		wide, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](tooWide))
		require.NoError(c.t, err, name)
		if wide != "" {
			c.t.Errorf("%s at %d px is too wide by %s", name, width, wide)
		}
		if width != 390 && width != 1440 {
			continue
		}
		for _, scheme := range []string{"light", "dark"} {
			c.paint(scheme)
			faults, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
			require.NoError(c.t, err, name)
			for _, fault := range faults {
				c.t.Errorf("%s at %d px, %s: %s", name, width, scheme, fault)
			}
		}
	}
}
