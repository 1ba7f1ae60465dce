package queue

import (
	"context"

	"appointment-manager/internal/agenda"
)

// Enqueue puts a job on the list. It does nothing for a job that is on the queue already, so it may
// be repeated whenever it is not known whether an earlier call arrived. A higher run replaces what
// is left of a lower one.
func (q *Queue) Enqueue(ctx context.Context, e agenda.JobEnvelope) error {
	force := 0
	if e.Force {
		force = 1
	}
	err := q.run(ctx, q.scripts.enqueue, e.ID, e.Run, e.Kind, e.Label, force, []byte(e.Payload)).Err()
	return fault("enqueue", err)
}

// Withdraw takes a job off the queue that the ledger has as cancelled in this run. It does nothing for
// one that lives a higher run, and may be repeated. Whoever works on it notices when it extends its
// lease, and its label is free for another.
func (q *Queue) Withdraw(ctx context.Context, id string, run int) error {
	return fault("withdraw", q.run(ctx, q.scripts.withdraw, id, run, rememberS).Err())
}
