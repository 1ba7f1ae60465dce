package queuetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/queue"
)

var guards = map[string]func(*testing.T, *Server){
	"an old fence extends nothing":          oldFenceExtendsNothing,
	"a claim that ran out frees no other's": staleClaimFreesNothing,
	"a claim ends with its lease":           claimEndsWithItsLease,
	"a lease that runs out is taken":        leaseOfALivingWorkerTaken,
}

// Without a label nothing but the fence tells the two leases apart.
func oldFenceExtendsNothing(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 50 * time.Millisecond})
	enqueue(t, q, job("j1", ""))
	old := claim(t, q, "w1")
	l := claimSoon(t, q, "w2")
	require.NotEqual(t, old.Fence, l.Fence)
	held, err := q.Extend(within(t), old)
	require.NoError(t, err)
	require.False(t, held)
}

// A job whose claim on its label ran out fails after another has begun on the label: the other's
// claim stays.
func staleClaimFreesNothing(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	enqueue(t, q, job("j1", "daily"), job("j2", "daily"), job("j3", "daily"))
	first := claim(t, q, "w1")
	s.Do(t, "DEL", lockOf(t, s))
	second := claim(t, q, "w2")
	require.Equal(t, "j2", second.Envelope.ID)
	dead, err := q.Fail(within(t), first, "No.", time.Hour, false)
	require.NoError(t, err)
	require.False(t, dead)
	_, ok, err := q.Claim(within(t), take(t, q, "w3"), "w3")
	require.NoError(t, err)
	require.False(t, ok, "the label is still the second job's")
	require.True(t, complete(t, q, second))
}

// Should a job vanish with all that is known of it, its label is not held for ever.
func claimEndsWithItsLease(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 7 * time.Second})
	enqueue(t, q, job("j1", "daily"))
	claim(t, q, "w1")
	left, ok := s.Do(t, "PTTL", lockOf(t, s)).(int64)
	require.True(t, ok)
	require.Positive(t, left)
	require.LessOrEqual(t, left, int64(7000))
}

// lockOf returns the name of the only label's lock.
func lockOf(t *testing.T, s *Server) string {
	t.Helper()
	names, ok := s.Do(t, "KEYS", "*refresh_lock*").([]any)
	require.True(t, ok)
	require.Len(t, names, 1)
	return names[0].(string)
}

// The worker lives and says so, but one of its jobs hangs and its lease is not extended.
func leaseOfALivingWorkerTaken(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 500 * time.Millisecond})
	enqueue(t, q, job("j1", ""))
	claim(t, q, "w1")
	require.Eventually(t, func() bool {
		maintain(t, q, "w1", "j1")
		return stats(t, q).Depth == 1
	}, 10*time.Second, 20*time.Millisecond)
	require.EqualValues(t, 1, stats(t, q).Reaped)
}
