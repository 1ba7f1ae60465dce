// Package queuetest is the suite that any Redis must pass to carry the queue, and the Redis servers
// to run it on. It owns what "works" means for the queue; it refuses to know the queue's scripts
// and looks at Redis only through the documented keys.
package queuetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
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

	dial      func() (net.Conn, error)
	inProcess bool
}

// Dial returns a Queue on the server, closed when the test ends.
func (s *Server) Dial(t testing.TB, cfg queue.Config) *queue.Queue {
	t.Helper()
	cfg.URL = s.URL
	if s.inProcess {
		cfg.Dial = func(context.Context, string, string) (net.Conn, error) { return s.dial() }
	}
	q, err := queue.Dial(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = q.Close() })
	require.Eventually(t, func() bool { return q.Ping(context.Background()) == nil }, 10*time.Second, 10*time.Millisecond)
	return q
}

// Miniredis starts the Redis of the embedded mode.
func Miniredis(t testing.TB) *Server {
	t.Helper()
	start := func(addr string) *miniredis.Miniredis {
		m := newMini()
		require.NoError(t, m.StartAddr(addr))
		return m
	}
	m := start("127.0.0.1:0")
	t.Cleanup(func() { m.Close() })
	addr := m.Addr()
	return &Server{
		URL:  "redis://" + addr,
		dial: func() (net.Conn, error) { return net.Dial("tcp", addr) },
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
	s := &Server{URL: "redis://bubble", inProcess: true}
	s.dial = func() (net.Conn, error) {
		if m := mini.Load(); m != nil {
			return m.Dial()
		}
		return nil, errors.New("connection refused")
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

// Single starts a redis-server of its own. Without the program installed the test is skipped,
// unless E2E=required.
func Single(t testing.TB) *Server {
	t.Helper()
	socket := filepath.Join(socketDir(t), "s")
	s := &Server{URL: "unix://" + socket, dial: func() (net.Conn, error) { return net.Dial("unix", socket) }}
	stop := startRedis(t, s, "--port", "0", "--unixsocket", socket)
	s.Stop = func() { stop() }
	s.Restart = func() {
		stop()
		stop = startRedis(t, s, "--port", "0", "--unixsocket", socket)
	}
	t.Cleanup(func() { stop() })
	return s
}

// Cluster starts a Redis Cluster of one node, which is as strict about keys as any.
func Cluster(t testing.TB) *Server {
	t.Helper()
	port := freePort(t)
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	s := &Server{URL: "redis+cluster://" + addr, dial: func() (net.Conn, error) { return net.Dial("tcp", addr) }}
	start := func() func() {
		stop := startRedis(t, s, "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--cluster-port", fmt.Sprint(freePort(t)),
			"--cluster-enabled", "yes", "--cluster-require-full-coverage", "no", "--cluster-announce-ip", "127.0.0.1")
		s.Do(t, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")
		require.Eventually(t, func() bool {
			return strings.Contains(fmt.Sprint(s.Do(t, "CLUSTER", "INFO")), "cluster_state:ok")
		}, 10*time.Second, 10*time.Millisecond)
		return stop
	}
	stop := start()
	s.Stop = func() { stop() }
	s.Restart = func() { stop(); stop = start() }
	t.Cleanup(func() { stop() })
	return s
}

// Reuse starts n servers and returns a function that lends them to subtests of t, emptied, one test
// at a time: for servers that take their time to start.
func Reuse(t *testing.T, n int, start func(testing.TB) *Server) func(testing.TB) *Server {
	t.Helper()
	idle := make(chan *Server, n)
	for range n {
		idle <- start(t)
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

// startRedis runs redis-server until the returned function is called, which kills it.
func startRedis(t testing.TB, s *Server, args ...string) (stop func()) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("E2E") == "required" {
		t.Fatal("redis-server is not installed, and E2E=required")
	} else if err != nil {
		t.Skip("redis-server is not installed")
	}
	cmd := exec.Command(program, append([]string{"--dir", t.TempDir(), "--save", "", "--appendonly", "no"}, args...)...)
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		c, err := s.dial()
		if err != nil {
			return false
		}
		_ = c.Close()
		return true
	}, 10*time.Second, 5*time.Millisecond)
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

// socketDir returns a directory whose path is short enough for a socket.
func socketDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "q")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
