package queue

import "context"

// Take waits up to a second for a job and moves its id into the worker's processing list. It
// returns "" when none came. The caller must have a slot free for the job, and calls Claim next.
//
// Ending ctx does not interrupt the wait; an id that comes nevertheless is returned, and Leave
// hands it back.
func (q *Queue) Take(ctx context.Context, worker string) (id string, err error) {
	if err := q.register(ctx, worker); err != nil {
		return "", fault("take", err)
	}
	entry, err := q.move(ctx, q.keys.list(), q.keys.processing(worker), "left")
	if err != nil || entry == "" || isID(entry) {
		return entry, fault("take", err)
	}
	return q.adopt(ctx, entry, worker)
}

// register makes the worker known before it holds anything, so that its processing list is found
// should it die at once.
func (q *Queue) register(ctx context.Context, worker string) error {
	q.mu.Lock()
	known := q.notes(worker).known
	q.mu.Unlock()
	if known {
		return nil
	}
	_, err := q.beat(ctx, worker)
	return err
}

// Leave hands back, uncounted, everything that the worker holds, and forgets the worker.
func (q *Queue) Leave(ctx context.Context, worker string) error {
	err := q.run(ctx, q.scripts.giveBack, worker, "").Err()
	if err == nil {
		q.mu.Lock()
		delete(q.workers, worker)
		q.mu.Unlock()
	}
	return fault("leave", err)
}
