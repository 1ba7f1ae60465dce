package queuetest

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// master is the name under which the sentinels know the queue's server.
const master = "queue"

// sentinels watch over a master and its replica.
type sentinels struct {
	t         testing.TB
	data      []*node
	sentinels []*node
}

// Sentinel starts a master, a replica and three sentinels.
func (w With) Sentinel(t testing.TB) *Server {
	t.Helper()
	r := &sentinels{t: t}
	for i := range 2 {
		lines := append(w.access(), "repl-diskless-sync-delay 0", "repl-ping-replica-period 1")
		if i > 0 {
			lines = append(lines, "replicaof 127.0.0.1 "+r.data[0].port())
		}
		n := w.newNode(t, "tcp", append(lines, w.Conf...)...)
		n.db = w.DB
		n.start(t)
		r.data = append(r.data, n)
	}
	r.data[1].says(t, "connected", "ROLE")
	var seeds []string
	for range 3 {
		n := r.newSentinel(w)
		seeds = append(seeds, n.addr)
	}
	for _, n := range r.sentinels {
		n.says(t, "OK 3 usable Sentinels", "SENTINEL", "CKQUORUM", master)
		n.says(t, r.data[1].port(), "SENTINEL", "REPLICAS", master)
	}
	params := url.Values{}
	if w.SentinelPassword != "" && w.SentinelPassword != "-" {
		params.Set("sentinel_password", w.SentinelPassword)
	}
	s := &Server{do: r.do, Stop: func() { r.master().kill() }}
	s.URL = w.url("redis-sentinel", fmt.Sprintf("%s/%s/%d", strings.Join(seeds, ","), master, w.DB), params)
	s.Restart = func() {
		n := r.master()
		n.kill()
		n.start(t)
		require.Eventually(t, func() bool { _, err := r.do("FLUSHALL"); return err == nil }, 20*time.Second, 50*time.Millisecond)
	}
	s.Upset = map[string]func(){
		"failover": func() {
			old := r.master()
			r.sentinels[0].says(t, "OK", "SENTINEL", "FAILOVER", master)
			r.awaitOther(old)
		},
		"master killed that was ahead of its replica": func() {
			old := r.master()
			replica := r.data[0]
			if old == replica {
				replica = r.data[1]
			}
			replica.signal(syscall.SIGSTOP)
			time.Sleep(700 * time.Millisecond) // whatever is written meanwhile will be lost
			old.kill()
			replica.signal(syscall.SIGCONT)
			r.awaitOther(old)
			old.start(t)
		},
		"master killed": func() {
			old := r.master()
			old.kill()
			r.awaitOther(old)
			old.start(t)
		},
	}
	return s
}

func (r *sentinels) newSentinel(w With) *node {
	r.t.Helper()
	lines := []string{
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %s 2", master, r.data[0].port()),
		fmt.Sprintf("sentinel down-after-milliseconds %s 2000", master),
		fmt.Sprintf("sentinel failover-timeout %s 2000", master),
	}
	if auth := w.adminAuth(); auth != nil {
		lines = append(lines, fmt.Sprintf("sentinel auth-pass %s %q", master, auth[len(auth)-1]))
	}
	if w.User != "" {
		lines = append(lines, fmt.Sprintf("sentinel auth-user %s admin", master))
	}
	own := w.SentinelPassword
	switch own {
	case "":
		own = w.Password
	case "-":
		own = ""
	}
	if own != "" {
		lines = append(lines, fmt.Sprintf("requirepass %q", own), fmt.Sprintf("sentinel sentinel-pass %q", own))
	}
	n := w.newNode(r.t, "tcp", lines...)
	n.args = append(n.args, "--sentinel")
	if n.auth = nil; own != "" {
		n.auth = []any{own}
	}
	n.start(r.t)
	r.sentinels = append(r.sentinels, n)
	return n
}

// master returns the node that the first sentinel takes for the master.
func (r *sentinels) master() *node {
	addr, err := r.sentinels[0].do("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master)
	if err == nil {
		for _, n := range r.data {
			if strings.Contains(fmt.Sprint(addr), n.port()) {
				return n
			}
		}
	}
	return nil
}

// awaitOther waits until another node than old is the master and takes writes.
func (r *sentinels) awaitOther(old *node) {
	require.Eventually(r.t, func() bool {
		n := r.master()
		if n == nil || n == old {
			return false
		}
		role, err := n.do("ROLE")
		return err == nil && role.([]any)[0] == "master"
	}, 30*time.Second, 20*time.Millisecond)
}

func (r *sentinels) do(args ...any) (any, error) {
	if n := r.master(); n != nil {
		return n.do(args...)
	}
	return nil, errors.New("no master")
}
