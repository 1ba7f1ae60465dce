package dispatch

import (
	"context"
	"fmt"

	"appointment-manager/internal/agenda"
)

// intake turns what schedulers ask for into jobs of the ledger.
func (d *Dispatcher) intake(ctx context.Context, desk Desk) {
	var pace backoff
	for ctx.Err() == nil {
		d.pulse.beat("intake")
		call, cancel := context.WithTimeout(ctx, callTime)
		labels, err := d.line.Requests(call)
		cancel()
		ok := d.queueOutage.saw(ctx, "intake", err)
		for id, label := range labels {
			ok = d.accept(ctx, desk, id, label) == nil && ok
		}
		if ok {
			pace.reset()
		} else {
			pace.wait(ctx)
		}
	}
}

// accept asks for one job and lets the line forget the request once the ledger has it. A request
// that can never be met is forgotten too.
func (d *Dispatcher) accept(ctx context.Context, desk Desk, id, label string) error {
	call, cancel := finishing(ctx, storeTime)
	defer cancel()
	err := desk.AskOnce(call, id, label)
	switch code := agenda.CodeOf(err); code {
	case agenda.Invalid, agenda.Rejected:
		d.log.WarnContext(ctx, "scheduled summary refused", "job_id", id, "error", err)
		err = nil
	}
	if !d.ledgerOutage.saw(ctx, "intake", err) {
		return fmt.Errorf("dispatch: accept request %s: %w", id, err)
	}
	err = d.line.AckRequest(call, id, label)
	if !d.queueOutage.saw(ctx, "intake", err) {
		return fmt.Errorf("dispatch: acknowledge request %s: %w", id, err)
	}
	return nil
}
