package queuetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

var flow = map[string]func(*testing.T, *Server){
	"a job goes its whole way":                            wholeWay,
	"first in, first out":                                 fifo,
	"enqueueing twice makes one job":                      enqueueTwice,
	"a higher run is a new life":                          newLife,
	"completing twice stores one result":                  completeTwice,
	"an ended job is not enqueued by a late caller":       lateEnqueue,
	"requests are made once and kept until acknowledged":  requests,
	"changes are announced":                               events,
	"taking waits for a job and not longer":               waiting,
	"what workers do and which labels are locked is told": roster,
}

func wholeWay(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	sent := job("j1", "daily")
	sent.Force = true
	enqueue(t, q, sent)
	require.LessOrEqual(t, len(s.Do(t, "LRANGE", "summary_jobs", 0, -1).([]any)[0].(string)), 300)
	require.Equal(t, agenda.JobQueued, state(t, q, "j1"))

	l := claim(t, q, "w1")
	require.Equal(t, sent, l.Envelope)
	require.Equal(t, 1, l.Attempt)
	require.Equal(t, 0, l.Failures)
	require.NotEmpty(t, l.Fence)
	require.Equal(t, agenda.JobRunning, state(t, q, "j1"))
	held, err := q.Extend(within(t), l)
	require.NoError(t, err)
	require.True(t, held)

	require.True(t, complete(t, q, l))
	require.Equal(t, "Summary of j1", s.Do(t, "GET", "latest_summary"))
	require.Equal(t, "done", s.Do(t, "GET", "refresh_lock:summary:daily"))
	got := outcomes(t, q, 1)
	require.Equal(t, got, outcomes(t, q, 1), "outcomes stay until they are acknowledged")
	o := got[0]
	require.Equal(t, "j1", o.ID)
	require.Equal(t, 1, o.Run)
	require.Equal(t, agenda.KindSummary, o.Kind)
	require.Equal(t, "daily", o.Label)
	require.Equal(t, agenda.JobDone, o.State)
	require.JSONEq(t, `{"text":"j1"}`, string(o.Output))
	require.WithinDuration(t, time.Now(), o.FinishedAt, time.Minute)
	require.Len(t, o.Attempts, 1)
	require.Equal(t, "w1", o.Attempts[0].Worker)
	require.False(t, o.Attempts[0].EndedAt.Before(o.Attempts[0].StartedAt))

	require.NoError(t, q.Ack(within(t), got...))
	require.NoError(t, q.Ack(within(t), got...))
	require.Equal(t, queue.Stats{Workers: 1}, stats(t, q), "nothing is left behind")
}

func fifo(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	for i := range 50 {
		enqueue(t, q, job(fmt.Sprintf("j%02d", i), ""))
	}
	for i := range 50 {
		l := claim(t, q, "w1")
		require.Equal(t, fmt.Sprintf("j%02d", i), l.Envelope.ID)
		require.True(t, complete(t, q, l))
	}
	for i, o := range collect(t, q, 50) {
		require.Equal(t, fmt.Sprintf("j%02d", i), o.ID)
	}
}

func enqueueTwice(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""), job("j1", ""))
	require.EqualValues(t, 1, stats(t, q).Depth)
	l := claim(t, q, "w1")
	enqueue(t, q, job("j1", ""))
	require.EqualValues(t, 0, stats(t, q).Depth)
	require.True(t, complete(t, q, l))
	enqueue(t, q, job("j1", ""))
	require.EqualValues(t, 0, stats(t, q).Depth)
}

func newLife(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"))
	old := claim(t, q, "w1")
	again := job("j1", "daily")
	again.Run = 2
	enqueue(t, q, again)
	require.False(t, complete(t, q, old), "the old life's report is stale")
	l := claim(t, q, "w2")
	require.Equal(t, 2, l.Envelope.Run)
	require.True(t, complete(t, q, l))
	o := collect(t, q, 1)[0]
	require.Equal(t, 2, o.Run)

	// A result of the first life that nobody had collected does not stand in the way, whether a
	// backend that is behind acknowledges it or not.
	for _, id := range []string{"j2", "j3"} {
		again = job(id, "")
		for again.Run = 1; again.Run <= 2; again.Run++ {
			enqueue(t, q, again)
			require.True(t, complete(t, q, claim(t, q, "w1")))
		}
		if id == "j2" {
			require.NoError(t, q.Ack(within(t), agenda.JobOutcome{ID: id, Run: 1}))
		}
		require.Equal(t, 2, collect(t, q, 1)[0].Run)
		require.Zero(t, stats(t, q).Results)
	}
}

func completeTwice(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""))
	l := claim(t, q, "w1")
	require.True(t, complete(t, q, l))
	require.True(t, complete(t, q, l), "the first reply may have been lost")
	require.Len(t, collect(t, q, 1), 1)
	require.Zero(t, stats(t, q).Results)
	require.Zero(t, stats(t, q).Stale)
}

func lateEnqueue(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", ""))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	collect(t, q, 1)
	enqueue(t, q, job("j1", ""))
	require.Zero(t, stats(t, q).Depth)
	require.Equal(t, agenda.JobDone, state(t, q, "j1"))
	require.Positive(t, s.Do(t, "PTTL", "{summary_jobs}:job:j1"), "it is remembered, but not for ever")
	again := job("j1", "")
	again.Run = 2
	enqueue(t, q, again)
	require.EqualValues(t, 1, stats(t, q).Depth, "another life begins all the same")
}

func requests(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	first, err := q.Request(within(t), "daily:2026-11-25", "daily")
	require.NoError(t, err)
	require.True(t, first)
	first, err = q.Request(within(t), "daily:2026-11-25", "daily")
	require.NoError(t, err)
	require.False(t, first)
	for range 2 {
		labels, err := q.Requests(within(t))
		require.NoError(t, err)
		require.Equal(t, map[string]string{"daily:2026-11-25": "daily"}, labels)
	}
	require.NoError(t, q.AckRequest(within(t), "daily:2026-11-25", "daily"))
	require.NoError(t, q.AckRequest(within(t), "daily:2026-11-25", "daily"))
	require.Zero(t, stats(t, q).Requests)
}

func events(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	ctx, cancel := context.WithCancel(within(t))
	changed := q.Subscribe(ctx)
	seen := 0
	for i := 0; seen == 0; i++ { // until the subscription stands
		require.Less(t, i, 200)
		enqueue(t, q, job(fmt.Sprintf("j%d", i), ""))
		select {
		case id := <-changed:
			require.True(t, strings.HasPrefix(id, "j"))
			seen++
		case <-time.After(50 * time.Millisecond):
		}
	}
	cancel()
	require.Eventually(t, func() bool {
		select {
		case _, open := <-changed:
			return !open
		default:
			return false
		}
	}, 10*time.Second, time.Millisecond)
}

func waiting(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	begin := time.Now()
	id, err := q.Take(within(t), "w1")
	require.NoError(t, err)
	require.Empty(t, id)
	require.Less(t, time.Since(begin), 5*time.Second)

	ctx, cancel := context.WithCancel(within(t))
	cancel()
	_, err = q.Take(ctx, "w1")
	require.ErrorIs(t, err, context.Canceled)
}

func roster(t *testing.T, s *Server) {
	q, other := s.Dial(t, queue.Config{Slots: 3}), s.Dial(t, queue.Config{})
	read := func() agenda.Roster {
		r, err := q.Roster(within(t), "daily", "weekly", "custom", "")
		require.NoError(t, err)
		for i := range r.Workers {
			require.Less(t, r.Workers[i].HeardSeconds, 30.0)
			r.Workers[i].HeardSeconds = 0
		}
		for i := range r.Locks {
			require.Positive(t, r.Locks[i].LeftSeconds)
			require.LessOrEqual(t, r.Locks[i].LeftSeconds, 300.0)
			r.Locks[i].LeftSeconds = 0
		}
		return r
	}
	require.Equal(t, agenda.Roster{Workers: []agenda.WorkerStatus{}, Locks: []agenda.LabelLock{}}, read())
	enqueue(t, q, job("j1", "daily"), job("j2", "weekly"), job("j3", ""))
	done := claim(t, q, "w2")
	require.True(t, complete(t, q, done))
	claim(t, q, "w2")
	maintain(t, other, "w1")
	require.Equal(t, "j3", take(t, other, "w1"), "taken is not worked on yet")
	require.Equal(t, agenda.Roster{
		Workers: []agenda.WorkerStatus{
			{Name: "w1", Jobs: []agenda.WorkerJob{}},
			{Name: "w2", Slots: 3, Done: 1, Jobs: []agenda.WorkerJob{{ID: "j2", Label: "weekly", Attempt: 1}}},
		},
		Locks: []agenda.LabelLock{{Label: "daily", Done: true}, {Label: "weekly"}},
	}, read())
	require.NoError(t, q.Leave(within(t), "w2"))
	require.Len(t, read().Workers, 1)
	require.Equal(t, int64(0), s.Do(t, "EXISTS", "{summary_jobs}:worker:w2"), "who leaves leaves nothing behind")
}
