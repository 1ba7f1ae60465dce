package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Redis is a real redis-server of a test's own, set up as compose sets up ours: with a password, and
// with each write on disk before it is acknowledged. What it holds outlives Kill and Start.
type Redis struct {
	Addr, Password string

	dir string
	mu  sync.Mutex
	cmd *exec.Cmd
}

// StartRedis starts a redis-server and ends it with the test.
func StartRedis(t testing.TB) *Redis {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		Skip(t, "there is no redis-server on this machine")
	}
	r := &Redis{Addr: FreeAddr(), Password: "a password for this test", dir: t.TempDir()}
	r.Start(t)
	t.Cleanup(r.Kill)
	return r
}

// Start starts the server, which was killed, again, and returns when it answers.
func (r *Redis) Start(t testing.TB) {
	t.Helper()
	_, port, _ := net.SplitHostPort(r.Addr)
	cmd := exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--requirepass", r.Password,
		"--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", r.dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.cmd = cmd
	r.mu.Unlock()
	Eventually(t, 20*time.Second, func() error {
		if answer := r.CLI(t, "PING"); answer != "PONG" {
			return fmt.Errorf("redis-server answers %q", answer)
		}
		return nil
	})
}

// Kill ends the server as a power cut does, and returns when it is gone.
func (r *Redis) Kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// Signal sends a signal, such as SIGSTOP.
func (r *Redis) Signal(sig syscall.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.cmd.Process.Signal(sig)
}

// CLI sends one command with redis-cli and returns what it prints, errors of the server too.
func (r *Redis) CLI(t testing.TB, args ...string) string {
	t.Helper()
	host, port, _ := net.SplitHostPort(r.Addr)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "redis-cli", append([]string{"-h", host, "-p", port}, args...)...)
	cmd.Env = append(os.Environ(), "REDISCLI_AUTH="+r.Password)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); errors.Is(err, exec.ErrNotFound) {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

// Env returns the settings that lead a program to the server.
func (r *Redis) Env() []string {
	return []string{"REDIS_URL=redis://" + r.Addr + "/0", "REDIS_PASSWORD=" + r.Password}
}
