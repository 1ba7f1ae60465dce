package workerd

import (
	"context"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/worker"
)

// onTry returns what counts the tries. Each outcome is there from the start, so that a first
// failure is seen to be one more.
func onTry(m *metrics.Registry) func(worker.Outcome) {
	for _, o := range worker.Outcomes {
		m.Counter(metrics.WorkerTries, "outcome", string(o))
	}
	return func(o worker.Outcome) { m.Counter(metrics.WorkerTries, "outcome", string(o)).Inc() }
}

// summarize is a worker.Summarizer.
type summarize func(context.Context, agenda.SummaryRequest) (agenda.Summary, error)

func (s summarize) Summarize(ctx context.Context, r agenda.SummaryRequest) (agenda.Summary, error) {
	return s(ctx, r)
}

// timed returns s with its calls measured.
func timed(s worker.Summarizer, m *metrics.Registry) worker.Summarizer {
	ok, failed := m.Histogram(metrics.WorkerModelCalls, "result", "ok"), m.Histogram(metrics.WorkerModelCalls, "result", "failed")
	return summarize(func(ctx context.Context, r agenda.SummaryRequest) (agenda.Summary, error) {
		began := time.Now()
		summary, err := s.Summarize(ctx, r)
		if err != nil {
			failed.UpdateDuration(began)
		} else {
			ok.UpdateDuration(began)
		}
		return summary, err
	})
}

// measure tells, at each scrape, how the pool is.
func (d *Daemon) measure(m *metrics.Registry) {
	m.Gauge(metrics.WorkerSlots, func() float64 { return float64(d.pool.Slots()) })
	m.Gauge(metrics.WorkerBusy, func() float64 { return float64(d.pool.Busy()) })
	m.OnScrape(func(_ context.Context, s *metrics.Scrape) {
		for _, p := range d.parts() {
			up := 0.0
			if p.Status == "up" {
				up = 1
			}
			s.Gauge(metrics.Ready, up, "part", p.Name)
		}
	})
}
