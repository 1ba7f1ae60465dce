package dispatch_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/dispatch"
	"appointment-manager/internal/queue"
)

var errDown = agenda.Fail(agenda.Unavailable, "away")

func TestAJobGoesItsWholeWay(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		time.Sleep(time.Second / 2) // between two full rounds
		b.accept("j1", "daily")
		took := b.eventually("dispatched", b.is("j1", agenda.JobQueued))
		require.Less(t, took, 100*time.Millisecond, "a wake is answered at once")
		require.Equal(t, "j1", b.work())
		require.Less(t, b.eventually("finished", b.is("j1", agenda.JobDone)), 100*time.Millisecond)
		require.Len(t, b.job("j1").Attempts, 1)
		require.Equal(t, 1, b.lines(`msg="summary job finished" job_id=j1 state=done`))
		b.eventually("acknowledged", func() bool { return b.stats().Results == 0 })
	})
}

func TestWhileSummariesArePausedNothingIsPutOnTheLine(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.setPause(&agenda.Pause{})
		b.accept("j1", "daily")
		time.Sleep(5 * time.Second)
		require.Equal(t, agenda.JobAccepted, b.job("j1").State)
		require.Zero(t, b.stats().Depth)
		b.setPause(nil)
		require.LessOrEqual(t, b.eventually("dispatched", b.is("j1", agenda.JobQueued)), 1100*time.Millisecond)
	})
}

func TestAWakeThatWasMissedIsMadeUpFor(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.wake = func(context.Context, agenda.SummaryJob) {}
		time.Sleep(2500 * time.Millisecond) // the round of the start is over
		b.accept("j1", "")
		require.LessOrEqual(t, b.eventually("dispatched", b.is("j1", agenda.JobQueued)), 1100*time.Millisecond)
	})
}

func TestManyJobsAreSentInOrderAndOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		const n = 350
		for i := range n {
			b.accept(fmt.Sprintf("j%03d", i), "")
		}
		b.eventually("all dispatched", b.is(fmt.Sprintf("j%03d", n-1), agenda.JobQueued))
		time.Sleep(5 * time.Second)
		for i := range n {
			require.Equal(t, fmt.Sprintf("j%03d", i), b.work())
		}
		require.Empty(t, b.work())
		b.eventually("all finished", b.is(fmt.Sprintf("j%03d", n-1), agenda.JobDone))
		require.Zero(t, b.duplicates)
		require.Zero(t, b.lines("lost by the queue"))
	})
}

func TestWaitingCostsNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		before := b.openReads()
		time.Sleep(100 * time.Second)
		require.LessOrEqual(t, b.openReads()-before, 101)
	})
}

func TestAnEmptiedRedisIsFilledAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		for i := range 5 {
			b.accept(fmt.Sprintf("j%d", i), "")
		}
		b.eventually("dispatched", b.is("j4", agenda.JobQueued))
		b.redis.Do(t, "FLUSHALL")
		took := b.eventually("filled again", func() bool { return b.stats().Depth == 5 })
		require.Less(t, took, 5*time.Second)
		require.Equal(t, 5, b.lines("lost by the queue"))
		for i := range 5 {
			require.Equal(t, fmt.Sprintf("j%d", i), b.work())
		}
		b.eventually("finished", b.is("j4", agenda.JobDone))
	})
}

func TestAJobThatEndsDuringARoundIsNotSentAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.accept("j1", "")
		b.eventually("dispatched", b.is("j1", agenda.JobQueued))
		// As a round sees it that read the ledger before the job's end was committed and asked the line
		// after it was acknowledged, long ago: not on the line, once.
		b.redis.Do(t, "DEL", "summary_jobs", "{summary_jobs}:job:j1")
		rounds := b.openReads()
		b.eventually("missed once", func() bool { return b.openReads() > rounds })
		b.mu.Lock()
		b.find("j1").State = agenda.JobDone
		b.mu.Unlock()
		time.Sleep(5 * time.Second)
		require.Zero(t, b.stats().Depth)
	})
}

func TestAnOutageOfRedisIsWaitedForAndLoggedOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.accept("j1", "")
		b.eventually("dispatched", b.is("j1", agenda.JobQueued))
		b.redis.Stop()
		time.Sleep(time.Second)
		b.accept("j2", "")
		time.Sleep(time.Minute)
		require.Equal(t, agenda.JobAccepted, b.job("j2").State)
		require.Equal(t, 1, b.lines("queue unreachable"))
		b.redis.Restart()
		took := b.eventually("recovered", func() bool { return b.depthNow() == 2 })
		require.Less(t, took, 5*time.Second)
		for range 2 {
			require.NotEmpty(t, b.work())
		}
		b.eventually("finished", func() bool { return b.is("j1", agenda.JobDone)() && b.is("j2", agenda.JobDone)() })
		b.eventually("logged", func() bool { return b.lines("queue reachable again") == 1 })
		require.Equal(t, 1, b.lines("queue unreachable"))
	})
}

func TestAnOutcomeIsKeptUntilTheLedgerHasIt(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.accept("j1", "")
		b.eventually("dispatched", b.is("j1", agenda.JobQueued))
		b.fail(errDown)
		require.Equal(t, "j1", b.work())
		time.Sleep(30 * time.Second)
		require.EqualValues(t, 1, b.stats().Results)
		require.Equal(t, 1, b.lines("job ledger unavailable"))
		b.fail(nil)
		require.Less(t, b.eventually("finished", b.is("j1", agenda.JobDone)), 2*time.Second)
		b.eventually("acknowledged", func() bool { return b.stats().Results == 0 })
		b.eventually("logged", func() bool { return b.lines("job ledger available again") == 1 })
	})
}

func TestOneBadJobHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.mu.Lock()
		b.refuse, b.unreadable = "j1", "j0"
		b.mu.Unlock()
		for i := range 4 {
			b.accept(fmt.Sprintf("j%d", i), "")
		}
		b.eventually("the others dispatched", b.is("j3", agenda.JobQueued))
		require.Equal(t, agenda.JobAccepted, b.job("j0").State)
		for i := range 3 {
			require.Equal(t, fmt.Sprintf("j%d", i+1), b.work())
		}
		b.eventually("the others finished", func() bool { return b.is("j2", agenda.JobDone)() && b.is("j3", agenda.JobDone)() })
		require.Equal(t, agenda.JobQueued, b.job("j1").State)
		b.eventually("kept", func() bool { return b.stats().Results == 1 })
	})
}

func TestAJobOfAnotherProgramIsEntered(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.redis.Do(t, "LPUSH", "summary_jobs", `{"appointments":[{"client_name":"Ada","date":"2026-11-25","time":"09:30","notes":null}]}`)
		id := b.work()
		require.NotEmpty(t, id)
		b.eventually("entered", b.is(id, agenda.JobDone))
	})
}

func TestRequestsOfSchedulersBecomeJobs(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.fail(errDown)
		for _, r := range [][2]string{{"daily-2026-11-25", "daily"}, {"bad-2026-11-25", "Nonsense"}} {
			_, err := b.queue.Request(t.Context(), r[0], r[1])
			require.NoError(t, err)
		}
		time.Sleep(10 * time.Second)
		require.EqualValues(t, 1, b.stats().Requests, "what can never be is forgotten, what can is kept")
		b.fail(nil)
		b.eventually("queued", b.is("daily-2026-11-25", agenda.JobQueued))
		require.Equal(t, "daily", b.job("daily-2026-11-25").Label)
		b.eventually("forgotten", func() bool { return b.stats().Requests == 0 })
	})
}

func TestTwoDispatchersDoNoHarm(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		other := *b
		other.d = dispatch.New(b.ledger, b.queue, nil)
		other.run()
		for i := range 30 {
			b.accept(fmt.Sprintf("j%02d", i), "")
		}
		b.eventually("dispatched", b.is("j29", agenda.JobQueued))
		for range 30 {
			require.NotEmpty(t, b.work())
		}
		require.Empty(t, b.work())
		for i := range 30 {
			b.eventually("finished", b.is(fmt.Sprintf("j%02d", i), agenda.JobDone))
		}
		other.stop()
	})
}

func TestRunEndsSoonAndWithoutAWorkHalfDone(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		ids, cancel := b.d.Feed().Subscribe()
		defer cancel()
		begin := time.Now()
		b.stop()
		require.Less(t, time.Since(begin), 3*time.Second)
		for range ids { // the channel is closed, so that streams end
		}
		b.accept("j1", "")
		time.Sleep(10 * time.Second)
		require.Equal(t, agenda.JobAccepted, b.job("j1").State)
	})
}

func TestWhatIsDoneIsCounted(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		for _, id := range []string{"j1", "j2", "j3"} {
			b.accept(id, "daily")
		}
		b.eventually("dispatched", b.is("j3", agenda.JobQueued))
		require.Equal(t, dispatch.Counts{Dispatched: 3}, b.d.Counts())
		require.Equal(t, "j1", b.work())
		b.eventually("finished", b.is("j1", agenda.JobDone))
		require.Empty(t, b.work()) // j2 is skipped: its label was done a moment ago
		b.eventually("skipped", b.is("j2", agenda.JobSkipped))
		b.redis.Do(t, "FLUSHALL")
		b.eventually("dispatched again", func() bool { return b.stats().Depth == 1 })
		require.Equal(t, "j3", b.take())
		l, ok, err := b.queue.Claim(t.Context(), "j3", "w1")
		require.NoError(t, err)
		require.True(t, ok)
		b.mu.Lock()
		b.find("j3").State = agenda.JobCancelled // meanwhile, by an administrator
		b.mu.Unlock()
		_, err = b.queue.Fail(t.Context(), l, "No.", 0, true)
		require.NoError(t, err)
		b.eventually("dropped", func() bool { return b.d.Counts().Dropped == 1 })
		require.Equal(t, dispatch.Counts{Dispatched: 4, Redispatched: 1, Done: 1, Skipped: 1, Dead: 1, Dropped: 1}, b.d.Counts())
	})
}

// A job is stopped while nobody tells the queue, and its worker goes on to the end.
func TestTheLabelIsFreeOfAJobWhoseStopWasNotHeard(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		b.accept("j1", "daily")
		b.eventually("dispatched", b.is("j1", agenda.JobQueued))
		b.mu.Lock()
		b.find("j1").State = agenda.JobCancelled
		b.mu.Unlock()
		require.Equal(t, "j1", b.work())
		b.eventually("dropped", func() bool { return b.d.Counts().Dropped == 1 })
		b.accept("j2", "daily")
		b.eventually("dispatched", b.is("j2", agenda.JobQueued))
		require.Equal(t, "j2", b.work(), "it is not taken for done")
		b.eventually("finished", b.is("j2", agenda.JobDone))
		require.Zero(t, b.stats().Results, "what was dropped is forgotten")
	})
}

func TestADispatcherThatIsStuckOrEndedSaysSo(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		time.Sleep(time.Second)
		require.NoError(t, b.d.Alive())
		b.redis.Stop()
		b.fail(errDown)
		time.Sleep(time.Hour)
		require.NoError(t, b.d.Alive(), "it goes on trying while others are away")
		b.redis.Restart()
		b.fail(nil)
		stuck := make(chan struct{})
		b.mu.Lock()
		b.stuck = stuck
		b.mu.Unlock()
		time.Sleep(119 * time.Second)
		require.NoError(t, b.d.Alive())
		time.Sleep(5 * time.Second)
		require.ErrorContains(t, b.d.Alive(), "stuck")
		close(stuck)
		b.mu.Lock()
		b.stuck = nil
		b.mu.Unlock()
		time.Sleep(3 * time.Second)
		require.NoError(t, b.d.Alive())
		b.stop()
		require.ErrorContains(t, b.d.Alive(), "does not run")
		require.ErrorContains(t, dispatch.New(b.ledger, b.queue, nil).Alive(), "does not run")
	})
}

func (b *bench) take() string {
	b.t.Helper()
	id, err := b.queue.Take(b.t.Context(), "w1")
	require.NoError(b.t, err)
	return id
}

func (b *bench) stats() queue.Stats {
	b.t.Helper()
	s, err := b.queue.Stats(b.t.Context())
	require.NoError(b.t, err)
	return s
}

// depthNow is the list's length, or -1 while Redis is away.
func (b *bench) depthNow() int64 {
	s, err := b.queue.Stats(context.Background())
	if err != nil {
		return -1
	}
	return s.Depth
}

func (b *bench) openReads() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reads
}
