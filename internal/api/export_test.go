package api

import (
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// Router lets the tests walk the routes that New answers.
func Router(cfg Config) chi.Router {
	_, r := build(cfg)
	return r
}

// Crowd lets n callers take a token each from a limiter and returns how many it remembers.
func Crowd(n int, now func() time.Time) int {
	l := newLimiter[int](60, 1, now)
	for i := range n {
		l.take(i)
	}
	return len(l.full)
}

// Table is the export of one appointment as CSV.
func Table(a *agenda.Appointment) []byte { return appendRecord([]byte(csvHeader), a) }
