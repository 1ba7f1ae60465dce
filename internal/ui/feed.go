package ui

import (
	"io"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// feedTime is how long a program may take to read a feed.
const feedTime = 2 * time.Minute

// getFeed passes on the calendar that a secret address opens. It is read by programs, so that what goes
// wrong is told by a status and a line, and by no page. The address is a password: it is logged nowhere.
func (s *site) getFeed(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	answer, err := s.api.WithForwarded(v.address, v.id, "").Feed(v.ctx(), chi.URLParam(r, "secret"), r.Header["If-None-Match"])
	if err != nil {
		v.refuseFeed(err)
		return
	}
	defer answer.Body.Close()
	for _, name := range []string{"Content-Type", "Content-Length", "ETag", "Cache-Control"} {
		if value := answer.Header.Get(name); value != "" {
			w.Header().Set(name, value)
		}
	}
	// A server without deadlines has none to move; then the copy just runs.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(feedTime))
	w.WriteHeader(answer.StatusCode)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := io.Copy(w, answer.Body); err != nil && v.ctx().Err() == nil {
		v.log.ErrorContext(v.ctx(), "feed broke off", "error", err, "request_id", v.id)
		panic(http.ErrAbortHandler) // half a calendar must not look like a whole one
	}
}

func (v *visit) refuseFeed(err error) {
	code := codeOf(err)
	status := faultStatus[code]
	switch code {
	case agenda.NotFound:
		plain(v.w, status, v.t("There is no calendar at this address."))
		return
	case agenda.RateLimited, agenda.Unavailable, timedOut:
		v.retryAfter(err, time.Minute)
	}
	if status >= 500 {
		v.log.ErrorContext(v.ctx(), "feed failed", "error", err, "status", status, "request_id", v.id)
	}
	plain(v.w, status, v.t("The calendar cannot be read right now. Try again later."))
}
