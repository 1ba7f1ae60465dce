package worker

import (
	"fmt"
	"slices"
	"time"

	"appointment-manager/internal/agenda"
)

// outage is a time in which the queue does not answer. It ends when the call answers that it began
// with: another may get through while that one goes on failing, and each change would be logged.
type outage struct {
	call  string // "" when there is none
	since time.Time
}

// heard notes how a recurring call of the queue went, and logs the start and the end of an outage.
func (p *Pool) heard(call string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if err == nil {
		p.heardAt = now
	}
	switch {
	case err != nil && p.outage.call == "":
		p.outage = outage{call, now}
		p.cfg.Log.Warn("queue cannot be reached", "call", call, "error", err)
	case err == nil && p.outage.call == call:
		p.cfg.Log.Info("queue answers again", "away_ms", now.Sub(p.outage.since).Milliseconds())
		p.outage = outage{}
	}
}

// Consuming returns nil while the pool takes jobs, or would if it had a slot free, else what is wrong.
func (p *Pool) Consuming() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.running:
		return agenda.Fail(agenda.Unavailable, "No summaries are written: the worker is starting or ending. If that lasts, restart it.")
	case !p.askedAt.IsZero() && time.Since(p.askedAt) > stuckAfter:
		return agenda.Fail(agenda.Unavailable, "No more summaries are begun: the worker is stuck. Restart it.")
	}
	return nil
}

// Heard returns nil while the queue answers, else what is wrong.
func (p *Pool) Heard() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	const hint = " Summaries wait and are written when it is back. Look at Redis, and at REDIS_URL."
	switch quiet := time.Since(p.heardAt); {
	case p.heardAt.IsZero():
		return agenda.Fail(agenda.Unavailable, "The queue has not answered yet."+hint)
	case quiet > silence:
		return agenda.Fail(agenda.Unavailable, fmt.Sprintf("The queue has not answered for %s.%s", quiet.Round(time.Second), hint))
	}
	return nil
}

// Busy returns how many jobs are in hand.
func (p *Pool) Busy() int { return len(p.inHand()) }

// Slots returns how many jobs can be in hand at once.
func (p *Pool) Slots() int { return p.cfg.Concurrency }

func (p *Pool) asking(now bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.askedAt = time.Time{}
	if now {
		p.askedAt = time.Now()
	}
}

func (p *Pool) setRunning(running bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = running
}

// begin and finish keep the list of jobs in hand. One id can be in hand twice for a moment, when a
// job comes back whose lease was lost before its handler has noticed.
func (p *Pool) begin(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.working[id]++
}

func (p *Pool) finish(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.working[id]--; p.working[id] == 0 {
		delete(p.working, id)
	}
}

func (p *Pool) inHand() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := make([]string, 0, len(p.working))
	for id := range p.working {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
