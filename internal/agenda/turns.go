package agenda

import (
	"context"
	"sync"
)

// turns lets those who ask under one name go one after another, and those of different names at once.
type turns struct {
	mu    sync.Mutex
	lines map[string]*line
}

// line is who goes, and who waits to go, under one name.
type line struct {
	turn    chan struct{} // holds a token while somebody goes
	members int
}

// take waits for the name's turn and returns how to end it. It fails when ctx is done first.
func (t *turns) take(ctx context.Context, name string) (end func(), err error) {
	t.mu.Lock()
	l := t.lines[name]
	if l == nil {
		l = &line{turn: make(chan struct{}, 1)}
		if t.lines == nil {
			t.lines = map[string]*line{}
		}
		t.lines[name] = l
	}
	l.members++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if l.members--; l.members == 0 {
			delete(t.lines, name)
		}
	}
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
