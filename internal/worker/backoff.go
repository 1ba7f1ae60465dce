package worker

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff spreads repeated tries: exponential with full jitter, as in "Exponential Backoff And
// Jitter" (AWS Architecture Blog, 2015), so that many who failed together do not return together.
type Backoff struct {
	Base, Cap time.Duration
	Rand      func() float64 // in [0,1); nil means math/rand
}

// Delay returns how long to wait after n earlier failures (0 after the first): at random between
// nothing and Base doubled n times, at most Cap.
func (b Backoff) Delay(n int) time.Duration {
	top := b.Base
	for ; n > 0 && top < b.Cap; n-- {
		top *= 2
	}
	random := b.Rand
	if random == nil {
		random = rand.Float64
	}
	return time.Duration(random() * float64(min(top, b.Cap)))
}

// sleep waits and tells whether it did so to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// again waits before the next try to reach a queue that is away: 100 ms to 2 s, never nothing.
func (p *Pool) again(ctx context.Context, failures int) bool {
	b := Backoff{Base: reachBase, Cap: reachCap - reachBase, Rand: p.cfg.Rand}
	return sleep(ctx, reachBase+b.Delay(failures))
}
