package ui

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// methodNotAllowed and timedOut are the failures that the domain has no code for.
const (
	methodNotAllowed agenda.Code = "method_not_allowed"
	timedOut         agenda.Code = "timed_out"
)

// faultPage is the page for everything that could not be done or shown.
type faultPage struct {
	frame
	Status     int
	Heading    string
	Text       string
	Detail     string // what the service said, where that helps
	Link, Next string // the one next step
	RequestID  string // in small print, where somebody may have to look into a log
}

// faultWords tells, per code, which status a page is sent with and what it says.
var faultWords = map[agenda.Code]struct {
	status        int
	heading, text string
}{
	agenda.Rejected:        {http.StatusBadRequest, "That could not be done", "Nothing was changed."},
	agenda.Unauthenticated: {http.StatusUnauthorized, "Sign in first", "Your session has ended."},
	agenda.Forbidden:       {http.StatusForbidden, "Not allowed", "Nothing was changed."},
	agenda.NotFound:        {http.StatusNotFound, "Nothing here", "The page or the appointment does not exist, or it was deleted."},
	methodNotAllowed:       {http.StatusMethodNotAllowed, "Not possible here", "This address does not answer to that kind of request."},
	agenda.Conflict:        {http.StatusConflict, "That time is taken", "Nothing was changed."},
	agenda.Stale:           {http.StatusPreconditionFailed, "It changed meanwhile", "Somebody changed the appointment after you opened it, so nothing was changed. Look at it again."},
	agenda.TooLarge:        {http.StatusRequestEntityTooLarge, "That is too much text", "A form can hold 64 kB. Nothing was saved."},
	agenda.Invalid:         {http.StatusUnprocessableEntity, "Something in the address is wrong", "Nothing was changed."},
	agenda.RateLimited:     {http.StatusTooManyRequests, "Too many requests", "Nothing was changed."},
	agenda.Internal:        {http.StatusInternalServerError, "Something went wrong here", "The fault is ours and was written to the log. What was saved before is safe."},
	agenda.Unavailable:     {http.StatusServiceUnavailable, "The appointment service doesn’t answer", "Your appointments are safe. This page tries again by itself."},
	timedOut:               {http.StatusGatewayTimeout, "The appointment service takes too long", "Your appointments are safe. This page tries again by itself."},
	agenda.StorageFull:     {http.StatusInsufficientStorage, "The disk of the server is full", "Nothing was saved. Appointments can still be read."},
}

// codeOf is [agenda.CodeOf] with the failures of HTTP named.
func codeOf(err error) agenda.Code {
	code := agenda.CodeOf(err)
	if code == agenda.Unavailable && errors.Is(err, context.DeadlineExceeded) {
		return timedOut
	}
	if _, ok := faultWords[code]; !ok {
		return agenda.Internal
	}
	return code
}

// fail answers for a request whose handler returned err. Whoever is not signed in is asked to.
func (v *visit) fail(err error) {
	if errors.Is(v.ctx().Err(), context.Canceled) {
		return // nobody waits for the answer any more
	}
	code := codeOf(err)
	if code == agenda.Unauthenticated {
		if err = v.askToSignIn(); err == nil {
			return
		}
		code = codeOf(err)
	}
	words := faultWords[code]
	if words.status >= 500 {
		v.log.ErrorContext(v.ctx(), "page failed", "error", err, "status", words.status,
			"method", v.r.Method, "path", v.r.URL.Path, "request_id", v.id)
	}
	if err := v.render(words.status, "fault", v.faultPage(err, code)); err != nil {
		v.log.ErrorContext(v.ctx(), "fault page failed", "error", err, "request_id", v.id)
		http.Error(v.w, "Something went wrong here. Request "+v.id, http.StatusInternalServerError)
	}
}

func (v *visit) faultPage(err error, code agenda.Code) faultPage {
	words := faultWords[code]
	p := faultPage{
		frame: v.frame(words.heading, ""), Status: words.status, Heading: words.heading, Text: words.text,
		Link: "/agenda", Next: "Back to the agenda",
	}
	e, known := errors.AsType[*agenda.Error](err)
	switch code {
	case agenda.Rejected, agenda.Forbidden, agenda.Invalid, agenda.Conflict:
		if known {
			p.Detail = sentence(e.Message)
		}
	case agenda.RateLimited:
		p.Detail = "Try again in " + v.retryAfter(err, time.Minute) + "."
	case agenda.Unavailable, timedOut:
		v.retryAfter(err, serviceRetry)
		if v.r.Method == http.MethodGet { // repeating anything else would send a form again
			p.Refresh = int(serviceRetry / time.Second)
			p.Detail = "The next try is in 10 seconds."
			p.Link, p.Next = v.r.URL.RequestURI(), "Try now"
		} else {
			p.Text = "Your appointments are safe, but what you just asked for may not have been done."
		}
	case agenda.Internal:
		p.RequestID = v.id
	}
	if v.session == nil && p.Link == "/agenda" {
		p.Link, p.Next = "/signin", "Go to sign in"
	}
	return p
}

// serviceRetry is after what time a page tries again to reach the service.
const serviceRetry = 10 * time.Second

// retryAfter tells the browser when to come back, and returns it in words.
func (v *visit) retryAfter(err error, otherwise time.Duration) string {
	wait := otherwise
	if e, ok := errors.AsType[*agenda.Error](err); ok && e.RetryAfter > 0 {
		wait = e.RetryAfter
	}
	seconds := int(math.Ceil(wait.Seconds()))
	v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
	if seconds < 120 {
		return fmt.Sprintf("%d seconds", seconds)
	}
	return fmt.Sprintf("%d minutes", (seconds+59)/60)
}

// form reads the request's form.
func (v *visit) form() error {
	err := v.r.ParseForm()
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return agenda.Fail(agenda.TooLarge, "The form is too large.")
	}
	if err != nil {
		return agenda.Fail(agenda.Rejected, "The form could not be read.")
	}
	return nil
}
