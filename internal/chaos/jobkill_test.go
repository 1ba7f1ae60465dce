package chaos_test

import (
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
	"appointment-manager/internal/llm/llmtest"
)

const stoppedAnswering = "The worker stopped answering."

// fateOf is what becomes of the labels of TestWorkersKilled.
func fateOf(label string) fate {
	switch i := dayIndex(label); {
	case i < 0:
	case *long && i%700 == 350:
		return fate{agenda.JobDead, "stopped its worker 10 times"}
	case i%50 == 7:
		return fate{agenda.JobDead, "The model failed (status 500)"}
	case i%50 == 8:
		return fate{agenda.JobDead, "The model refused the request (status 400)"}
	}
	return fate{state: agenda.JobDone}
}

// killingPlan has some calls fail for good, some the first time, and some end the worker that makes them.
func killingPlan(l *line) plan {
	return func(label string, nth int, worker string) llmtest.Behaviour {
		i, f := dayIndex(label), fateOf(label)
		switch {
		case strings.Contains(f.reason, "500"):
			return llmtest.Status(http.StatusInternalServerError)
		case strings.Contains(f.reason, "400"):
			return llmtest.Status(http.StatusBadRequest)
		case f.state == agenda.JobDead:
			return func(http.ResponseWriter, *http.Request) {
				l.kill(l.workers[worker[0]-'0'])
				panic(http.ErrAbortHandler)
			}
		case i%20 == 3 && nth == 1:
			return llmtest.Busy(time.Second)
		case i%20 == 13 && nth == 1:
			return llmtest.Status(http.StatusServiceUnavailable)
		}
		return nil
	}
}

func TestWorkersKilled(t *testing.T) {
	r := scenario(t, 10, "workers killed")
	jobs, kills := size(400, 2000), size(20, 100)
	r.load, r.faults = fmt.Sprintf("%d jobs, some always failing, some ending their worker, 2 workers", jobs), fmt.Sprintf("%d SIGKILLs", kills)
	l := startLine(t, lineConfig{workers: 2, plan: killingPlan})
	asked := l.load(0, jobs, time.Duration(kills)*400*time.Millisecond, false)
	for i := range kills {
		time.Sleep(400 * time.Millisecond)
		l.tend()
		l.kill(l.workers[i%2])
		l.tend()
	}
	<-asked
	require.Zero(t, l.drain(time.Duration(size(60, 700))*time.Second), "jobs that did not end")
	l.answered()
	again := 0
	for _, j := range l.settle(r, fateOf) {
		ends := 0 // of workers that held the job; after the second it is under suspicion, and waits
		for i, a := range j.attempts[:max(0, len(j.attempts)-1)] {
			if a.Error != stoppedAnswering {
				continue
			}
			again++
			if ends++; ends <= 2 {
				r.recovered(j.attempts[i+1].StartedAt.Sub(l.killed(a.Worker)))
			}
		}
	}
	l.empty()
	calls, _ := l.model.asked("")
	r.note = fmt.Sprintf("%d tries taken over, %d model calls", again, calls)
	require.Positive(t, again, "no kill hit a job")
	require.Less(t, r.recovery, time.Duration(size(90, 45))*time.Second) // the short size shares the machine
}

// killed returns when the worker of an attempt was killed: its name holds its process id.
func (l *line) killed(worker string) time.Time {
	parts := strings.Split(worker, "-")
	pid := 0
	_, err := fmt.Sscan(parts[len(parts)-2], &pid)
	require.NoError(l.t, err)
	at, ok := l.kills[pid]
	require.True(l.t, ok, "%s was not killed", worker)
	return at
}

func TestAWorkerStoppedPastItsLease(t *testing.T) {
	r := scenario(t, 15, "a worker stopped past its lease, and continued")
	rounds := size(1, 3)
	r.load, r.faults = fmt.Sprintf("%d jobs", 3*rounds), fmt.Sprintf("%d SIGSTOPs of 35 s, SIGCONT", rounds)
	l := startLine(t, lineConfig{workers: 2, plan: func(l *line) plan {
		return func(label string, nth int, _ string) llmtest.Behaviour {
			if nth == 1 {
				return llmtest.Delay(time.Second, l.model.brief(label))
			}
			return nil
		}
	}})
	stopped, other := l.workers[0], l.workers[1]
	for round := range rounds {
		other.Kill()
		<-l.load(3*round, 3, 0, true)
		rig.Eventually(t, 20*time.Second, func() error {
			if all, _ := l.model.asked(""); all < 3+6*round {
				return fmt.Errorf("the model was asked %d times", all)
			}
			return nil
		})
		stopped.Signal(syscall.SIGSTOP)
		at := time.Now()
		other.Start(t)
		require.Zero(t, l.drain(40*time.Second), "jobs that did not end")
		r.recovered(time.Since(at))
		time.Sleep(time.Until(at.Add(35 * time.Second)))
		stopped.Signal(syscall.SIGCONT)
		rig.Eventually(t, 20*time.Second, func() error {
			out := stopped.Output()
			if n := strings.Count(out, "the lease was lost"); n < 3*(round+1) {
				return fmt.Errorf("the worker that was stopped has dropped %d", n)
			}
			return nil
		})
	}
	l.settle(r, nil)
	l.empty()
	stale := l.redis.CLI(t, "HGET", "{summary_jobs}:counters", "stale")
	r.note = fmt.Sprintf("%d results too late, dropped; %s of them refused by their fence", 3*rounds, stale)
}

func TestWorkersEndedUnderLoad(t *testing.T) {
	r := scenario(t, 16, "workers told to end")
	jobs, stops, hanging := size(300, 2000), size(8, 50), size(1, 3)
	r.load, r.faults = fmt.Sprintf("%d jobs, %d of them longer than the grace, 2 workers", jobs+hanging, hanging), fmt.Sprintf("%d SIGTERMs", stops+hanging)
	const endless = 20_000 // days from here on are those of jobs that hang the first time
	l := startLine(t, lineConfig{workers: 2, plan: func(*line) plan {
		return func(label string, nth int, _ string) llmtest.Behaviour {
			if dayIndex(label) >= endless && nth == 1 {
				return llmtest.Hang()
			}
			return nil
		}
	}})
	asked := l.load(0, jobs, time.Duration(stops)*400*time.Millisecond, true)
	longest := time.Duration(0)
	lives := []int{0, 0}
	end := func(i int) {
		// Whoever is told to end before it is up is ended by the system.
		lives[i%2]++
		rig.Eventually(t, 20*time.Second, func() error {
			if n := strings.Count(l.workers[i%2].Output(), `"worker starts"`); n < lives[i%2] {
				return fmt.Errorf("the worker has started %d times", n)
			}
			return nil
		})
		began := time.Now()
		require.Zero(t, l.workers[i%2].Stop(t, syscall.SIGTERM), "the worker's exit status")
		longest = max(longest, time.Since(began))
	}
	for i := range stops {
		time.Sleep(400 * time.Millisecond)
		end(i)
		l.tend()
	}
	<-asked
	for i := range hanging {
		end(1) // so that the other takes the job
		label := dayLabel(endless + i)
		l.ask(label, "")
		rig.Eventually(t, 20*time.Second, func() error {
			if _, n := l.model.asked(label); n == 0 {
				return fmt.Errorf("the model was not asked for %s", label)
			}
			return nil
		})
		l.tend()
		end(0)
		gone := time.Now()
		require.Zero(t, l.drain(10*time.Second), "a job that was handed back waits for its lease")
		r.recovered(time.Since(gone))
	}
	require.Zero(t, l.drain(60*time.Second), "jobs that did not end")
	l.answered()
	for _, j := range l.settle(r, nil) {
		require.Len(t, j.attempts, 1, "a try that was handed back was counted")
		require.Equal(t, 1, j.attempts[0].Number)
	}
	l.empty()
	require.Less(t, longest, 30*time.Second)
	r.note = fmt.Sprintf("all exits 0, the longest after %s; no try counted", longest.Round(100*time.Millisecond))
}
