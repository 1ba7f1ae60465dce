package dispatch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/dispatch"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

// ledger is a Ledger and a Desk in memory, with the rules of the real one.
type ledger struct {
	wake func(context.Context, agenda.SummaryJob)

	mu         sync.Mutex
	jobs       []agenda.SummaryJob
	down       error
	refuse     string // an id whose outcome is refused
	unreadable string // an id whose request cannot be made
	duplicates int
	reads      int
	pause      *agenda.Pause
	stuck      chan struct{} // while it is not nil, whoever reads open jobs waits for it
}

func (l *ledger) accept(id, label string) {
	l.mu.Lock()
	j := agenda.SummaryJob{ID: id, Label: label, Run: 1, State: agenda.JobAccepted}
	l.jobs = append(l.jobs, j)
	l.mu.Unlock()
	l.wake(agenda.WithActor(context.Background(), agenda.Actor{RequestID: "r-" + id}), j)
}

func (l *ledger) find(id string) *agenda.SummaryJob {
	if i := slices.IndexFunc(l.jobs, func(j agenda.SummaryJob) bool { return j.ID == id }); i >= 0 {
		return &l.jobs[i]
	}
	return nil
}

func (l *ledger) job(id string) agenda.SummaryJob {
	l.mu.Lock()
	defer l.mu.Unlock()
	if j := l.find(id); j != nil {
		return *j
	}
	return agenda.SummaryJob{}
}

func (l *ledger) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = err
}

func (l *ledger) SummariesPaused(context.Context) (*agenda.Pause, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pause, l.down
}

func (l *ledger) setPause(p *agenda.Pause) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pause = p
}

func (l *ledger) OpenJobs(_ context.Context, limit int, after string) (open []agenda.SummaryJob, err error) {
	l.mu.Lock()
	stuck := l.stuck
	l.mu.Unlock()
	if stuck != nil {
		<-stuck
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	begin := after == ""
	for _, j := range l.jobs {
		if begin && !j.State.Terminal() && len(open) < limit {
			open = append(open, j)
		}
		begin = begin || j.ID == after
	}
	return open, l.down
}

func (l *ledger) MarkQueued(_ context.Context, ids ...string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		if j := l.find(id); j != nil && j.State == agenda.JobAccepted && l.down == nil {
			j.State = agenda.JobQueued
		}
	}
	return l.down
}

func (l *ledger) FinishJobs(_ context.Context, outcomes []agenda.JobOutcome) (dropped []agenda.JobOutcome, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down != nil {
		return nil, l.down
	}
	if slices.ContainsFunc(outcomes, func(o agenda.JobOutcome) bool { return o.ID == l.refuse }) {
		return nil, agenda.Fail(agenda.Internal, "refused")
	}
	for _, o := range outcomes {
		j := l.find(o.ID)
		if j == nil {
			l.jobs = append(l.jobs, agenda.SummaryJob{ID: o.ID, Run: o.Run, State: agenda.JobQueued})
			j = l.find(o.ID)
		}
		if j.State.Terminal() || j.Run != o.Run {
			o.State = j.State
			dropped = append(dropped, o)
			continue
		}
		j.State, j.Attempts = o.State, o.Attempts
	}
	l.duplicates += len(dropped)
	return dropped, nil
}

func (l *ledger) AskOnce(_ context.Context, id, label string) error {
	if label == "Nonsense" {
		return agenda.Fail(agenda.Invalid, "no such label")
	}
	l.mu.Lock()
	known, down := l.find(id) != nil, l.down
	l.mu.Unlock()
	if !known && down == nil {
		l.accept(id, label)
	}
	return down
}

func (l *ledger) Request(_ context.Context, j agenda.SummaryJob) (agenda.SummaryRequest, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if j.ID == l.unreadable {
		return agenda.SummaryRequest{}, agenda.Fail(agenda.Internal, "unreadable")
	}
	return agenda.SummaryRequest{Label: j.Label}, l.down
}

// bench is a dispatcher between the ledger and a queue on a Redis of its own, with a worker.
type bench struct {
	*ledger
	t      *testing.T
	redis  *queuetest.Server
	queue  *queue.Queue
	d      *dispatch.Dispatcher
	out    *lockedBuffer
	cancel context.CancelFunc
	ended  chan struct{}
}

// inBubble runs a test in a world whose clock jumps over all waiting.
func inBubble(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.run()
		test(t, b)
		b.stop()
	})
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, redis: queuetest.Bubble(t), out: &lockedBuffer{}}
	b.queue = b.redis.Dial(t, queue.Config{})
	b.ledger = &ledger{}
	b.d = dispatch.New(b.ledger, b.queue, slog.New(slog.NewTextHandler(b.out, nil)))
	b.wake = b.d.Wake
	return b
}

func (b *bench) run() {
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel, b.ended = cancel, make(chan struct{})
	go func() {
		defer close(b.ended)
		b.d.Run(ctx, b.ledger)
	}()
}

func (b *bench) stop() {
	b.cancel()
	<-b.ended
}

// work does the next job, as a worker would, and returns its id; "" when none comes.
func (b *bench) work() string {
	b.t.Helper()
	id, err := b.queue.Take(b.t.Context(), "w1")
	require.NoError(b.t, err)
	if id == "" {
		return ""
	}
	l, ok, err := b.queue.Claim(b.t.Context(), id, "w1")
	require.NoError(b.t, err)
	if !ok {
		return ""
	}
	stored, err := b.queue.Complete(b.t.Context(), l, json.RawMessage(`{"text":"done"}`), "done")
	require.NoError(b.t, err)
	require.True(b.t, stored)
	return id
}

// eventually waits, in the bubble's time, and tells how long it took.
func (b *bench) eventually(what string, ok func() bool) time.Duration {
	b.t.Helper()
	begin := time.Now()
	for !ok() {
		require.Less(b.t, time.Since(begin), time.Minute, what)
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(begin)
}

func (b *bench) is(id string, s agenda.JobState) func() bool {
	return func() bool { return b.job(id).State == s }
}

// lines counts the log's lines that contain text.
func (b *bench) lines(text string) int { return strings.Count(b.out.String(), text) }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
