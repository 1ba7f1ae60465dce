package metrics

import (
	"context"
	"runtime/metrics"
	"strconv"
	"sync"
)

// Scrape gathers the numbers of one scrape that live elsewhere. It is safe for concurrent use, and
// drops what comes too late.
type Scrape struct {
	mu     sync.Mutex
	lines  [][]string
	closed bool
}

// Gauge and Counter tell a number, with labels as name, value pairs.
func (s *Scrape) Gauge(name string, value float64, labels ...string) {
	s.add(index(name, Gauge), value, labels)
}

// Counter tells a number that only rises. See [Scrape.Gauge].
func (s *Scrape) Counter(name string, value uint64, labels ...string) {
	s.add(index(name, Counter), float64(value), labels)
}

func (s *Scrape) add(i int, value float64, labels []string) {
	line := series(i, labels) + " " + strconv.FormatFloat(value, 'g', -1, 64) + "\n"
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.lines[i] = append(s.lines[i], line)
	}
}

func (s *Scrape) close() [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.lines
}

// readRuntime tells how the Go runtime is.
func readRuntime(_ context.Context, s *Scrape) {
	samples := []metrics.Sample{
		{Name: "/sched/goroutines:goroutines"},
		{Name: "/gc/cycles/total:gc-cycles"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/total:bytes"},
	}
	metrics.Read(samples)
	s.Gauge("go_goroutines", float64(samples[0].Value.Uint64()))
	s.Counter("go_gc_cycles_total", samples[1].Value.Uint64())
	s.Gauge("go_memstats_heap_alloc_bytes", float64(samples[2].Value.Uint64()))
	s.Gauge("go_memstats_sys_bytes", float64(samples[3].Value.Uint64()))
}
