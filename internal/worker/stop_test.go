package worker_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/worker"
)

// stopped ends the pool and returns how long it took.
func (r *rig) stopped() time.Duration {
	began := time.Now()
	r.stop()
	<-r.done
	synctest.Wait()
	return time.Since(began)
}

func TestStoppingLetsRunningJobsFinishAndTakesNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(20*time.Second), func(c *worker.Config) { c.Concurrency = 2 })
		first := r.q.add("j", "test", `{}`)
		pass(time.Second)
		r.stop()
		late := r.q.add("late", "test", `{}`)
		took := r.stopped()
		require.InDelta(t, 19, took.Seconds(), 1.5)
		require.Equal(t, agenda.JobDone, r.q.look(first).state)
		got := r.q.look(late)
		require.Equal(t, agenda.JobQueued, got.state)
		require.Zero(t, got.deliveries)
		require.False(t, got.taken)
		require.True(t, r.q.left)
	})
}

func TestStoppingHandsBackWhatDoesNotFinish(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(80*time.Second), nil)
		j := r.q.add("j", "test", `{}`)
		pass(time.Second)
		took := r.stopped()
		require.InDelta(t, 25, took.Seconds(), 1)
		got := r.q.look(j)
		require.Equal(t, agenda.JobQueued, got.state)
		require.Zero(t, got.deliveries, "the try is not counted")
		require.Zero(t, got.failures)
		require.Equal(t, []string{"j"}, r.q.list)
		require.Len(t, r.q.called("GiveBack"), 1)
		require.Len(t, r.q.called("Extend"), 2, "the lease is kept until then")
	})
}

func TestStoppingDoesNotWaitForAHandlerThatDoesNotListen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, func(context.Context, worker.Job) (worker.Result, error) {
			time.Sleep(time.Hour)
			return worker.Result{Text: "too late"}, nil
		}, nil)
		j := r.q.add("j", "test", `{}`)
		pass(time.Second)
		require.InDelta(t, 28, r.stopped().Seconds(), 1)
		got := r.q.look(j)
		require.Equal(t, agenda.JobQueued, got.state)
		require.Zero(t, got.deliveries)
		pass(2 * time.Hour)
		require.Empty(t, r.q.look(j).text)
	})
}

func TestAJobThatArrivesAsTheWorkerStopsIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Second), nil)
		r.q.do(func() { r.q.afterTake = r.stop })
		j := r.q.add("j", "test", `{}`)
		pass(time.Second)
		<-r.done
		got := r.q.look(j)
		require.Empty(t, got.starts)
		require.Equal(t, agenda.JobQueued, got.state)
		require.Equal(t, []string{"j"}, r.q.list)
	})
}

func TestStoppingWhileTheQueueIsAwayEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Minute), nil)
		r.q.add("j", "test", `{}`)
		pass(time.Second)
		r.q.do(func() { r.q.down = true })
		require.LessOrEqual(t, r.stopped(), 35*time.Second)
		require.Contains(t, r.logs.String(), "worker not signed off")
	})
}
