package api

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

const (
	// Signing in and registering: enough for a practice behind one address that comes to work at
	// eight, and little beside what hashing passwords costs.
	guestPerMinute = 300
	guestBurst     = 300

	// maxLimited bounds how many callers a limiter remembers.
	maxLimited = 1 << 16
)

// limiter lets each caller make a burst of calls and then so many per minute. It is the generic
// cell rate algorithm (ITU-T I.371), which is a token bucket that needs to keep but one instant
// per caller: when the bucket will be full again.
type limiter[K comparable] struct {
	step  time.Duration // how long a token takes to come back
	burst int
	now   func() time.Time

	mu   sync.Mutex
	full map[K]time.Time
}

// newLimiter returns a limiter of perMinute calls, which must not be 0 once take is called.
func newLimiter[K comparable](perMinute, burst int, now func() time.Time) *limiter[K] {
	return &limiter[K]{step: time.Minute / time.Duration(max(1, perMinute)), burst: burst, now: now, full: map[K]time.Time{}}
}

// take takes a token from the caller's bucket. It returns how many are left and after how long the
// bucket is full; ok is false when there was none, and then the next one comes after wait.
func (l *limiter[K]) take(caller K) (left int, reset, wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	full := l.full[caller]
	size := time.Duration(l.burst) * l.step
	if full.Before(now) || full.After(now.Add(size)) { // after: the clock was set back, and counting begins anew
		full = now
	}
	room := size - full.Sub(now) // what the bucket holds, in time
	if room < l.step {
		return 0, full.Sub(now), l.step - room, false
	}
	if len(l.full) >= maxLimited {
		l.forget(now)
	}
	l.full[caller] = full.Add(l.step)
	return int(room/l.step) - 1, full.Add(l.step).Sub(now), 0, true
}

// forget drops the callers whose buckets are full, which loses nothing. Where that is not enough
// somebody is making up addresses, and an arbitrary half is let go.
func (l *limiter[K]) forget(now time.Time) {
	for caller, full := range l.full {
		if full.Before(now) {
			delete(l.full, caller)
		}
	}
	for caller := range l.full {
		if len(l.full) <= maxLimited/2 {
			return
		}
		delete(l.full, caller)
	}
}

// take counts a call and tells the caller where it stands, in the headers that draft-polli-ratelimit
// named and most clients know.
func take[K comparable](l *limiter[K], caller K, h http.Header) error {
	left, reset, wait, ok := l.take(caller)
	h["Ratelimit-Limit"] = []string{strconv.Itoa(l.burst)}
	h["Ratelimit-Remaining"] = []string{strconv.Itoa(left)}
	h["Ratelimit-Reset"] = []string{strconv.Itoa(int(math.Ceil(reset.Seconds())))}
	if ok {
		return nil
	}
	return &agenda.Error{Code: agenda.RateLimited, Message: "Too many requests. Wait before the next try.", RetryAfter: wait}
}
