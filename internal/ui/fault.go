package ui

import (
	"context"
	"errors"
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

// faultStatus tells which status a page is sent with, per code.
var faultStatus = map[agenda.Code]int{
	agenda.Rejected:        http.StatusBadRequest,
	agenda.Unauthenticated: http.StatusUnauthorized,
	agenda.Forbidden:       http.StatusForbidden,
	agenda.NotFound:        http.StatusNotFound,
	methodNotAllowed:       http.StatusMethodNotAllowed,
	agenda.Conflict:        http.StatusConflict,
	agenda.Stale:           http.StatusPreconditionFailed,
	agenda.TooLarge:        http.StatusRequestEntityTooLarge,
	agenda.Invalid:         http.StatusUnprocessableEntity,
	agenda.RateLimited:     http.StatusTooManyRequests,
	agenda.Internal:        http.StatusInternalServerError,
	agenda.Unavailable:     http.StatusServiceUnavailable,
	timedOut:               http.StatusGatewayTimeout,
	agenda.StorageFull:     http.StatusInsufficientStorage,
}

// faultWords tells what a page says of a code of faultStatus.
func (l *language) faultWords(code agenda.Code) (heading, text string) {
	said := map[agenda.Code][2]string{
		agenda.Rejected:        {l.t("That could not be done"), l.t("Nothing was changed.")},
		agenda.Unauthenticated: {l.t("Sign in first"), l.t("Your session has ended.")},
		agenda.Forbidden:       {l.t("Not allowed"), l.t("Nothing was changed.")},
		agenda.NotFound:        {l.t("Nothing here"), l.t("The page or the appointment does not exist, or it was deleted.")},
		methodNotAllowed:       {l.t("Not possible here"), l.t("This address does not answer to that kind of request.")},
		agenda.Conflict:        {l.t("That time is taken"), l.t("Nothing was changed.")},
		agenda.Stale:           {l.t("It changed meanwhile"), l.t("Somebody changed the appointment after you opened it, so nothing was changed. Look at it again.")},
		agenda.TooLarge:        {l.t("That is too much text"), l.t("A form can hold 64 kB. Nothing was saved.")},
		agenda.Invalid:         {l.t("Something in the address is wrong"), l.t("Nothing was changed.")},
		agenda.RateLimited:     {l.t("Too many requests"), l.t("Nothing was changed.")},
		agenda.Internal:        {l.t("Something went wrong here"), l.t("The fault is ours and was written to the log. What was saved before is safe.")},
		agenda.Unavailable:     {l.t("The appointment service doesn’t answer"), l.t("Your appointments are safe. This page tries again by itself.")},
		timedOut:               {l.t("The appointment service takes too long"), l.t("Your appointments are safe. This page tries again by itself.")},
		agenda.StorageFull:     {l.t("The disk of the server is full"), l.t("Nothing was saved. Appointments can still be read.")},
	}[code]
	return said[0], said[1]
}

// codeOf is [agenda.CodeOf] with the failures of HTTP named.
func codeOf(err error) agenda.Code {
	code := agenda.CodeOf(err)
	if code == agenda.Unavailable && errors.Is(err, context.DeadlineExceeded) {
		return timedOut
	}
	if _, ok := faultStatus[code]; !ok {
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
	status := faultStatus[code]
	if status >= 500 {
		v.log.ErrorContext(v.ctx(), "page failed", "error", err, "status", status,
			"method", v.r.Method, "path", v.r.URL.Path, "request_id", v.id)
	}
	if err := v.render(status, "fault", v.faultPage(err, code)); err != nil {
		v.log.ErrorContext(v.ctx(), "fault page failed", "error", err, "request_id", v.id)
		http.Error(v.w, v.t("Something went wrong here. Request %s", v.id), http.StatusInternalServerError)
	}
}

func (v *visit) faultPage(err error, code agenda.Code) faultPage {
	if code == agenda.Unavailable || code == timedOut {
		v.countNothing()
	}
	heading, text := v.faultWords(code)
	p := faultPage{
		frame: v.frame(heading, ""), Status: faultStatus[code], Heading: heading, Text: text,
		Link: "/agenda", Next: v.t("Back to the agenda"),
	}
	e, known := errors.AsType[*agenda.Error](err)
	switch code {
	case agenda.Rejected, agenda.Forbidden, agenda.Invalid, agenda.Conflict:
		if known {
			p.Detail = v.said(e.Message)
		}
	case agenda.RateLimited:
		p.Detail = v.t("Try again in %s.", v.retryAfter(err, time.Minute))
	case agenda.Unavailable, timedOut:
		v.retryAfter(err, serviceRetry)
		if v.r.Method == http.MethodGet { // repeating anything else would send a form again
			p.Refresh = int(serviceRetry / time.Second)
			p.Detail = v.t("The next try is in %s.", v.waitWords(serviceRetry))
			p.Link, p.Next = v.r.URL.RequestURI(), v.t("Try now")
		} else {
			p.Text = v.t("Your appointments are safe, but what you just asked for may not have been done.")
		}
	case agenda.Internal:
		p.RequestID = v.id
	}
	if v.session == nil && p.Link == "/agenda" {
		p.Link, p.Next = "/signin", v.t("Go to sign in")
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
	v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return v.waitWords(wait)
}

// form reads the request's form.
func (v *visit) form() error {
	err := v.r.ParseForm()
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return agenda.Fail(agenda.TooLarge, "")
	}
	if err != nil {
		return agenda.Fail(agenda.Rejected, v.t("The form could not be read."))
	}
	return nil
}
