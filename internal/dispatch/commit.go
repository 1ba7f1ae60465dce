package dispatch

import (
	"context"
	"fmt"

	"appointment-manager/internal/agenda"
)

// commit carries outcomes into the ledger, and only then lets the line forget them.
func (d *Dispatcher) commit(ctx context.Context) {
	var pace backoff
	for ctx.Err() == nil {
		d.pulse.beat("commit")
		call, cancel := context.WithTimeout(ctx, callTime)
		outcomes, err := d.line.Outcomes(call)
		cancel()
		if !d.queueOutage.saw(ctx, "commit", err) {
			pace.wait(ctx)
			continue
		}
		if len(outcomes) == 0 {
			pace.reset()
			continue
		}
		if d.store(ctx, outcomes) != nil {
			pace.wait(ctx)
			continue
		}
		pace.reset()
	}
}

// store commits outcomes and acknowledges them. When they cannot be committed together they are one
// by one, so that an outcome that the ledger refuses does not hold up the others.
func (d *Dispatcher) store(ctx context.Context, outcomes []agenda.JobOutcome) error {
	err := d.finish(ctx, outcomes)
	if err == nil || len(outcomes) == 1 || !refused(err) {
		return err
	}
	for i := range outcomes {
		if one := d.finish(ctx, outcomes[i:i+1]); one != nil && !refused(one) {
			return one
		}
	}
	return err
}

// refused tells whether an error can be one outcome's fault, rather than that nothing can be
// written at the moment.
func refused(err error) bool {
	code := agenda.CodeOf(err)
	return code != agenda.Unavailable && code != agenda.StorageFull
}

func (d *Dispatcher) finish(ctx context.Context, outcomes []agenda.JobOutcome) error {
	// A write that is cut off by the program's end may have happened; it is waited for instead.
	call, cancel := finishing(ctx, storeTime)
	defer cancel()
	dropped, err := d.ledger.FinishJobs(call, outcomes)
	if !d.ledgerOutage.saw(ctx, "commit", err) {
		return fmt.Errorf("dispatch: finish jobs: %w", err)
	}
	for _, o := range outcomes {
		d.counts.ended(o.State)
		d.log.InfoContext(ctx, "summary job finished", "job_id", o.ID, "state", o.State, "attempts", len(o.Attempts))
		d.feed.Publish(o.ID)
	}
	if len(dropped) > 0 {
		d.counts.dropped.Add(uint64(len(dropped)))
		d.log.InfoContext(ctx, "outcomes of jobs that had ended were dropped", "duplicates", len(dropped))
	}
	// A worker that did not hear that its job was stopped has marked the label as summarised, and nothing is.
	for _, o := range dropped {
		if o.State == agenda.JobCancelled && err == nil {
			err = d.line.Withdraw(call, o.ID, o.Run)
		}
	}
	if err == nil {
		err = d.line.Ack(call, outcomes...)
	}
	if !d.queueOutage.saw(ctx, "commit", err) {
		return fmt.Errorf("dispatch: acknowledge outcomes: %w", err)
	}
	return nil
}
