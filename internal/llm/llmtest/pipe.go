package llmtest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
)

// Pipe serves a model without a network and returns it with the base URL and the client to reach it.
// It speaks the same HTTP, over pipes in memory, so that time can stand still: it works within
// testing/synctest.
func Pipe(t testing.TB) (*Server, string, *http.Client) {
	t.Helper()
	l := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	s := &Server{}
	h := &http.Server{Handler: s}
	var served sync.WaitGroup
	served.Go(func() { _ = h.Serve(l) }) // always ErrServerClosed
	transport := &http.Transport{DialContext: l.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = h.Close()
		served.Wait()
	})
	return s, "http://model.test/v1", &http.Client{Transport: transport}
}

// pipeListener accepts what its own dial connects.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "model.test", Net: "pipe"} }
