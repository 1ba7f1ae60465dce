package worker

import (
	"context"
	"log/slog"
	"time"

	"appointment-manager/internal/agenda"
)

// Requester asks for the job with an id that all schedulers agree upon. It returns whether this call
// was the first to ask.
type Requester interface {
	Request(ctx context.Context, id, label string) (first bool, err error)
}

// Scheduler asks for summaries at the times of a schedule. Any number of them may run: the day is in
// the job's id, so together they make one job.
type Scheduler struct {
	requests Requester
	entries  []Entry
	loc      *time.Location
	log      *slog.Logger
	asked    []agenda.Date // of each entry, the last day it was asked for
}

// The times of the scheduler's loop.
const (
	scheduleTick  = time.Minute     // the longest sleep, so that a clock that was set is noticed
	scheduleAgain = 5 * time.Second // after the queue could not be reached
)

// NewScheduler returns a scheduler whose times of day are those of loc.
func NewScheduler(requests Requester, entries []Entry, loc *time.Location, log *slog.Logger) *Scheduler {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Scheduler{requests: requests, entries: entries, loc: loc, log: log, asked: make([]agenda.Date, len(entries))}
}

// Run asks for what is due until ctx is done. What was due earlier on the day it starts is asked for
// at once; whoever asked for it before, it is made once.
func (s *Scheduler) Run(ctx context.Context) {
	for failing := false; ; {
		now := time.Now().In(s.loc)
		err := s.askDue(ctx, now)
		wait := s.untilNext(now)
		if err != nil {
			wait = min(wait, scheduleAgain)
			if !failing && ctx.Err() == nil {
				s.log.Warn("scheduled summary not asked for; trying again", "error", err)
			}
		}
		failing = err != nil
		if !sleep(ctx, wait) {
			return
		}
	}
}

// askDue asks for every entry that is due by now on now's day and was not asked for yet.
func (s *Scheduler) askDue(ctx context.Context, now time.Time) error {
	var failed error
	today := agenda.DateOf(now)
	for i, e := range s.entries {
		if s.asked[i] == today || !e.on(today) || now.Before(e.due(today, s.loc)) {
			continue
		}
		call, cancel := context.WithTimeout(ctx, callTimeout)
		id := e.Label + "-" + today.String()
		first, err := s.requests.Request(call, id, e.Label)
		cancel()
		if err != nil {
			failed = err
			continue
		}
		s.asked[i] = today
		if first {
			s.log.Info("scheduled summary asked for", "job_id", id, "label", e.Label)
		}
	}
	return failed
}

// untilNext returns how long to sleep until an entry is due, at most scheduleTick.
func (s *Scheduler) untilNext(now time.Time) time.Duration {
	wait := scheduleTick
	today := agenda.DateOf(now)
	for _, e := range s.entries {
		for _, d := range []agenda.Date{today, today.AddDays(1)} {
			if in := e.due(d, s.loc).Sub(now); e.on(d) && in > 0 {
				wait = min(wait, in)
			}
		}
	}
	return wait
}
