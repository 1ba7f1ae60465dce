package backendd

import (
	"context"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/store"
)

// onCommit returns what counts the batches of writes.
func onCommit(m *metrics.Registry) func(writes int, took time.Duration, err error) {
	batch, duration, failed := m.Histogram(metrics.CommitBatch), m.Histogram(metrics.CommitDuration), m.Counter(metrics.CommitsFailed)
	return func(writes int, took time.Duration, err error) {
		batch.Update(float64(writes))
		duration.Update(took.Seconds())
		if err != nil {
			failed.Inc()
		}
	}
}

// measure tells, at each scrape, what the parts have counted.
func (d *Daemon) measure(m *metrics.Registry, users *agenda.Users) {
	m.OnScrape(d.tellQueue)
	m.OnScrape(d.tellLedger)
	m.OnScrape(func(ctx context.Context, s *metrics.Scrape) {
		for _, p := range d.ready(ctx) {
			up := 0.0
			if p.Status == api.PartUp {
				up = 1
			}
			s.Gauge(metrics.Ready, up, "part", p.Name)
		}
	})
	m.OnScrape(func(_ context.Context, s *metrics.Scrape) {
		signIns, jobs := users.SignIns(), d.dispatch.Counts()
		s.Counter(metrics.SignInsRefused, signIns.Refused, "reason", "credentials")
		s.Counter(metrics.SignInsRefused, signIns.Slowed, "reason", "pace")
		s.Counter(metrics.SignInsUnrecorded, signIns.Unrecorded)
		s.Counter(metrics.JobsDispatched, jobs.Dispatched)
		s.Counter(metrics.JobsRedispatched, jobs.Redispatched)
		s.Counter(metrics.JobsFinished, jobs.Done, "state", string(agenda.JobDone))
		s.Counter(metrics.JobsFinished, jobs.Skipped, "state", string(agenda.JobSkipped))
		s.Counter(metrics.JobsFinished, jobs.Dead, "state", string(agenda.JobDead))
		s.Counter(metrics.OutcomesDropped, jobs.Dropped)
		if d.backups != nil {
			if at := d.backups.Status().LastSuccess; !at.IsZero() {
				s.Gauge(metrics.BackupSuccess, float64(at.Unix()))
			}
		}
	})
}

func (d *Daemon) tellQueue(ctx context.Context, s *metrics.Scrape) {
	q, err := d.queue.Stats(ctx)
	if err != nil {
		s.Gauge(metrics.RedisUp, 0)
		return
	}
	s.Gauge(metrics.RedisUp, 1)
	s.Gauge(metrics.QueueWaiting, float64(q.Depth))
	s.Gauge(metrics.QueueOldest, q.Oldest.Seconds())
	s.Gauge(metrics.QueueLeased, float64(q.Running))
	s.Gauge(metrics.QueueDelayed, float64(q.Delayed))
	s.Gauge(metrics.QueueResults, float64(q.Results))
	s.Gauge(metrics.QueueRequests, float64(q.Requests))
	s.Gauge(metrics.QueueWorkers, float64(q.Workers))
	for _, e := range []struct {
		event string
		n     int64
	}{
		{"retried", q.Retried},
		{"reaped", q.Reaped},
		{"stale", q.Stale},
		{"duplicate", q.Duplicates},
		{"gone", q.Gone},
		{"poisoned", q.Poisoned},
		{"adopted", q.Adopted},
	} {
		s.Counter(metrics.QueueEvents, uint64(e.n), "event", e.event)
	}
}

func (d *Daemon) tellLedger(ctx context.Context, s *metrics.Scrape) {
	c, err := d.store.Census(ctx)
	if err != nil {
		return
	}
	s.Gauge(metrics.JobsOpen, float64(c.Accepted), "state", string(agenda.JobAccepted))
	s.Gauge(metrics.JobsOpen, float64(c.Queued), "state", string(agenda.JobQueued))
	s.Gauge(metrics.JobsOldest, age(c).Seconds())
	s.Gauge(metrics.JobsDead, float64(c.Dead))
}

// age returns how long the oldest job that has not ended was asked for, 0 when there is none.
func age(c store.Census) time.Duration {
	if c.Oldest.IsZero() {
		return 0
	}
	return max(0, time.Since(c.Oldest))
}
