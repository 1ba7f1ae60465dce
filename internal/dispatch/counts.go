package dispatch

import (
	"sync/atomic"

	"appointment-manager/internal/agenda"
)

// Counts is what the Dispatcher has done since it was made.
type Counts struct {
	Dispatched   uint64 // jobs put on the line
	Redispatched uint64 // of them, those that the line had lost
	Dropped      uint64 // reported ends of jobs that had ended before

	Done, Skipped, Dead uint64 // reported ends that the ledger has taken note of, dropped ones among them
}

type counts struct{ dispatched, redispatched, dropped, done, skipped, dead atomic.Uint64 }

// Counts returns what was done so far.
func (d *Dispatcher) Counts() Counts {
	c := &d.counts
	return Counts{
		Dispatched: c.dispatched.Load(), Redispatched: c.redispatched.Load(), Dropped: c.dropped.Load(),
		Done: c.done.Load(), Skipped: c.skipped.Load(), Dead: c.dead.Load(),
	}
}

func (c *counts) ended(s agenda.JobState) {
	switch s {
	case agenda.JobDone:
		c.done.Add(1)
	case agenda.JobSkipped:
		c.skipped.Add(1)
	case agenda.JobDead:
		c.dead.Add(1)
	}
}
