package queue_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

func benchJob(i int, label string) agenda.JobEnvelope {
	return agenda.JobEnvelope{ID: fmt.Sprintf("0199a0b0-0000-7000-8000-%012d", i), Run: 1, Kind: "summary", Label: label, Force: true, Payload: json.RawMessage(`{"label":"daily","appointments":[]}`)}
}

// BenchmarkJob takes a labelled job the whole way: enqueue, take, claim, complete, collect, ack. It
// reports the CPU time of this process and of Redis apart.
func BenchmarkJob(b *testing.B) {
	s := queuetest.Single(b)
	q := s.Dial(b, queue.Config{})
	output := json.RawMessage(`{"text":"Three appointments today.","model":"built-in","appointments":3}`)
	redisBefore, before := redisCPU(b, s), ownCPU(b)
	done := 0
	collect := func() {
		outcomes, err := q.Outcomes(b.Context())
		require.NoError(b, err)
		require.NoError(b, q.Ack(b.Context(), outcomes...))
		done += len(outcomes)
	}
	n := 0
	for b.Loop() {
		n++
		require.NoError(b, q.Enqueue(b.Context(), benchJob(n, "daily")))
		id, err := q.Take(b.Context(), "w1")
		require.NoError(b, err)
		l, ok, err := q.Claim(b.Context(), id, "w1")
		require.NoError(b, err)
		require.True(b, ok)
		_, err = q.Complete(b.Context(), l, output, "Three appointments today.")
		require.NoError(b, err)
		if n%50 == 0 {
			collect()
		}
	}
	for done < n {
		collect()
	}
	b.ReportMetric(float64((ownCPU(b)-before).Nanoseconds())/float64(n)/1000, "client-cpu-us/job")
	b.ReportMetric(float64((redisCPU(b, s)-redisBefore).Nanoseconds())/float64(n)/1000, "redis-cpu-us/job")
}

// BenchmarkPickUp measures the time from enqueueing to a claim when the worker is idle and waits.
func BenchmarkPickUp(b *testing.B) {
	q := queuetest.Single(b).Dial(b, queue.Config{})
	picked := make(chan time.Time)
	go func() {
		for b.Context().Err() == nil {
			id, err := q.Take(b.Context(), "w1")
			if err != nil || id == "" {
				continue
			}
			l, ok, err := q.Claim(b.Context(), id, "w1")
			if err == nil && ok {
				picked <- time.Now()
				_, _ = q.Complete(b.Context(), l, json.RawMessage(`{}`), "")
			}
		}
	}()
	var took []time.Duration
	n := 0
	for b.Loop() {
		n++
		time.Sleep(2 * time.Millisecond) // the worker waits again
		begin := time.Now()
		require.NoError(b, q.Enqueue(b.Context(), benchJob(n, "")))
		took = append(took, (<-picked).Sub(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}

func ownCPU(b *testing.B) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func redisCPU(b *testing.B, s *queuetest.Server) time.Duration {
	var sum float64
	for line := range strings.Lines(s.Do(b, "INFO", "cpu").(string)) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), ":"); name == "used_cpu_sys" || name == "used_cpu_user" {
			v, err := strconv.ParseFloat(value, 64)
			require.NoError(b, err)
			sum += v
		}
	}
	return time.Duration(sum * float64(time.Second))
}
