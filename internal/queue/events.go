package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// subscribeAgain is the pause between two tries to begin a subscription.
const subscribeAgain = 100 * time.Millisecond

// Subscribe returns a channel of the ids of jobs that have changed, until ctx is done. It comes back
// by itself after Redis was away. Events are hints: some are lost while Redis is away or the
// reader is slow, and then the next look at the job tells.
func (q *Queue) Subscribe(ctx context.Context) <-chan string {
	out := make(chan string, 256)
	go func() {
		defer close(out)
		ps := q.rdb.Subscribe(ctx)
		defer ps.Close()
		// The client makes up for a subscription that breaks, and not for one that could not begin: Redis may
		// go away in the middle of it, and the next connection then listens to nothing.
		for ps.Subscribe(ctx, q.keys.events()) != nil {
			select {
			case <-ctx.Done():
				return
			case <-time.After(subscribeAgain):
			}
		}
		in := ps.Channel(redis.WithChannelSize(256), redis.WithChannelSendTimeout(time.Millisecond))
		for {
			select {
			case <-ctx.Done():
				return
			case m, open := <-in:
				if !open {
					return
				}
				select {
				case out <- m.Payload:
				default:
				}
			}
		}
	}()
	return out
}
