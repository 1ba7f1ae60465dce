package store_test

import (
	"bytes"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// cutter stands between a client and its server. When armed, it breaks the connection after the
// server's answer to the next COMMIT has reached it, and before it reaches the client.
type cutter struct {
	address string
	armed   atomic.Bool
}

func newCutter(t *testing.T, address string) *cutter {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	server := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	u.Host = l.Addr().String()
	c := &cutter{address: u.String()}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(client, server)
		}
	}()
	return c
}

func (c *cutter) serve(client net.Conn, server string) {
	defer client.Close()
	up, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer up.Close()
	var cut atomic.Bool
	go func() {
		defer client.Close()
		defer up.Close()
		pass(up, client, func([]byte) bool { return cut.Load() })
	}()
	pass(client, up, func(b []byte) bool {
		if bytes.Contains(b, []byte("commit\x00")) {
			cut.Store(c.armed.CompareAndSwap(true, false))
		}
		return false
	})
}

// pass copies until either side ends or stop says so of what was read.
func pass(from, to net.Conn, stop func([]byte) bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if err != nil || stop(buf[:n]) {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}
