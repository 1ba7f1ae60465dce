package queuetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cluster is a Redis Cluster.
type cluster struct {
	t     testing.TB
	nodes []*node // the masters it began with, and perhaps replicas
	buses []string
	slot  int64 // that all keys of the queue lie in
}

// Cluster starts a Redis Cluster of one node, which is as strict about keys as any.
func Cluster(t testing.TB) *Server {
	t.Helper()
	return With{}.Cluster(t, 1, 0)
}

// Cluster starts a Redis Cluster of several masters, and replicas of the one that has the queue.
func (w With) Cluster(t testing.TB, masters, replicas int) *Server {
	t.Helper()
	c := &cluster{t: t}
	for range masters + replicas {
		bus := (&node{addr: freeAddr(t)}).port()
		n := w.newNode(t, "tcp", append(w.access(), "cluster-enabled yes", "cluster-node-timeout 1000", "cluster-announce-ip 127.0.0.1",
			"cluster-require-full-coverage no", "cluster-replica-validity-factor 0", "repl-diskless-sync-delay 0",
			"cluster-port "+bus)...)
		n.start(t)
		c.nodes, c.buses = append(c.nodes, n), append(c.buses, bus)
	}
	c.slot = c.must(c.nodes[0], "CLUSTER", "KEYSLOT", "summary_jobs").(int64)
	c.join(masters)
	s := &Server{do: c.do, Stop: c.nodes[c.home()].kill}
	s.URL = w.url("redis+cluster", c.nodes[0].addr+","+c.nodes[len(c.nodes)-1].addr, nil)
	s.Restart = func() {
		n := c.nodes[c.home()]
		n.kill()
		n.start(t)
		n.says(t, "cluster_state:ok", "CLUSTER", "INFO")
		s.Do(t, "FLUSHALL")
	}
	s.Upset = map[string]func(){}
	if masters > 1 {
		first := c.home()
		s.Upset["slot moved away"] = func() { c.moveSlot(w, first, (first+1)%masters) }
		s.Upset["slot moved back"] = func() { c.moveSlot(w, (first+1)%masters, first) }
	}
	if replicas > 0 {
		replica := c.nodes[masters]
		s.Upset["failover"] = func() {
			_, err := replica.do("CLUSTER", "FAILOVER")
			require.NoError(t, err)
			replica.says(t, "master", "ROLE")
		}
		s.Upset["master killed"] = func() {
			n := c.nodes[c.home()]
			n.kill()
			require.Eventually(t, func() bool { return c.home() >= 0 && c.nodes[c.home()] != n }, 20*time.Second, 20*time.Millisecond)
			n.start(t)
		}
	}
	return s
}

// join makes one cluster of the nodes. The masters share the slots evenly.
func (c *cluster) join(masters int) {
	first := c.nodes[0]
	for i, n := range c.nodes {
		if i > 0 {
			c.must(n, "CLUSTER", "MEET", "127.0.0.1", first.port(), c.buses[0])
		}
		if i < masters {
			c.must(n, "CLUSTER", "ADDSLOTSRANGE", 16384*i/masters, 16384*(i+1)/masters-1)
		}
	}
	for _, n := range c.nodes {
		n.says(c.t, fmt.Sprintf("cluster_known_nodes:%d", len(c.nodes)), "CLUSTER", "INFO")
		n.says(c.t, "cluster_slots_ok:16384", "CLUSTER", "INFO")
	}
	home := c.must(c.nodes[c.home()], "CLUSTER", "MYID")
	for _, n := range c.nodes[masters:] {
		c.must(n, "CLUSTER", "REPLICATE", home)
		n.says(c.t, "connected", "ROLE")
	}
	for _, n := range c.nodes {
		n.says(c.t, "cluster_state:ok", "CLUSTER", "INFO")
	}
}

func (c *cluster) must(n *node, args ...any) any {
	c.t.Helper()
	v, err := n.do(args...)
	require.NoError(c.t, err, args...)
	return v
}

// home returns the index of the node that has the queue's slot, or -1.
func (c *cluster) home() int {
	for i, n := range c.nodes {
		if nodes, err := n.do("CLUSTER", "SLOTS"); err == nil {
			for _, owned := range nodes.([]any) {
				entry := owned.([]any)
				if master := entry[2].([]any); entry[0].(int64) <= c.slot && c.slot <= entry[1].(int64) && fmt.Sprint(master[1]) == n.port() {
					return i
				}
			}
		}
	}
	return -1
}

// moveSlot moves the queue from one master to another, key by key, as resharding does, and takes its
// time over the first ones.
func (c *cluster) moveSlot(w With, from, to int) {
	source, target := c.nodes[from], c.nodes[to]
	c.must(target, "CLUSTER", "SETSLOT", c.slot, "IMPORTING", c.must(source, "CLUSTER", "MYID"))
	c.must(source, "CLUSTER", "SETSLOT", c.slot, "MIGRATING", c.must(target, "CLUSTER", "MYID"))
	auth := []any{}
	switch admin := w.adminAuth(); len(admin) {
	case 1:
		auth = []any{"AUTH", admin[0]}
	case 2:
		auth = []any{"AUTH2", admin[0], admin[1]}
	}
	for moved := 0; ; moved++ {
		keys := c.must(source, "CLUSTER", "GETKEYSINSLOT", c.slot, 1).([]any)
		if len(keys) == 0 {
			break
		}
		c.must(source, append([]any{"MIGRATE", "127.0.0.1", target.port(), keys[0], 0, 5000}, auth...)...)
		if moved < 20 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	for _, n := range []*node{target, source} {
		c.must(n, "CLUSTER", "SETSLOT", c.slot, "NODE", c.must(target, "CLUSTER", "MYID"))
	}
	require.Equal(c.t, c.nodes[c.home()], target)
}

// do sends a command to the node that it belongs to; those that concern all keys go to all masters.
func (c *cluster) do(args ...any) (any, error) {
	if name := args[0]; name == "FLUSHALL" || name == "KEYS" || name == "INFO" {
		all, text := []any{}, ""
		for _, n := range c.nodes {
			if role, err := n.do("ROLE"); err != nil || role.([]any)[0] != "master" {
				continue
			}
			v, err := n.do(args...)
			if err != nil {
				return nil, err
			}
			switch v := v.(type) {
			case []any:
				all = append(all, v...)
			case string:
				text += v
			}
		}
		if name == "INFO" {
			return text, nil
		}
		return all, nil
	}
	v, err := c.nodes[0].do(args...)
	if moved, ok := errors.AsType[replyError](err); ok && strings.HasPrefix(string(moved), "MOVED ") {
		for _, n := range c.nodes {
			if strings.HasSuffix(string(moved), n.addr) {
				return n.do(args...)
			}
		}
	}
	return v, err
}
