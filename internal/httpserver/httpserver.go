// Package httpserver runs an HTTP handler until it is told to stop. It owns the limits that stand
// between a socket and a handler; it knows nothing of what is served.
package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Server is a listening HTTP server.
type Server struct {
	listener net.Listener
	server   *http.Server
	stopping context.CancelFunc
}

// grace is how long requests that are under way may take once the server stops.
const grace = 20 * time.Second

// Listen takes the address, so that a port which is in use is found out before anything is started.
func Listen(addr string, handler http.Handler, log *slog.Logger) (*Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return nil, fmt.Errorf("the address %s is in use by another program: stop it, or choose another address", addr)
		}
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	stop, stopping := context.WithCancel(context.Background())
	s := &Server{listener: listener, stopping: stopping}
	s.server = &http.Server{
		Handler:           withStop(stop, handler),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second, // streams set their own, write by write
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// withStop ends the context of requests for event streams, which never end by themselves, when the
// server begins to stop. All others are given the time to finish.
func withStop(stop context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") == "text/event-stream" {
			ctx, done := context.WithCancel(r.Context())
			defer done()
			defer context.AfterFunc(stop, done)()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// Addr returns the address that is listened on, with the port that was given for port 0.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Close gives the address back when Serve is not going to be called.
func (s *Server) Close() error { return s.listener.Close() }

// Serve answers requests until ctx is done, then lets those under way finish.
func (s *Server) Serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.server.Serve(s.listener) }()
	select {
	case err := <-failed:
		s.stopping()
		return fmt.Errorf("http server: %w", err)
	case <-ctx.Done():
	}
	s.stopping()
	patience, done := context.WithTimeout(context.Background(), grace)
	defer done()
	if err := s.server.Shutdown(patience); err != nil {
		return fmt.Errorf("http server: requests cut off after %s: %w", grace, err)
	}
	return nil
}

// Healthcheck asks url once and returns nil for a 2xx answer. Images without a shell use it.
func Healthcheck(ctx context.Context, url string) error {
	ctx, done := context.WithTimeout(ctx, 3*time.Second)
	defer done()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %s", url, res.Status)
	}
	return nil
}
