// Package embedredis is a Redis within the process, for running the whole system as one program
// with nothing else installed. It owns the fact that this is miniredis; it refuses to know what is
// kept in it. It keeps nothing on disk: the ledger is the truth, and fills an empty queue again.
package embedredis

import (
	"cmp"
	"fmt"
	"net/url"

	"github.com/alicebob/miniredis/v2"
)

// Server is a running Redis.
type Server struct {
	mini *miniredis.Miniredis
	url  string
}

// Start starts a Redis that listens on addr, or on a free port of the loopback interface when addr
// is "". With a password, clients must give it. Close must be called.
func Start(addr, password string) (*Server, error) {
	m := miniredis.NewMiniRedis()
	m.ClockTTL(true) // or keys would never expire, the summaries' locks among them
	if password != "" {
		m.RequireAuth(password)
	}
	if err := m.StartAddr(cmp.Or(addr, "127.0.0.1:0")); err != nil {
		return nil, fmt.Errorf("embedredis: start: %w", err)
	}
	u := url.URL{Scheme: "redis", Host: m.Addr(), Path: "/0"}
	if password != "" {
		u.User = url.UserPassword("", password)
	}
	return &Server{mini: m, url: u.String()}, nil
}

// URL returns the address with the password, if there is one, as REDIS_URL has it.
func (s *Server) URL() string { return s.url }

// Close ends the server and all connections to it.
func (s *Server) Close() { s.mini.Close() }
