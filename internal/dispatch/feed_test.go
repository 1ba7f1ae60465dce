package dispatch_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/dispatch"
)

func TestTheFeedTellsOfEveryStep(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bench) {
		ids, cancel := b.d.Feed().Subscribe()
		defer cancel()
		b.eventually("subscribed", func() bool {
			b.redis.Do(t, "PUBLISH", "{summary_jobs}:events", "probe")
			return len(ids) > 0
		})
		heard := func(id string) func() bool {
			return func() bool {
				for len(ids) > 0 {
					if <-ids == id {
						return true
					}
				}
				return false
			}
		}
		b.accept("j1", "")
		b.eventually("queued is told", heard("j1"))
		b.eventually("queued", b.is("j1", agenda.JobQueued))
		require.Equal(t, "j1", b.work())
		b.eventually("running and done are told", heard("j1"))
	})
}

func TestASlowSubscriberKeepsTheNewest(t *testing.T) {
	t.Parallel()
	f := dispatch.NewFeed()
	slow, cancel := f.Subscribe()
	for i := range 1000 {
		f.Publish(fmt.Sprint(i))
	}
	last := ""
	for len(slow) > 0 {
		last = <-slow
	}
	require.Equal(t, "999", last)
	cancel()
	cancel()
	f.Publish("after")
	require.Empty(t, slow)
}

func TestSubscribersAreBounded(t *testing.T) {
	t.Parallel()
	f := dispatch.NewFeed()
	for range 500 {
		f.Subscribe()
	}
	ids, cancel := f.Subscribe()
	defer cancel()
	_, open := <-ids
	require.False(t, open)
}
