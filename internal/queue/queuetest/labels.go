package queuetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

var labels = map[string]func(*testing.T, *Server){
	"fifty requests for one label make one run":    fiftyAtOnce,
	"a label that is done is skipped":              skipped,
	"a forced job runs although the label is done": forced,
	"a forced job waits for another at work":       forcedWaits,
	"a failed job gives its label free":            labelFreed,
	"a job without a label runs beside all others": unlabelled,
	"a claim does not count as done":               claimIsNotDone,
	"the label's claim lasts as long as the lease": claimExtended,
}

func fiftyAtOnce(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	for i := range 50 {
		enqueue(t, q, job(fmt.Sprintf("j%02d", i), "daily"))
	}
	var runs, ended atomic.Int64
	var workers sync.WaitGroup
	for i := range 5 {
		workers.Go(func() {
			w := fmt.Sprintf("w%d", i)
			for ended.Load() == 0 {
				if q.Maintain(t.Context(), w, nil) != nil || stats(t, q).Depth == 0 {
					time.Sleep(time.Millisecond)
					continue
				}
				id, err := q.Take(t.Context(), w)
				if err != nil || id == "" {
					continue
				}
				if l, ok, _ := q.Claim(t.Context(), id, w); ok {
					runs.Add(1)
					time.Sleep(20 * time.Millisecond) // the others run against the claim meanwhile
					_, _ = q.Complete(t.Context(), l, []byte(`{}`), "text")
				}
			}
		})
	}
	all := collect(t, q, 50)
	ended.Store(1)
	workers.Wait()
	require.EqualValues(t, 1, runs.Load())
	count := map[agenda.JobState]int{}
	for _, o := range all {
		count[o.State]++
	}
	require.Equal(t, map[agenda.JobState]int{agenda.JobDone: 1, agenda.JobSkipped: 49}, count)
	require.Equal(t, agenda.JobDone, all[0].State, "the result comes before those that point at it")
	require.Equal(t, "done", s.Do(t, "GET", "refresh_lock:summary:daily"))
	ttl := s.Do(t, "TTL", "refresh_lock:summary:daily").(int64)
	require.LessOrEqual(t, ttl, int64(300))
	require.Greater(t, ttl, int64(290))
	require.Zero(t, stats(t, q).Delayed)
}

func skipped(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	locked, err := q.Locked(within(t), "daily")
	require.NoError(t, err)
	require.True(t, locked)
	enqueue(t, q, job("j2", "daily"), job("j3", "weekly"))
	_, ok, err := q.Claim(within(t), take(t, q, "w1"), "w1")
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, "j3", claim(t, q, "w1").Envelope.ID)
	all := collect(t, q, 2)
	require.Equal(t, agenda.JobSkipped, all[1].State)
	require.Empty(t, all[1].Output)
}

func forced(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	again := job("j2", "daily")
	again.Force = true
	enqueue(t, q, again)
	require.True(t, complete(t, q, claim(t, q, "w1")))
	for _, o := range collect(t, q, 2) {
		require.Equal(t, agenda.JobDone, o.State)
	}
}

func forcedWaits(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	again := job("j2", "daily")
	again.Force = true
	enqueue(t, q, job("j1", "daily"), again)
	first := claim(t, q, "w1")
	_, ok, err := q.Claim(within(t), take(t, q, "w2"), "w2")
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, agenda.JobQueued, state(t, q, "j2"))
	require.True(t, complete(t, q, first))
	l := claimSoon(t, q, "w2")
	require.Equal(t, "j2", l.Envelope.ID)
	require.Equal(t, 1, l.Attempt, "waiting is not counted")
}

func labelFreed(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"), job("j2", "daily"), job("j3", "daily"))
	dead, err := q.Fail(within(t), claim(t, q, "w1"), "No.", time.Hour, false)
	require.NoError(t, err)
	require.False(t, dead)
	l := claim(t, q, "w1")
	require.Equal(t, "j2", l.Envelope.ID)
	require.NoError(t, q.GiveBack(within(t), l))
	require.Equal(t, "j2", claim(t, q, "w1").Envelope.ID)
}

func unlabelled(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""), job("j2", ""))
	a, b := claim(t, q, "w1"), claim(t, q, "w2")
	require.True(t, complete(t, q, a))
	require.True(t, complete(t, q, b))
	require.Empty(t, s.Do(t, "KEYS", "*refresh_lock*"))
}

func claimIsNotDone(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	claim(t, q, "w1")
	locked, err := q.Locked(within(t), "daily")
	require.NoError(t, err)
	require.False(t, locked)
}

func claimExtended(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: time.Second})
	enqueue(t, q, job("j1", "daily"), job("j2", "daily"))
	l := claim(t, q, "w1")
	for end := time.Now().Add(1500 * time.Millisecond); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		held, err := q.Extend(within(t), l)
		require.NoError(t, err)
		require.True(t, held)
		maintain(t, q, "w1", "j1")
	}
	_, ok, err := q.Claim(within(t), take(t, q, "w2"), "w2")
	require.NoError(t, err)
	require.False(t, ok, "the label is still being worked on")
	require.True(t, complete(t, q, l))
}
