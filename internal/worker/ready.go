package worker

import (
	"errors"
	"fmt"
	"slices"
	"time"
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

// Ready returns nil while the pool takes jobs and the queue answers, else what is wrong.
func (p *Pool) Ready() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch quiet := time.Since(p.heardAt); {
	case !p.running:
		return errors.New("worker: no jobs are being taken")
	case p.heardAt.IsZero():
		return errors.New("worker: the queue has not answered yet")
	case quiet > silence:
		return fmt.Errorf("worker: the queue has not answered for %s", quiet.Round(time.Second))
	}
	return nil
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
