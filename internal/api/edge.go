package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/problem"
)

var errMethod = agenda.Fail(problem.MethodNotAllowed, "Method Not Allowed")

// statusClientGone is what the log says of a request whose client did not wait for the answer.
const statusClientGone = 499

// exchange is one request and its answer, as far as the edge of the API has to remember it. It is
// the ResponseWriter that handlers are given, which spares a context value for each of its members.
type exchange struct {
	http.ResponseWriter
	id      string // the request id
	route   string // the pattern, never the path: a path may tell whom it is about
	started time.Time
	status  int // 0 until the header is written
	claims  agenda.TokenClaims
	scope   agenda.Scope // of the API token that was shown; empty: of a session's
	err     error        // what the handler returned
}

func (x *exchange) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	return x.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// Header values that every answer carries, made once: assigning a shared slice costs nothing.
var (
	nosniff    = []string{"nosniff"}
	noReferrer = []string{"no-referrer"}
	noStore    = []string{"no-store"}
	sameOrigin = []string{"same-origin"}
	bareCSP    = []string{"default-src 'none'; frame-ancestors 'none'"}
)

// edge is the outermost layer: the request id, the headers every answer bears, the access log and
// the net under panics.
func (a *api) edge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{ResponseWriter: w, id: requestID(r), started: time.Now()}
		h := w.Header()
		h["X-Request-Id"] = []string{x.id}
		h["X-Content-Type-Options"] = nosniff
		h["Referrer-Policy"] = noReferrer
		h["Cache-Control"] = noStore
		h["Content-Security-Policy"] = bareCSP
		h["Cross-Origin-Resource-Policy"] = sameOrigin
		if a.Meter != nil {
			a.Meter.Began()
		}
		defer a.finish(x, r)
		next.ServeHTTP(x, r)
	})
}

// finish logs the request and catches a panic. An answer that had begun when it happened cannot be
// taken back, so its connection is broken off: a cut-off list must not look like a whole one.
func (a *api) finish(x *exchange, r *http.Request) {
	cause := recover()
	if cause != nil && cause != http.ErrAbortHandler {
		stack := slog.String("stack", string(debug.Stack()))
		a.Log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request_id", x.id), stack)
		x.err = fmt.Errorf("api: panic: %v", cause)
		if x.status == 0 {
			problem.Write(x, x.err, problem.Occurrence{Path: r.URL.Path, RequestID: x.id})
			cause = nil
		}
	}
	a.logAccess(x, r)
	if cause != nil {
		panic(http.ErrAbortHandler)
	}
}

// logAccess counts the request and writes its one line. Of a refusal that the client caused the code
// is enough; what went wrong on our side is written with its cause.
func (a *api) logAccess(x *exchange, r *http.Request) {
	level, status, took := slog.LevelInfo, x.status, time.Since(x.started)
	if status == 0 {
		status = http.StatusOK
	}
	if a.Meter != nil {
		a.Meter.Ended(r.Method, x.route, status, took)
	}
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs,
		slog.String("method", safeMethod(r.Method)), slog.String("route", x.route), slog.Int("status", status),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000), slog.String("request_id", x.id))
	switch {
	case x.err != nil && problem.Status(x.err) >= http.StatusInternalServerError:
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", x.err.Error()))
	case x.err != nil:
		attrs = append(attrs, slog.String("code", string(agenda.CodeOf(x.err))))
	case x.route == "/healthz" || x.route == "/readyz":
		level = slog.LevelDebug // asked every few seconds by whoever watches over us
	}
	a.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// safeMethod keeps a made-up method, which may be of any length, out of the log.
func safeMethod(m string) string {
	if len(m) > 10 {
		return "other"
	}
	return m
}

// fail answers with err. It is the only place where a handler's error is rendered.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	x := w.(*exchange)
	x.err = err
	if _, ours := errors.AsType[*agenda.Error](err); !ours {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			x.err = &agenda.Error{Code: agenda.TooLarge, Message: "The body can have 64 KiB", Err: err}
		}
		if errors.Is(err, context.DeadlineExceeded) {
			x.err = &agenda.Error{Code: agenda.Unavailable, Message: "That took too long. Try again.", RetryAfter: time.Second, Err: err}
		}
	}
	// The server ends the context whenever it cannot read on, of a client that is slow and waits too.
	if errors.Is(r.Context().Err(), context.Canceled) && agenda.CodeOf(x.err) != problem.TooSlow {
		x.err, x.status = nil, statusClientGone
		panic(http.ErrAbortHandler)
	}
	if x.status != 0 {
		panic(http.ErrAbortHandler) // the answer has begun: see finish
	}
	problem.Write(x, x.err, problem.Occurrence{Path: r.URL.Path, RequestID: x.id})
}

// requestID returns the id that the caller gave the request, if it is one that can stand in a log
// and a header, and a new one otherwise.
func requestID(r *http.Request) string {
	if ids := r.Header["X-Request-Id"]; len(ids) == 1 && isPlain(ids[0], 64) {
		return ids[0]
	}
	return strconv.FormatUint(rand.Uint64()|1<<63, 36) // unique, not secret
}

// isPlain tells whether s has 1 to max characters, each a letter, a digit or one of - _ . : @
func isPlain(s string, max int) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			c == '-' || c == '_' || c == '.' || c == ':' || c == '@') {
			return false
		}
	}
	return s != "" && len(s) <= max
}
