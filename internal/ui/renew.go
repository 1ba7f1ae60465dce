package ui

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

const (
	// renewPatience is how long a page may be held up by a renewal, which can wait for the next page.
	renewPatience = time.Second
	// renewSlack is how much earlier than its session a token may end: two services' clocks differ,
	// and a token that ends with its session cannot be made to last longer.
	renewSlack = time.Hour
	// knownFor is how long a session believes what it knows of its user and of the practice, whose zone
	// the pages book by; askPause is how long it waits when the API cannot be asked.
	knownFor = 15 * time.Minute
	askPause = time.Minute
)

// renewable tells whether a token should be exchanged: less than half of its life is left, and it
// ends before the session does.
func (s *session) renewable(now time.Time) bool {
	left, life := s.Expires-now.Unix(), s.Expires-s.Given
	return s.Expires != 0 && 2*left < life && (!s.Keep || time.Unix(s.Expires, 0).Add(renewSlack).Before(s.end()))
}

// stale tells whether it is time to ask for what the session says of its user.
func (s *session) stale(now time.Time) bool { return now.Unix() > s.Stale }

// renew lets a session go on for as long as somebody works in the pages, and has a page speak of the user
// and the practice as they are by now. What fails here changes nothing: a later page tries again.
func (v *visit) renew(page bool) {
	now := v.now()
	ask := page && v.session.stale(now)
	if v.r.Method != http.MethodGet || !v.session.renewable(now) && !ask {
		return
	}
	ctx, cancel := context.WithTimeout(v.ctx(), renewPatience)
	defer cancel()
	renewed := *v.session
	changed := v.freshToken(ctx, &renewed, now)
	if ask && v.askAgain(ctx, &renewed, now) {
		changed = true
	}
	if !changed {
		return
	}
	if err := v.remember(&renewed); err != nil {
		v.log.ErrorContext(v.ctx(), "session not sealed", "error", err, "request_id", v.id)
	}
}

// freshToken exchanges the token of s, if it is time to, and tells whether it did. The one that there is
// still holds.
func (v *visit) freshToken(ctx context.Context, s *session, now time.Time) bool {
	if !s.renewable(now) {
		return false
	}
	token, err := v.caller.Renew(ctx, s.Keep)
	if err != nil {
		v.log.InfoContext(v.ctx(), "session not renewed", "error", err, "request_id", v.id)
		return false
	}
	s.give(token.AccessToken, now)
	return true
}

// askAgain brings s up to date with what was changed on another device or for the practice, and tells
// whether s is another now. A user whose session is over gets no cookie of it back, which
// could take the place of a new one's.
func (v *visit) askAgain(ctx context.Context, s *session, now time.Time) bool {
	me, err := v.caller.WithToken(s.Token).Me(ctx)
	if err != nil {
		v.log.InfoContext(v.ctx(), "session not brought up to date", "error", err, "request_id", v.id)
		s.Stale = now.Add(askPause).Unix()
		return codeOf(err) != agenda.Unauthenticated
	}
	s.know(me, now)
	return true
}

// getSession is asked now and then by pages that stay open, so that the session of who reads, or
// talks to a client, goes on. It answers how many seconds there are until the day's end, when it ends.
// Beyond a token that runs out it asks the API nothing, which would take it for a use of the session.
func (s *site) getSession(v *visit) error {
	v.renew(false)
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("Session-Left", strconv.FormatInt(int64(v.session.end().Sub(v.now()).Seconds()), 10))
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}
