package ui

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"appointment-manager/internal/agenda"
)

// The largest request bodies. Signing in may carry a form that was sealed when a session ended.
const (
	maxBody       = 64 << 10
	maxSignInBody = 3 * maxBody
)

// policy forbids everything that the pages do not use: no inline script or style, no other host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type requestIDKey struct{}

// protect puts around every answer, refusals too, what keeps a browser out of trouble, and answers
// for handlers that panic.
func (s *site) protect(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(s.guest(func(*visit) error {
		return agenda.Fail(agenda.Forbidden, "The request came from another site, so nothing was done.")
	}))
	next = sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := s.requestID(r)
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		h := w.Header()
		h.Set("X-Request-ID", id)
		h.Set("Content-Security-Policy", policy)
		// With no-referrer, browsers on plain HTTP send Origin: null, and nobody could sign in.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if _, secure := s.origin(r); secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		limit := int64(maxBody)
		switch r.URL.Path {
		case "/signin":
			limit = maxSignInBody
		case "/import":
			limit = maxImportBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		defer s.recovered(w, r)
		next.ServeHTTP(w, r)
	})
}

func (s *site) recovered(w http.ResponseWriter, r *http.Request) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	s.log.ErrorContext(r.Context(), "page panicked", "cause", cause, "stack", string(debug.Stack()))
	s.visit(w, r).fail(errors.New("ui: a page panicked"))
}

// requestID takes over a trusted proxy's id, so that all logs agree, and makes one otherwise.
func (s *site) requestID(r *http.Request) string {
	given := r.Header.Get("X-Request-ID")
	usable := given != "" && len(given) <= 64 && !strings.ContainsFunc(given, func(c rune) bool {
		return c <= ' ' || c > '~'
	})
	if peer, err := netip.ParseAddrPort(r.RemoteAddr); usable && err == nil && s.trusted(peer.Addr().Unmap()) {
		return given
	}
	return strings.ToLower(rand.Text()[:16])
}
