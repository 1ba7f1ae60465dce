package ui

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
)

// Meter counts requests.
type Meter interface {
	Began()
	// Ended is told the pattern of the route, "" for a path that is none, and never the path itself.
	Ended(method, route string, status int, took time.Duration)
}

// measured tells the meter of every request that reaches the routes. A page that panics counts as
// the 500 that it is answered with.
func measured(m Meter) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := time.Now()
			seen := &seenStatus{ResponseWriter: w, status: http.StatusInternalServerError}
			m.Began()
			defer func() {
				route := chi.RouteContext(r.Context()).RoutePattern()
				if route == "/*" {
					route = ""
				}
				m.Ended(r.Method, route, seen.status, time.Since(began))
			}()
			next.ServeHTTP(seen, r)
			if !seen.wrote {
				seen.status = http.StatusOK
			}
		})
	}
}

// seenStatus remembers the status of an answer.
type seenStatus struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (s *seenStatus) WriteHeader(status int) {
	s.note(status)
	s.ResponseWriter.WriteHeader(status)
}

func (s *seenStatus) Write(b []byte) (int, error) {
	s.note(http.StatusOK)
	return s.ResponseWriter.Write(b)
}

func (s *seenStatus) note(status int) {
	if !s.wrote {
		s.status, s.wrote = status, true
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (s *seenStatus) Unwrap() http.ResponseWriter { return s.ResponseWriter }
