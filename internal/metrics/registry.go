// Package metrics counts what happens in a program and tells it in Prometheus' text format
// (https://prometheus.io/docs/instrumenting/exposition_formats/).
//
// It owns the one table of metrics, which the operators' table is held against, and the rule that a
// label never has more values than the program has names for. It knows nothing of what is counted:
// the programs hand numbers in.
package metrics

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
)

// Registry is the metrics of one program. It is safe for concurrent use.
type Registry struct {
	sets []*vm.Set // by the index in Families

	mu      sync.Mutex
	readers []func(ctx context.Context, s *Scrape)
}

// New returns a Registry that knows the program's version and the Go runtime.
func New(version string) *Registry {
	r := &Registry{sets: make([]*vm.Set, len(Families))}
	for i := range r.sets {
		r.sets[i] = vm.NewSet()
	}
	r.Gauge(buildInfo, func() float64 { return 1 }, "version", version, "go_version", runtime.Version())
	began := float64(time.Now().UnixMilli()) / 1000
	r.Gauge("process_start_time_seconds", func() float64 { return began })
	r.OnScrape(readRuntime)
	return r
}

// Counter returns the counter with these labels, given as name, value pairs; the same each time.
func (r *Registry) Counter(name string, labels ...string) *vm.Counter {
	i := index(name, Counter)
	return r.sets[i].GetOrCreateCounter(series(i, labels))
}

// Histogram returns the histogram with these labels, the same each time.
func (r *Registry) Histogram(name string, labels ...string) *vm.PrometheusHistogram {
	i := index(name, Histogram)
	return r.sets[i].GetOrCreatePrometheusHistogramExt(series(i, labels), Families[i].bounds)
}

// Gauge has value called at each scrape. It must answer at once.
func (r *Registry) Gauge(name string, value func() float64, labels ...string) {
	i := index(name, Gauge)
	r.sets[i].GetOrCreateGauge(series(i, labels), value)
}

// OnScrape has read called at each scrape, beside the others, to tell numbers that live elsewhere.
// read has a second: what it does not tell by then is absent.
func (r *Registry) OnScrape(read func(ctx context.Context, s *Scrape)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readers = append(r.readers, read)
}

// index finds a family. A name that is not in the table is a mistake of the program's author.
func index(name string, kind Kind) int {
	i := slices.IndexFunc(Families, func(f Family) bool { return f.Name == name && f.Kind == kind })
	if i < 0 {
		panic("metrics: " + name + " is no " + string(kind) + " of the table")
	}
	return i
}

// series returns a name with its labels, which must be those of the table in its order.
func series(i int, labels []string) string {
	f := Families[i]
	names := make([]string, 0, len(labels)/2)
	pairs := make([]string, 0, len(labels)/2)
	for j := 0; j+1 < len(labels); j += 2 {
		names = append(names, labels[j])
		pairs = append(pairs, labels[j]+"="+strconv.Quote(labels[j+1]))
	}
	if strings.Join(names, " ") != f.Labels {
		panic("metrics: the labels of " + f.Name + " are: " + f.Labels)
	}
	if len(pairs) == 0 {
		return f.Name
	}
	return f.Name + "{" + strings.Join(pairs, ",") + "}"
}

// scrapeTime is how long a scrape waits for numbers that live elsewhere.
const scrapeTime = time.Second

// Write writes every metric that has a series.
func (r *Registry) Write(ctx context.Context, w io.Writer) {
	told := r.read(ctx)
	var body bytes.Buffer
	for i, f := range Families {
		body.Reset()
		r.sets[i].WritePrometheus(&body)
		slices.Sort(told[i])
		for _, line := range told[i] {
			body.WriteString(line)
		}
		if body.Len() > 0 {
			fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", f.Name, f.Help, f.Name, f.Kind)
			_, _ = body.WriteTo(w)
		}
	}
}

// read asks all readers at once and returns what they told in time, lines by family.
func (r *Registry) read(ctx context.Context) [][]string {
	ctx, cancel := context.WithTimeout(ctx, scrapeTime)
	defer cancel()
	r.mu.Lock()
	readers := slices.Clone(r.readers)
	r.mu.Unlock()
	s := &Scrape{lines: make([][]string, len(Families))}
	var all sync.WaitGroup
	for _, read := range readers {
		all.Go(func() { read(ctx, s) })
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		// One that honours ctx is about to answer that it was cut off.
		select {
		case <-done:
		case <-time.After(scrapeTime / 4):
		}
	}
	return s.close()
}

// Handler answers every request with the metrics.
func (r *Registry) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/metrics" {
			http.NotFound(w, req)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		r.Write(req.Context(), w)
	})
}
