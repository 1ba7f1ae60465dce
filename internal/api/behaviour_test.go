package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/api"
)

// The tests of this file are the documented API's behaviour, one after the other.

const lindqvist = `{"client_name":"Jonas Lindqvist","date":"2031-11-25","time":"10:30","notes":"First visit"}`

func TestCreateReadUpdateDelete(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, "[]", r.call("user", "GET", "/appointments/", "").body)

	a := r.call("user", "POST", "/appointments/", lindqvist)
	require.Equal(t, 201, a.status)
	require.Contains(t, a.body, `{"id":1,"client_name":"Jonas Lindqvist","date":"2031-11-25","time":"10:30","notes":"First visit",`)
	require.Equal(t, "/appointments/1", a.header.Get("Location"))
	require.Equal(t, `"v1"`, a.header.Get("ETag"))

	all := r.call("other", "GET", "/appointments/", "")
	require.Equal(t, "["+a.body+"]", all.body, "all users of a practice see its appointments")
	require.Equal(t, a.body, r.call("other", "GET", "/appointments/1", "").body)

	a = r.call("other", "PUT", "/appointments/1", `{"time":"11:00:00"}`)
	require.Equal(t, 200, a.status)
	require.Contains(t, a.body, `"time":"11:00:00","notes":"First visit"`)
	require.Equal(t, `"v2"`, a.header.Get("ETag"))

	a = r.call("user", "DELETE", "/appointments/1", "")
	require.Equal(t, 204, a.status)
	require.Empty(t, a.body)
	for _, method := range []string{"GET", "DELETE"} {
		a = r.call("user", method, "/appointments/1", "")
		require.Equal(t, 404, a.status)
		require.Equal(t, "Appointment not found", a.detail(t))
	}
	require.Equal(t, 404, r.call("user", "PUT", "/appointments/1", `{"time":"09:00"}`).status)
	require.Contains(t, r.call("user", "POST", "/appointments/", lindqvist).body, `{"id":2,`, "ids are never reused")
}

func TestWhatCannotBeBooked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("Jonas Lindqvist", "2031-11-25", "12:00")
	r.book("Mara Ilić", "2031-11-25", "14:00")
	const taken = "An appointment already exists at this date and time"
	rows := []struct {
		name, method, path, body string
		status                   int
		detail                   string
	}{
		{"blank name", "POST", "/appointments/", `{"client_name":"  ","date":"2031-11-25","time":"08:00"}`, 400, "Client name cannot be empty"},
		{"empty date", "POST", "/appointments/", `{"client_name":"A","date":"","time":"08:00"}`, 400, "Date and time are required"},
		{"empty time", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":""}`, 400, "Date and time are required"},
		{"taken", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"12:00"}`, 409, taken},
		{"taken, written otherwise", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"12:00:00"}`, 409, taken},
		{"taken in part", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"11:45"}`, 409, taken},
		{"taken, by PUT", "PUT", "/appointments/2", `{"time":"12:00:00"}`, 409, taken},
		{"blank name, by PUT", "PUT", "/appointments/2", `{"client_name":" "}`, 400, "Client name cannot be empty"},
		{"empty date, by PUT", "PUT", "/appointments/2", `{"date":""}`, 400, "Date and time are required"},
		{"nothing, by PUT", "PUT", "/appointments/2", `{}`, 400, "No fields provided for update"},
		{"nothing but nulls", "PUT", "/appointments/2", `{"client_name":null,"date":null,"time":null,"status":null}`, 400, "No fields provided for update"},
		{"nothing we know", "PUT", "/appointments/2", `{"id":7,"role":"admin","Time":"09:00"}`, 400, "No fields provided for update"},
		{"nothing, to nobody", "PUT", "/appointments/99", `{}`, 400, "No fields provided for update"},
		{"to nobody", "PUT", "/appointments/99", `{"time":"09:00"}`, 404, "Appointment not found"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := r.call("user", row.method, row.path, row.body)
			require.Equal(t, row.status, a.status, a.body)
			require.Equal(t, row.detail, a.detail(t))
			if row.status == 409 {
				p := a.json(t)
				require.Equal(t, "Jonas Lindqvist", p["conflicts"].([]any)[0].(map[string]any)["client_name"])
				require.NotEmpty(t, p["free"])
			}
		})
	}
	a := r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"12:10","allow_overlap":true}`)
	require.Equal(t, 201, a.status)
	require.Equal(t, true, a.json(t)["overlap"])
}

// A name that shows nothing is no name, and one that hides text is none either.
func TestNamesThatShowNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	for _, name := range []string{"\u200b", " \u200d\u2060 ", "\u3164", "\u00ad", "\u2800", "\ufe0f", "\u00a0"} {
		a := r.call("user", "POST", "/appointments/", `{"client_name":"`+name+`","date":"2031-11-25","time":"12:00"}`)
		require.Equal(t, 400, a.status, "%q", name)
		require.Equal(t, "Client name cannot be empty", a.detail(t))
		require.Equal(t, 400, r.call("user", "PUT", "/appointments/1", `{"client_name":"`+name+`"}`).status, "%q", name)
	}
	require.Equal(t, 422, r.call("user", "PUT", "/appointments/1", `{"client_name":"A\U000e0049\U000e0067"}`).status)
	require.Equal(t, 200, r.call("user", "PUT", "/appointments/1", `{"client_name":"می\u200cخواهم 👩\u200d⚕️"}`).status)
}

// Booked in the first of the two hours and meant for the second: the offset alone says so.
func TestNamesThatReadOtherwise(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, name := range []string{"Jonas\u202eqvist", "Jonas\u2066", "Jonas\nLindqvist", "Jonas\u2028", "Jonas\U000e0041"} {
		body, err := json.Marshal(map[string]string{"client_name": name, "date": "2031-11-25", "time": "08:00"})
		require.NoError(t, err)
		require.Equal(t, 422, r.call("user", "POST", "/appointments/", string(body)).status, "%q", name)
	}
}

func TestTheOtherOfTwoHours(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"2031-10-26","time":"02:30","utc_offset":"+02:00"}`)
	require.Equal(t, "2031-10-26T00:30:00Z", a.json(t)["starts_at"])
	a = r.call("user", "PUT", "/appointments/1", `{"utc_offset":"+01:00"}`)
	require.Equal(t, 200, a.status)
	require.Equal(t, "2031-10-26T01:30:00Z", a.json(t)["starts_at"])
	require.Equal(t, 400, r.call("user", "PUT", "/appointments/1", `{"utc_offset":""}`).status)
	require.Equal(t, 422, r.call("user", "PUT", "/appointments/1", `{"utc_offset":"+05:00"}`).status)
}

func TestNotesAreClearedByNullAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, 201, r.call("user", "POST", "/appointments/", lindqvist).status)
	a := r.call("user", "PUT", "/appointments/1", `{"client_name":null,"time":"10:45"}`)
	require.Contains(t, a.body, `"client_name":"Jonas Lindqvist"`)
	require.Contains(t, a.body, `"notes":"First visit"`)
	require.Contains(t, r.call("user", "PUT", "/appointments/1", `{"notes":null}`).body, `"notes":null`)
	require.Contains(t, r.call("user", "PUT", "/appointments/1", `{"notes":"again"}`).body, `"notes":"again"`)
	require.Contains(t, r.call("user", "PUT", "/appointments/1", `{"notes":""}`).body, `"notes":null`)
}

func TestDeletedAndRestored(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	require.Equal(t, 204, r.call("user", "DELETE", "/appointments/1", "").status)
	a := r.call("user", "POST", "/appointments/1/restore", "")
	require.Equal(t, 200, a.status)
	require.NotEmpty(t, a.header.Get("ETag"))
	require.Equal(t, 200, r.call("user", "POST", "/appointments/1/restore", "").status, "once more does no harm")

	require.Equal(t, 204, r.call("user", "DELETE", "/appointments/1", "").status)
	r.book("B", "2031-11-25", "10:15")
	a = r.call("user", "POST", "/appointments/1/restore", "")
	require.Equal(t, 409, a.status)
	require.Equal(t, 404, r.call("user", "POST", "/appointments/9/restore", "").status)
}

func TestRegisterAndSignIn(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("guest", "POST", "/auth/register", `{"username":"jo.keller","password":"`+password+`"}`)
	require.Equal(t, 200, a.status)
	require.Regexp(t, `^\{"access_token":"[^"]+","token_type":"bearer"\}$`, a.body)
	r.as["jo"] = a.json(t)["access_token"].(string)

	me := r.call("jo", "GET", "/auth/me", "").json(t)
	require.Equal(t, "jo.keller", me["username"])
	require.Equal(t, "user", me["role"])
	require.Equal(t, "Europe/Berlin", me["time_zone"])
	require.InDelta(t, 8, me["password_min_length"], 0)

	a = r.call("guest", "POST", "/auth/register", `{"username":"Jo.Keller","password":"another password"}`)
	require.Equal(t, 400, a.status)
	require.Equal(t, "User already exists", a.detail(t))

	a = r.call("guest", "POST", "/auth/register", `{"username":"eve","password":"`+password+`","role":"admin","id":1}`)
	r.as["eve"] = a.json(t)["access_token"].(string)
	require.Equal(t, 403, r.call("eve", "GET", "/auth/admin/ping", "").status, "nobody makes himself an administrator")

	form := func(username, password string) string {
		return url.Values{"grant_type": {"password"}, "username": {username}, "password": {password}}.Encode()
	}
	const urlencoded = "application/x-www-form-urlencoded"
	a = r.call("guest", "POST", "/auth/token", form("jo.keller", password), "Content-Type", urlencoded)
	require.Equal(t, 200, a.status)
	require.Equal(t, "bearer", a.json(t)["token_type"])
	wrong := r.call("guest", "POST", "/auth/token", form("jo.keller", "wrong"), "Content-Type", urlencoded)
	unknown := r.call("guest", "POST", "/auth/token", form("nobody", "wrong"), "Content-Type", urlencoded)
	require.Equal(t, 400, wrong.status)
	require.Equal(t, 400, unknown.status)
	require.Equal(t, "Incorrect username or password", wrong.detail(t))
	require.Equal(t, wrong.detail(t), unknown.detail(t))

	multipart := "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\njo.keller\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n" + password + "\r\n--x--\r\n"
	require.Equal(t, 200, r.call("guest", "POST", "/auth/token", multipart, "Content-Type", "multipart/form-data; boundary=x").status)
}

func TestRegistrationCanBeClosed(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(cfg *api.Config) { cfg.Registration = "closed" })
	a := r.call("guest", "POST", "/auth/register", `{"username":"jo.keller","password":"`+password+`"}`)
	require.Equal(t, 403, a.status)
	require.Equal(t, "closed", r.call("guest", "GET", "/readyz", "").json(t)["registration"])
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	var last answer
	for range 10 {
		if last = r.call("guest", "POST", "/auth/token", "username=user&password=wrong", "Content-Type", "application/x-www-form-urlencoded"); last.status == 429 {
			break
		}
	}
	require.Equal(t, 429, last.status)
	require.Regexp(t, `^[1-9][0-9]*$`, last.header.Get("Retry-After"))
}

func TestPasswordsAndSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("user", "POST", "/auth/password", `{"current_password":"wrong","new_password":"a new password"}`)
	require.Equal(t, 400, a.status)
	require.Equal(t, "The current password is wrong", a.detail(t))
	a = r.call("user", "POST", "/auth/password", `{"current_password":"`+password+`","new_password":"short"}`)
	require.Equal(t, []string{`value_error ["body","new_password"] Use at least 8 characters`}, a.faults(t))
	require.NotContains(t, a.body, "horse")
	a = r.call("user", "POST", "/auth/password", `{"new_password":7}`)
	require.Equal(t, []string{`missing ["body","current_password"] Field required`, `string_type ["body","new_password"] Input should be a valid string`}, a.faults(t))

	a = r.call("user", "POST", "/auth/password", `{"current_password":"`+password+`","new_password":"a new password"}`)
	require.Equal(t, 200, a.status)
	require.Equal(t, 401, r.call("user", "GET", "/auth/me", "").status, "the other sessions have ended")
	r.as["user"] = a.json(t)["access_token"].(string)
	require.Equal(t, 200, r.call("user", "GET", "/auth/me", "").status)

	a = r.call("user", "POST", "/auth/revoke", "")
	require.Equal(t, 204, a.status)
	a = r.call("user", "GET", "/auth/me", "")
	require.Equal(t, 401, a.status)
	require.Equal(t, "Could not validate credentials", a.detail(t))
	require.Equal(t, 200, r.call("other", "GET", "/auth/me", "").status)
}

func TestSummaryQueuedPendingReady(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	r.book("B", "2031-11-25", "11:00")
	require.Equal(t, `{"status":"pending","summary":null}`, r.call("user", "GET", "/summary/result", "").body)

	a := r.call("user", "POST", "/summary/", "")
	require.Equal(t, 200, a.status)
	require.Contains(t, a.body, `{"status":"queued","count":2,"job_id":"`)
	require.Contains(t, r.log.String(), `"msg":"[BACKEND] POST /summary/ 200"`)
	require.Equal(t, `{"status":"pending","summary":null}`, r.call("user", "GET", "/summary/result", "").body)

	id := a.json(t)["job_id"].(string)
	r.finish(id, "", "done", "Two visits.")
	a = r.call("user", "GET", "/summary/result", "")
	require.Contains(t, a.body, `{"status":"ready","summary":"Two visits.","job_id":"`+id+`"`)
	require.Equal(t, "pending", r.call("user", "GET", "/summary/result?label=daily", "").json(t)["status"])
	require.Equal(t, "ready", r.call("user", "GET", "/summary/result?label=", "").json(t)["status"], "the newest without a label")
}

func TestTheLanguageOfASummary(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("user", "POST", "/summary/", "")
	require.NotContains(t, a.body, "language", "nobody named one, so it is English")
	a = r.call("user", "POST", "/summary/?language=en", `{"label":"daily","language":"de"}`)
	require.Equal(t, "de", a.json(t)["language"])
	id := a.json(t)["job_id"].(string)
	require.Equal(t, "de", r.call("other", "GET", "/summary/jobs/"+id, "").json(t)["language"])
	r.finish(id, "daily", "done", "A quiet day.") // by a worker of before, which told nothing and wrote English
	require.NotContains(t, r.call("user", "GET", "/summary/jobs/"+id, "").body, "language")

	// An idempotency key is of one request, and those of before knew no language.
	for body, status := range map[string]int{`{"language":"de"}`: 200, `{"language":"en"}`: 422} {
		key := []string{"Idempotency-Key", "k-" + body}
		require.Equal(t, 200, r.call("user", "POST", "/summary/", `{"language":"de"}`, key...).status)
		require.Equal(t, status, r.call("user", "POST", "/summary/", body, key...).status)
	}
}

func TestAskingForASummary(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	rows := []struct {
		name, target, body, contentType string
		status                          int
		label                           string
	}{
		{"nothing", "/summary/", "", "", 200, ""},
		{"no slash", "/summary", "", "", 200, ""},
		{"an empty object", "/summary/", "{}", "", 200, ""},
		{"null", "/summary/", "null", "", 200, ""},
		{"a label", "/summary/", `{"label":"daily"}`, "", 200, "daily"},
		{"a label in the query", "/summary/?label=weekly&force=true", "", "", 200, "weekly"},
		{"the body counts before the query", "/summary/?label=weekly", `{"label":"daily","force":false}`, "", 200, "daily"},
		{"a form is ignored", "/summary/", "label=daily", "application/x-www-form-urlencoded", 200, ""},
		{"days", "/summary/", `{"label":"2031-11-25..2031-11-30"}`, "", 200, "2031-11-25..2031-11-30"},
		{"no such label", "/summary/", `{"label":"What is this?"}`, "", 422, ""},
		{"no such label in the query", "/summary/?label=What%20is", "", "", 422, ""},
		{"no text", "/summary/", `{"label":7}`, "", 422, ""},
		{"no truth", "/summary/", `{"force":"yes"}`, "", 422, ""},
		{"no truth in the query", "/summary/?force=perhaps", "", "", 422, ""},
		{"a language", "/summary/", `{"language":"de"}`, "", 200, ""},
		{"no language", "/summary/", `{"language":null}`, "", 200, ""},
		{"no such language", "/summary/", `{"language":"Deutsch"}`, "", 422, ""},
		{"no such language in the query", "/summary/?language=d", "", "", 422, ""},
		{"no text for a language", "/summary/", `{"language":7}`, "", 422, ""},
		{"no object", "/summary/", `[]`, "", 422, ""},
		{"no JSON", "/summary/", `{`, "", 422, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var headers []string
			if row.contentType != "" {
				headers = []string{"Content-Type", row.contentType}
			}
			a := r.call("user", http.MethodPost, row.target, row.body, headers...)
			require.Equal(t, row.status, a.status, a.body)
			if row.status == 200 {
				require.Equal(t, row.label, a.json(t)["label"])
			}
		})
	}
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	var parts []api.Part
	r := newRig(t, func(cfg *api.Config) { cfg.Ready = func(context.Context) []api.Part { return parts } })
	require.Equal(t, `{"status":"ok","message":"Appointments API is running"}`, r.call("guest", "GET", "/", "").body)
	require.Equal(t, `{"status":"ok"}`, r.call("guest", "GET", "/healthz", "").body)
	database, redis := api.Part{Name: api.PartDatabase, Status: api.PartUp}, api.Part{Name: "redis", Status: api.PartUp}
	for _, row := range []struct {
		database, redis string
		status          int
		word            string
	}{
		{api.PartUp, api.PartUp, 200, "ready"},
		{api.PartUp, api.PartDown, 200, "degraded"},
		{api.PartDown, api.PartUp, 503, "unavailable"},
		{api.PartDown, api.PartDown, 503, "unavailable"},
	} {
		database.Status, redis.Status = row.database, row.redis
		parts = []api.Part{redis, database}
		a := r.call("guest", "GET", "/readyz", "")
		require.Equal(t, row.status, a.status)
		require.Contains(t, a.body, `{"status":"`+row.word+`","version":"1.2.3","registration":"open","password_min_length":8,"parts":[`)
	}
}
