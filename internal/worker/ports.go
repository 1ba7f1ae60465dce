package worker

import (
	"context"
	"encoding/json"
	"time"

	"appointment-manager/internal/agenda"
)

// Queue is where jobs come from and are reported to.
type Queue interface {
	Line
	Leases
}

// Line is the queue as a worker sees it that has no job in hand.
type Line interface {
	// Take waits up to about a second for a job and returns its id, or "" when none came. The end of
	// ctx need not interrupt it.
	Take(ctx context.Context, worker string) (id string, err error)
	// Claim starts a try at a job that was taken; ok is false when there is nothing to do.
	Claim(ctx context.Context, id, worker string) (l agenda.Lease, ok bool, err error)
	// Maintain says that the worker lives, names the jobs it works on, and moves what is due. What the
	// worker took and does not name is handed back.
	Maintain(ctx context.Context, worker string, working []string) error
	// Leave hands back, uncounted, everything that the worker still holds.
	Leave(ctx context.Context, worker string) error
}

// Leases is the queue as the holder of a job sees it. All may be repeated when a reply was lost;
// under a lease that ended nothing happens.
type Leases interface {
	Extend(ctx context.Context, l agenda.Lease) (held bool, err error)
	Complete(ctx context.Context, l agenda.Lease, output json.RawMessage, text string) (stored bool, err error)
	Fail(ctx context.Context, l agenda.Lease, reason string, retryIn time.Duration, permanent bool) (dead bool, err error)
	GiveBack(ctx context.Context, l agenda.Lease) error
}

// Handler does one try at a job. It returns soon after ctx is done: the slot is taken until then.
// An error that is a [Failure] says itself whether another try makes sense; any other is temporary,
// and its text goes to the log only.
type Handler func(ctx context.Context, j Job) (Result, error)

// Job is what a handler is given.
type Job struct {
	ID, Kind, Label string
	Attempt         int // from 1
	Payload         json.RawMessage
}

// Result is what a job came to: Output for the ledger, Text for readers of the documented Redis layout.
type Result struct {
	Output json.RawMessage
	Text   string
}

// Failure is an error that knows what it means for the job.
type Failure interface {
	error
	Permanent() bool           // no further try can succeed
	RetryAfter() time.Duration // the least time until the next; 0 when it is not known
	Reason() string            // a sentence for the person who waits
}

// failure is the package's own Failure, always permanent.
type failure struct {
	reason string
	cause  error
}

func (f *failure) Permanent() bool           { return true }
func (f *failure) RetryAfter() time.Duration { return 0 }
func (f *failure) Reason() string            { return f.reason }
func (f *failure) Unwrap() error             { return f.cause }

func (f *failure) Error() string {
	if f.cause != nil {
		return "worker: " + f.reason + ": " + f.cause.Error()
	}
	return "worker: " + f.reason
}
