package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/ui"
)

// bubbles are what the page's links to briefs say when they tell of briefs under way.
func (p *page) bubbles() (said []string) {
	for _, n := range p.all(func(n *html.Node) bool {
		return n.Data == "a" && strings.Contains(text(n), "under way") && strings.HasPrefix(attr(n, "href"), "/briefs")
	}) {
		said = append(said, text(n))
	}
	return said
}

func TestBriefsUnderWayAreCounted(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	both := func(n string) []string { return []string{"Briefs " + n, "Briefs " + n} } // in the rail, and in the bar of phones
	require.Equal(t, both("3 3 briefs under way"), w.get("/agenda").bubbles())
	p := w.get("/briefs")
	require.Equal(t, []string{"Briefs 3 3 briefs under way", "Weekly 1 1 brief under way", "Other labels 2 2 briefs under way", "Briefs 3 3 briefs under way"}, p.bubbles())

	w.post("/briefs", "kind", "daily")
	require.Equal(t, both("4 4 briefs under way"), w.get("/clients").bubbles(), "at once")
	w.post("/briefs/asked-1/stop")
	require.Equal(t, both("3 3 briefs under way"), w.get("/clients").bubbles())
	require.Equal(t, both("3 3 briefs under way"), w.post("/appointments/new").bubbles(), "on a form that comes back")
	w.speak("de")
	w.get("/agenda").says("3 Übersichten in Arbeit")
	w.speak("en")

	b.refuse("GET /summary/jobs", &agenda.Error{Code: agenda.Unavailable})
	p = w.get("/clients")
	require.Equal(t, http.StatusOK, p.Status)
	require.Empty(t, p.bubbles(), "what is not known is not told")
	b.accept("GET /summary/jobs")
	for i := range b.jobs {
		b.jobs[i].State = agenda.JobDone
	}
	require.Empty(t, w.get("/clients").bubbles(), "none is not told")
	require.Empty(t, newBrowser(t, b).get("/about").bubbles())
}

// TestAPageDoesNotWaitForTheCount has the service answer all but the count.
func TestAPageDoesNotWaitForTheCount(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/summary/jobs" {
			<-r.Context().Done()
			return
		}
		b.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	w := signedIn(t, b, func(c *ui.Config) { c.API = apiclient.New(slow.URL, apiclient.Timeout(20*time.Second)) })
	began := time.Now()
	p := w.get("/clients")
	require.Less(t, time.Since(began), 5*time.Second)
	require.Equal(t, http.StatusOK, p.Status)
	p.says("Priya Nair")
	require.Empty(t, p.bubbles())
}

func TestBriefsOfOtherLabels(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/briefs?label=other")
	require.Equal(t, []string{"Team-b", "Upcoming from 25 Nov", "Days 30 Nov – 4 Dec"}, historyOf(p))
	require.Equal(t, "page", attr(p.all(func(n *html.Node) bool { return attr(n, "href") == "/briefs?label=other" })[0], "aria-current"))
	p.says("No brief of these has been written yet.")

	last := b.jobs[4]
	b.jobs = nil
	for range 20 {
		b.jobs = append(b.jobs, last)
	}
	require.Equal(t, "/briefs?before=dead&label=other", w.get("/briefs?label=other").link("Older"))
}

// historyOf returns the lines of the history: kind and days.
func historyOf(p *page) (lines []string) {
	for _, n := range p.all(func(n *html.Node) bool {
		return n.Data == "td" && strings.Contains(attr(n.FirstChild, "class"), "strong")
	}) {
		lines = append(lines, text(n))
	}
	return lines
}

// TestTheCountFollowsWhatIsSaidOfBriefs watches the last brief under way become ready.
func TestTheCountFollowsWhatIsSaidOfBriefs(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	running, done := b.jobs[1], b.jobs[3]
	other := running
	other.ID = "other"
	ready := running
	ready.State, ready.Summary, ready.FinishedAt, ready.Attempts = agenda.JobDone, done.Summary, &clockNow, done.Attempts
	b.jobs, b.events = []agenda.SummaryJob{running, other}, []agenda.SummaryJob{ready}
	c := newChrome(t)
	c.enter(newSite(t, b).URL)
	c.clickAway(".rail a[href='/briefs']")
	count := func(selector, n string) {
		c.await("(document.querySelector(" + quoted(selector+" .count span") + ")?.textContent ?? '') === '" + n + "'")
	}
	for _, place := range []string{".rail", ".subnav", ".tabbar"} {
		count(place, "1") // of two, while the other is still written
	}
	ready.ID = "other"
	b.mu.Lock()
	b.events = []agenda.SummaryJob{ready}
	b.mu.Unlock()
	for _, hidden := range []string{"true", "false"} { // the stream ends, and begins anew
		c.do("Object.defineProperty(document, 'hidden', { configurable: true, value: " + hidden + " }), document.dispatchEvent(new Event('visibilitychange'))")
	}
	for _, place := range []string{".rail", ".subnav", ".tabbar"} {
		count(place, "")
	}
	require.Empty(t, c.console())
}

// TestATabShowsItsOwnBriefs hears of a brief of another tab, which is counted and not drawn.
func TestATabShowsItsOwnBriefs(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	weekly := b.jobs[1]
	weekly.RequestedAt = clockNow
	b.jobs, b.events = b.jobs[:1], []agenda.SummaryJob{weekly}
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/briefs?label=other")
	c.await("document.querySelector('[data-live-status]').textContent !== ''")
	require.Equal(t, "job-queued", ask[string](c, "[...document.querySelectorAll('[data-job-open]')].map(e => e.id).join()"))
	require.Empty(t, c.console())
}
