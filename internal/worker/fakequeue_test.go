package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// fakeQueue keeps the promises of the real queue in memory, so that tests can cut it off at an
// exact moment and look at every call. Its clock is the bubble's.
type fakeQueue struct {
	lease time.Duration

	mu        sync.Mutex
	down      bool     // every call fails, as when Redis is away
	fail      []string // calls that fail while the others get through
	list      []string
	jobs      map[string]*fakeJob
	suspects  map[string]time.Time
	calls     map[string][]time.Time
	inHand    [][]string // what Maintain was told
	left      bool
	fences    int
	stuck     chan struct{} // while it is not nil, Take waits for it
	afterTake func()        // called when an id was taken, before Take returns
}

type fakeJob struct {
	agenda.JobEnvelope
	state      agenda.JobState
	fence      string
	until      time.Time // of the lease, or when a retry is due
	failures   int
	deliveries int
	taken      bool
	starts     []time.Time
	retries    []time.Duration
	reason     string
	output     json.RawMessage
	text       string
	endedAt    time.Time
}

var errAway = errors.New("dial tcp: connection refused")

func newFakeQueue() *fakeQueue {
	return &fakeQueue{
		lease: 30 * time.Second, jobs: map[string]*fakeJob{}, suspects: map[string]time.Time{}, calls: map[string][]time.Time{},
	}
}

// add puts a job of a kind on the list.
func (q *fakeQueue) add(id, kind string, payload string) *fakeJob {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := &fakeJob{state: agenda.JobQueued}
	j.JobEnvelope = agenda.JobEnvelope{ID: id, Run: 1, Kind: kind, Label: "daily", Payload: json.RawMessage(payload)}
	q.jobs[id] = j
	q.list = append(q.list, id)
	return j
}

// look reads what the queue holds of a job.
func (q *fakeQueue) look(j *fakeJob) fakeJob {
	q.mu.Lock()
	defer q.mu.Unlock()
	return *j
}

func (q *fakeQueue) do(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	f()
}

func (q *fakeQueue) called(name string) []time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.calls[name])
}

// enter notes a call, under the lock, and fails it when the queue is cut off.
func (q *fakeQueue) enter(ctx context.Context, name string) error {
	q.calls[name] = append(q.calls[name], time.Now())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if q.down || slices.Contains(q.fail, name) {
		return fmt.Errorf("%s: %w", name, errAway)
	}
	return nil
}

func (q *fakeQueue) Take(ctx context.Context, _ string) (string, error) {
	for end := time.Now().Add(time.Second); ; time.Sleep(50 * time.Millisecond) {
		q.mu.Lock()
		stuck := q.stuck
		q.mu.Unlock()
		if stuck != nil {
			<-stuck
		}
		q.mu.Lock()
		if q.down || slices.Contains(q.fail, "Take") || ctx.Err() != nil {
			err := q.enter(ctx, "Take")
			q.mu.Unlock()
			return "", err
		}
		if len(q.list) > 0 {
			_ = q.enter(ctx, "Take")
			id := q.list[0]
			q.list = q.list[1:]
			q.jobs[id].taken = true
			if q.afterTake != nil {
				q.afterTake()
			}
			q.mu.Unlock()
			return id, nil
		}
		q.mu.Unlock()
		if !time.Now().Before(end) {
			return "", nil
		}
	}
}

func (q *fakeQueue) Claim(ctx context.Context, id, _ string) (agenda.Lease, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "Claim"); err != nil {
		return agenda.Lease{}, false, err
	}
	j := q.jobs[id]
	if j.state != agenda.JobQueued {
		return agenda.Lease{}, false, nil
	}
	q.fences++
	j.fence, j.state, j.until = fmt.Sprint(q.fences), agenda.JobRunning, time.Now().Add(q.lease)
	j.deliveries++
	j.starts = append(j.starts, time.Now())
	return agenda.Lease{Fence: j.fence, Envelope: j.JobEnvelope, Attempt: j.deliveries, Failures: j.failures}, true, nil
}

// held returns the lease's job, or nil when the lease has ended.
func (q *fakeQueue) held(l agenda.Lease) *fakeJob {
	if j := q.jobs[l.Envelope.ID]; j.state == agenda.JobRunning && j.fence == l.Fence {
		return j
	}
	return nil
}

func (q *fakeQueue) Extend(ctx context.Context, l agenda.Lease) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "Extend"); err != nil {
		return false, err
	}
	j := q.held(l)
	if j != nil {
		j.until = time.Now().Add(q.lease)
	}
	return j != nil, nil
}

func (q *fakeQueue) Complete(ctx context.Context, l agenda.Lease, output json.RawMessage, text string) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "Complete"); err != nil {
		return false, err
	}
	j := q.held(l)
	if j == nil {
		return false, nil
	}
	j.state, j.output, j.text, j.taken, j.endedAt = agenda.JobDone, output, text, false, time.Now()
	return true, nil
}

func (q *fakeQueue) Fail(ctx context.Context, l agenda.Lease, reason string, in time.Duration, permanent bool) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "Fail"); err != nil {
		return false, err
	}
	j := q.held(l)
	if j == nil {
		return false, nil
	}
	j.failures++
	j.reason, j.taken = reason, false
	if permanent {
		j.state, j.endedAt = agenda.JobDead, time.Now()
		return true, nil
	}
	j.state, j.until, j.retries = agenda.JobRetrying, time.Now().Add(in), append(j.retries, in)
	return false, nil
}

func (q *fakeQueue) GiveBack(ctx context.Context, l agenda.Lease) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "GiveBack"); err != nil {
		return err
	}
	if j := q.held(l); j != nil {
		q.requeue(j, false)
	}
	return nil
}

func (q *fakeQueue) requeue(j *fakeJob, counted bool) {
	if j.state == agenda.JobRunning && !counted {
		j.deliveries--
	}
	j.state, j.fence, j.taken = agenda.JobQueued, "", false
	q.list = slices.Insert(q.list, 0, j.ID)
}

func (q *fakeQueue) Maintain(ctx context.Context, _ string, working []string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "Maintain"); err != nil {
		return err
	}
	q.inHand = append(q.inHand, working)
	now := time.Now()
	for id, j := range q.jobs {
		switch {
		case j.state == agenda.JobRetrying && !now.Before(j.until):
			q.requeue(j, true)
		case j.state == agenda.JobRunning && !now.Before(j.until):
			q.requeue(j, true)
		case !j.taken || slices.Contains(working, id):
			delete(q.suspects, id)
		case q.suspects[id].IsZero():
			q.suspects[id] = now
		case now.Sub(q.suspects[id]) >= time.Second:
			q.requeue(j, false)
		}
	}
	return nil
}

func (q *fakeQueue) Leave(ctx context.Context, _ string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.enter(ctx, "Leave"); err != nil {
		return err
	}
	q.left = true
	for _, j := range q.jobs {
		if j.taken && (j.state == agenda.JobRunning || j.state == agenda.JobQueued) {
			q.requeue(j, false)
		}
	}
	return nil
}
