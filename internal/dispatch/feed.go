package dispatch

import "sync"

// The bounds of a Feed.
const (
	maxSubscribers = 500
	maxPending     = 64 // ids per subscriber
)

// Feed tells everybody in the process who listens which jobs have changed. What it says is a hint
// to look, not a record. It is safe for concurrent use.
type Feed struct {
	mu     sync.Mutex
	subs   map[*subscriber]struct{}
	closed bool
}

type subscriber struct{ ids chan string }

// NewFeed returns a Feed that nobody listens to yet.
func NewFeed() *Feed { return &Feed{subs: map[*subscriber]struct{}{}} }

// Subscribe returns a channel of the ids of jobs that change, until cancel is called, which may
// happen more than once. The channel is closed when the program ends, and is so from the start when
// too many listen already. A subscriber that reads too slowly loses the oldest hints.
func (f *Feed) Subscribe() (ids <-chan string, cancel func()) {
	s := &subscriber{ids: make(chan string, maxPending)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed || len(f.subs) >= maxSubscribers {
		close(s.ids)
		return s.ids, func() {}
	}
	f.subs[s] = struct{}{}
	return s.ids, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, s)
	}
}

// Publish tells all subscribers of a job that changed. It never waits for any of them.
func (f *Feed) Publish(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.subs {
		for sent := false; !sent; {
			select {
			case s.ids <- id:
				sent = true
			default:
				select {
				case <-s.ids: // the newest hint matters most: it may be a job's end
				default:
				}
			}
		}
	}
}

// close ends all subscriptions.
func (f *Feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for s := range f.subs {
		close(s.ids)
		delete(f.subs, s)
	}
}
