package embedredis_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/embedredis"
	"appointment-manager/internal/queue"
)

func start(t *testing.T, addr, password string) *embedredis.Server {
	t.Helper()
	s, err := embedredis.Start(addr, password)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func dial(t *testing.T, cfg queue.Config) *queue.Queue {
	t.Helper()
	q, err := queue.Dial(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = q.Close() })
	return q
}

// The label's claim is a key with the lease's length, so it shows whether keys expire by themselves.
func TestKeysExpire(t *testing.T) {
	t.Parallel()
	q := dial(t, queue.Config{URL: start(t, "", "").URL(), Lease: time.Second})
	for _, id := range []string{"j1", "j2"} {
		require.NoError(t, q.Enqueue(t.Context(), agenda.JobEnvelope{ID: id, Run: 1, Kind: "test", Label: "daily", Payload: json.RawMessage(`{}`)}))
	}
	claim := func() bool {
		id, err := q.Take(t.Context(), "w1")
		require.NoError(t, err)
		if id == "" {
			return false
		}
		_, ok, err := q.Claim(t.Context(), id, "w1")
		require.NoError(t, err)
		return ok
	}
	begin := time.Now()
	require.True(t, claim())
	// Nothing takes the dead claim away but its end: the leases are not looked after.
	require.False(t, claim())
	again := func() bool {
		require.NoError(t, q.Enqueue(t.Context(), agenda.JobEnvelope{ID: time.Now().Format("150405.000000"), Run: 1, Kind: "test", Label: "daily", Payload: json.RawMessage(`{}`)}))
		return claim()
	}
	require.Eventually(t, again, 10*time.Second, 50*time.Millisecond)
	require.GreaterOrEqual(t, time.Since(begin), 900*time.Millisecond)
	require.Less(t, time.Since(begin), 3*time.Second)
}

func TestThePasswordIsAskedFor(t *testing.T) {
	t.Parallel()
	s := start(t, "", "correct:horse@battery/staple")
	require.NoError(t, dial(t, queue.Config{URL: s.URL()}).Ping(t.Context()))
	require.Error(t, dial(t, queue.Config{URL: s.URL(), Password: "wrong"}).Refused(t.Context()))
}

func TestAnAddressInUseIsAnError(t *testing.T) {
	t.Parallel()
	s := start(t, "127.0.0.1:0", "")
	_, err := embedredis.Start(s.URL()[len("redis://"):len(s.URL())-len("/0")], "")
	require.ErrorContains(t, err, "embedredis: start")
}

func TestCloseEndsConnections(t *testing.T) {
	t.Parallel()
	s := start(t, "", "")
	q := dial(t, queue.Config{URL: s.URL()})
	require.NoError(t, q.Ping(t.Context()))
	s.Close()
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(q.Ping(t.Context())))
}
