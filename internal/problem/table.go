package problem

import (
	"net/http"

	"appointment-manager/internal/agenda"
)

// MethodNotAllowed is the code of a failure that HTTP knows and the domain does not.
const MethodNotAllowed agenda.Code = "method_not_allowed"

// TooSlow is the code of a request whose body did not arrive in time, which HTTP alone knows too.
const TooSlow agenda.Code = "request_timeout"

// Kind is a row of THE table: what a code of the domain is called on the wire.
type Kind struct {
	Code   agenda.Code
	Status int
	Title  string
}

// Kinds holds every kind of problem. No two share a code or a status, so the table reads both ways.
var Kinds = [...]Kind{
	{agenda.Rejected, http.StatusBadRequest, "The request was refused"},
	{agenda.Unauthenticated, http.StatusUnauthorized, "Sign in first"},
	{agenda.Forbidden, http.StatusForbidden, "Not allowed"},
	{agenda.NotFound, http.StatusNotFound, "Not found"},
	{MethodNotAllowed, http.StatusMethodNotAllowed, "Method not allowed"},
	{TooSlow, http.StatusRequestTimeout, "Too slow"},
	{agenda.Conflict, http.StatusConflict, "Conflict"},
	{agenda.Stale, http.StatusPreconditionFailed, "Changed meanwhile"},
	{agenda.TooLarge, http.StatusRequestEntityTooLarge, "Too large"},
	{agenda.Invalid, http.StatusUnprocessableEntity, "Invalid fields"},
	{agenda.RateLimited, http.StatusTooManyRequests, "Too many requests"},
	{agenda.Internal, http.StatusInternalServerError, "Internal error"},
	{agenda.Unavailable, http.StatusServiceUnavailable, "Unavailable"},
	{agenda.StorageFull, http.StatusInsufficientStorage, "Storage full"},
}

// kindOf returns the row of a code, that of Internal for a code which has none.
func kindOf(code agenda.Code) Kind {
	for _, k := range Kinds {
		if k.Code == code {
			return k
		}
	}
	return kindOf(agenda.Internal)
}

// codeOf returns the code of a status. A status that is not in the table comes from something
// between us and the service, a proxy as a rule, and is read by its class.
func codeOf(status int) agenda.Code {
	for _, k := range Kinds {
		if k.Status == status {
			return k.Code
		}
	}
	switch {
	case status == http.StatusBadGateway, status == http.StatusGatewayTimeout:
		return agenda.Unavailable
	case status >= 400 && status < 500:
		return agenda.Rejected
	}
	return agenda.Internal
}

// Status returns the status that err is answered with.
func Status(err error) int { return kindOf(agenda.CodeOf(err)).Status }
