package queue_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

// breaking is a connection that ends when somebody subscribes over it, as often as left says.
type breaking struct {
	net.Conn
	left *atomic.Int32
}

func (c breaking) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("subscribe")) && c.left.Add(-1) >= 0 {
		_ = c.Close()
		return 0, errors.New("the connection ends")
	}
	return c.Conn.Write(b)
}

// Redis goes away in the middle of a subscription that begins.
func TestASubscriptionThatCouldNotBeginBeginsLater(t *testing.T) {
	t.Parallel()
	left := &atomic.Int32{}
	left.Store(2)
	q, err := queue.Dial(queue.Config{
		URL: queuetest.Miniredis(t).URL,
		Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return breaking{c, left}, err
		},
	})
	require.NoError(t, err)
	defer q.Close()
	changed := q.Subscribe(t.Context())
	require.Eventually(t, func() bool { return left.Load() < 0 }, 5*time.Second, time.Millisecond)
	run := 0
	require.Eventually(t, func() bool {
		run++
		require.NoError(t, q.Enqueue(t.Context(), agenda.JobEnvelope{ID: "j1", Run: run, Kind: agenda.KindSummary}))
		select {
		case id := <-changed:
			return id == "j1"
		case <-time.After(50 * time.Millisecond):
			return false
		}
	}, 10*time.Second, time.Millisecond)
}
