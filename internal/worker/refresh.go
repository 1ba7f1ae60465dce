package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// RefreshAPI asks the backend for a summary. Its errors are *[agenda.Error]; any other is taken for
// a network error.
type RefreshAPI interface {
	AskSummary(ctx context.Context, label string) error
}

// AskFunc is a RefreshAPI made of a function.
type AskFunc func(ctx context.Context, label string) error

// AskSummary calls f.
func (f AskFunc) AskSummary(ctx context.Context, label string) error { return f(ctx, label) }

// Locks tells whether a label was summarised moments ago.
type Locks interface {
	Locked(ctx context.Context, label string) (bool, error)
}

// RefreshConfig is what a refresh does. API and Labels are required.
type RefreshConfig struct {
	API      RefreshAPI
	Locks    Locks     // nil asks for every label
	Labels   []string  // each is asked for once
	Out      io.Writer // a line for each label; discards unless set
	Err      io.Writer // what went wrong on the way; discards unless set
	Attempts int       // for each label; 3
	Backoff  Backoff   // between them; 1 s to 30 s
}

// maxRefreshes bounds how many labels are asked for at once.
const maxRefreshes = 3

// Refresh asks for a summary of each label that was not summarised moments ago, and says for each
// how it went. It fails unless every label was done or skipped. When the API refuses the
// credentials, it ends at once: no label would fare better.
func Refresh(ctx context.Context, cfg RefreshConfig) error {
	cfg.Attempts = cmp.Or(cfg.Attempts, 3)
	cfg.Backoff.Base, cfg.Backoff.Cap = cmp.Or(cfg.Backoff.Base, time.Second), cmp.Or(cfg.Backoff.Cap, 30*time.Second)
	r := &refresh{cfg: cfg}
	ctx, r.end = context.WithCancelCause(ctx)
	defer r.end(nil)
	slots := make(chan struct{}, maxRefreshes)
	var all sync.WaitGroup
	labels := unique(cfg.Labels)
	failed := make([]bool, len(labels))
	for i, label := range labels {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			failed[i] = true
			continue
		}
		all.Go(func() {
			defer func() { <-slots }()
			failed[i] = !r.label(ctx, label)
		})
	}
	all.Wait()
	var names []string
	for i, label := range labels {
		if failed[i] {
			names = append(names, label)
		}
	}
	switch {
	case len(names) == 0:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("worker: refresh ended: %w", context.Cause(ctx))
	}
	return fmt.Errorf("worker: not refreshed: %s", strings.Join(names, ", "))
}

// unique returns the labels in their order, each once.
func unique(labels []string) []string {
	var found []string
	for _, l := range labels {
		if !slices.Contains(found, l) {
			found = append(found, l)
		}
	}
	return found
}

type refresh struct {
	cfg RefreshConfig
	end context.CancelCauseFunc
	mu  sync.Mutex // lines are written whole
}

// label asks for one label and returns whether it was done or need not be.
func (r *refresh) label(ctx context.Context, label string) bool {
	if r.locked(ctx, label) {
		r.say(r.cfg.Out, "SKIP %s: already processed", label)
		return true
	}
	for failures := 0; ; failures++ {
		err := r.cfg.API.AskSummary(ctx, label)
		switch code := agenda.CodeOf(err); {
		case err == nil:
			r.say(r.cfg.Out, "DONE %s", label)
			return true
		case ctx.Err() != nil:
			return false
		case code == agenda.Unauthenticated || code == agenda.Forbidden:
			r.end(fmt.Errorf("the API refuses the credentials: %s", agenda.Sentence(err)))
			return false
		case code != agenda.Internal && code != agenda.Unavailable && code != agenda.RateLimited, failures+1 >= r.cfg.Attempts:
			r.say(r.cfg.Err, "FAIL %s: %s", label, agenda.Sentence(err))
			return false
		}
		if !sleep(ctx, max(r.cfg.Backoff.Delay(failures), retryAfter(err))) {
			return false
		}
	}
}

// locked looks at the label's lock. When that cannot be done the label is asked for: the worker looks
// at the lock again before it spends anything.
func (r *refresh) locked(ctx context.Context, label string) bool {
	if r.cfg.Locks == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	locked, err := r.cfg.Locks.Locked(ctx, label)
	if err != nil {
		r.say(r.cfg.Err, "The lock of %s cannot be looked at; asking all the same: %s", label, agenda.Sentence(err))
		return false
	}
	return locked
}

func (r *refresh) say(w io.Writer, format string, args ...any) {
	if w == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = fmt.Fprintf(w, format+"\n", args...) // nowhere to report to but w itself
}

func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*agenda.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}
