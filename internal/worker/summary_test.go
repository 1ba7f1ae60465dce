package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/worker"
)

type summarizer func(context.Context, agenda.SummaryRequest) (agenda.Summary, error)

func (s summarizer) Summarize(ctx context.Context, r agenda.SummaryRequest) (agenda.Summary, error) {
	return s(ctx, r)
}

const payload = `{"label":"daily","today":"2026-11-25","now":"2026-11-25T07:00:00Z","time_zone":"UTC","total":2,"language":"de","appointments":[
	{"client_name":"Ada Lovelace","date":"2026-11-25","time":"09:00","notes":"secret","duration_minutes":30,"status":"confirmed"},
	{"client_name":"Grace Hopper","date":"2026-11-25","time":"10:00","notes":null,"duration_minutes":30,"status":"confirmed"}]}`

func TestSummariesDoesAJobOfTheDomain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		logs := &lockedBuffer{}
		handle := worker.Summaries(summarizer(func(_ context.Context, r agenda.SummaryRequest) (agenda.Summary, error) {
			require.Equal(t, "Ada Lovelace", r.Appointments[0].ClientName)
			require.Equal(t, "de", r.Language)
			time.Sleep(1500 * time.Millisecond)
			return agenda.Summary{Text: "A quiet day for Ada.", Model: "m-1", Appointments: 2, Language: "de"}, nil
		}), slog.New(slog.NewJSONHandler(logs, nil)))
		got, err := handle(t.Context(), worker.Job{ID: "job-1", Kind: agenda.KindSummary, Label: "daily", Attempt: 2, Payload: []byte(payload)})
		require.NoError(t, err)
		require.Equal(t, "A quiet day for Ada.", got.Text)
		require.JSONEq(t, `{"text":"A quiet day for Ada.","model":"m-1","appointments":2,"language":"de"}`, string(got.Output))

		want := []map[string]any{
			{"msg": "model call begins", "appointments": 2.0},
			{"msg": "model call ends", "duration_ms": 1500.0, "ok": true},
			{"msg": "[WORKER] Summary generated for 2 appointments", "model": "m-1", "duration_ms": 1500.0},
		}
		lines := strings.Split(strings.TrimSpace(logs.String()), "\n")
		require.Len(t, lines, len(want))
		for i, line := range lines {
			want[i]["level"], want[i]["job_id"], want[i]["label"], want[i]["attempt"] = "INFO", "job-1", "daily", 2.0
			var got map[string]any
			require.NoError(t, json.Unmarshal([]byte(line), &got))
			delete(got, "time")
			require.Equal(t, want[i], got)
		}
	})
}

func TestSummariesRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	handle := worker.Summaries(summarizer(func(context.Context, agenda.SummaryRequest) (agenda.Summary, error) {
		return agenda.Summary{}, errors.New("not to be called")
	}), slog.New(slog.DiscardHandler))
	for _, bad := range []string{
		``, `null`, `{}`, `[]`, `{"appointments":"Ada Lovelace"}`, `{"appointments":[{"date":"Ada Lovelace"}]}`,
		`{"appointments":[{"date":"2026-13-40"}]}`, `{"now":"Ada Lovelace"}`, `{"appointments":[`,
	} {
		_, err := handle(t.Context(), worker.Job{Payload: []byte(bad)})
		var f worker.Failure
		require.ErrorAs(t, err, &f, bad)
		require.True(t, f.Permanent())
		require.Equal(t, "The job cannot be read", f.Reason())
		require.NotContains(t, err.Error(), "Lovelace", "errors go to the log")
	}
}

func TestSummariesHandsOnWhatAFailureMeans(t *testing.T) {
	t.Parallel()
	logs := &lockedBuffer{}
	handle := worker.Summaries(summarizer(func(context.Context, agenda.SummaryRequest) (agenda.Summary, error) {
		return agenda.Summary{}, fault{after: time.Minute}
	}), slog.New(slog.NewTextHandler(logs, nil)))
	_, err := handle(t.Context(), worker.Job{Payload: []byte(payload)})
	var f worker.Failure
	require.ErrorAs(t, err, &f)
	require.Equal(t, time.Minute, f.RetryAfter())
	require.NotContains(t, logs.String(), "[WORKER]")
}
