package queuetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

var withdrawals = map[string]func(*testing.T, *Server){
	"a withdrawn job leaves its worker's hands":           withdrawnRunning,
	"a withdrawn job is not begun":                        withdrawnWaiting,
	"a withdrawn job is not put on the queue again":       withdrawnLate,
	"a withdrawn job that has ended gives its label free": withdrawnEnded,
	"a later life is not withdrawn":                       laterLifeStays,
}

func withdraw(t testing.TB, q *queue.Queue, id string, run int) {
	t.Helper()
	require.NoError(t, q.Withdraw(within(t), id, run))
}

func withdrawnRunning(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	l := claim(t, q, "w1")
	changed := q.Subscribe(t.Context())
	for i, heard := 0, ""; heard == ""; i++ { // until the subscription stands
		require.Less(t, i, 200, "nobody heard of it")
		withdraw(t, q, "j1", 1)
		select {
		case heard = <-changed:
			require.Equal(t, "j1", heard)
		case <-time.After(50 * time.Millisecond):
		}
	}
	held, err := q.Extend(within(t), l)
	require.NoError(t, err)
	require.False(t, held, "so its worker stops")
	require.False(t, complete(t, q, l))
	enqueue(t, q, job("j2", "daily"))
	require.Equal(t, "j2", claim(t, q, "w1").Envelope.ID, "the label is free")
	got := stats(t, q)
	require.Zero(t, got.Results)
	require.EqualValues(t, 1, got.Running)
	withdraw(t, q, "j1", 1)
	require.Equal(t, agenda.JobRunning, state(t, q, "j2"), "once more takes nothing from another")
}

func withdrawnWaiting(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("taken", ""), job("delayed", ""), job("listed", ""))
	require.Equal(t, "taken", take(t, q, "w1"))
	dead, err := q.Fail(within(t), claim(t, q, "w2"), "No.", 0, false)
	require.NoError(t, err)
	require.False(t, dead)
	for _, id := range []string{"listed", "taken", "delayed"} {
		withdraw(t, q, id, 1)
		require.Equal(t, agenda.JobCancelled, state(t, q, id))
	}
	_, ok, err := q.Claim(within(t), "taken", "w1")
	require.NoError(t, err)
	require.False(t, ok)
	maintain(t, q, "w1")
	got := stats(t, q)
	require.Zero(t, got.Depth)
	require.Zero(t, got.Delayed)
	require.Zero(t, got.Results)
}

// A dispatcher may have read the ledger just before the job was cancelled there.
func withdrawnLate(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	withdraw(t, q, "j1", 1)
	enqueue(t, q, job("j1", "daily"))
	require.Zero(t, stats(t, q).Depth)
	ttl := s.Do(t, "TTL", "{summary_jobs}:job:j1").(int64)
	require.Positive(t, ttl, "it is not remembered for ever")
}

// The result of a job that was cancelled is dropped by the ledger: nothing stands for the label.
func withdrawnEnded(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	withdraw(t, q, "j1", 1)
	require.Zero(t, stats(t, q).Results)
	enqueue(t, q, job("j2", "daily"))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	collect(t, q, 1)
	enqueue(t, q, job("j3", "daily"))
	withdraw(t, q, "j2", 1)
	withdraw(t, q, "j3", 1)
	locked, err := q.Locked(within(t), "daily")
	require.NoError(t, err)
	require.True(t, locked, "the ledger has a result that stands for the label")
}

func laterLifeStays(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	again := job("j1", "daily")
	again.Run = 2
	enqueue(t, q, again)
	withdraw(t, q, "j1", 1)
	require.True(t, complete(t, q, claim(t, q, "w1")))
	require.Equal(t, 2, collect(t, q, 1)[0].Run)
}
