package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Error says why there is no brief. It never holds the key, the prompt or what the model answered,
// because it is shown to people and written to logs; of the errors below it, it keeps only those of
// a context.
type Error struct {
	permanent  bool
	retryAfter time.Duration
	reason     string
	cause      error // context.Canceled, context.DeadlineExceeded or nil
}

// Permanent tells whether the same call would fail again however often it is made.
func (e *Error) Permanent() bool { return e.permanent }

// RetryAfter is the time the model asks to be left alone; 0 when it does not say.
func (e *Error) RetryAfter() time.Duration { return e.retryAfter }

// Reason is a sentence for the person who waits for the brief.
func (e *Error) Reason() string { return e.reason }

// Error returns the reason, for logs.
func (e *Error) Error() string { return "llm: " + e.reason }

// Unwrap returns the context's error when the call was ended by one.
func (e *Error) Unwrap() error { return e.cause }

// classify says what went wrong in a call that failed with err, from what came back over the wire.
func classify(ctx context.Context, err error, w *wire, timeout time.Duration) *Error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{reason: fmt.Sprintf("The model took longer than %g s", timeout.Seconds()), cause: context.DeadlineExceeded}
	case ctx.Err() != nil:
		return &Error{reason: "The call to the model was interrupted", cause: context.Canceled}
	case w.status >= 300 && w.status < 400:
		return &Error{permanent: true, reason: "The model's address redirects to another one"}
	case w.status >= 400:
		return refusal(w, err)
	case w.status != 0:
		if isGarbage(err) {
			return &Error{reason: "The model's answer could not be read"}
		}
		return &Error{reason: "The connection to the model broke off"}
	case isLocalRefusal(err):
		return &Error{permanent: true, reason: "This model cannot write text"}
	}
	if timed, ok := errors.AsType[net.Error](err); ok && timed.Timeout() {
		return &Error{reason: "The model could not be reached in time"}
	}
	return &Error{reason: "The model could not be reached"}
}

// refusal explains a status of 400 and above. Everything the model's side may get over is
// temporary; what is wrong with our request stays wrong.
func refusal(w *wire, err error) *Error {
	e := &Error{retryAfter: w.retryAfter}
	switch w.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		e.permanent, e.reason = true, "The model refused the key"
	case http.StatusPaymentRequired:
		e.permanent, e.reason = true, "The model's account has no credit"
	case http.StatusNotFound:
		e.permanent, e.reason = true, "The model does not exist at this address"
	case http.StatusRequestEntityTooLarge:
		e.permanent, e.reason = true, "There is more to summarise than the model takes"
	case http.StatusRequestTimeout:
		e.reason = "The model gave up waiting"
	case http.StatusTooManyRequests:
		e.reason = "The model is asked too often"
		if api, ok := errors.AsType[*openai.APIError](err); ok && api.Code == "insufficient_quota" {
			e.reason = "The model's quota is used up"
		}
	case http.StatusServiceUnavailable:
		e.reason = "The model is overloaded"
	default:
		e.permanent = w.status < 500
		e.reason = fmt.Sprintf("The model failed (status %d)", w.status)
		if e.permanent {
			e.reason = fmt.Sprintf("The model refused the request (status %d)", w.status)
		}
	}
	if !e.permanent {
		return e
	}
	e.retryAfter = 0
	return e
}

// isGarbage tells an answer that is not what the protocol promises from one that broke off below it.
func isGarbage(err error) bool {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errTooLong)
}

// isLocalRefusal recognises the model names that go-openai knows to be no chat models: it sends
// nothing then.
func isLocalRefusal(err error) bool {
	return errors.Is(err, openai.ErrChatCompletionInvalidModel)
}
