package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// visits are the requests that need the API, each with the call of the API that it hangs on.
var visits = []struct {
	name, method, path, call string
	form                     []string
	ok                       int
}{
	{"agenda", "GET", "/agenda", "GET /appointments/", nil, http.StatusOK},
	{"details", "GET", "/appointments/1", "GET /appointments/1", nil, http.StatusOK},
	{"edit", "GET", "/appointments/1/edit", "GET /appointments/1", nil, http.StatusOK},
	{"ask to delete", "GET", "/appointments/1/delete", "GET /appointments/1", nil, http.StatusOK},
	{"export", "GET", "/export.csv", "GET /appointments/export", nil, http.StatusOK},
	{"export as iCalendar", "GET", "/export.ics", "GET /appointments/export.ics", nil, http.StatusOK},
	{"briefs", "GET", "/briefs", "GET /summary/jobs", nil, http.StatusOK},
	{"brief", "GET", "/briefs/done", "GET /summary/jobs/done", nil, http.StatusOK},
	{"events", "GET", "/events/jobs", "GET /summary/jobs", nil, http.StatusOK},
	{"book", "POST", "/appointments/new", "POST /appointments/", []string{"client", "A", "date", "2026-12-24", "time", "09:00"}, http.StatusSeeOther},
	{"save", "POST", "/appointments/1/edit", "PUT /appointments/1", []string{"client", "A", "date", "2026-12-24", "time", "09:00"}, http.StatusSeeOther},
	{"cancel", "POST", "/appointments/1/status", "PUT /appointments/1", []string{"status", "cancelled"}, http.StatusSeeOther},
	{"delete", "POST", "/appointments/1/delete", "DELETE /appointments/1", []string{"version", "1"}, http.StatusSeeOther},
	{"restore", "POST", "/appointments/5/restore", "POST /appointments/5/restore", []string{"x", "1"}, http.StatusSeeOther},
	{"save settings", "POST", "/settings", "PUT /auth/preferences", []string{"hour_cycle", "24", "first_day", "monday", "default_view", "week"}, http.StatusSeeOther},
	{"sign out everywhere", "POST", "/settings/sign-out", "POST /auth/revoke", []string{"x", "1"}, http.StatusSeeOther},
	{"tokens", "GET", "/settings/tokens", "GET /auth/tokens/", nil, http.StatusOK},
	{"make a feed", "POST", "/settings/feed", "POST /auth/feed", []string{"x", "1"}, http.StatusCreated},
	{"withdraw a feed", "POST", "/settings/feed/withdraw", "DELETE /auth/feed", []string{"x", "1"}, http.StatusSeeOther},
	{"ask", "POST", "/briefs", "POST /summary/", []string{"kind", "daily"}, http.StatusSeeOther},
}

func TestEveryRouteTellsEveryFault(t *testing.T) {
	t.Parallel()
	current := agenda.Appointment{ID: 1, ClientName: "Changed", Version: 9, DurationMinutes: 30, Status: agenda.Confirmed, StartsAt: clockNow, EndsAt: clockNow}
	faults := []struct {
		err    *agenda.Error
		status int
	}{
		{agenda.Fail(agenda.Rejected, "No such luck"), http.StatusBadRequest},
		{agenda.Fail(agenda.Forbidden, "Insufficient permissions"), http.StatusForbidden},
		{agenda.Fail(agenda.NotFound, "Appointment not found"), http.StatusNotFound},
		{agenda.Fail(agenda.Conflict, "An appointment already exists at this date and time"), http.StatusConflict},
		{&agenda.Error{Code: agenda.Stale, Message: "Changed", Current: &current}, http.StatusPreconditionFailed},
		{&agenda.Error{Code: agenda.Invalid, Fields: []agenda.Field{agenda.BodyFault("date", agenda.FaultValue, "The date is odd", "x")}}, http.StatusUnprocessableEntity},
		{&agenda.Error{Code: agenda.RateLimited, Message: "Slow down", RetryAfter: 40 * time.Second}, http.StatusTooManyRequests},
		{&agenda.Error{Code: agenda.Internal}, http.StatusInternalServerError},
		{&agenda.Error{Code: agenda.Unavailable, RetryAfter: 10 * time.Second}, http.StatusServiceUnavailable},
		{agenda.Fail(agenda.StorageFull, ""), http.StatusInsufficientStorage},
	}
	for _, visit := range visits {
		t.Run(visit.name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t)
			fill(t, b)
			w := signedIn(t, b)
			send := func() *page {
				if visit.method == "GET" {
					return w.get(visit.path)
				}
				return w.post(visit.path, visit.form...)
			}
			for _, fault := range faults {
				b.refuse(visit.call, fault.err)
				p := send()
				require.Equal(t, fault.status, p.Status, "%s: %s", fault.err.Code, p.body)
				b.accept(visit.call)
				if visit.name == "events" {
					continue // for scripts, which show no page
				}
				w.lint(p)
				require.NotContains(t, p.body, "r1", "the service's cause is for the log")
				if fault.status == http.StatusTooManyRequests {
					require.Equal(t, "40", p.Header.Get("Retry-After"))
				}
				if fault.status == http.StatusServiceUnavailable {
					require.Equal(t, "10", p.Header.Get("Retry-After"))
					require.Equal(t, visit.method == "GET", strings.Contains(p.body, `http-equiv="refresh" content="10"`),
						"only a GET may be repeated by itself")
				}
			}
			b.refuse(visit.call, agenda.Fail(agenda.Unauthenticated, "Could not validate credentials"))
			p := send()
			b.accept(visit.call)
			if visit.method == "GET" {
				require.Equal(t, http.StatusSeeOther, p.Status)
				require.Contains(t, p.Location, "/signin?ended=1&next=")
			} else {
				require.Equal(t, http.StatusUnauthorized, p.Status)
				require.NotEmpty(t, p.value("kept"))
			}
			require.Contains(t, p.Header.Get("Set-Cookie"), "am=;")
			if visit.name != "events" { // which does not end while a brief is being written
				w.post("/signin", "username", "anna", "password", "secret-enough")
				require.Equal(t, visit.ok, send().Status)
			}
		})
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	p := w.get("/nowhere")
	require.Equal(t, http.StatusNotFound, p.Status)
	w.lint(p)
	p = w.post("/agenda")
	require.Equal(t, http.StatusMethodNotAllowed, p.Status)
	require.Equal(t, "GET, HEAD", p.Header.Get("Allow"))
	w.lint(p)
	for _, path := range []string{"/appointments/x", "/appointments/-1", "/appointments/99999999999999999999"} {
		require.Equal(t, http.StatusNotFound, w.get(path).Status, path)
	}
}

func TestServiceThatCannotBeReached(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.Close()
	p := w.get("/agenda")
	require.Equal(t, http.StatusServiceUnavailable, p.Status)
	p.says("The appointment service doesn’t answer", "The next try is in 10 seconds")
	p = w.post("/appointments/new", "client", "Kept Name", "date", "2026-12-24", "time", "09:00", "notes", "kept notes", "key", "k1")
	require.Equal(t, http.StatusServiceUnavailable, p.Status)
	require.Equal(t, "Kept Name", p.value("client"))
	require.Equal(t, "kept notes", p.value("notes"))
	require.Equal(t, "k1", p.value("key"), "a repeat must not book twice")
	require.Equal(t, http.StatusServiceUnavailable, w.get("/readyz").Status)
	require.Equal(t, http.StatusOK, w.get("/healthz").Status)
	p = w.post("/signin", "username", "anna", "password", "x")
	require.Equal(t, http.StatusServiceUnavailable, p.Status)
}
