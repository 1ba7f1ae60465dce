package worker_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/worker"
)

func TestLeaseIsExtendedWhileAJobRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(85*time.Second), nil)
		j := r.q.add("j", "test", `{}`)
		pass(2 * time.Minute)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDone, got.state)
		require.Len(t, got.starts, 1, "no other was given the job")
		extended := r.q.called("Extend")
		require.Len(t, extended, 8)
		for i := range len(extended) - 1 {
			require.Equal(t, 10*time.Second, extended[i+1].Sub(extended[i]))
		}
	})
}

func TestALostLeaseStopsTheJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stopped := make(chan time.Time, 1)
		r := start(t, func(ctx context.Context, _ worker.Job) (worker.Result, error) {
			<-ctx.Done()
			stopped <- time.Now()
			return worker.Result{}, ctx.Err()
		}, nil)
		j := r.q.add("j", "test", `{}`)
		pass(5 * time.Second)
		lost := time.Now()
		r.q.do(func() { j.fence = "another's" })
		at := <-stopped
		require.LessOrEqual(t, at.Sub(lost), 10*time.Second)
		pass(time.Second)
		require.Empty(t, r.q.called("Fail"), "the job is another's to report")
		require.Empty(t, r.q.called("GiveBack"))
		require.Equal(t, "another's", r.q.look(j).fence)
		require.Contains(t, r.logs.String(), "the lease was lost")
	})
}

func TestAResultUnderALostLeaseIsLeftToTheFence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(5*time.Second), nil)
		j := r.q.add("j", "test", `{}`)
		pass(time.Second)
		r.q.do(func() { j.fence = "another's" })
		pass(10 * time.Second)
		require.Equal(t, agenda.JobRunning, r.q.look(j).state)
		require.Contains(t, r.logs.String(), "result dropped")
	})
}

func TestACutAtTheVeryEndLosesNoResult(t *testing.T) {
	t.Parallel()
	for _, cut := range []time.Duration{time.Second, 10 * time.Second, 24 * time.Second} {
		t.Run(cut.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := start(t, takes(14*time.Second), nil)
				j := r.q.add("j", "test", `{}`)
				pass(13900 * time.Millisecond)
				r.q.do(func() { r.q.down = true })
				pass(cut)
				r.q.do(func() { r.q.down = false })
				pass(3 * time.Second)
				got := r.q.look(j)
				require.Equal(t, agenda.JobDone, got.state)
				require.Equal(t, "text of j", got.text)
				require.Len(t, got.starts, 1, "the work was done once")
			})
		})
	}
}

func TestACutLongerThanTheLeaseEndsTheTryAndTheJobRunsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(20*time.Second), nil)
		j := r.q.add("j", "test", `{}`)
		pass(5 * time.Second)
		r.q.do(func() { r.q.down = true })
		pass(40 * time.Second)
		require.Less(t, len(r.q.called("Complete")), 40, "it is not hammered")
		require.Contains(t, r.logs.String(), "the job will be tried again")
		r.q.do(func() { r.q.down = false })
		pass(40 * time.Second)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDone, got.state)
		require.Len(t, got.starts, 2)
	})
}

func TestAReportThatIsRefusedForGoodDoesNotHoldItsSlotForever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Second), func(c *worker.Config) { c.Concurrency = 1 })
		r.q.do(func() { r.q.fail = []string{"Complete"} })
		j := r.q.add("j", "test", `{}`)
		pass(45 * time.Second)
		require.Len(t, r.q.look(j).starts, 2, "given up after the length of a lease, and taken up again")
		r.q.do(func() { r.q.fail = nil })
		pass(time.Minute)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDone, got.state)
		require.Len(t, got.starts, 2)
	})
}

func TestACutDuringAClaimGivesTheJobBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Second), nil)
		r.q.do(func() { r.q.fail = []string{"Claim"} })
		j := r.q.add("j", "test", `{}`)
		pass(500 * time.Millisecond)
		r.q.do(func() { r.q.fail = nil })
		pass(10 * time.Second)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDone, got.state)
		require.Equal(t, 1, got.deliveries)
	})
}

func TestAFailureIsReportedThroughACut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, fails(fault{permanent: true}), nil)
		r.q.do(func() { r.q.fail = []string{"Fail"} })
		j := r.q.add("j", "test", `{}`)
		pass(10 * time.Second)
		r.q.do(func() { r.q.fail = nil })
		pass(3 * time.Second)
		got := r.q.look(j)
		require.Equal(t, agenda.JobDead, got.state)
		require.Len(t, got.starts, 1)
	})
}

func TestAnAbsentQueueIsWaitedForAndLoggedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Second), nil)
		pass(2 * time.Second)
		for range 2 {
			r.q.do(func() { r.q.down = true })
			before := len(r.q.called("Take"))
			pass(time.Minute)
			tries := len(r.q.called("Take")) - before
			require.Greater(t, tries, 25, "tried about every 2 s")
			require.Less(t, tries, 40, "and not much more often")
			j := r.q.add(fmt.Sprintf("j%d", tries), "test", `{}`)
			r.q.do(func() { r.q.down = false })
			pass(4 * time.Second)
			require.Equal(t, agenda.JobDone, r.q.look(j).state, "work goes on at once")
		}
		require.Equal(t, 2, strings.Count(r.logs.String(), "queue cannot be reached"))
		require.Equal(t, 2, strings.Count(r.logs.String(), "queue answers again"))
	})
}

func TestOneCallThatKeepsFailingFillsNoLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, takes(time.Second), nil)
		r.q.do(func() { r.q.fail = []string{"Maintain"} })
		pass(time.Hour)
		require.Equal(t, 1, strings.Count(r.logs.String(), "queue cannot be reached"))
		require.NotContains(t, r.logs.String(), "answers again")
	})
}
