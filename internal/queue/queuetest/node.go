package queuetest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// node is one redis-server process. It keeps its directory, and with it what it has written there,
// when it is started again.
type node struct {
	network, addr string
	auth          []any // the words after AUTH; nil when it lets everybody in
	db            int
	tls           *tls.Config
	dir           string
	args          []string // beside the configuration's path
	cmd           *exec.Cmd
}

// newNode writes a configuration of the setup's common lines and those given, for a server on a free
// port of 127.0.0.1, or on a socket if network is unix.
func (w With) newNode(t testing.TB, network string, lines ...string) *node {
	t.Helper()
	n := &node{network: network, auth: w.adminAuth(), dir: t.TempDir()}
	lines = append(lines, "dir "+n.dir, "loglevel warning", "bind 127.0.0.1", `save ""`)
	switch {
	case network == "unix":
		n.addr = filepath.Join(socketDir(t), "s")
		lines = append(lines, "port 0", "unixsocket "+n.addr)
	case w.TLS != nil:
		n.addr, n.tls = freeAddr(t), w.TLS.client
		lines = append(append(lines, "port 0", "tls-port "+n.port()), w.TLS.lines...)
	default:
		n.addr = freeAddr(t)
		lines = append(lines, "port "+n.port())
	}
	conf := filepath.Join(n.dir, "redis.conf")
	require.NoError(t, os.WriteFile(conf, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	n.args = []string{conf}
	return n
}

func (n *node) port() string {
	_, port, _ := net.SplitHostPort(n.addr)
	return port
}

// start runs the server and returns when it answers, be it to say that it is loading.
func (n *node) start(t testing.TB) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("E2E") == "required" {
		t.Fatal("redis-server is not installed, and E2E=required")
	} else if err != nil {
		t.Skip("redis-server is not installed")
	}
	n.cmd = exec.Command(program, n.args...)
	require.NoError(t, n.cmd.Start())
	cmd := n.cmd
	t.Cleanup(func() { end(cmd) })
	require.Eventually(t, func() bool {
		_, err = n.do("PING")
		return err == nil || errors.As(err, new(replyError))
	}, 10*time.Second, 5*time.Millisecond)
}

// kill ends the server as a power cut does.
func (n *node) kill() { end(n.cmd) }

func end(cmd *exec.Cmd) {
	if cmd.ProcessState == nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

func (n *node) signal(s syscall.Signal) { _ = n.cmd.Process.Signal(s) }

func (n *node) dial() (net.Conn, error) {
	d := &net.Dialer{Timeout: 5 * time.Second}
	if n.tls != nil {
		return (&tls.Dialer{NetDialer: d, Config: n.tls}).DialContext(context.Background(), n.network, n.addr)
	}
	return d.Dial(n.network, n.addr)
}

// do runs one command as the administrator.
func (n *node) do(args ...any) (any, error) {
	c, err := n.dial()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if n.auth != nil {
		if _, err := talk(c, append([]any{"AUTH"}, n.auth...)...); err != nil {
			return nil, err
		}
	}
	if n.db != 0 {
		if _, err := talk(c, "SELECT", n.db); err != nil {
			return nil, err
		}
	}
	return talk(c, args...)
}

// says waits until the answer to a command contains the text.
func (n *node) says(t testing.TB, text string, args ...any) {
	t.Helper()
	var answer any
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if answer, _ = n.do(args...); strings.Contains(fmt.Sprint(answer), text) {
			return
		}
	}
	require.Fail(t, "no such answer", "%v: %v", args, answer)
}

// socketDir returns a directory whose path is short enough for a socket.
func socketDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "q")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// freeAddr returns an address that nobody listens on.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return "127.0.0.1:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
