package metrics_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/metrics"
	"appointment-manager/internal/metrics/metricstest"
)

func TestEveryKindIsWrittenAsPrometheusReadsIt(t *testing.T) {
	t.Parallel()
	r := metrics.New("1.2.3\"\\\n")
	r.Counter(metrics.CommitsFailed).Inc()
	r.Counter(metrics.WorkerTries, "outcome", "done").Add(3)
	r.Counter(metrics.WorkerTries, "outcome", "lost").Inc()
	for _, n := range []float64{1, 3, 999} {
		r.Histogram(metrics.CommitBatch).Update(n)
	}
	r.Gauge(metrics.WorkerBusy, func() float64 { return 2 })
	r.OnScrape(func(_ context.Context, s *metrics.Scrape) {
		s.Gauge(metrics.RedisUp, 1)
		s.Counter(metrics.QueueEvents, 7, "event", "reaped")
	})
	got := metricstest.Read(t, r)
	require.Equal(t, 1.0, got[`appointments_commits_failed_total`])
	require.Equal(t, 3.0, got[`appointments_worker_tries_total{outcome="done"}`])
	require.Equal(t, 1.0, got[`appointments_worker_tries_total{outcome="lost"}`])
	require.Equal(t, 2.0, got[`appointments_commit_batch_writes_bucket{le="4"}`])
	require.Equal(t, 3.0, got[`appointments_commit_batch_writes_bucket{le="+Inf"}`])
	require.Equal(t, 1003.0, got[`appointments_commit_batch_writes_sum`])
	require.Equal(t, 2.0, got[`appointments_worker_slots_busy`])
	require.Equal(t, 7.0, got[`appointments_queue_events_total{event="reaped"}`])
	require.Equal(t, 1.0, got[`appointments_redis_up`])
	require.Greater(t, got["go_goroutines"], 1.0)
	require.Greater(t, got["go_memstats_sys_bytes"], 1e6)
	require.InDelta(t, float64(time.Now().Unix()), got["process_start_time_seconds"], 60)
	require.NotContains(t, got, "appointments_jobs_dead", "what nobody told is absent")
}

func TestUnknownPathsAndMethodsMakeOneSeries(t *testing.T) {
	t.Parallel()
	r := metrics.New("")
	q := r.Requests("backend")
	for i := range 1000 {
		q.Began()
		q.Ended(fmt.Sprint("METHOD", i), "", 404, time.Millisecond)
	}
	q.Began()
	got := metricstest.Read(t, r)
	require.Equal(t, 1000.0, got[`appointments_http_requests_total{service="backend",route="unknown",method="other",status="4xx"}`])
	require.Equal(t, 1.0, got[`appointments_http_requests_in_flight{service="backend"}`])
	n := 0
	for name := range got {
		if strings.HasPrefix(name, "appointments_http_requests_total") {
			n++
		}
	}
	require.Equal(t, 1, n)
}

func TestAReaderThatHangsHoldsUpNoScrape(t *testing.T) {
	t.Parallel()
	r := metrics.New("")
	free := make(chan struct{})
	defer close(free)
	r.OnScrape(func(context.Context, *metrics.Scrape) { <-free })
	r.OnScrape(func(_ context.Context, s *metrics.Scrape) { s.Gauge(metrics.RedisUp, 0) })
	began := time.Now()
	require.Contains(t, metricstest.Read(t, r), "appointments_redis_up", "the others are heard")
	require.Less(t, time.Since(began), 5*time.Second)
}

func TestOnlyOnePathIsAnswered(t *testing.T) {
	t.Parallel()
	h := metrics.New("").Handler()
	for path, status := range map[string]int{"/metrics": 200, "/": 404, "/debug/pprof/": 404} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, status, rec.Code, path)
	}
}

func TestMistakesOfTheAuthorAreFoundAtOnce(t *testing.T) {
	t.Parallel()
	r := metrics.New("")
	require.Panics(t, func() { r.Counter("appointments_nothing_total") })
	require.Panics(t, func() { r.Counter(metrics.WorkerTries, "client", "Ada") })
	require.Panics(t, func() { r.Counter(metrics.WorkerBusy) }, "it is a gauge")
}

// Names follow https://prometheus.io/docs/practices/naming/: base units, and _total for counters.
func TestTheTableFollowsTheConventionsAndTheOperatorsKnowIt(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../deploy/README.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(page), "<!-- metrics: kept in step with the code by a test -->")
	require.True(t, ok)
	table, _, _ = strings.Cut(table, "<!-- /metrics -->")
	rows := strings.Split(strings.TrimSpace(table), "\n")[2:]
	require.Len(t, rows, len(metrics.Families))
	for i, f := range metrics.Families {
		require.Equal(t, f.Kind == metrics.Counter, strings.HasSuffix(f.Name, "_total"), f.Name)
		require.Regexp(t, `^[A-Z0-9].*\.$`, f.Help)
		require.NotContains(t, f.Help, "\n")
		labels := ""
		if f.Labels != "" {
			labels = "`" + strings.ReplaceAll(f.Labels, " ", "` `") + "`"
		}
		require.Equal(t, "| `"+f.Name+"` | "+string(f.Kind)+" | "+labels+" | "+f.Service+" | "+f.Help+" |", rows[i])
	}
}

func BenchmarkRequest(b *testing.B) {
	q := metrics.New("").Requests("backend")
	b.ReportAllocs()
	for b.Loop() {
		q.Began()
		q.Ended("GET", "/appointments/{appointment_id}", 200, time.Millisecond)
	}
}
