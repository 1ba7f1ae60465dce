// Package dispatch is the backend's side of the queue: it carries accepted jobs from the ledger to
// the line, and their ends from the line into the ledger.
//
// It owns the promise that a job in the ledger is done, whatever becomes of the line: what has
// vanished there is put on it again, and an end is forgotten there only when the ledger has it. It
// refuses to know what the ledger and the line are made of, and what a job's payload means.
package dispatch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// Ledger is where jobs are kept for good.
type Ledger interface {
	// OpenJobs returns up to limit jobs that have not ended, in the order in which they were accepted,
	// from the one after the job with the id after; all from the first when after is "".
	OpenJobs(ctx context.Context, limit int, after string) ([]agenda.SummaryJob, error)
	// MarkQueued records that accepted jobs are on the line. It leaves jobs in other states alone.
	MarkQueued(ctx context.Context, ids ...string) error
	// FinishJobs records outcomes, each once: one whose job has ended, or lives another run, is dropped
	// and returned, in the state that its job has. A job that the ledger does not know is entered.
	FinishJobs(ctx context.Context, outcomes []agenda.JobOutcome) (dropped []agenda.JobOutcome, err error)
	// SummariesPaused returns nil unless an administrator has had jobs kept off the line.
	SummariesPaused(ctx context.Context) (*agenda.Pause, error)
}

// Line is the queue as the backend sees it.
type Line interface {
	Sender
	Results
	Requests
	// Subscribe returns the ids of jobs that change, until ctx is done.
	Subscribe(ctx context.Context) <-chan string
}

// Sender is the end of the line that jobs are put on.
type Sender interface {
	// Enqueue does nothing for a job that is on the line already, in this run or a higher one.
	Enqueue(ctx context.Context, e agenda.JobEnvelope) error
	// Progress knows every job that is on the line and none that is not.
	Progress(ctx context.Context, ids ...string) (map[string]agenda.JobProgress, error)
}

// Results is the end of the line that outcomes come from. Outcomes waits up to about a second for
// some, and returns them again until Ack names them.
type Results interface {
	Outcomes(ctx context.Context) ([]agenda.JobOutcome, error)
	Ack(ctx context.Context, outcomes ...agenda.JobOutcome) error
	// Withdraw gives the label of a job free that was stopped. It must come before Ack.
	Withdraw(ctx context.Context, id string, run int) error
}

// Requests is what schedulers ask for: labels by the ids of the jobs. The first waits up to about a
// second for some, and returns them again until the second names them.
type Requests interface {
	Requests(ctx context.Context) (labels map[string]string, err error)
	AckRequest(ctx context.Context, id, label string) error
}

// Desk is where jobs are asked for and their payloads made.
type Desk interface {
	AskOnce(ctx context.Context, id, label string) error
	Request(ctx context.Context, j agenda.SummaryJob) (agenda.SummaryRequest, error)
}

// Dispatcher keeps ledger and line together. Any number of them may run on one ledger and one line.
type Dispatcher struct {
	ledger Ledger
	line   Line
	log    *slog.Logger
	feed   *Feed
	wake   chan struct{}

	queueOutage, ledgerOutage *outage
	counts                    counts
	pulse                     pulse

	newest  string          // the job after which new ones are found
	missing map[string]bool // queued jobs that the line did not know at the last full round
}

// New returns a Dispatcher. Nothing happens before Run. log may be nil.
func New(ledger Ledger, line Line, log *slog.Logger) *Dispatcher {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Dispatcher{
		ledger: ledger, line: line, log: log, feed: NewFeed(), wake: make(chan struct{}, 1),
		queueOutage:  &outage{log: log, began: "queue unreachable", ended: "queue reachable again"},
		ledgerOutage: &outage{log: log, began: "job ledger unavailable", ended: "job ledger available again"},
	}
}

// Wake implements [agenda.JobWake]. A job's story in the log begins with it.
func (d *Dispatcher) Wake(ctx context.Context, j agenda.SummaryJob) {
	d.log.InfoContext(ctx, "summary job accepted", "job_id", j.ID, "run", j.Run, "label", j.Label,
		"appointments", j.Count, "request_id", agenda.ActorFrom(ctx).RequestID)
	select {
	case d.wake <- struct{}{}:
	default: // a round that has not begun yet will see this job too
	}
}

// Feed returns the broadcaster of the ids of jobs that change.
func (d *Dispatcher) Feed() *Feed { return d.feed }

// Run keeps ledger and line together until ctx is done; then it ends what it is in the midst of, the
// feed's subscriptions too, and returns. It is called once.
func (d *Dispatcher) Run(ctx context.Context, desk Desk) {
	d.pulse.start()
	defer d.pulse.stop()
	var loops sync.WaitGroup
	loops.Go(func() { d.dispatch(ctx, desk) })
	loops.Go(func() { d.commit(ctx) })
	loops.Go(func() { d.intake(ctx, desk) })
	loops.Go(func() {
		for id := range d.line.Subscribe(ctx) {
			d.feed.Publish(id)
		}
	})
	loops.Wait()
	d.feed.close()
}

// The times and sizes of the loops.
const (
	page      = 100              // jobs read from the ledger at once
	period    = time.Second      // between full rounds, at least
	callTime  = 5 * time.Second  // for one call of the line
	storeTime = 15 * time.Second // for one write to the ledger

	manyFailed = 3 // jobs that could not be sent, after which a round ends
)

// finishing returns a context for a step that must not be left half done: it outlives ctx, but not
// by more than d.
func finishing(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d)
}
