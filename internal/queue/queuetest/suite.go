package queuetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

// Run runs the suite, each test on a server of its own.
func Run(t *testing.T, start func(testing.TB) *Server) {
	t.Helper()
	for _, tests := range []map[string]func(*testing.T, *Server){flow, labels, failures, crashes, edges, guards, withdrawals} {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, start(t))
			})
		}
	}
}

// job returns a small job.
func job(id, label string) agenda.JobEnvelope {
	return agenda.JobEnvelope{ID: id, Run: 1, Kind: agenda.KindSummary, Label: label, Payload: json.RawMessage(`{"for":"` + id + `"}`)}
}

// within is a context for one step that must not hang.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func enqueue(t testing.TB, q *queue.Queue, jobs ...agenda.JobEnvelope) {
	t.Helper()
	for _, j := range jobs {
		require.NoError(t, q.Enqueue(within(t), j))
	}
}

// take takes the next id, which must be there, keeping the queue going meanwhile.
func take(t testing.TB, q *queue.Queue, worker string) string {
	t.Helper()
	for range 20 {
		id, err := q.Take(within(t), worker)
		require.NoError(t, err)
		if id != "" {
			return id
		}
	}
	require.Fail(t, "nothing to take")
	return ""
}

// claim takes and claims the next job, which must be there and free.
func claim(t testing.TB, q *queue.Queue, worker string) agenda.Lease {
	t.Helper()
	l, ok, err := q.Claim(within(t), take(t, q, worker), worker)
	require.NoError(t, err)
	require.True(t, ok)
	return l
}

// claimSoon is claim for a job that only Maintain brings back.
func claimSoon(t testing.TB, q *queue.Queue, worker string) agenda.Lease {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		maintain(t, q, worker)
		if id := takeNow(t, q, worker); id != "" {
			l, ok, err := q.Claim(within(t), id, worker)
			require.NoError(t, err)
			if ok {
				return l
			}
		}
	}
	require.Fail(t, "the job did not come back")
	return agenda.Lease{}
}

// takeNow takes an id if one is there.
func takeNow(t testing.TB, q *queue.Queue, worker string) string {
	t.Helper()
	if s := stats(t, q); s.Depth == 0 {
		time.Sleep(5 * time.Millisecond) // another look costs less than a blocking second
		return ""
	}
	id, err := q.Take(within(t), worker)
	require.NoError(t, err)
	return id
}

func maintain(t testing.TB, q *queue.Queue, worker string, working ...string) {
	t.Helper()
	require.NoError(t, q.Maintain(within(t), worker, working))
}

func complete(t testing.TB, q *queue.Queue, l agenda.Lease) bool {
	t.Helper()
	stored, err := q.Complete(within(t), l, json.RawMessage(fmt.Sprintf(`{"text":%q}`, l.Envelope.ID)), "Summary of "+l.Envelope.ID)
	require.NoError(t, err)
	return stored
}

// outcomes returns the outcomes that wait, at least n of them.
func outcomes(t testing.TB, q *queue.Queue, n int) []agenda.JobOutcome {
	t.Helper()
	var got []agenda.JobOutcome
	for range 20 {
		var err error
		got, err = q.Outcomes(within(t))
		require.NoError(t, err)
		if len(got) >= n {
			return got
		}
	}
	require.Len(t, got, n)
	return got
}

// collect acknowledges outcomes until n were collected.
func collect(t testing.TB, q *queue.Queue, n int) (all []agenda.JobOutcome) {
	t.Helper()
	for len(all) < n {
		got := outcomes(t, q, 1)
		require.NoError(t, q.Ack(within(t), got...))
		all = append(all, got...)
	}
	require.Len(t, all, n)
	return all
}

func stats(t testing.TB, q *queue.Queue) queue.Stats {
	t.Helper()
	s, err := q.Stats(within(t))
	require.NoError(t, err)
	return s
}

func state(t testing.TB, q *queue.Queue, id string) agenda.JobState {
	t.Helper()
	p, err := q.Progress(within(t), id)
	require.NoError(t, err)
	return p[id].State
}
