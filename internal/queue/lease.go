package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"appointment-manager/internal/agenda"
)

// Claim starts the worker's try at a job it has taken. ok is false when there is nothing to do: the
// job is gone, has ended, is another worker's, was skipped because its label was done moments ago,
// waits because its label is being worked on, or has stopped too many workers.
func (q *Queue) Claim(ctx context.Context, id, worker string) (l agenda.Lease, ok bool, err error) {
	fence := q.fence()
	name, err := json.Marshal(worker)
	if err != nil {
		return l, false, fmt.Errorf("queue: claim: %w", err)
	}
	poison := fmt.Sprintf("Given up: the job stopped its worker %d times.", q.cfg.MaxDeliveries)
	reply, err := q.run(ctx, q.scripts.claim, id, worker, fence, q.cfg.Lease.Milliseconds(),
		q.cfg.MaxDeliveries, parkTime.Milliseconds(), name, poison).Slice()
	if err != nil {
		return l, false, fault("claim", err)
	}
	if len(reply) < 8 {
		return l, false, nil
	}
	return agenda.Lease{
		Fence: fence, Attempt: number(reply[6]), Failures: number(reply[7]),
		Envelope: agenda.JobEnvelope{
			ID: id, Run: number(reply[1]), Kind: text(reply, 2), Label: text(reply, 3), Force: text(reply, 4) == "1", Payload: json.RawMessage(text(reply, 5)),
		},
	}, true, nil
}

// number reads a number of a script's reply, which may come as either type.
func number(v any) int {
	switch v := v.(type) {
	case int64:
		return int(v)
	case string:
		n := 0
		_, _ = fmt.Sscan(v, &n)
		return n
	}
	return 0
}

// Extend lengthens the lease. held is false when it is lost: the job is another's, or was flushed,
// and whatever is reported under this lease will be dropped.
func (q *Queue) Extend(ctx context.Context, l agenda.Lease) (held bool, err error) {
	n, err := q.run(ctx, q.scripts.extend, l.Envelope.ID, l.Fence, q.cfg.Lease.Milliseconds()).Int()
	return n == 1, fault("extend", err)
}

// Complete stores a job's output, keeps text as the latest summary unless it is empty, and marks the
// job's label as done, in one step. stored is false when the lease was lost and the output dropped.
func (q *Queue) Complete(ctx context.Context, l agenda.Lease, output json.RawMessage, text string) (stored bool, err error) {
	n, err := q.run(ctx, q.scripts.complete, l.Envelope.ID, l.Fence, []byte(output), text, int(LockTime/time.Second)).Int()
	if err != nil || n == 0 {
		return false, fault("complete", err)
	}
	q.mirror(ctx, l.Envelope, text)
	if label := l.Envelope.Label; label != "" {
		q.cfg.Log.InfoContext(ctx, fmt.Sprintf("[REDIS] SETEX %s %d done", documentedLock(label), int(LockTime/time.Second)), "job_id", l.Envelope.ID)
	}
	return true, nil
}

// mirror copies what a cluster keeps under tagged names to the documented ones, for programs that
// read those. Nothing of ours does, so a failure loses nothing.
func (q *Queue) mirror(ctx context.Context, e agenda.JobEnvelope, text string) {
	if !q.keys.tagged {
		return
	}
	_, err := q.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		if text != "" {
			p.Set(ctx, documentedLatest, text, 0)
		}
		if e.Label != "" {
			p.SetEx(ctx, documentedLock(e.Label), "done", LockTime)
		}
		return nil
	})
	if err != nil {
		q.cfg.Log.WarnContext(ctx, "documented keys not updated", "job_id", e.ID, "error", err)
	}
}

// Fail reports a failed try. reason is a sentence for the person who waits. The job is tried again
// after retryIn, unless permanent is set or Config.MaxAttempts tries have failed: then it is dead.
// Under a lost lease nothing happens.
func (q *Queue) Fail(ctx context.Context, l agenda.Lease, reason string, retryIn time.Duration, permanent bool) (dead bool, err error) {
	reason = strings.ToValidUTF8(reason, "\uFFFD")
	quoted, err := json.Marshal(reason)
	if err != nil {
		return false, fmt.Errorf("queue: fail: %w", err)
	}
	final := 0
	if permanent {
		final = 1
	}
	n, err := q.run(ctx, q.scripts.fail, l.Envelope.ID, l.Fence, reason, quoted, max(retryIn, 0).Milliseconds(), final, q.cfg.MaxAttempts).Int()
	return n == 2, fault("fail", err)
}

// GiveBack puts a job that was not tried to its end back to the front of the list; the try is not
// counted. Under a lost lease nothing happens.
func (q *Queue) GiveBack(ctx context.Context, l agenda.Lease) error {
	return fault("give back", q.run(ctx, q.scripts.giveBack, "", l.Fence, l.Envelope.ID).Err())
}

// Locked tells whether a summary of the label was made within the last 300 s.
func (q *Queue) Locked(ctx context.Context, label string) (bool, error) {
	v, err := q.rdb.Get(ctx, q.keys.lock(label)).Result()
	if err == redis.Nil {
		return false, nil
	}
	return err == nil && !strings.HasPrefix(v, "claim:"), fault("look at the lock", err)
}
