package daemon

import (
	"context"
	"errors"
	"sync"
)

// Group runs parts of a program side by side. When one fails all are told to stop.
type Group struct {
	ctx  context.Context
	stop context.CancelCauseFunc
	wg   sync.WaitGroup
	mu   sync.Mutex
	errs []error
}

// NewGroup returns a Group whose parts end when ctx does.
func NewGroup(ctx context.Context) *Group {
	g := &Group{}
	g.ctx, g.stop = context.WithCancelCause(ctx)
	return g
}

// Go runs a part. It should return nil after its context is done, and an error when it cannot go on.
func (g *Group) Go(part func(ctx context.Context) error) {
	g.wg.Go(func() {
		err := part(g.ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			g.mu.Lock()
			g.errs = append(g.errs, err)
			g.mu.Unlock()
		}
		g.stop(err)
	})
}

// Done is closed when all parts are told to end.
func (g *Group) Done() <-chan struct{} { return g.ctx.Done() }

// Stop tells all parts to end.
func (g *Group) Stop() { g.stop(nil) }

// Wait returns after all parts have ended, with what failed.
func (g *Group) Wait() error {
	g.wg.Wait()
	g.stop(nil)
	return errors.Join(g.errs...)
}
