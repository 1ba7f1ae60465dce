package problem_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/problem"
)

var here = problem.Occurrence{Path: "/appointments/7", RequestID: "r1"}

// sent writes err and returns the answer.
func sent(err error) *http.Response {
	rec := httptest.NewRecorder()
	problem.Write(rec, err, here)
	return rec.Result()
}

func TestTheTableReadsBothWays(t *testing.T) {
	t.Parallel()
	codes, statuses := map[agenda.Code]bool{}, map[int]bool{}
	for _, k := range problem.Kinds {
		require.False(t, codes[k.Code], "%s stands twice", k.Code)
		require.False(t, statuses[k.Status], "%d stands twice", k.Status)
		codes[k.Code], statuses[k.Status] = true, true
		resp := sent(agenda.Fail(k.Code, "Because."))
		require.Equal(t, k.Status, resp.StatusCode)
		require.Equal(t, k.Code, problem.Read(resp).Code)
	}
}

func TestAnErrorComesBackAsItWas(t *testing.T) {
	t.Parallel()
	at, err := agenda.ParseTimeOfDay("10:30:00")
	require.NoError(t, err)
	notes := "n"
	appt := agenda.Appointment{ID: 3, ClientName: "A", Date: agenda.Date{Year: 2031, Month: 11, Day: 25}, Time: at, Notes: &notes, Version: 2, Status: agenda.Confirmed}
	for _, want := range []*agenda.Error{
		agenda.Fail(agenda.Rejected, "Client name cannot be empty"),
		agenda.Fail(agenda.Unauthenticated, "Not authenticated"),
		{Code: agenda.RateLimited, Message: "Wait.", RetryAfter: 3 * time.Second},
		{Code: agenda.Unavailable, Message: "Busy.", RetryAfter: time.Minute},
		{Code: agenda.Conflict, Message: "Taken.", Conflicts: []agenda.Appointment{appt}, Free: []agenda.Slot{{Date: appt.Date, Time: at, DurationMinutes: 30, StartsAt: time.Unix(0, 0).UTC()}}},
		{Code: agenda.Stale, Message: "Changed.", Current: &appt},
		{Code: agenda.Stale, Message: "Changed.", Card: &agenda.ClientCard{ID: 1, Name: "A", Phone: "112", Version: 3}},
		{Code: agenda.Rejected, Message: "Wrong.", TriesLeft: 3},
		{Code: agenda.Invalid, Message: "The request has invalid fields.", Fields: []agenda.Field{
			{Type: agenda.FaultMissing, Loc: []any{"body", "date"}, Msg: "Field required", Input: "x"},
			{Type: agenda.FaultJSON, Loc: []any{"body", 7}, Msg: "JSON decode error"},
		}},
	} {
		got := problem.Read(sent(fmt.Errorf("api: %w", want)))
		got.Err = nil
		require.Equal(t, want, got)
	}
}

func TestTheBodyServesOldClientsAndNew(t *testing.T) {
	t.Parallel()
	rec := httptest.NewRecorder()
	rec.Header().Set("ETag", `"v1"`)
	problem.Write(rec, agenda.Fail(agenda.Unauthenticated, "Not authenticated"), here)
	require.Equal(t, `{"detail":"Not authenticated","type":"/docs#unauthenticated","title":"Sign in first","status":401,"instance":"/appointments/7","request_id":"r1"}`, rec.Body.String())
	require.Equal(t, "application/problem+json", rec.Header().Get("Content-Type"))
	require.Equal(t, "Bearer", rec.Header().Get("WWW-Authenticate"))
	require.Empty(t, rec.Header().Get("ETag"))

	rec = httptest.NewRecorder()
	problem.Write(rec, agenda.Fail(agenda.Invalid, "This key was used."), here)
	var list struct{ Detail, Errors []agenda.Field }
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &list))
	require.Equal(t, "This key was used.", list.Detail[0].Msg, "detail is a list for every 422")
	require.Equal(t, list.Detail, list.Errors)
}

func TestACauseIsNeverShown(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		errors.New("disk /dev/sda1"),
		&agenda.Error{Code: agenda.Internal, Message: "disk /dev/sda1"},
		&agenda.Error{Code: agenda.Unavailable, Message: "Busy.", Err: errors.New("disk /dev/sda1")},
		&agenda.Error{Code: "odd", Message: "disk /dev/sda1"},
	} {
		rec := httptest.NewRecorder()
		problem.Write(rec, err, here)
		require.NotContains(t, rec.Body.String(), "sda1")
		require.Contains(t, rec.Body.String(), "r1")
	}
}

func TestRetryAfterIsRoundedUp(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{0: "", time.Millisecond: "1", time.Second: "1", 1001 * time.Millisecond: "2"} {
		resp := sent(&agenda.Error{Code: agenda.RateLimited, Message: "Wait.", RetryAfter: wait})
		require.Equal(t, want, resp.Header.Get("Retry-After"))
	}
}

func TestAnswersThatAreNoProblems(t *testing.T) {
	t.Parallel()
	rows := []struct {
		status      int
		contentType string
		body        string
		code        agenda.Code
		message     string
	}{
		{502, "text/html", "<h1>Bad gateway</h1>", agenda.Unavailable, "Unavailable"},
		{504, "", "", agenda.Unavailable, "Unavailable"},
		{418, "text/plain", "teapot", agenda.Rejected, "The request was refused"},
		{302, "text/html", "", agenda.Internal, "Internal error"},
		{400, "application/json", `{"detail":"User already exists"}`, agenda.Rejected, "User already exists"},
		{400, "application/json", `{"detail":`, agenda.Rejected, "The request was refused"},
		{404, "application/json", `{"detail":{"a":1}}`, agenda.NotFound, "Not found"},
		{422, "application/json", `{"detail":[{"type":"missing","loc":["body"],"msg":"Field required"}]}`, agenda.Invalid, "The request has invalid fields."},
	}
	for _, row := range rows {
		rec := httptest.NewRecorder()
		rec.Header().Set("Content-Type", row.contentType)
		rec.WriteHeader(row.status)
		rec.WriteString(row.body)
		e := problem.Read(rec.Result())
		require.Equal(t, row.code, e.Code, "%d", row.status)
		require.Equal(t, row.message, e.Message, "%d", row.status)
		require.Equal(t, row.status == 422, len(e.Fields) == 1)
	}
}

func TestRetryAfterAsADate(t *testing.T) {
	t.Parallel()
	rec := httptest.NewRecorder()
	rec.Header().Set("Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	rec.WriteHeader(503)
	require.InDelta(t, time.Hour, problem.Read(rec.Result()).RetryAfter, float64(5*time.Second))
}

func TestAnInputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	resp := sent(agenda.InvalidFields([]agenda.Field{{Type: agenda.FaultValue, Loc: []any{"body"}, Msg: "x", Input: make(chan int)}}))
	require.Equal(t, 422, resp.StatusCode)
	require.Equal(t, agenda.Invalid, problem.Read(resp).Code)
}
