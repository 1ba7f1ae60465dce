package api_test

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/apiclient"
)

// watch opens an event stream and returns what it says, an event at a time; the channel is closed
// when the stream ends.
func (r *rig) watch(target string, headers ...string) (*http.Response, <-chan string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+target, nil)
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+r.as["user"])
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { resp.Body.Close() })
	events := make(chan string, 16)
	go func() {
		defer close(events)
		var event strings.Builder
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if lines.Text() == "" {
				events <- event.String()
				event.Reset()
			} else {
				event.WriteString(lines.Text() + "\n")
			}
		}
	}()
	return resp, events
}

func next(t *testing.T, events <-chan string) string {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(10 * time.Second):
		require.Fail(t, "no event came")
		return ""
	}
}

func (r *rig) ask(label string) string {
	r.t.Helper()
	a := r.call("user", "POST", "/summary/", `{"label":"`+label+`"}`)
	require.Equal(r.t, 200, a.status)
	return a.json(r.t)["job_id"].(string)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	stop := make(chan struct{})
	r := newRig(t, func(cfg *api.Config) { cfg.Stop = stop })
	ended, open := r.ask("a"), r.ask("b")
	r.finish(ended, "a", "done", "Text.")

	resp, all := r.watch("/summary/events")
	require.Equal(t, 200, resp.StatusCode)
	require.Equal(t, "text/event-stream; charset=utf-8", resp.Header.Get("Content-Type"))
	require.Equal(t, "no", resp.Header.Get("X-Accel-Buffering"))
	require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
	require.Equal(t, "retry: 3000\n", next(t, all))
	first := next(t, all)
	require.True(t, strings.HasPrefix(first, "event: job\nid: "+open+"\ndata: {\"id\":\""+open+"\""), first)

	_, one := r.watch("/summary/events?id=" + open)
	next(t, one)
	require.Contains(t, next(t, one), open)
	_, back := r.watch("/summary/events", "Last-Event-ID", ended)
	next(t, back)
	require.Contains(t, next(t, back), open)
	require.Contains(t, next(t, back), `"summary":"Text."`, "the end that was missed")

	other := r.ask("c")
	r.feed.publish(other)
	require.Contains(t, next(t, all), other)
	r.finish(open, "b", "done", "Ready.")
	r.feed.publish(open)
	require.Contains(t, next(t, all), `"summary":"Ready."`)
	require.Contains(t, next(t, one), `"state":"done"`, "a stream of one job says nothing of another")
	r.feed.publish("nobody")

	close(stop)
	for _, events := range []<-chan string{all, one} {
		_, more := <-events
		require.False(t, more, "streams end when the program does")
	}
	require.Eventually(t, func() bool { return r.feed.count() == 0 }, 5*time.Second, 5*time.Millisecond, "nobody stays subscribed")
	require.Equal(t, 404, r.call("user", "GET", "/summary/events?id=nobody", "").status)
}

func TestAnEventThatSaysNothingNewIsNotSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	one, other := r.ask("a"), r.ask("b")
	_, events := r.watch("/summary/events")
	next(t, events)
	require.Contains(t, next(t, events), other, "the newest first")
	require.Contains(t, next(t, events), one)
	for range 5 {
		r.feed.publish(one) // nothing has changed since
	}
	r.feed.publish(other)
	require.Contains(t, next(t, events), other)
	r.finish(other, "b", "done", "Text.")
	r.feed.publish(other)
	r.feed.publish(other)
	require.Contains(t, next(t, events), `"state":"done"`)
	r.feed.publish(one)
	require.Contains(t, next(t, events), one)
}

func TestJobs(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, "[]", r.call("user", "GET", "/summary/jobs", "").body)
	first, second, third := r.ask("a"), r.ask("b"), r.ask("a")
	r.finish(first, "a", "dead", "")
	ids := func(query string) (got []string) {
		a := r.call("user", "GET", "/summary/jobs/"+query, "")
		require.Equal(t, 200, a.status, a.body)
		for part := range strings.SplitSeq(a.body, `{"id":"`) {
			if id, _, ok := strings.Cut(part, `","label"`); ok {
				got = append(got, id)
			}
		}
		return got
	}
	require.Equal(t, []string{third, second, first}, ids(""))
	require.Equal(t, []string{third, first}, ids("?label=a"))
	require.Equal(t, []string{third}, ids("?limit=1"))
	require.Equal(t, []string{second, first}, ids("?before="+third))
	require.Equal(t, []string{first}, ids("?state=dead,done"))
	require.Equal(t, []string{third, second}, ids("?state=accepted&state=queued"))

	require.Equal(t, 404, r.call("user", "GET", "/summary/jobs/nobody", "").status)
	require.Equal(t, 404, r.call("user", "GET", "/summary/jobs/%00%ff", "").status)
	require.Equal(t, "dead", r.call("user", "GET", "/summary/jobs/"+first, "").json(t)["state"])

	require.Equal(t, 403, r.call("user", "POST", "/summary/jobs/"+first+"/retry", "").status)
	require.Equal(t, 409, r.call("admin", "POST", "/summary/jobs/"+second+"/retry", "").status)
	require.Equal(t, 404, r.call("admin", "POST", "/summary/jobs/nobody/retry", "").status)
	a := r.call("admin", "POST", "/summary/jobs/"+first+"/retry", "")
	require.Equal(t, 200, a.status)
	require.InDelta(t, 2, a.json(t)["run"], 0)
	require.Equal(t, "cancelled", r.call("admin", "POST", "/summary/jobs/"+first+"/discard", "").json(t)["state"])
	require.Equal(t, 409, r.call("admin", "POST", "/summary/jobs/"+first+"/discard", "").status)
}

func TestJobsOfOtherLabels(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	c := apiclient.New(r.url).WithToken(r.as["user"])
	r.ask("daily")
	none, days := r.ask(""), r.ask("2031-11-24..2031-11-25")
	r.ask("weekly")
	team := r.ask("team-b")
	ids := func(o apiclient.JobOptions) (got []string) {
		found, err := c.SummaryJobs(t.Context(), o)
		require.NoError(t, err)
		for _, j := range found {
			got = append(got, j.ID)
		}
		return got
	}
	others := []string{"daily", "weekly"}
	require.Equal(t, []string{team, days, none}, ids(apiclient.JobOptions{NotLabels: others}))
	require.Equal(t, []string{team, days}, ids(apiclient.JobOptions{NotLabels: others, Limit: 2}))
	require.Equal(t, []string{none}, ids(apiclient.JobOptions{NotLabels: others, Limit: 2, Before: days}))
	require.NotContains(t, r.call("user", "GET", "/summary/jobs?not_label=daily&not_label=weekly", "").body, `"label":"weekly"`)
	a := r.call("user", "GET", "/summary/jobs?not_label=daily,Nonsense", "")
	require.Equal(t, []string{`value_error ["query","not_label"] No summary can have this label`}, a.faults(t))
}

func TestSummariesThatMentionAnAppointment(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	c := apiclient.New(r.url).WithToken(r.as["user"])
	ann, jo := r.book("Ann Lee", "2031-11-25", "10:00"), r.book("Jo", "2031-11-26", "10:00")
	write := func(label, text string) string {
		id := r.ask(label)
		r.finish(id, label, agenda.JobDone, text)
		return id
	}
	week := write("2031-11-24..2031-11-30", "Ann Lee comes on Tuesday.")
	write("2031-11-26", "Ann Lee is not there on that day.")
	write("2031-11-25", "Annelie comes.")
	r.ask("2031-11-25")
	day := write("2031-11-25", "One visit: Ann Lee.")
	mentions := func(o apiclient.JobOptions) (got []string) {
		found, err := c.SummaryJobs(t.Context(), o)
		require.NoError(t, err)
		for _, j := range found {
			got = append(got, j.ID)
		}
		return got
	}
	require.Equal(t, []string{day, week}, mentions(apiclient.JobOptions{Mentions: ann.ID}))
	require.Equal(t, []string{day}, mentions(apiclient.JobOptions{Mentions: ann.ID, Limit: 1}))
	require.Equal(t, []string{week}, mentions(apiclient.JobOptions{Mentions: ann.ID, Before: day}))
	require.Equal(t, "[]", r.call("user", "GET", "/summary/jobs?mentions="+strconv.FormatInt(jo.ID, 10), "").body)
	require.Equal(t, 404, r.call("user", "GET", "/summary/jobs?mentions=77", "").status)
	for _, bad := range []string{"x", "0", "-1", "", "99999999999999999999"} {
		require.Equal(t, 422, r.call("user", "GET", "/summary/jobs?mentions="+bad, "").status, bad)
	}
}

// TestWhoAskedForASummaryMayStopIt holds that others may not, that what failed is left to administrators,
// and that a token of theirs stops no more than any other.
func TestWhoAskedForASummaryMayStopIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	discard := func(who, id string) answer { return r.call(who, "POST", "/summary/jobs/"+id+"/discard", "") }
	admin := apiclient.New(r.url).WithToken(r.as["admin"])
	made, err := admin.CreateAPIToken(t.Context(), "Till", agenda.ScopeWrite, nil)
	require.NoError(t, err)
	r.as["till"] = made.Token

	open := r.ask("a")
	for _, who := range []string{"other", "till"} {
		a := discard(who, open)
		require.Equal(t, 403, a.status, who)
		require.Equal(t, "Only who asked for it, or an administrator, can stop this.", a.detail(t))
	}
	require.Equal(t, "accepted", r.call("user", "GET", "/summary/jobs/"+open, "").json(t)["state"])
	a := discard("user", open)
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, "cancelled", a.json(t)["state"])
	a = discard("user", open)
	require.Equal(t, 409, a.status)
	require.Equal(t, "The summary has ended already.", a.detail(t))
	require.Equal(t, 404, discard("user", "nobody").status)
	require.Contains(t, r.call("admin", "GET", "/admin/audit?action=discarded", "").body, `"actor":"user"`)

	failed := r.ask("b")
	r.finish(failed, "b", "dead", "")
	require.Equal(t, 409, discard("user", failed).status)
	require.Equal(t, 200, discard("admin", failed).status)
	require.Equal(t, 200, discard("admin", r.ask("c")).status)
	own := r.call("till", "POST", "/summary/", `{"label":"d"}`).json(t)["job_id"].(string)
	require.Equal(t, 200, discard("till", own).status, "a program stops what it asked for")
}
