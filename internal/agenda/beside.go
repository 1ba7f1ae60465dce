package agenda

import (
	"context"
	"sync"
	"time"
)

const (
	// useNoted is how long a use of a token or a session is not noted again, notePatience how long a note may take.
	useNoted     = 5 * time.Minute
	notePatience = 10 * time.Second
)

// notes are written down beside the calls that they are about, which wait for no disk. A note that cannot
// be made is left out: the next use makes another.
type notes struct {
	busy sync.Map // what is being noted
}

// take notes something about what key names, unless that is being done already.
func (n *notes) take(ctx context.Context, key any, note func(context.Context) error) {
	if _, busy := n.busy.LoadOrStore(key, true); busy {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), notePatience)
	go func() {
		defer cancel()
		defer n.busy.Delete(key)
		_ = note(ctx)
	}()
}
