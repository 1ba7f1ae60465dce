package backendd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue/queuetest"
	"appointment-manager/internal/store"
)

const lindqvist = `{"client_name":"Jonas Lindqvist","date":"2031-11-%02d","time":"10:00","notes":"%s"}`

func TestARedisThatIsAwayIsToldAndHoldsUpNothing(t *testing.T) {
	t.Parallel()
	redis := queuetest.Single(t)
	r := prepare(t, t.TempDir(), redis.URL)
	r.serve()
	require.Equal(t, 1.0, r.scrape()["appointments_redis_up"])
	whole, up, _ := r.part("redis")
	require.Equal(t, "ready", whole)
	require.True(t, up)

	redis.Stop()
	whole, up, detail := r.part("redis")
	require.Equal(t, "degraded", whole)
	require.False(t, up)
	require.Contains(t, detail, "Booking and reading go on; summaries are accepted, and written when it is back.")
	began := time.Now()
	got := r.scrape()
	require.Less(t, time.Since(began), 3*time.Second)
	require.Contains(t, got, "appointments_redis_up")
	require.Zero(t, got["appointments_redis_up"])
	require.NotContains(t, got, "appointments_queue_waiting")
	require.Zero(t, got[`appointments_ready{part="redis"}`])
	require.Equal(t, 1.0, got[`appointments_ready{part="database"}`])
	status, _ := r.call("POST", "/summary/?label=daily", "")
	require.Equal(t, 200, status)
	require.Equal(t, 1.0, r.scrape()[`appointments_jobs_open{state="accepted"}`])

	redis.Restart()
	eventually(t, "ready again", func() bool { whole, _, _ := r.part("redis"); return whole == "ready" })
	eventually(t, "dispatched", func() bool { return r.scrape()["appointments_queue_waiting"] == 1 })
	require.LessOrEqual(t, strings.Count(r.log.String(), "queue unreachable"), 2, "an outage has one line at its beginning")
}

func TestADispatcherThatDoesNotRunIsTold(t *testing.T) {
	t.Parallel()
	r := prepare(t, t.TempDir(), queuetest.Miniredis(t).URL)
	require.Zero(t, r.scrape()[`appointments_ready{part="jobs"}`])
	r.serve()
	require.Equal(t, 1.0, r.scrape()[`appointments_ready{part="jobs"}`])
}

func TestASummaryThatWaitsTooLongIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Config{Path: dir + "/test.db"})
	require.NoError(t, err)
	for _, minutes := range []time.Duration{1, 14} {
		_, err := s.CreateJob(t.Context(), agenda.SummaryJob{
			State: agenda.JobAccepted, Run: 1, RequestedAt: time.Now().Add(-minutes * time.Minute), Attempts: []agenda.Attempt{},
		}, nil)
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	r := prepare(t, dir, queuetest.Miniredis(t).URL)
	r.serve()
	whole, up, detail := r.part("jobs")
	require.Equal(t, "degraded", whole)
	require.False(t, up)
	require.Contains(t, detail, "A summary waits for 14m0s. It is kept. Look whether a worker runs")
	require.InDelta(t, 14*60, r.scrape()["appointments_jobs_oldest_open_seconds"], 30)
}

// smallDisk returns a directory on a file system of its own, which holds a few megabytes.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skip("a small disk cannot be mounted here: ", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	return dir
}

func TestAFullDiskIsToldAndReadingAndSigningInGoOn(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t)
	r := prepare(t, dir, queuetest.Miniredis(t).URL)
	r.serve()
	status, _ := r.call("POST", "/appointments/", fmt.Sprintf(lindqvist, 1, ""))
	require.Equal(t, 201, status)

	filler := filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	require.NoError(t, err)
	for block := 1 << 20; block > 0; block /= 2 {
		for _, err := f.Write(make([]byte, block)); err == nil; _, err = f.Write(make([]byte, block)) {
		}
	}
	require.NoError(t, f.Close())
	// The file has room of its own left, and until that is used up less and less fits in.
	n, whole, up, detail := 0, "", true, ""
	eventually(t, "nothing fits in any more", func() bool {
		n++
		notes := strings.Repeat("x", 3900/n)
		status, _ := r.call("POST", "/appointments/", fmt.Sprintf(`{"client_name":"A","date":"2032-%02d-%02d","time":"10:00","notes":%q}`, 1+n/28%12, 1+n%28, notes))
		require.Contains(t, []int{201, 507}, status)
		whole, up, detail = r.part("storage")
		return !up
	})
	require.Zero(t, r.scrape()[`appointments_ready{part="storage"}`], "as the second before")
	require.Equal(t, "degraded", whole)
	require.Contains(t, detail, "The disk is full")
	require.Contains(t, detail, "Signing in goes on")
	status, _ = r.call("GET", "/appointments/1", "")
	require.Equal(t, 200, status)
	for range 5 {
		status, _ = r.signIn("wrong")
		require.Equal(t, 400, status)
	}
	status, _ = r.signIn("wrong")
	require.Equal(t, 429, status, "guessing is as slow as always")
	eventually(t, "the owner is let in", func() bool { status, _ := r.signIn(password); return status == 200 })
	got := r.scrape()
	require.Greater(t, got["appointments_commits_failed_total"], 0.0)
	require.GreaterOrEqual(t, got["appointments_sign_ins_unrecorded_total"], 1.0)
	require.Contains(t, r.log.String(), `"level":"ERROR","msg":"sign-in not recorded"`)

	require.NoError(t, os.Remove(filler))
	eventually(t, "ready again", func() bool { whole, _, _ := r.part("storage"); return whole == "ready" })
	status, _ = r.call("POST", "/appointments/", fmt.Sprintf(lindqvist, 29, ""))
	require.Equal(t, 201, status)
}
