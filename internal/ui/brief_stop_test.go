package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

// stops returns the addresses that the page's buttons stop briefs by.
func (p *page) stops() (actions []string) {
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/stop") }) {
		actions = append(actions, attr(n, "action"))
	}
	return actions
}

func TestWhoAskedForABriefStopsIt(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	jo, admin := as(t, b, "jo.keller"), signedIn(t, b)
	b.jobs[0].RequestedBy = "jo.keller"
	require.Equal(t, []string{"/briefs/queued/stop"}, jo.get("/briefs").stops(), "their own")
	require.Equal(t, []string{"/briefs/queued/stop", "/briefs/running/stop", "/briefs/retrying/stop"}, admin.get("/briefs").stops(), "any")

	p := jo.post("/briefs/running/stop")
	require.Equal(t, http.StatusForbidden, p.Status)
	p.says("Not allowed", "Only who asked for it, or an administrator, can stop this.")
	jo.speak("de")
	jo.post("/briefs/running/stop").says("Abbrechen kann nur, wer sie angefordert hat, oder die Verwaltung.")
	jo.speak("en")
	require.Equal(t, agenda.JobRunning, b.jobs[1].State)
	require.Equal(t, http.StatusNotFound, jo.post("/briefs/nothing/stop").Status)

	p = jo.post("/briefs/queued/stop")
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "/briefs/queued", p.Location)
	require.Equal(t, agenda.JobCancelled, b.jobs[0].State)
	p = jo.get(p.Location)
	p.says("Stopped: Team-b. You can ask for it again.", "Taken back It was stopped before it was written", "Ask again", "No brief was written.")
	require.Empty(t, p.stops())
	require.Equal(t, "team-b", p.value("label"), "asking again asks for the same days")
}

// TestABriefThatWasReadyBeforeItWasStopped is shown, and what was not done is said.
func TestABriefThatWasReadyBeforeItWasStopped(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for id, says := range map[string]string{
		"done":      "Too late to stop: the brief was ready. Here it is.",
		"skipped":   "Nothing to stop: the brief had ended.",
		"cancelled": "Nothing to stop: the brief had ended.",
	} {
		p := w.post("/briefs/" + id + "/stop")
		require.Equal(t, "/briefs/"+id, p.Location)
		p = w.get(p.Location)
		p.says(says)
		require.Equal(t, id != "cancelled", strings.Contains(text(p.doc), "A full day with one overlap to settle"))
	}
	b.refuse("POST /summary/jobs/running/discard", &agenda.Error{Code: agenda.Unavailable})
	require.Equal(t, http.StatusServiceUnavailable, w.post("/briefs/running/stop").Status)
}

// TestStoppingByAKeyIsNotLostWhenTheCardChanges has the card come anew while its button has the focus.
func TestStoppingByAKeyIsNotLostWhenTheCardChanges(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.jobs = b.jobs[1:2]
	again := b.jobs[0]
	again.Count = 28
	b.events = []agenda.SummaryJob{again}
	c := newChrome(t)
	c.enter(newSite(t, b).URL)
	c.clickAway(".rail a[href='/briefs']")
	c.await("document.querySelector('#job-running').textContent.includes('28')")
	c.do("document.querySelector('#job-running').dataset.old = '', document.querySelector('#job-running .btn-danger').focus()")
	for _, hidden := range []string{"true", "false"} { // the stream ends, and begins anew
		c.do("Object.defineProperty(document, 'hidden', { configurable: true, value: " + hidden + " }), document.dispatchEvent(new Event('visibilitychange'))")
	}
	c.await("!('old' in document.querySelector('#job-running').dataset)")
	require.True(t, ask[bool](c, "document.activeElement.matches('#job-running .btn-danger')"))
	require.Equal(t, "/briefs/running", c.clickAway("#job-running .btn-danger"))
	c.says("Stopped: Weekly, 25 Nov – 1 Dec. You can ask for it again.")
	require.Empty(t, c.console())
}
