package backendd_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
	"appointment-manager/internal/worker"
)

type summarizer func(context.Context, agenda.SummaryRequest) (agenda.Summary, error)

func (s summarizer) Summarize(ctx context.Context, r agenda.SummaryRequest) (agenda.Summary, error) {
	return s(ctx, r)
}

// work runs a worker on the rig's log, with leases of a second, and returns how to cut it off from Redis.
func (r *rig) work(redis *queuetest.Server, name string, s summarizer) (cut func()) {
	r.t.Helper()
	log := slog.New(slog.NewJSONHandler(r.log, nil))
	q := redis.Dial(r.t, queue.Config{Lease: time.Second, Log: log})
	pool := worker.New(worker.Config{
		Queue: q, Name: name, Lease: time.Second, Grace: time.Millisecond, Log: log, Rand: func() float64 { return 0.5 },
		Handlers: map[string]worker.Handler{agenda.KindSummary: worker.Summaries(s, log)},
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); pool.Run(ctx) }()
	r.t.Cleanup(func() { stop(); <-ended })
	return func() { _ = q.Close() }
}

// story returns the messages of the lines that bear the id, with what a reader looks for in each.
func (r *rig) story(id string) (lines []string) {
	r.t.Helper()
	for line := range strings.Lines(r.log.String()) {
		var l map[string]any
		require.NoError(r.t, json.Unmarshal([]byte(line), &l))
		if l["job_id"] != id {
			continue
		}
		text := l["msg"].(string)
		for _, name := range []string{"request_id", "again", "worker", "attempt", "ok", "reason", "state"} {
			if v, ok := l[name]; ok {
				text += fmt.Sprintf(" %s=%v", name, v)
			}
		}
		lines = append(lines, text)
	}
	return lines
}

func TestTheLogTellsTheStoryOfAJob(t *testing.T) {
	t.Parallel()
	redis := queuetest.Single(t)
	r := prepare(t, t.TempDir(), redis.URL)
	r.serve()
	status, _ := r.call("POST", "/appointments/", fmt.Sprintf(lindqvist, 25, "Bring the MRI images"))
	require.Equal(t, 201, status)
	_, body := r.call("POST", "/summary/?label=team-b", "", "X-Request-ID", "req-1")
	id := body["job_id"].(string)
	has := func(line string) func() bool {
		return func() bool {
			for _, l := range r.story(id) {
				if strings.HasPrefix(l, line) {
					return true
				}
			}
			return false
		}
	}
	eventually(t, "dispatched", has("summary job dispatched again=false"))
	redis.Do(t, "FLUSHALL")
	eventually(t, "dispatched again", has("summary job dispatched again=true"))
	cut := r.work(redis, "first", func(ctx context.Context, _ agenda.SummaryRequest) (agenda.Summary, error) {
		<-ctx.Done()
		return agenda.Summary{}, ctx.Err()
	})
	eventually(t, "begun", has("model call begins"))
	cut()
	eventually(t, "lost", has("job stopped; the lease was lost"))
	var calls atomic.Int64
	r.work(redis, "second", func(_ context.Context, req agenda.SummaryRequest) (agenda.Summary, error) {
		if calls.Add(1) == 1 {
			return agenda.Summary{}, errors.New("the model is away")
		}
		return agenda.Summary{Text: req.Appointments[0].ClientName + " comes at 10.", Model: "m", Appointments: 1}, nil
	})
	eventually(t, "finished", has("summary job finished"))
	eventually(t, "completed", has("job completed"))

	want := []string{
		"summary job accepted request_id=req-1",
		"[BACKEND] POST /summary/ 200",
		"summary job dispatched again=false",
		"summary job lost by the queue",
		"summary job dispatched again=true",
		"job claimed worker=first attempt=1",
		"model call begins attempt=1",
		"model call ends attempt=1 ok=false",
		"job stopped; the lease was lost attempt=1",
		"job taken from a worker that stopped answering worker=first",
		"job claimed worker=second attempt=2",
		"model call begins attempt=2",
		"model call ends attempt=2 ok=false",
		"job failed and will be tried again attempt=2 reason=The job failed for a reason that only the worker's log tells",
		"job claimed worker=second attempt=3",
		"model call begins attempt=3",
		"model call ends attempt=3 ok=true",
		"[WORKER] Summary generated for 1 appointments attempt=3",
		"[REDIS] SETEX refresh_lock:summary:team-b 300 done",
		"job completed attempt=3",
		"summary job finished state=done",
	}
	got := r.story(id)
	require.ElementsMatch(t, want, got)
	// Backend and worker write side by side: who is first is left to chance where both have something to say.
	place := map[string]int{}
	for i, line := range got {
		place[line] = i
	}
	chance := map[string]bool{"[BACKEND] POST /summary/ 200": true, "job completed attempt=3": true, "[REDIS] SETEX refresh_lock:summary:team-b 300 done": true, "summary job finished state=done": true}
	last := -1
	for _, line := range want {
		if !chance[line] {
			require.Greater(t, place[line], last, "%q comes too early in\n%s", line, strings.Join(got, "\n"))
			last = place[line]
		}
	}
	require.Greater(t, place["job completed attempt=3"], last)
	require.Greater(t, place["summary job finished state=done"], last)
	for _, private := range []string{"Lindqvist", "MRI", "comes at 10", password} {
		require.NotContains(t, r.log.String(), private)
	}
	scraped := r.scrape()
	require.Equal(t, 2.0, scraped["appointments_jobs_dispatched_total"])
	require.Equal(t, 1.0, scraped["appointments_jobs_redispatched_total"])
	require.Equal(t, 1.0, scraped[`appointments_jobs_finished_total{state="done"}`])
	require.Equal(t, 1.0, scraped[`appointments_queue_events_total{event="reaped"}`])
	require.Equal(t, 1.0, scraped[`appointments_queue_events_total{event="retried"}`])
	require.Equal(t, 1.0, scraped[`appointments_http_requests_total{service="backend",route="/summary/",method="POST",status="2xx"}`])
	require.Greater(t, scraped["appointments_commit_duration_seconds_count"], 2.0)
	require.Zero(t, scraped["appointments_jobs_oldest_open_seconds"])
}
