package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"appointment-manager/internal/agenda"
)

// Summarizer writes summaries.
type Summarizer interface {
	Summarize(ctx context.Context, req agenda.SummaryRequest) (agenda.Summary, error)
}

// Summaries returns the handler of [agenda.KindSummary]: its payload is an agenda.SummaryRequest, its
// output an agenda.Summary. It logs when the model is asked and has answered, and the line that the
// documented trace has for a summary, and never anything of what is in one.
func Summaries(s Summarizer, log *slog.Logger) Handler {
	return func(ctx context.Context, j Job) (Result, error) {
		var req agenda.SummaryRequest
		err := json.Unmarshal(j.Payload, &req)
		if err == nil && req.Appointments == nil {
			err = errors.New("no appointments member")
		}
		if err != nil {
			return Result{}, &failure{reason: "The job cannot be read", cause: errUnreadable(err)}
		}
		log := log.With("job_id", j.ID, "label", j.Label, "attempt", j.Attempt)
		log.InfoContext(ctx, "model call begins", "appointments", len(req.Appointments))
		began := time.Now()
		summary, err := s.Summarize(ctx, req)
		took := time.Since(began).Milliseconds()
		log.InfoContext(ctx, "model call ends", "duration_ms", took, "ok", err == nil)
		if err != nil {
			return Result{}, fmt.Errorf("worker: summarize: %w", err)
		}
		output, err := json.Marshal(summary)
		if err != nil {
			return Result{}, fmt.Errorf("worker: encode summary: %w", err)
		}
		log.InfoContext(ctx, fmt.Sprintf("[WORKER] Summary generated for %d appointments", len(req.Appointments)),
			"model", summary.Model, "duration_ms", took)
		return Result{Output: output, Text: summary.Text}, nil
	}
}

// errUnreadable keeps of a decoding error only where it is: its text may quote the payload.
func errUnreadable(err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("bad JSON at byte %d", syntax.Offset)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("wrong type at %s", wrong.Field)
	}
	return errors.New("not a summary request")
}
