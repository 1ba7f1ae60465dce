package ui_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

func newTLS(t testing.TB, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestReadingABrief(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/briefs")
	require.Equal(t, "A full day with one overlap to settle", text(p.byID("brief-title")))
	p.says("Nine appointments run from 08:30 to 17:00. Lunch is clear from 12:15 to 13:00.", "Worth a look",
		"14:00 Elif Demir has not confirmed.", "from 9 appointments", "gpt-4o-mini, 2 s, second try", "AI can be wrong.",
		"What was sent to the model, word for word [system] You write the brief. [user] 1. 10:30 <Client 1>")
	require.Len(t, p.class("notes"), 1)
	require.Contains(t, p.body, `<noscript><meta http-equiv="refresh" content="5"></noscript>`, "a brief is being written")
	p.says("First try failed The model took longer than 30 s.", "Second try Started 10:41:47 after a 4 s wait", "Writing", "Trying again", "Waiting")
	p.says("Ready, second try", "Failed", "Already written", "Taken back")

	b.refuse("GET /summary/jobs/done", &agenda.Error{Code: agenda.Unavailable})
	w.get("/briefs").says("Nine appointments run from 08:30 to 17:00.", "What was sent to the model could not be loaded.")
	b.accept("GET /summary/jobs/done")
	w.get("/briefs/dead").says("Given up The model refused the key.", "Try again")
	require.Equal(t, "A full day with one overlap to settle", text(w.get("/briefs/skipped").byID("brief-title")))
	require.Equal(t, http.StatusNotFound, w.get("/briefs/nothing").Status)

	built := "Just one line"
	b.jobs = []agenda.SummaryJob{{ID: "x", Label: "weekly", State: agenda.JobDone, Summary: &built, Model: "built-in", From: agenda.DateOf(clockNow), To: agenda.DateOf(clockNow)}}
	p = w.get("/briefs")
	require.NotContains(t, text(p.doc), "AI can be wrong")
	p.says("Just one line", "Nothing was sent to a model for this: the built-in summarizer wrote it.")
	require.NotContains(t, p.body, "noscript")
}

func TestAskingForABrief(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	w.get("/briefs").says("No brief has been written yet.")
	require.Equal(t, "/briefs/asked-1", w.post("/briefs", "kind", "daily").Location)
	w.get("/briefs/asked-1").says("The brief is being written and appears here by itself.", "Waiting for a worker")
	require.Equal(t, http.StatusSeeOther, w.post("/briefs", "kind", "range", "from", "2026-11-30", "to", "2026-12-04").Status)
	require.Equal(t, http.StatusSeeOther, w.post("/briefs", "kind", "label", "label", "weekly").Status)
	require.Equal(t, []string{"daily", "2026-11-30..2026-12-04", "weekly"}, b.asked)
	require.Equal(t, "en", b.jobs[0].Language)
	w.speak("de")
	w.post("/briefs", "kind", "daily")
	require.Equal(t, "de", b.jobs[0].Language, "a brief is in the language of the page that asks for it")
	b.asked = b.asked[:3]
	for _, form := range [][]string{
		{"kind", "range"}, {"kind", "range", "from", "x", "to", "y"}, {"kind", "range", "from", "2026-11-30", "to", "2026-11-01"}, {"kind", "hourly"}, {},
	} {
		require.Equal(t, http.StatusUnprocessableEntity, w.post("/briefs", form...).Status, "%v", form)
	}
	require.Len(t, b.asked, 3)
}

// events reads the stream until it ends.
func (w *browser) events() (lines []string) {
	w.t.Helper()
	answer, err := w.http.Get(w.base + "/events/jobs")
	require.NoError(w.t, err)
	defer answer.Body.Close()
	require.Equal(w.t, "text/event-stream", answer.Header.Get("Content-Type"))
	require.Equal(w.t, "no", answer.Header.Get("X-Accel-Buffering"))
	require.Empty(w.t, answer.Header.Get("Content-Encoding"))
	scan := bufio.NewScanner(answer.Body)
	for scan.Scan() {
		lines = append(lines, scan.Text())
	}
	return lines
}

func TestJobEvents(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	require.Contains(t, w.events(), "event: idle", "nothing is under way")

	words := briefWords
	job := agenda.SummaryJob{ID: "j", Run: 1, Label: "daily", State: agenda.JobQueued, RequestedAt: clockNow}
	done := job
	done.State, done.Summary = agenda.JobDone, &words
	running := job
	running.State = agenda.JobRunning
	b.jobs, b.events = []agenda.SummaryJob{job}, []agenda.SummaryJob{job, running, done}
	begun := time.Now()
	lines := w.events()
	require.Less(t, time.Since(begun), 5*time.Second)
	require.Contains(t, lines, "id: j-1-running")
	require.Contains(t, lines, "id: j-1-done")
	require.Contains(t, lines, "event: idle", "it ends with the last open job")
	var data []string
	for _, line := range lines {
		if card, ok := strings.CutPrefix(line, "data: "); ok {
			data = append(data, card)
		}
	}
	doc, err := html.Parse(strings.NewReader(strings.Join(data, "\n")))
	require.NoError(t, err)
	p := &page{t: t, doc: doc}
	require.Len(t, p.all(func(n *html.Node) bool { return attr(n, "id") == "job-j" }), 3)
	p.says("Read the brief")
}

// TestABriefIsTakenApart holds that lists stand under their headings, and that no word is lost of a
// text that was written otherwise.
func TestABriefIsTakenApart(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	for words, want := range map[string][]string{
		"A full day\n\nNine today.\n\nFirst visits\n- 08:00 A\n- 08:30 B\n\nWorth a look\n- 09:00 C": {
			"h2 A full day", "p Nine today.", "h3 First visits", "li 08:00 A", "li 08:30 B", "h3 Worth a look", "li 09:00 C",
		},
		"# A day\r\n\r\nWords\r\non two lines.\r\n\r\n**Worth a look:**\r\n\r\n* one\r\nbroken\r\n• two\r\n\r\nAn end.": {
			"h2 A day", "p Words on two lines.", "h3 Worth a look", "li one broken", "li two", "p An end.",
		},
		"- only\n- a list":                          {"h2 Upcoming", "li only", "li a list"},
		"One paragraph\nof two lines\n- and a list": {"h2 Upcoming", "p One paragraph of two lines", "li and a list"},
		strings.Repeat("long ", 20) + "\n- x":       {"h2 Upcoming", "p " + strings.TrimSpace(strings.Repeat("long ", 20)), "li x"},
		"Title\n\nNo list follows":                  {"h2 Title", "p No list follows"},
		"Title\n\n##\n- x":                          {"h2 Title", "p ##", "li x"},
		"":                                          {"h2 Upcoming"},
	} {
		b.jobs = []agenda.SummaryJob{{ID: "x", State: agenda.JobDone, Summary: &words, RequestedAt: clockNow}}
		var got []string
		p := w.get("/briefs")
		for n := range p.byID("brief-text").Descendants() {
			switch n.Data {
			case "h2", "h3", "p", "li":
				got = append(got, n.Data+" "+text(n))
			}
		}
		require.Equal(t, want, got, words)
		w.lint(p)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.jobs = []agenda.SummaryJob{{ID: "j", State: agenda.JobRunning, RequestedAt: clockNow}}
	w := signedIn(t, b)
	for range 3 {
		answer, err := w.http.Get(w.base + "/events/jobs")
		require.NoError(t, err)
		defer answer.Body.Close()
		require.Equal(t, http.StatusOK, answer.StatusCode)
	}
	answer, err := w.http.Get(w.base + "/events/jobs")
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, http.StatusNoContent, answer.StatusCode, "which tells a browser to stop")
}

func TestABriefLeadsToItsAppointments(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	p := w.get("/briefs/done")
	require.Equal(t, "/appointments/2", p.link("Jonas Lindqvist"))
	require.Equal(t, "/appointments/1", p.link("Priya Nair"))
	require.Equal(t, "/appointments/3", p.link("14:00"))
	elif := &b.store.list[2] // booked when the practice lived by other clocks
	elif.Time, elif.TimeZone = agenda.TimeOfDayOf(elif.StartsAt.UTC()), "UTC"
	require.Equal(t, "/appointments/3", w.get("/briefs/done").link("14:00"))
	b.refuse("GET /appointments/", &agenda.Error{Code: agenda.Unavailable})
	w.get("/briefs/done").says("10:45 Jonas Lindqvist overlaps Priya Nair by 30 minutes.")
	b.accept("GET /appointments/")
	b.jobs[0].State, b.jobs[0].Paused = agenda.JobAccepted, true
	w.get("/briefs").says("Paused by an administrator It is kept, and written when the pause ends")
}

func TestBriefsByTheirDays(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	history := func(p *page) (n int) {
		return len(p.all(func(n *html.Node) bool {
			return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/briefs/") && attr(n, "class") == "strong"
		}))
	}
	p := w.get("/briefs")
	require.Equal(t, 7, history(p))
	p.says("The appointments of these days, as they are now", "10:30 Priya Nair")
	p = w.get("/briefs?label=weekly")
	require.Equal(t, 1, history(p))
	require.NotContains(t, text(p.doc), "A full day with one overlap to settle")
	p = w.get("/briefs?label=daily")
	require.Equal(t, 3, history(p))
	p.says("A full day with one overlap to settle")
	require.Equal(t, 7, history(w.get("/briefs?label=eaten")))
}
