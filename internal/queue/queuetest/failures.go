package queuetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

var failures = map[string]func(*testing.T, *Server){
	"a failed job comes back when it is due":            retried,
	"a job is dead after three failures":                deadAfterThree,
	"a permanent failure is the last":                   permanent,
	"a failure reported twice counts once":              failTwice,
	"a job that stops its worker ten times is given up": poison,
	"its neighbours are not given up with it":           neighbours,
	"what is handed back is not counted":                handedBack,
}

func retried(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	begin := time.Now()
	enqueue(t, q, job("j1", ""), job("j2", ""))
	require.Eventually(t, func() bool { return stats(t, q).Oldest >= 20*time.Millisecond }, 10*time.Second, time.Millisecond)
	require.LessOrEqual(t, stats(t, q).Oldest, time.Since(begin)+100*time.Millisecond)
	begin = time.Now()
	dead, err := q.Fail(within(t), claim(t, q, "w1"), `The model said "no" – \`+"\n", 400*time.Millisecond, false)
	require.NoError(t, err)
	require.False(t, dead)
	maintain(t, q, "w1")
	require.EqualValues(t, 1, stats(t, q).Depth, "it is not due yet")
	p, err := q.Progress(within(t), "j1")
	require.NoError(t, err)
	require.Equal(t, agenda.JobRetrying, p["j1"].State)
	require.EqualValues(t, 1, stats(t, q).Retried)
	a := p["j1"].Attempts
	require.Len(t, a, 1)
	require.Equal(t, "The model said \"no\" – \\\n", a[0].Error)
	require.WithinDuration(t, begin.Add(400*time.Millisecond), *a[0].RetryAt, 300*time.Millisecond)
	require.True(t, complete(t, q, claim(t, q, "w1")))

	require.Eventually(t, func() bool {
		maintain(t, q, "w1")
		return stats(t, q).Depth == 1
	}, 10*time.Second, 10*time.Millisecond)
	maintain(t, q, "w1")
	require.EqualValues(t, 1, stats(t, q).Depth, "it comes back once")
	require.Zero(t, stats(t, q).Delayed)
	l := claim(t, q, "w1")
	require.GreaterOrEqual(t, time.Since(begin), 390*time.Millisecond)
	require.Equal(t, "j1", l.Envelope.ID)
	require.Equal(t, 2, l.Attempt)
	require.Equal(t, 1, l.Failures)
	require.True(t, complete(t, q, l))
	require.Len(t, collect(t, q, 2)[1].Attempts, 2)
}

func deadAfterThree(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	for n := 1; n <= 3; n++ {
		dead, err := q.Fail(within(t), claimSoon(t, q, "w1"), "The model is away.", 0, false)
		require.NoError(t, err)
		require.Equal(t, n == 3, dead)
	}
	o := collect(t, q, 1)[0]
	require.Equal(t, agenda.JobDead, o.State)
	require.Equal(t, "The model is away.", o.Error)
	require.Len(t, o.Attempts, 3)
	require.Nil(t, s.Do(t, "GET", "refresh_lock:summary:daily"))
	require.Equal(t, queue.Stats{Workers: 1, Retried: 2}, stats(t, q))
}

func permanent(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""))
	dead, err := q.Fail(within(t), claim(t, q, "w1"), "The key is wrong.", time.Second, true)
	require.NoError(t, err)
	require.True(t, dead)
	require.Equal(t, "The key is wrong.", collect(t, q, 1)[0].Error)
}

func failTwice(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{MaxAttempts: 2})
	enqueue(t, q, job("j1", ""))
	l := claim(t, q, "w1")
	for range 2 {
		dead, err := q.Fail(within(t), l, "Away.", 0, false)
		require.NoError(t, err)
		require.False(t, dead)
	}
	l = claimSoon(t, q, "w1")
	require.Equal(t, 1, l.Failures)
	for range 2 {
		dead, err := q.Fail(within(t), l, "Away.", 0, false)
		require.NoError(t, err)
		require.True(t, dead)
	}
	require.Len(t, collect(t, q, 1), 1)
	require.Zero(t, stats(t, q).Stale)
}

func poison(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 20 * time.Millisecond})
	enqueue(t, q, job("j1", "daily"))
	for n := 1; n <= 10; n++ {
		l := claimSoon(t, q, "w1")
		require.Equal(t, n, l.Attempt)
	}
	for stats(t, q).Poisoned == 0 {
		maintain(t, q, "w1")
		if id := takeNow(t, q, "w1"); id != "" {
			_, ok, err := q.Claim(within(t), id, "w1")
			require.NoError(t, err)
			require.False(t, ok)
		}
	}
	o := collect(t, q, 1)[0]
	require.Equal(t, agenda.JobDead, o.State)
	require.Contains(t, o.Error, "10 times")
	require.Len(t, o.Attempts, 10)
	require.NotEmpty(t, o.Attempts[9].Error)
}

// Each life of the worker takes all that is ready, as one with many slots does, and the bad job ends it
// before any other is done.
func neighbours(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 100 * time.Millisecond})
	enqueue(t, q, job("bad", ""), job("j1", ""), job("j2", "daily"))
	for life := 0; stats(t, q).Poisoned == 0; life++ {
		worker := fmt.Sprint("w", life)
		maintain(t, q, worker)
		var held []agenda.Lease
		stopped := false
		for range stats(t, q).Depth {
			if l, ok, err := q.Claim(within(t), take(t, q, worker), worker); ok {
				held, stopped = append(held, l), stopped || l.Envelope.ID == "bad"
			} else {
				require.NoError(t, err)
			}
		}
		for _, l := range held {
			if !stopped {
				complete(t, q, l)
			}
		}
	}
	for _, o := range collect(t, q, 3) {
		require.Equal(t, o.ID == "bad", o.State == agenda.JobDead, "%s is %s: %s", o.ID, o.State, o.Error)
	}
}

func handedBack(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"), job("j2", ""))
	for range 15 {
		l := claim(t, q, "w1")
		require.Equal(t, "j1", l.Envelope.ID, "it keeps its place")
		require.Equal(t, 1, l.Attempt)
		require.NoError(t, q.GiveBack(within(t), l))
		require.NoError(t, q.GiveBack(within(t), l))
		require.False(t, complete(t, q, l), "what was handed back is not the worker's any more")
	}
	claim(t, q, "w1")
	take(t, q, "w1")
	require.NoError(t, q.Leave(within(t), "w1"))
	require.NoError(t, q.Leave(within(t), "w1"))
	got := stats(t, q)
	require.EqualValues(t, 2, got.Depth)
	require.Zero(t, got.Workers)
	require.Zero(t, got.Running)
	l := claim(t, q, "w2")
	require.Equal(t, "j1", l.Envelope.ID)
	require.Equal(t, 1, l.Attempt)
	require.True(t, complete(t, q, l))
	require.Len(t, collect(t, q, 1)[0].Attempts, 1)
}
