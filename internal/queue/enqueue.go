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
