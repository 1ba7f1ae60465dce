package worker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/llm"
	"appointment-manager/internal/llm/llmtest"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
	"appointment-manager/internal/worker"
)

// whole is a pool on the real queue, with a real client to a model that a test directs.
type whole struct {
	q     *queue.Queue
	model *llmtest.Server
	logs  *lockedBuffer
	stop  func()
}

func startWhole(t *testing.T, s *queuetest.Server, model *llmtest.Server, base string, client *http.Client) *whole {
	t.Helper()
	w := &whole{model: model, logs: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(w.logs, nil))
	w.q = s.Dial(t, queue.Config{Log: log})
	writes, err := llm.Open(llm.Config{BaseURL: base, HTTPClient: client, Redact: true})
	require.NoError(t, err)
	pool := worker.New(worker.Config{
		Queue: w.q, Name: queue.Incarnation(), Log: log,
		Handlers: map[string]worker.Handler{agenda.KindSummary: worker.Summaries(writes, log)},
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		pool.Run(ctx)
	}()
	w.stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(w.stop)
	return w
}

func (w *whole) enqueue(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		e := agenda.JobEnvelope{ID: fmt.Sprintf("job-%d", i), Run: 1, Kind: agenda.KindSummary, Payload: json.RawMessage(payload)}
		require.NoError(t, w.q.Enqueue(t.Context(), e))
	}
}

// collect acknowledges outcomes until there are n.
func (w *whole) collect(t *testing.T, n int) map[string]agenda.JobOutcome {
	t.Helper()
	got := map[string]agenda.JobOutcome{}
	for end := time.Now().Add(5 * time.Minute); len(got) < n && time.Now().Before(end); {
		outcomes, err := w.q.Outcomes(t.Context())
		require.NoError(t, err)
		for _, o := range outcomes {
			require.NotContains(t, got, o.ID, "no job ends twice")
			got[o.ID] = o
		}
		require.NoError(t, w.q.Ack(t.Context(), outcomes...))
	}
	require.Len(t, got, n)
	return got
}

func TestPoolOnTheRealQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model, base, client := llmtest.Pipe(t)
		w := startWhole(t, queuetest.Bubble(t), model, base, client)

		model.Then(llmtest.Status(500), llmtest.Busy(40*time.Second), llmtest.Answer("Client 1 comes at 09:00."))
		began := time.Now()
		w.enqueue(t, 1)
		got := w.collect(t, 1)["job-0"]
		require.Equal(t, agenda.JobDone, got.State)
		require.GreaterOrEqual(t, time.Since(began), 40*time.Second)
		var s agenda.Summary
		require.NoError(t, json.Unmarshal(got.Output, &s))
		require.Contains(t, s.Sent, "Client 1", "what was sent is told as it left")
		require.NotContains(t, s.Sent, "Ada Lovelace")
		s.Sent = ""
		require.Equal(t, agenda.Summary{Text: "Ada Lovelace comes at 09:00.", Model: "gpt-4o-mini", Appointments: 2, Language: "de"}, s)
		require.Len(t, got.Attempts, 3)
		require.Equal(t, "The model failed (status 500)", got.Attempts[0].Error)
		require.Equal(t, "The model is asked too often", got.Attempts[1].Error)
		require.Empty(t, got.Attempts[2].Error)
		require.Len(t, model.Requests(), 3)
		require.Contains(t, w.logs.String(), "[WORKER] Summary generated for 2 appointments")
		for _, secret := range []string{"Lovelace", "Hopper", "secret"} {
			require.NotContains(t, w.logs.String(), secret)
		}
		w.stop()
	})
}

func TestAModelThatRefusesTheKeyEndsTheJobAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model, base, client := llmtest.Pipe(t)
		w := startWhole(t, queuetest.Bubble(t), model, base, client)
		model.Always(llmtest.BadKey())
		w.enqueue(t, 1)
		got := w.collect(t, 1)["job-0"]
		require.Equal(t, agenda.JobDead, got.State)
		require.Equal(t, "The model refused the key", got.Error)
		require.Len(t, model.Requests(), 1)
		w.stop()
	})
}

// TestTheModelIsNotAskedForWhatWasWithdrawn takes jobs back while the model answers, and while they wait
// for their next try.
func TestTheModelIsNotAskedForWhatWasWithdrawn(t *testing.T) {
	t.Parallel()
	for name, asked := range map[string]llmtest.Behaviour{"while it answers": llmtest.Hang(), "between tries": llmtest.Busy(40 * time.Second)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				model, base, client := llmtest.Pipe(t)
				w := startWhole(t, queuetest.Bubble(t), model, base, client)
				model.Then(asked)
				send := func(id string) {
					e := agenda.JobEnvelope{ID: id, Run: 1, Kind: agenda.KindSummary, Label: "daily", Payload: json.RawMessage(payload)}
					require.NoError(t, w.q.Enqueue(t.Context(), e))
				}
				send("job-0")
				time.Sleep(time.Second)
				require.Len(t, model.Requests(), 1)
				require.NoError(t, w.q.Withdraw(t.Context(), "job-0", 1))
				time.Sleep(10 * time.Second)
				require.NotContains(t, w.logs.String(), "job completed")
				send("job-1")
				require.Equal(t, agenda.JobDone, w.collect(t, 1)["job-1"].State, "another of the label is written at once")
				time.Sleep(2 * time.Minute)
				require.Len(t, model.Requests(), 2)
				w.stop()
			})
		})
	}
}

func TestPoolHandsBackOnTheRealQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model, base, client := llmtest.Pipe(t)
		s := queuetest.Bubble(t)
		first := startWhole(t, s, model, base, client)
		model.Then(llmtest.Hang(), llmtest.Hang(), llmtest.Hang())
		first.enqueue(t, 5)
		time.Sleep(2 * time.Second)
		first.stop()
		require.Len(t, model.Requests(), 3)
		second := startWhole(t, s, model, base, client)
		for id, o := range second.collect(t, 5) {
			require.Equal(t, agenda.JobDone, o.State, id)
			require.Len(t, o.Attempts, 1, "the try that was handed back is not counted")
		}
		second.stop()
	})
}

func TestPoolOnARealRedis(t *testing.T) {
	t.Parallel()
	model, base := llmtest.Start(t)
	w := startWhole(t, queuetest.Single(t), model, base, nil)
	w.enqueue(t, 40)
	for id, o := range w.collect(t, 40) {
		require.Equal(t, agenda.JobDone, o.State, id)
	}
	require.Len(t, model.Requests(), 40, "each job was done once")
}
