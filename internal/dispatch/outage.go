package dispatch

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// outage logs when something that several loops use fails and when it works again, once each,
// however often they try meanwhile. It works again when every loop that saw it fail has seen it work.
type outage struct {
	log          *slog.Logger
	began, ended string

	mu      sync.Mutex
	failing map[string]bool
	since   time.Time
}

// saw notes how a call made by a loop went, and returns whether it went well. A call that failed
// because the loop is ending says nothing.
func (o *outage) saw(ctx context.Context, loop string, err error) bool {
	if err != nil && ctx.Err() != nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	before := len(o.failing)
	if err == nil {
		delete(o.failing, loop)
		if before == 1 && len(o.failing) == 0 {
			o.log.InfoContext(ctx, o.ended, "duration_ms", time.Since(o.since).Milliseconds())
		}
		return true
	}
	if o.failing == nil {
		o.failing = map[string]bool{}
	}
	o.failing[loop] = true
	if before == 0 {
		o.since = time.Now()
		o.log.WarnContext(ctx, o.began, "error", err)
	}
	return false
}

// backoff paces the tries of one loop.
type backoff int

// wait sleeps, longer after each failure in a row up to a second and a half, or until ctx is done.
func (b *backoff) wait(ctx context.Context) {
	step := min(100*time.Millisecond<<min(*b, 4), time.Second)
	*b++
	sleep(ctx, step+rand.N(step/2))
}

func (b *backoff) reset() { *b = 0 }

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
