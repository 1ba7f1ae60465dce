// Package queuetest is the suite that any Redis must pass to carry the queue, and the Redis servers
// to run it on. It owns what "works" means for the queue; it refuses to know the queue's scripts
// and looks at Redis only through the documented keys.
package queuetest

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/queue"
)

// Server is a Redis made for one test.
type Server struct {
	URL     string
	Stop    func() // ends it the hard way
	Restart func() // starts it again, stopped or not, with nothing in it

	// What not every kind of server can do is nil in the others.
	Start  func()               // starts it after Stop, with what it had on its disk
	Signal func(syscall.Signal) // to the process
	Upset  map[string]func()    // what happens to those that are made of several, by its name

	do   func(args ...any) (any, error)
	dial func(context.Context, string, string) (net.Conn, error) // replaces the network, unless nil
}

// Dial returns a Queue on the server, closed when the test ends.
func (s *Server) Dial(t testing.TB, cfg queue.Config) *queue.Queue {
	t.Helper()
	cfg.URL = s.URL
	cfg.Dial = s.dial
	q, err := queue.Dial(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = q.Close() })
	require.Eventually(t, func() bool { return q.Ping(context.Background()) == nil }, 10*time.Second, 10*time.Millisecond)
	return q
}

// Miniredis starts the Redis of the embedded mode.
func Miniredis(t testing.TB) *Server {
	t.Helper()
	// A program that another test starts just then holds the address until it runs, closed as it is here.
	start := func(addr string) (m *miniredis.Miniredis) {
		require.Eventually(t, func() bool { m = newMini(); return m.StartAddr(addr) == nil }, 10*time.Second, 10*time.Millisecond)
		return m
	}
	m := start("127.0.0.1:0")
	t.Cleanup(func() { m.Close() })
	addr := m.Addr()
	return &Server{
		URL:  "redis://" + addr,
		do:   (&node{network: "tcp", addr: addr}).do,
		Stop: func() { m.Close() },
		Restart: func() {
			m.Close()
			m = start(addr) // one that was closed answers no blocking command any more
		},
	}
}

// Bubble starts a Redis that is reached without a network, for use under testing/synctest.
func Bubble(t testing.TB) *Server {
	t.Helper()
	var mini atomic.Pointer[miniredis.Miniredis]
	mini.Store(newMini())
	s := &Server{URL: "redis://bubble"}
	s.dial = func(context.Context, string, string) (net.Conn, error) {
		if m := mini.Load(); m != nil {
			return m.Dial()
		}
		return nil, errors.New("connection refused")
	}
	s.do = func(args ...any) (any, error) {
		c, err := s.dial(context.Background(), "", "")
		if err != nil {
			return nil, err
		}
		defer c.Close()
		return talk(c, args...)
	}
	s.Stop = func() {
		if m := mini.Swap(nil); m != nil {
			m.Close()
		}
	}
	s.Restart = func() {
		s.Stop()
		mini.Store(newMini())
	}
	t.Cleanup(s.Stop)
	return s
}

func newMini() *miniredis.Miniredis {
	m := miniredis.NewMiniRedis()
	m.ClockTTL(true)
	return m
}

// Lend returns a function that lends servers to tests, one at a time, and empties them after each:
// for servers that take their time to start.
func Lend(servers ...*Server) func(testing.TB) *Server {
	idle := make(chan *Server, len(servers))
	for _, s := range servers {
		idle <- s
	}
	return func(t testing.TB) *Server {
		s := <-idle
		t.Cleanup(func() {
			s.Do(t, "FLUSHALL")
			idle <- s
		})
		return s
	}
}
