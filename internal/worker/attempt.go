package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"appointment-manager/internal/agenda"
)

// work makes one try at a job that was taken, from the claim to the report.
func (p *Pool) work(ctx context.Context, id string) {
	defer p.finish(id)
	call, cancelCall := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	claimed := time.Now()
	l, ok, err := p.cfg.Queue.Claim(call, id, p.cfg.Name)
	cancelCall()
	if err != nil {
		// Not repeated: the claim may have arrived. Either way the queue has the job, and gives it out again.
		p.cfg.Log.Warn("job not claimed", "job_id", id, "error", err)
		return
	}
	if !ok {
		return
	}
	job, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := p.holdLease(job, l, claimed, cancel)
	defer stop()
	log := p.cfg.Log.With("job_id", id, "label", l.Envelope.Label, "kind", l.Envelope.Kind, "attempt", l.Attempt)
	log.Info("job claimed", "worker", p.cfg.Name, "failures", l.Failures)
	result, err := p.attempt(job, l, log)
	p.cfg.OnTry(p.report(job, l, result, err, log))
}

// attempt calls the handler with a time limit, and makes an error of a panic.
func (p *Pool) attempt(ctx context.Context, l agenda.Lease, log *slog.Logger) (r Result, err error) {
	e := l.Envelope
	handle, ok := p.cfg.Handlers[e.Kind]
	if !ok {
		return Result{}, &failure{reason: fmt.Sprintf("No worker knows jobs of the kind %q", e.Kind)}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.AttemptTimeout, errSlow)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			// What a panic holds may come from a note; its type and the stack do not.
			log.Error("handler panicked", "panic_type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			r, err = Result{}, errPanic
		}
	}()
	r, err = handle(ctx, Job{ID: e.ID, Kind: e.Kind, Label: e.Label, Attempt: l.Attempt, Payload: e.Payload})
	if err != nil && errors.Is(context.Cause(ctx), errSlow) {
		err = errSlow
	}
	return r, err
}

var errPanic = errors.New("the handler panicked")

// holdLease extends the lease, which began at claimed, at every third of its time, and cancels the
// job once it is lost: the queue says so, or has not answered for as long as the lease lasts. It
// goes on while the job is reported, until stop is called.
func (p *Pool) holdLease(job context.Context, l agenda.Lease, claimed time.Time, cancel context.CancelCauseFunc) (stop func()) {
	ctx, end := context.WithCancel(context.WithoutCancel(job))
	done := make(chan struct{})
	go func() {
		defer close(done)
		until, wait := claimed.Add(p.cfg.Lease), p.cfg.Lease/3
		for sleep(ctx, max(0, min(wait, time.Until(until)))) {
			began := time.Now()
			call, cancelCall := context.WithTimeout(ctx, callTimeout)
			held, err := p.cfg.Queue.Extend(call, l)
			cancelCall()
			switch {
			case ctx.Err() != nil:
				return
			case err == nil && held:
				until, wait = began.Add(p.cfg.Lease), p.cfg.Lease/3
			case err == nil || !time.Now().Before(until):
				cancel(errLost)
				return
			default:
				wait = p.cfg.Lease / 30
			}
		}
	}()
	return func() {
		end()
		<-done
	}
}
