package chaos_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRedisKilled(t *testing.T) {
	r := scenario(t, 11, "Redis killed")
	jobs, kills := size(600, 10_000), size(2, 10)
	r.load, r.faults = fmt.Sprintf("%d POST /summary/", jobs), fmt.Sprintf("%d SIGKILLs", kills)
	l := startLine(t, lineConfig{workers: 2, concurrency: 8})
	asked := l.load(0, jobs, time.Duration(kills)*4*time.Second, false)
	var back []time.Time
	for range kills {
		time.Sleep(3 * time.Second)
		l.redis.Kill()
		time.Sleep(500 * time.Millisecond)
		l.redis.Start(t)
		back = append(back, time.Now())
	}
	<-asked
	require.Zero(t, l.drain(time.Duration(size(60, 240))*time.Second), "jobs that did not end")
	records := l.settle(r, nil)
	for _, at := range back {
		r.recovered(firstEnd(records, at))
	}
	r.note = l.answered()
	l.empty()
	require.Less(t, r.recovery, time.Duration(size(20, 5))*time.Second)
}

func TestRedisEmptied(t *testing.T) {
	r := scenario(t, 12, "Redis emptied")
	jobs := size(300, 3000)
	r.load, r.faults = fmt.Sprintf("%d jobs", jobs), "3 FLUSHALLs"
	l := startLine(t, lineConfig{workers: 2})
	asked := l.load(0, jobs, time.Duration(size(6, 30))*time.Second, false)
	var emptied []time.Time
	for range 3 {
		time.Sleep(time.Duration(size(1500, 7500)) * time.Millisecond)
		emptied = append(emptied, time.Now())
		require.Equal(t, "OK", l.redis.CLI(t, "FLUSHALL"))
	}
	<-asked
	require.Zero(t, l.drain(60*time.Second), "jobs that did not end")
	held := 0
	for _, j := range l.settle(r, nil) {
		for _, at := range emptied {
			if j.requested.Before(at) && j.finished.After(at) {
				held++
				r.recovered(j.finished.Sub(at)) // until all that was there is done
			}
		}
	}
	l.empty()
	r.note = fmt.Sprintf("%s; %d jobs were open at a FLUSHALL", l.answered(), held)
}

func TestRedisAbsent(t *testing.T) {
	withoutRedis(t, scenario(t, 13, "Redis absent"), func(l *line) { l.redis.Kill() }, func(l *line) { l.redis.Start(t) })
}

// A frozen Redis takes connections and never answers: each call waits until its time is over.
func TestRedisFrozen(t *testing.T) {
	withoutRedis(t, scenario(t, 21, "Redis frozen"), func(l *line) { l.redis.Signal(syscall.SIGSTOP) }, func(l *line) { l.redis.Signal(syscall.SIGCONT) })
}

func withoutRedis(t *testing.T, r *row, leave, comeBack func(*line)) {
	t.Helper()
	absent := time.Duration(size(8, 60)) * time.Second
	jobs := size(160, 1500)
	r.load, r.faults = fmt.Sprintf("%d POST /summary/", jobs), fmt.Sprintf("%s without Redis", absent)
	l := startLine(t, lineConfig{workers: 2})
	l.ask(dayLabel(0), "")
	require.Zero(t, l.drain(20*time.Second))
	leave(l)
	<-l.load(1, jobs, absent, false)
	comeBack(l)
	back := time.Now()
	l.ask(dayLabel(jobs+1), "")
	require.Zero(t, l.drain(60*time.Second), "jobs that did not end")
	r.recovered(firstEnd(l.settle(r, nil), back))
	r.note = fmt.Sprintf("%s; all done %s after its return", l.answered(), time.Since(back).Round(100*time.Millisecond))
	l.empty()
	require.Less(t, r.recovery, time.Duration(size(20, 5))*time.Second)
	require.Less(t, l.p99(), time.Duration(size(3000, 500))*time.Millisecond)
}
