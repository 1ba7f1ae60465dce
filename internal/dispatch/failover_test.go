package dispatch_test

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/dispatch"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
	"appointment-manager/internal/store"
	"appointment-manager/internal/worker"
)

// TestEveryAcceptedJobEndsOnce asks for jobs without a pause, with the real ledger, queue and pool,
// while the servers behind them change places or die. A replica that takes over may lack the newest
// writes; the ledger must make up for them.
func TestEveryAcceptedJobEndsOnce(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) *queuetest.Server{
		"sentinel": queuetest.With{Password: "p"}.Sentinel,
		"cluster":  func(t testing.TB) *queuetest.Server { return queuetest.With{}.Cluster(t, 3, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			o := openOffice(t, s)
			for _, upset := range []string{"slot moved away", "slot moved back", "failover", "master killed", "master killed that was ahead of its replica"} {
				if s.Upset[upset] == nil {
					continue
				}
				o.moreTries(t, 20)
				began := time.Now()
				s.Upset[upset]()
				over := time.Now()
				o.moreTries(t, 1)
				took := time.Since(over)
				t.Logf("%s: %v; the next job was done %v later", upset, over.Sub(began).Round(time.Millisecond), took.Round(time.Millisecond))
				require.Less(t, took, 5*time.Second)
			}
			o.moreTries(t, 20)
			o.allEnd(t)
		})
	}
}

// moreTries waits until so many more tries were made.
func (o *office) moreTries(t *testing.T, n int64) {
	t.Helper()
	enough := o.tries.Load() + n
	require.Eventually(t, func() bool { return o.tries.Load() >= enough }, 30*time.Second, time.Millisecond)
}

// allEnd stops asking and waits until the ledger has the result of every job that was accepted.
func (o *office) allEnd(t *testing.T) {
	t.Helper()
	o.stopAsking()
	require.Eventually(t, func() bool {
		open, err := o.db.OpenJobs(t.Context(), 1, "")
		require.NoError(t, err)
		return len(open) == 0
	}, 40*time.Second, 50*time.Millisecond)
	jobs, err := o.db.Jobs(t.Context(), agenda.JobQuery{States: []agenda.JobState{agenda.JobDone}, Limit: 10_000})
	require.NoError(t, err)
	require.Len(t, jobs, o.accepted)
	t.Logf("%d jobs accepted, all done, in %d tries", o.accepted, o.tries.Load())
}

// office is a backend and a worker, with somebody who asks for jobs all the time.
type office struct {
	db         *store.Store
	tries      atomic.Int64
	accepted   int // read it after stopAsking
	stopAsking func()
}

func openOffice(t *testing.T, s *queuetest.Server) *office {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "a.db")})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	o := &office{db: db}
	const lease = 5 * time.Second
	backend, line := s.Dial(t, queue.Config{}), s.Dial(t, queue.Config{Lease: lease})
	d := dispatch.New(db, backend, nil)
	desk := agenda.NewSummaries(db, agenda.NewAppointments(db, time.UTC, time.Now), backend, d, time.Now)
	pool := worker.New(worker.Config{Queue: line, Lease: lease, Handlers: map[string]worker.Handler{
		agenda.KindSummary: func(context.Context, worker.Job) (worker.Result, error) {
			o.tries.Add(1)
			return worker.Result{Output: []byte(`{"text":"Nothing is booked."}`), Text: "Nothing is booked."}, nil
		},
	}})
	ctx, cancel := context.WithCancel(context.Background())
	asking, stop := context.WithCancel(ctx)
	var running, asks sync.WaitGroup
	running.Go(func() { d.Run(ctx, desk) })
	running.Go(func() { pool.Run(ctx) })
	asks.Go(func() {
		for tick := time.NewTicker(20 * time.Millisecond); asking.Err() == nil; <-tick.C {
			if _, err := desk.Ask(ctx, agenda.SummaryAsk{Force: true}, nil); err == nil {
				o.accepted++
			}
		}
	})
	o.stopAsking = func() {
		stop()
		asks.Wait()
	}
	t.Cleanup(func() {
		cancel()
		asks.Wait()
		running.Wait()
	})
	return o
}
