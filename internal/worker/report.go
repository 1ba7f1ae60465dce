package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"appointment-manager/internal/agenda"
)

// Outcome is how a try ended.
type Outcome string

// The outcomes. Lost: the lease was, or the queue could not be told in time; the job is done again.
const (
	Done       Outcome = "done"
	Failed     Outcome = "failed" // and will be tried again
	Dead       Outcome = "dead"
	HandedBack Outcome = "handed_back"
	Lost       Outcome = "lost"
)

// Outcomes is every outcome there is.
var Outcomes = []Outcome{Done, Failed, Dead, HandedBack, Lost}

// report tells the queue how a try went.
func (p *Pool) report(job context.Context, l agenda.Lease, r Result, err error, log *slog.Logger) Outcome {
	q, cause := p.cfg.Queue, context.Cause(job)
	switch {
	case err == nil:
		// Even if the lease seems lost: the fence decides, and a finished job is worth asking.
		stored := false
		told := p.persist(job, log, func(ctx context.Context) (err error) {
			stored, err = q.Complete(ctx, l, r.Output, r.Text)
			return err
		})
		switch {
		case told && stored:
			log.Info("job completed")
			return Done
		case told:
			log.Warn("result dropped; the lease was lost")
		}
		return Lost
	case errors.Is(cause, errHandBack):
		if !p.persist(job, log, func(ctx context.Context) error { return q.GiveBack(ctx, l) }) {
			return Lost
		}
		log.Info("job handed back")
		return HandedBack
	case errors.Is(cause, errLost):
		log.Warn("job stopped; the lease was lost")
		return Lost
	}
	return p.fail(job, l, err, log)
}

// fail reports a failure and when the job is worth another try.
func (p *Pool) fail(job context.Context, l agenda.Lease, failed error, log *slog.Logger) Outcome {
	reason, after, permanent := p.verdict(failed)
	permanent = permanent || l.Failures+1 >= p.cfg.MaxAttempts
	backoff := Backoff{Base: retryBase, Cap: retryCap, Rand: p.cfg.Rand}
	retryIn := max(after, backoff.Delay(l.Failures))
	dead := false
	told := p.persist(job, log, func(ctx context.Context) (err error) {
		dead, err = p.cfg.Queue.Fail(ctx, l, reason, retryIn, permanent)
		return err
	})
	switch {
	case told && dead:
		log.Error("job failed for good", "reason", reason, "error", failed)
		return Dead
	case told:
		log.Warn("job failed and will be tried again", "reason", reason, "error", failed, "retry_ms", retryIn.Milliseconds())
		return Failed
	}
	return Lost
}

// verdict says what a handler's error means: for the person who waits, and for the job.
func (p *Pool) verdict(err error) (reason string, retryAfter time.Duration, permanent bool) {
	if f, ok := errors.AsType[Failure](err); ok {
		return f.Reason(), f.RetryAfter(), f.Permanent()
	}
	switch {
	case errors.Is(err, errSlow):
		return fmt.Sprintf("The attempt took longer than %g s", p.cfg.AttemptTimeout.Seconds()), 0, false
	case errors.Is(err, errPanic):
		return "The worker failed in the middle of the job", 0, false
	}
	return "The job failed for a reason that only the worker's log tells", 0, false
}

// persist repeats a report until the queue has it, for as long as a lease lasts, and returns whether
// it has. It ends early when the job's context does, after one try: then the report is no longer
// wanted, or there is no time for it.
func (p *Pool) persist(job context.Context, log *slog.Logger, report func(context.Context) error) bool {
	giveUp := time.Now().Add(p.cfg.Lease)
	for failures := 0; ; failures++ {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(job), callTimeout)
		err := report(ctx)
		cancel()
		if err == nil {
			return true
		}
		if time.Now().After(giveUp) || !p.again(job, failures) {
			log.Error("end of a try not reported; the job will be tried again", "error", err)
			return false
		}
	}
}
