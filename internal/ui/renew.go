package ui

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

const (
	// renewPatience is how long a page may be held up by a renewal, which can wait for the next page.
	renewPatience = time.Second
	// renewSlack is how much earlier than its session a token may end: two services' clocks differ,
	// and a token that ends with its session cannot be made to last longer.
	renewSlack = time.Hour
)

// renewable tells whether a token should be exchanged: less than half of its life is left, and it
// ends before the session does.
func (s *session) renewable(now time.Time) bool {
	left, life := s.Expires-now.Unix(), s.Expires-s.Given
	return s.Expires != 0 && 2*left < life && (!s.Keep || time.Unix(s.Expires, 0).Add(renewSlack).Before(s.end()))
}

// renew lets a session go on for as long as somebody works in the pages. What fails here changes
// nothing: the token that there is still holds, and a later page tries again.
func (v *visit) renew() {
	if v.r.Method != http.MethodGet || !v.session.renewable(v.now()) {
		return
	}
	ctx, cancel := context.WithTimeout(v.ctx(), renewPatience)
	defer cancel()
	token, err := v.caller.Renew(ctx, v.session.Keep)
	if err != nil {
		v.log.InfoContext(v.ctx(), "session not renewed", "error", err, "request_id", v.id)
		return
	}
	renewed := *v.session
	if me, err := v.caller.WithToken(token.AccessToken).Me(ctx); err == nil { // what was changed on another device
		renewed.Role, renewed.Zone, renewed.Prefs = me.Role, me.TimeZone, prefsOf(me.Preferences)
	}
	if err := v.hold(&renewed, token.AccessToken); err != nil {
		v.log.ErrorContext(v.ctx(), "session not sealed", "error", err, "request_id", v.id)
	}
}

// getSession is asked now and then by pages that stay open, so that the session of who reads, or
// talks to a client, goes on. It answers how many seconds there are until the day's end, when it ends.
func (s *site) getSession(v *visit) error {
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("Session-Left", strconv.FormatInt(int64(v.session.end().Sub(v.now()).Seconds()), 10))
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}
