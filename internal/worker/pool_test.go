package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/worker"
)

// rig is a pool over a fake queue, running within a bubble.
type rig struct {
	*testing.T
	q    *fakeQueue
	pool *worker.Pool
	logs *lockedBuffer
	stop context.CancelFunc
	done chan struct{}
}

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

// prepare makes a rig whose pool does not run yet. Jitter always takes its greatest value.
func prepare(t *testing.T, handlers map[string]worker.Handler, tweak func(*worker.Config)) *rig {
	r := &rig{T: t, q: newFakeQueue(), logs: &lockedBuffer{}, done: make(chan struct{})}
	cfg := worker.Config{
		Queue: r.q, Name: "w", Handlers: handlers, Rand: func() float64 { return 1 },
		Log: slog.New(slog.NewTextHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if tweak != nil {
		tweak(&cfg)
	}
	r.pool = worker.New(cfg)
	return r
}

func (r *rig) start() {
	ctx, cancel := context.WithCancel(r.Context())
	r.stop = cancel
	go func() {
		defer close(r.done)
		r.pool.Run(ctx)
	}()
	r.Cleanup(func() {
		cancel()
		<-r.done
	})
}

func start(t *testing.T, handle worker.Handler, tweak func(*worker.Config)) *rig {
	r := prepare(t, map[string]worker.Handler{"test": handle}, tweak)
	r.start()
	return r
}

// pass lets time go by.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func takes(d time.Duration) worker.Handler {
	return func(ctx context.Context, j worker.Job) (worker.Result, error) {
		select {
		case <-time.After(d):
			return worker.Result{Output: json.RawMessage(`"` + j.ID + `"`), Text: "text of " + j.ID}, nil
		case <-ctx.Done():
			return worker.Result{}, ctx.Err()
		}
	}
}

// fault is a failure as an adapter makes them.
type fault struct {
	permanent bool
	after     time.Duration
}

func (f fault) Error() string             { return "adapter: cause" }
func (f fault) Permanent() bool           { return f.permanent }
func (f fault) RetryAfter() time.Duration { return f.after }
func (f fault) Reason() string            { return "The model had a cold" }

func fails(err error) worker.Handler {
	return func(context.Context, worker.Job) (worker.Result, error) { return worker.Result{}, err }
}

func TestPoolDoesABoundedNumberAtOnceAndTakesNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := prepare(t, map[string]worker.Handler{"test": takes(10 * time.Second)}, nil)
		var jobs []*fakeJob
		for i := range 7 {
			jobs = append(jobs, r.q.add(fmt.Sprintf("j%d", i), "test", `{}`))
		}
		r.start()
		pass(5 * time.Second)
		r.q.do(func() { require.Equal(t, []string{"j3", "j4", "j5", "j6"}, r.q.list, "no job is taken without a slot") })
		pass(10 * time.Second)
		r.q.do(func() { require.Equal(t, []string{"j6"}, r.q.list) })
		pass(16 * time.Second)
		for _, j := range jobs {
			got := r.q.look(j)
			require.Equal(t, agenda.JobDone, got.state)
			require.Equal(t, "text of "+j.ID, got.text)
			require.JSONEq(t, `"`+j.ID+`"`, string(got.output))
			require.Len(t, got.starts, 1)
		}
	})
}

func TestPoolDoesEveryKindItHasAHandlerFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := prepare(t, map[string]worker.Handler{"test": takes(0), "mail": takes(time.Second)}, nil)
		a, b, c := r.q.add("a", "test", `{}`), r.q.add("b", "mail", `{}`), r.q.add("c", "fax", `{}`)
		r.start()
		pass(5 * time.Second)
		require.Equal(t, agenda.JobDone, r.q.look(a).state)
		require.Equal(t, agenda.JobDone, r.q.look(b).state)
		dead := r.q.look(c)
		require.Equal(t, agenda.JobDead, dead.state, "what nobody knows will not be known later")
		require.Equal(t, `No worker knows jobs of the kind "fax"`, dead.reason)
		require.Len(t, dead.starts, 1)
	})
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err     error
		reason  string
		retries []time.Duration
	}{
		"temporary":        {fault{}, "The model had a cold", []time.Duration{2 * time.Second, 4 * time.Second}},
		"wrapped":          {fmt.Errorf("worker: %w", fault{}), "The model had a cold", []time.Duration{2 * time.Second, 4 * time.Second}},
		"asked to wait":    {fault{after: 3 * time.Second}, "The model had a cold", []time.Duration{3 * time.Second, 4 * time.Second}},
		"asked for longer": {fault{after: time.Hour}, "The model had a cold", []time.Duration{time.Hour, time.Hour}},
		"permanent":        {fault{permanent: true}, "The model had a cold", nil},
		"unknown": {
			errors.New("secret"), "The job failed for a reason that only the worker's log tells",
			[]time.Duration{2 * time.Second, 4 * time.Second},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := start(t, fails(c.err), nil)
				j := r.q.add("j", "test", `{}`)
				pass(3 * time.Hour)
				got := r.q.look(j)
				require.Equal(t, agenda.JobDead, got.state)
				require.Equal(t, c.reason, got.reason)
				require.Equal(t, c.retries, got.retries)
				require.Len(t, got.starts, len(c.retries)+1)
				for i, wait := range c.retries {
					require.GreaterOrEqual(t, got.starts[i+1].Sub(got.starts[i]), wait)
				}
			})
		})
	}
}

func TestAPanicIsAFailureOfTheJobAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, func(_ context.Context, j worker.Job) (worker.Result, error) {
			if j.Attempt < 3 {
				panic("note of Ada Lovelace")
			}
			return worker.Result{Text: "at last"}, nil
		}, func(c *worker.Config) { c.Concurrency = 1 })
		j := r.q.add("j", "test", `{}`)
		pass(time.Minute)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDone, got.state)
		require.Equal(t, "The worker failed in the middle of the job", got.reason)
		require.Contains(t, r.logs.String(), "handler panicked")
		require.NotContains(t, r.logs.String(), "Lovelace")
	})
}

func TestATryThatTakesTooLongIsEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Hour), nil)
		j := r.q.add("j", "test", `{}`)
		pass(10 * time.Minute)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDead, got.state)
		require.Equal(t, "The attempt took longer than 90 s", got.reason)
		require.Len(t, got.starts, 3)
		require.GreaterOrEqual(t, got.starts[1].Sub(got.starts[0]), 92*time.Second)
		require.Less(t, got.starts[1].Sub(got.starts[0]), 95*time.Second)
	})
}

func TestReadyTellsWhetherJobsAreTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := prepare(t, map[string]worker.Handler{"test": takes(50 * time.Second)}, nil)
		require.ErrorContains(t, r.pool.Consuming(), "No summaries are written")
		r.q.do(func() { r.q.down = true })
		r.start()
		pass(time.Second)
		require.NoError(t, r.pool.Consuming(), "it asks, though in vain")
		require.ErrorContains(t, r.pool.Heard(), "has not answered yet")
		r.q.do(func() { r.q.down = false })
		pass(3 * time.Second)
		require.NoError(t, r.pool.Heard())
		for i := range 5 {
			r.q.add(fmt.Sprintf("j%d", i), "test", `{}`)
		}
		pass(45 * time.Second)
		require.Equal(t, 3, r.pool.Busy())
		require.NoError(t, r.pool.Consuming(), "busy is ready")
		require.NoError(t, r.pool.Heard())
		r.q.do(func() { r.q.down = true })
		pass(5 * time.Second)
		require.NoError(t, r.pool.Heard(), "a short cut is no reason to be replaced")
		pass(7 * time.Second)
		require.ErrorContains(t, r.pool.Heard(), "The queue has not answered for 12s.")
		r.q.do(func() { r.q.down = false })
		pass(3 * time.Second)
		require.NoError(t, r.pool.Heard())
		r.stop()
		pass(2 * time.Second)
		require.ErrorContains(t, r.pool.Consuming(), "No summaries are written")
	})
}

func TestAPoolThatIsStuckSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Second), nil)
		free := make(chan struct{})
		release := sync.OnceFunc(func() {
			r.q.do(func() { r.q.stuck = nil })
			close(free)
		})
		defer release()
		pass(2 * time.Second)
		r.q.do(func() { r.q.stuck = free })
		pass(29 * time.Second)
		require.NoError(t, r.pool.Consuming())
		pass(3 * time.Second)
		require.ErrorContains(t, r.pool.Consuming(), "stuck")
		release()
		pass(time.Second)
		require.NoError(t, r.pool.Consuming())
	})
}

func TestEveryEndOfATryIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		told := make(chan worker.Outcome, 9)
		temporary := errors.New("no")
		r := prepare(t, map[string]worker.Handler{
			"good": takes(time.Second), "bad": fails(temporary), "hopeless": fails(fault{permanent: true}), "long": takes(80 * time.Second),
		}, func(c *worker.Config) { c.OnTry = func(o worker.Outcome) { told <- o } })
		r.start()
		r.q.add("a", "good", `{}`)
		require.Equal(t, worker.Done, <-told)
		r.q.add("b", "hopeless", `{}`)
		require.Equal(t, worker.Dead, <-told)
		r.q.add("c", "bad", `{}`)
		require.Equal(t, []worker.Outcome{worker.Failed, worker.Failed, worker.Dead}, []worker.Outcome{<-told, <-told, <-told})
		d := r.q.add("d", "long", `{}`)
		pass(3 * time.Second)
		r.q.do(func() { d.fence = "another's" })
		require.Equal(t, worker.Lost, <-told)
		r.q.add("e", "long", `{}`)
		pass(3 * time.Second)
		r.stop()
		require.Equal(t, worker.HandedBack, <-told)
		require.Contains(t, r.logs.String(), "msg=\"job claimed\" job_id=a label=daily kind=good attempt=1 worker=w failures=0")
		require.Contains(t, r.logs.String(), "msg=\"job completed\" job_id=a ")
	})
}

func TestMaintainIsCalledSteadilyAndKnowsWhatIsInHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(8*time.Second), func(c *worker.Config) { c.Rand = nil; c.Concurrency = 2 })
		for i := range 3 {
			r.q.add(fmt.Sprintf("j%d", i), "test", `{}`)
		}
		pass(5 * time.Second)
		r.q.do(func() { require.Equal(t, []string{"j0", "j1"}, r.q.inHand[len(r.q.inHand)-1]) })
		pass(20 * time.Second)
		calls := r.q.called("Maintain")
		for i := range len(calls) - 1 {
			gap := calls[i+1].Sub(calls[i])
			require.GreaterOrEqual(t, gap, 125*time.Millisecond)
			require.LessOrEqual(t, gap, 375*time.Millisecond)
		}
		r.q.do(func() { require.Empty(t, r.q.inHand[len(r.q.inHand)-1]) })
	})
}

func TestBackoffHasFullJitterUpToACap(t *testing.T) {
	t.Parallel()
	top := worker.Backoff{Base: 2 * time.Second, Cap: time.Minute, Rand: func() float64 { return 1 }}
	for n, want := range []time.Duration{2, 4, 8, 16, 32, 60, 60} {
		require.Equal(t, want*time.Second, top.Delay(n))
	}
	require.Equal(t, time.Minute, top.Delay(10_000))
	none := worker.Backoff{Base: 2 * time.Second, Cap: time.Minute, Rand: func() float64 { return 0 }}
	require.Zero(t, none.Delay(5))
	seen := map[bool]int{}
	for range 1000 {
		d := worker.Backoff{Base: 2 * time.Second, Cap: time.Minute}.Delay(1)
		require.Less(t, d, 4*time.Second)
		seen[d < 2*time.Second]++
	}
	require.Greater(t, seen[true], 400)
	require.Greater(t, seen[false], 400)
}
