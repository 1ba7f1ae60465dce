package chaos_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
	"appointment-manager/internal/llm/llmtest"
	"appointment-manager/internal/store/storetest"
)

func TestFiftyAskForOneLabel(t *testing.T) {
	r := scenario(t, 17, "one label asked for by many at once")
	labels := size(2, 20)
	r.load, r.faults = fmt.Sprintf("50 requests for each of %d labels", labels), "none"
	l := startLine(t, lineConfig{workers: 2, concurrency: 8, plan: func(l *line) plan {
		return func(label string, _ int, _ string) llmtest.Behaviour {
			return llmtest.Delay(200*time.Millisecond, l.model.brief(label))
		}
	}})
	for i := range labels {
		label := dayLabel(i)
		var together sync.WaitGroup
		for range 50 {
			together.Go(func() { l.ask(label, "") })
		}
		together.Wait()
		require.Zero(t, l.drain(30*time.Second), "jobs that did not end")
		lock := "refresh_lock:summary:" + label
		require.Equal(t, "done", l.redis.CLI(t, "GET", lock))
		ttl, err := strconv.Atoi(l.redis.CLI(t, "TTL", lock))
		require.NoError(t, err)
		require.LessOrEqual(t, ttl, 300)
		require.Greater(t, ttl, 290)
		_, calls := l.model.asked(label)
		r.doubled += max(0, calls-1)
	}
	l.answered()
	done, skipped := map[string]string{}, 0
	records := l.ledger.records(t)
	for _, j := range records {
		if agenda.JobState(j.state) == agenda.JobDone {
			require.Empty(t, done[j.label], "%s is done twice", j.label)
			require.True(t, l.model.gave(j.summary, j.label))
			done[j.label] = j.id
		}
	}
	for _, j := range records {
		switch {
		case j.state == string(agenda.JobSkipped) && j.resultID == done[j.label]:
			skipped++
		case j.state != string(agenda.JobDone):
			r.lost++
		}
	}
	r.lost += 50*labels - len(records)
	require.Len(t, done, labels)
	require.Equal(t, 49*labels, skipped)
	l.empty()
	calls, _ := l.model.asked("")
	r.note = fmt.Sprintf("%d model calls, %d skipped that name the result", calls, skipped)
}

func TestBackendKilledUnderJobs(t *testing.T) {
	r := scenario(t, 18, "backend killed while jobs flow")
	jobs, kills := size(300, 3000), size(4, 20)
	r.load, r.faults = fmt.Sprintf("%d jobs, each asked for until answered", jobs), fmt.Sprintf("%d SIGKILLs", kills)
	l := startLine(t, lineConfig{workers: 2})
	asked := l.load(0, jobs, time.Duration(kills)*1500*time.Millisecond, true)
	var back []time.Time
	for range kills {
		time.Sleep(1500 * time.Millisecond)
		l.backends[0].Kill()
		at := time.Now()
		l.backends[0].Start(t)
		l.backends[0].Await(t)
		r.recovered(time.Since(at))
		back = append(back, time.Now())
	}
	<-asked
	require.Zero(t, l.drain(60*time.Second), "jobs that did not end")
	records := l.settle(r, nil)
	require.Len(t, records, jobs, "one row for each key")
	l.empty()
	first := time.Duration(0)
	for _, at := range back {
		first = max(first, firstEnd(records, at))
	}
	r.note = fmt.Sprintf("a job done %s after the start", first.Round(10*time.Millisecond))
	require.Less(t, first, time.Duration(size(20, 5))*time.Second)
}

func TestTwoBackendsKilledUnderJobs(t *testing.T) {
	r := scenario(t, 19, "two backends on one PostgreSQL and one Redis, all killed in turn, while jobs flow")
	jobs, rounds := size(200, 2000), size(1, 5)
	r.load, r.faults = fmt.Sprintf("%d jobs, each asked for until answered", jobs), fmt.Sprintf("%d SIGKILLs", 5*rounds)
	p := storetest.StartPostgres(t)
	l := startLine(t, lineConfig{workers: 2, postgres: p.Database(t)})
	asked := l.load(0, jobs, time.Duration(5*rounds)*1800*time.Millisecond, true)
	var back [5][]time.Time // of each that is killed
	backend := func(i int) func() {
		return func() {
			l.backends[i].Kill()
			l.backends[i].Start(t)
			l.backends[i].Await(t)
		}
	}
	for range rounds {
		for i, kill := range []func(){
			backend(0),
			func() { l.kill(l.workers[0]); l.tend() },
			backend(1),
			func() { p.Crash(); p.Start(t) },
			func() { l.redis.Kill(); l.redis.Start(t) },
		} {
			time.Sleep(time.Second)
			kill()
			back[i] = append(back[i], time.Now())
		}
	}
	<-asked
	require.Zero(t, l.drain(90*time.Second), "jobs that did not end")
	records := l.settle(r, nil)
	require.Len(t, records, jobs, "one row for each key")
	l.empty()
	for i, each := range back {
		worst := time.Duration(0)
		for _, at := range each {
			worst = max(worst, firstEnd(records, at))
		}
		t.Logf("a job was done %s after the start of %s", worst, []string{"a backend", "a worker", "the other backend", "PostgreSQL", "Redis"}[i])
		r.recovered(worst)
	}
	calls, _ := l.model.asked("")
	r.note = fmt.Sprintf("%d model calls", calls)
}

func TestDiskFullUnderResults(t *testing.T) {
	r := scenario(t, 20, "disk full while results arrive")
	jobs := size(100, 1000)
	r.load, r.faults = fmt.Sprintf("%d jobs", jobs), "a full file system for 5 s"
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=16m"); err != nil {
		rig.Skip(t, "a small file system cannot be mounted: "+err.Error())
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	gate := make(chan struct{})
	l := startLine(t, lineConfig{dataDir: dir, workers: 2, concurrency: 8, plan: func(l *line) plan {
		return func(label string, _ int, _ string) llmtest.Behaviour {
			text := strings.Repeat("A long day, of "+label+". ", 200)
			l.model.wrote[strings.TrimSpace(text)] = label
			return func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-gate:
				case <-r.Context().Done():
				}
				llmtest.Answer(text)(w, r)
			}
		}
	}})
	<-l.load(0, jobs, time.Second, true)
	rig.Eventually(t, 20*time.Second, func() error {
		waiting := 0
		err := l.ledger.db.QueryRow("SELECT count(*) FROM summary_jobs WHERE state = 'accepted'").Scan(&waiting)
		if err == nil && waiting > 0 {
			err = fmt.Errorf("%d jobs are not on the queue", waiting)
		}
		return err
	})
	fillUp(t, filepath.Join(dir, "filler"))
	close(gate)
	full, kept := time.Now(), ""
	rig.Eventually(t, 60*time.Second, func() error {
		kept = l.redis.CLI(t, "LLEN", "{summary_jobs}:results")
		if err := l.ledger.look(); err != nil {
			return err
		}
		if missing := strconv.Itoa(l.ledger.missing(l.accepted)); missing != kept {
			return fmt.Errorf("%s jobs are not in the ledger, and %s results in Redis", missing, kept)
		}
		return nil
	})
	require.NotEqual(t, "0", kept, "there was room for all results")
	time.Sleep(time.Until(full.Add(5 * time.Second)))
	require.NoError(t, os.Remove(filepath.Join(dir, "filler")))
	room := time.Now()
	require.Zero(t, l.drain(60*time.Second), "jobs that did not end")
	r.recovered(time.Since(room))
	l.answered()
	l.settle(r, nil)
	l.empty()
	r.note = kept + " results kept in Redis meanwhile"
}

// fillUp makes a file that takes all room that there is.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	defer f.Close()
	for block := make([]byte, 64<<10); len(block) > 0; {
		if _, err := f.Write(block); err != nil {
			require.ErrorIs(t, err, syscall.ENOSPC)
			block = block[:len(block)/2]
		}
	}
}
