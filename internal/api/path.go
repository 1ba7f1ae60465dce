package api

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

const msgNoInt = "Input should be a valid integer, unable to parse string as an integer"

func isOutOfRange(err error) bool { return errors.Is(err, strconv.ErrRange) }

// pathText returns a part of the path as it was meant: chi hands it out escaped where the client
// escaped more than it had to.
func pathText(r *http.Request, name string) string {
	s := chi.URLParam(r, name)
	if r.URL.RawPath != "" {
		if plain, err := url.PathUnescape(s); err == nil {
			return plain
		}
	}
	return s
}

// appointmentID returns the id in the path. A number that is too large becomes the largest there is,
// which is the id of nothing.
func appointmentID(r *http.Request) (int64, error) { return numberInPath(r, "appointment_id") }

// userID returns the id in the path. See [appointmentID].
func userID(r *http.Request) (int64, error) { return numberInPath(r, "user_id") }

func numberInPath(r *http.Request, name string) (int64, error) {
	s := pathText(r, name)
	if s == "" { // a slash too many, and nothing behind it
		return 0, agenda.Fail(agenda.NotFound, "Not Found")
	}
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil && !isOutOfRange(err) {
		return 0, agenda.InvalidFields([]agenda.Field{{
			Type: agenda.FaultInt, Loc: []any{"path", name}, Msg: msgNoInt, Input: s,
		}})
	}
	return id, nil
}

// jobID returns the id in the path. What cannot be an id is the id of nothing.
func jobID(r *http.Request) (string, error) {
	s := pathText(r, "job_id")
	if !isPlain(s, maxID) {
		return "", agenda.Fail(agenda.NotFound, "Summary job not found")
	}
	return s, nil
}

// joinInvalid returns the faults of both errors as one, for all those of a request are reported
// together. Where one of them is no fault of shape, the first error counts.
func joinInvalid(first, second error) error {
	if agenda.CodeOf(first) == agenda.Invalid && agenda.CodeOf(second) == agenda.Invalid {
		f, _ := errors.AsType[*agenda.Error](first)
		s, _ := errors.AsType[*agenda.Error](second)
		return agenda.InvalidFields(append(f.Fields, s.Fields...))
	}
	return cmp.Or(first, second)
}
