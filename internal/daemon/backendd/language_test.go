package backendd_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/llm"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

// A summary is written in the language that is asked for, else in the practice's, and the ledger says
// which it is in the end.
func TestALanguageGoesAllTheWay(t *testing.T) {
	t.Parallel()
	redis := queuetest.Single(t)
	r := prepare(t, t.TempDir(), redis.URL)
	r.serve()
	r.work(redis, "w", llm.Builtin{}.Summarize)
	for _, row := range []struct{ name, target, body, asked, written, begins string }{
		{"none, as documented", "/summary/", "", "de", "de", "Kein Termin"},
		{"in the query", "/summary/?language=en", "", "en", "en", "Nothing booked"},
		{"in the body", "/summary/?language=en", `{"language":"de-AT"}`, "de-AT", "de", "Kein Termin"},
		{"one that the built-in summarizer does not speak", "/summary/", `{"language":"fr"}`, "fr", "en", "Nothing booked"},
	} {
		status, asked := r.call("POST", row.target, row.body)
		require.Equal(t, 200, status, row.name)
		require.Equal(t, row.asked, asked["language"], row.name)
		job := r.done(asked["job_id"].(string))
		require.Equal(t, row.written, job["language"], row.name)
		require.True(t, strings.HasPrefix(job["summary"].(string), row.begins), row.name)
		_, result := r.call("GET", "/summary/result", "")
		require.Equal(t, row.written, result["language"], row.name)
	}

	schedule := redis.Dial(t, queue.Config{})
	_, err := schedule.Request(t.Context(), "daily-of-the-schedule", "daily")
	require.NoError(t, err)
	require.Equal(t, "de", r.done("daily-of-the-schedule")["language"])
}

// done waits for a job's summary.
func (r *rig) done(id string) (job map[string]any) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		_, job = r.call("GET", "/summary/jobs/"+id, "")
		return job["state"] == "done"
	}, 20*time.Second, 20*time.Millisecond)
	return job
}
