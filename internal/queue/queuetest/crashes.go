package queuetest

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

var crashes = map[string]func(*testing.T, *Server){
	"a report after the lease is dropped":      staleDropped,
	"what a dead worker held goes back once":   reaped,
	"an id taken and forgotten goes back":      forgotten,
	"a dead worker that nobody knows is found": unknownWorker,
	"an emptied Redis is filled again":         flushed,
	"a restarted Redis serves on":              restarted,
	"a worker that came too late gets nothing": tooLate,
}

// lines is a log that many write to.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func staleDropped(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 50 * time.Millisecond})
	enqueue(t, q, job("j1", "daily"))
	old := claim(t, q, "w1")
	l := claimSoon(t, q, "w2")
	require.Equal(t, "j1", l.Envelope.ID)
	require.Equal(t, 2, l.Attempt, "a crash counts")
	require.NotEqual(t, old.Fence, l.Fence)

	held, err := q.Extend(within(t), old)
	require.NoError(t, err)
	require.False(t, held)
	require.False(t, complete(t, q, old))
	_, err = q.Fail(within(t), old, "Too late.", 0, true)
	require.NoError(t, err)
	require.NoError(t, q.GiveBack(within(t), old))
	require.EqualValues(t, 2, stats(t, q).Stale)

	require.True(t, complete(t, q, l))
	require.False(t, complete(t, q, old))
	o := collect(t, q, 1)[0]
	require.Len(t, o.Attempts, 2)
	require.NotEmpty(t, o.Attempts[0].Error)
	require.Empty(t, o.Attempts[1].Error)
	require.EqualValues(t, 1, stats(t, q).Reaped)
}

func reaped(t *testing.T, s *Server) {
	var log lines
	q := s.Dial(t, queue.Config{Lease: 400 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil))}) // a worker is dead after half of it
	enqueue(t, q, job("j1", ""), job("j2", ""), job("j3", "daily"))
	claim(t, q, "w1")
	take(t, q, "w1") // it dies between taking and claiming
	l := claim(t, q, "w1")
	held, err := q.Extend(within(t), l)
	require.NoError(t, err)
	require.True(t, held)
	require.Eventually(t, func() bool {
		maintain(t, q, "w2")
		maintain(t, q, "w3")
		return stats(t, q).Reaped == 3
	}, 10*time.Second, 5*time.Millisecond)
	for range 5 {
		maintain(t, q, "w2")
	}
	got := stats(t, q)
	require.EqualValues(t, 3, got.Depth)
	require.EqualValues(t, 3, got.Reaped)
	for _, id := range []string{"j1", "j2", "j3"} {
		line := `msg="job taken from a worker that stopped answering" job_id=` + id + " worker=w1\n"
		require.Equal(t, 1, strings.Count(log.String(), line), log.String())
	}
	require.EqualValues(t, 2, got.Workers)
	require.Zero(t, got.Running)
	for _, id := range []string{"j1", "j2", "j3"} {
		l := claim(t, q, "w2")
		require.Equal(t, id, l.Envelope.ID)
		require.True(t, complete(t, q, l))
	}
	collect(t, q, 3)
}

func forgotten(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""), job("j2", ""), job("j3", ""))
	take(t, q, "w1")  // its reply was lost
	claim(t, q, "w1") // the claim's reply was lost
	working := claim(t, q, "w1")
	require.Eventually(t, func() bool {
		maintain(t, q, "w1", working.Envelope.ID)
		return stats(t, q).Depth == 2
	}, 10*time.Second, 50*time.Millisecond)
	require.True(t, complete(t, q, working))
	require.Equal(t, 1, claim(t, q, "w2").Attempt)
	require.Equal(t, 1, claim(t, q, "w2").Attempt, "it was not the job's fault")
	require.Zero(t, stats(t, q).Depth)
}

func unknownWorker(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 200 * time.Millisecond})
	_, err := q.Take(within(t), "w1")
	require.NoError(t, err)
	s.Do(t, "FLUSHALL")
	enqueue(t, q, job("j1", ""))
	require.Equal(t, "j1", take(t, q, "w1")) // and w1 dies before anything tells of it
	require.Zero(t, stats(t, q).Workers)
	require.Equal(t, "j1", claimSoon(t, q, "w2").Envelope.ID)
}

func flushed(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"), job("j2", ""), job("j3", ""))
	l := claim(t, q, "w1")
	taken := take(t, q, "w1")
	s.Do(t, "FLUSHALL")

	held, err := q.Extend(within(t), l)
	require.NoError(t, err)
	require.False(t, held)
	_, ok, err := q.Claim(within(t), taken, "w1")
	require.NoError(t, err)
	require.False(t, ok)
	p, err := q.Progress(within(t), "j1", "j2", "j3")
	require.NoError(t, err)
	require.Empty(t, p, "which is how the dispatcher notices")

	enqueue(t, q, job("j1", "daily"), job("j2", ""), job("j3", ""))
	require.False(t, complete(t, q, l))
	fresh := claim(t, q, "w1")
	require.Equal(t, "j1", fresh.Envelope.ID)
	require.NotEqual(t, l.Fence, fresh.Fence)
	require.False(t, complete(t, q, l), "not even now")
	require.True(t, complete(t, q, fresh))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	collect(t, q, 3)
}

func restarted(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	changed := q.Subscribe(t.Context())
	enqueue(t, q, job("j1", ""))
	claim(t, q, "w1")
	s.Restart()
	require.Eventually(t, func() bool { return q.Ping(context.Background()) == nil }, 10*time.Second, 20*time.Millisecond)
	require.Eventually(t, func() bool { return q.Enqueue(within(t), job("j1", "")) == nil }, 10*time.Second, 20*time.Millisecond)
	require.True(t, complete(t, q, claim(t, q, "w1")), "the scripts are loaded again")
	require.Equal(t, agenda.JobDone, collect(t, q, 1)[0].State)
	for len(changed) > 0 {
		<-changed
	}
	again := job("j2", "")
	require.Eventually(t, func() bool {
		again.Run++
		enqueue(t, q, again)
		select {
		case id := <-changed:
			return id == "j2"
		case <-time.After(50 * time.Millisecond):
			return false
		}
	}, 20*time.Second, time.Millisecond, "and changes are announced again")
}

func tooLate(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""))
	l := claim(t, q, "w1")
	_, ok, err := q.Claim(within(t), "j1", "w2")
	require.NoError(t, err)
	require.False(t, ok, "it is being worked on")
	require.True(t, complete(t, q, l))
	_, ok, err = q.Claim(within(t), "j1", "w2")
	require.NoError(t, err)
	require.False(t, ok, "it is done")
	dead, err := q.Fail(within(t), l, "Too late.", 0, true)
	require.NoError(t, err)
	require.False(t, dead)
	require.Equal(t, agenda.JobDone, collect(t, q, 1)[0].State)
	require.EqualValues(t, 2, stats(t, q).Duplicates)
}
