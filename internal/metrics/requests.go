package metrics

import (
	"sync"
	"sync/atomic"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
)

// Requests counts the HTTP requests of one service. Counting one takes no memory.
type Requests struct {
	registry *Registry
	service  string
	inFlight atomic.Int64

	mu     sync.RWMutex
	series map[requestKey]requestSeries
}

type requestKey struct {
	method, route string
	class         int
}

type requestSeries struct {
	total    *vm.Counter
	duration *vm.PrometheusHistogram
}

// Requests returns what counts the requests of a service.
func (r *Registry) Requests(service string) *Requests {
	q := &Requests{registry: r, service: service, series: map[requestKey]requestSeries{}}
	r.Gauge(requestsInFlight, func() float64 { return float64(q.inFlight.Load()) }, "service", service)
	return q
}

// Began notes that a request is being answered. Ended follows it.
func (q *Requests) Began() { q.inFlight.Add(1) }

// Ended notes an answer. route is the pattern that the path was found by, "" for a path that is
// none of ours: all of those are one series.
func (q *Requests) Ended(method, route string, status int, took time.Duration) {
	q.inFlight.Add(-1)
	key := requestKey{knownMethod(method), route, min(max(status/100, 1), 5)}
	if route == "" {
		key.route = "unknown"
	}
	q.mu.RLock()
	s, ok := q.series[key]
	q.mu.RUnlock()
	if !ok {
		s = q.begin(key)
	}
	s.total.Inc()
	s.duration.Update(took.Seconds())
}

func (q *Requests) begin(key requestKey) requestSeries {
	labels := []string{
		"service", q.service, "route", key.route, "method", key.method,
		"status", [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}[key.class-1],
	}
	s := requestSeries{q.registry.Counter(requestsTotal, labels...), q.registry.Histogram(requestDuration, labels...)}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.series[key] = s
	return s
}

// knownMethod keeps a made-up method from making a series.
func knownMethod(m string) string {
	switch m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return m
	}
	return "other"
}
