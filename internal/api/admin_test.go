package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
)

// calmWaters is a system in which nothing happens, and whose Redis is away.
type calmWaters struct{}

func (calmWaters) QueueHealth(context.Context) (agenda.QueueHealth, error) {
	return agenda.QueueHealth{CheckedAt: time.Now(), Dead: 2}, nil
}

func (calmWaters) System(context.Context) (agenda.System, error) {
	return agenda.System{
		StartedAt: time.Now(), Database: agenda.DatabaseInfo{Kind: "sqlite", Name: "a.db"},
		Settings: []agenda.Setting{{Name: "JWT_SECRET_KEY", Value: "(set, hidden)", From: "environment"}},
	}, nil
}

func (calmWaters) Pause(context.Context) error  { return nil }
func (calmWaters) Resume(context.Context) error { return nil }

func (calmWaters) BackUp(context.Context) (agenda.BackupMade, error) {
	return agenda.BackupMade{Name: "a.db", At: time.Now(), SizeBytes: 1}, nil
}

// signInAs returns the status of a sign-in.
func (r *rig) signInAs(name, password string) int {
	r.t.Helper()
	form := url.Values{"username": {name}, "password": {password}}
	return r.call("guest", "POST", "/auth/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded").status
}

func TestAdministratorsMakeAccounts(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("admin", "POST", "/admin/users", `{"username":"jo.keller"}`)
	require.Equal(t, 201, a.status, a.body)
	require.Equal(t, "user", a.json(t)["role"])
	made, _ := a.json(t)["password"].(string)
	require.GreaterOrEqual(t, len(made), 23)
	require.Equal(t, 200, r.signInAs("jo.keller", made))

	a = r.call("admin", "POST", "/admin/users/", `{"username":"mei","password":"mei's own words","role":"admin"}`)
	require.Equal(t, 201, a.status)
	require.Equal(t, "admin", a.json(t)["role"])
	require.Equal(t, "mei's own words", a.json(t)["password"])

	require.Equal(t, 400, r.call("admin", "POST", "/admin/users/", `{"username":"JO.keller"}`).status)
	a = r.call("admin", "POST", "/admin/users/", `{"username":"x","password":"short","role":"owner"}`)
	require.Equal(t, []string{
		`value_error ["body","username"] A user name has 3 to 64 characters`, `value_error ["body","password"] Use at least 8 characters`,
		`value_error ["body","role"] A role is user or admin`,
	}, a.faults(t))
	require.NotContains(t, a.body, "short")

	list := r.call("admin", "GET", "/admin/users", "")
	require.NotContains(t, list.body, "hash")
	var users []agenda.User
	require.NoError(t, json.Unmarshal([]byte(list.body), &users))
	var names []string
	for _, u := range users {
		names = append(names, u.Username)
	}
	require.Equal(t, []string{"admin", "jo.keller", "mei", "other", "user"}, names)
	require.NotContains(t, r.log.String(), made)
}

// userPath is the path of a user of the rig.
func (r *rig) userPath(name string) string {
	r.t.Helper()
	u, err := r.store.UserByName(r.t.Context(), name)
	require.NoError(r.t, err)
	return fmt.Sprintf("/admin/users/%d", u.ID)
}

func TestAdministratorsChangeAccounts(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	user := r.userPath("user")
	require.Equal(t, 200, r.call("admin", "PUT", user, `{"role":"user"}`).status)
	require.Equal(t, 200, r.call("user", "GET", "/auth/me", "").status, "what is so already ends no session")

	a := r.call("admin", "PUT", user, `{"disabled":true}`)
	require.Equal(t, true, a.json(t)["disabled"])
	require.Equal(t, 401, r.call("user", "GET", "/auth/me", "").status)
	require.Equal(t, 400, r.signInAs("user", password))
	a = r.call("admin", "PUT", user, `{"disabled":false,"role":"admin"}`)
	require.Equal(t, "admin", a.json(t)["role"])
	require.Equal(t, 200, r.signInAs("user", password))
	require.Equal(t, 401, r.call("user", "GET", "/auth/me", "").status, "the token of before stays worthless")

	require.Equal(t, 400, r.call("admin", "PUT", user, `{}`).status)
	require.Equal(t, 400, r.call("admin", "PUT", user, `{"role":null}`).status)
	require.Equal(t, []string{`bool_parsing ["body","disabled"] Input should be a valid boolean`}, r.call("admin", "PUT", user, `{"disabled":"yes"}`).faults(t))
	require.Equal(t, 404, r.call("admin", "PUT", "/admin/users/99", `{"role":"admin"}`).status)
	require.Equal(t, 422, r.call("admin", "PUT", "/admin/users/x", `{"role":"admin"}`).status)
}

func TestThereIsAlwaysAnAdministrator(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	admin := r.userPath("admin")
	for _, body := range []string{`{"role":"user"}`, `{"disabled":true}`, `{"role":"user","disabled":true}`} {
		a := r.call("admin", "PUT", admin, body)
		require.Equal(t, 409, a.status, body)
		require.Contains(t, a.detail(t), "the last administrator")
		require.Equal(t, 200, r.call("admin", "GET", "/auth/admin/ping", "").status, "a refusal ends no session")
	}
	// Two who want to be rid of each other at once: one is left.
	require.Equal(t, 200, r.call("admin", "PUT", r.userPath("other"), `{"role":"admin"}`).status)
	var wg sync.WaitGroup
	for _, path := range []string{admin, r.userPath("other")} {
		wg.Go(func() { r.call("admin", "PUT", path, `{"disabled":true}`) })
	}
	wg.Wait()
	users, err := r.cfg.Users.List(t.Context())
	require.NoError(t, err)
	left := 0
	for _, u := range users {
		if u.Administers() {
			left++
		}
	}
	require.Equal(t, 1, left)
}

func TestPasswordsAreReset(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	path := r.userPath("user") + "/password"
	a := r.call("admin", "POST", path, "")
	require.Equal(t, 200, a.status, a.body)
	made, _ := a.json(t)["password"].(string)
	require.Equal(t, 401, r.call("user", "GET", "/auth/me", "").status, "the sessions have ended")
	require.Equal(t, 400, r.signInAs("user", password))
	require.Equal(t, 200, r.signInAs("user", made))

	require.Equal(t, "chosen with care", r.call("admin", "POST", path, `{"password":"chosen with care"}`).json(t)["password"])
	require.Equal(t, 200, r.signInAs("user", "chosen with care"))
	a = r.call("admin", "POST", path, `{"password":"short"}`)
	require.Equal(t, 422, a.status)
	require.NotContains(t, a.body, "short")
	require.Equal(t, 422, r.call("admin", "POST", path, `{"password":7}`).status)
	require.Equal(t, 404, r.call("admin", "POST", "/admin/users/99/password", "").status)
}

func TestAuditLog(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	draft := `{"client_name":"Priya Nair","date":"2031-11-25","time":"10:30","notes":"private"}`
	require.Equal(t, 201, r.call("user", "POST", "/appointments", draft).status)
	require.Equal(t, 200, r.call("other", "PUT", "/appointments/1", `{"notes":"more private"}`).status)
	require.Equal(t, 200, r.signInAs("user", password))

	a := r.call("admin", "GET", "/admin/audit", "")
	require.NotContains(t, a.body, "private")
	require.NotContains(t, a.body, "Priya")
	read := func(query string) (lines []string) {
		t.Helper()
		a := r.call("admin", "GET", "/admin/audit?"+query, "")
		require.Equal(t, 200, a.status, a.body)
		var entries []agenda.AuditEntry
		require.NoError(t, json.Unmarshal([]byte(a.body), &entries))
		for _, e := range entries {
			lines = append(lines, strings.TrimSpace(e.Actor+" "+e.Action+" "+e.Object+" "+e.ObjectID+" "+strings.Join(e.Fields, ",")))
		}
		return lines
	}
	require.Equal(t, []string{"other changed appointment 1 notes", "user created appointment 1"}, read("object=appointment"))
	require.Equal(t, []string{"user created appointment 1"}, read("actor=USER&object=appointment"))
	require.Equal(t, []string{"signed in user user"}, read("action=signed+in"))
	require.Len(t, read("object_id=1&object=appointment&from=2020-01-01"), 2)
	require.Empty(t, read("to=2020-01-01"))

	a = r.call("admin", "GET", "/admin/audit?object=appointment&limit=1", "")
	next, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
	a = r.call("admin", "GET", next, "")
	require.Contains(t, a.body, `"created"`)
	require.Empty(t, a.header.Get("Link"))
	for _, bad := range []string{"from=x", "limit=0", "limit=201", "before=0", "before=x"} {
		require.Equal(t, 422, r.call("admin", "GET", "/admin/audit?"+bad, "").status, bad)
	}
}

func TestHistoryOfAnAppointment(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, 201, r.call("user", "POST", "/appointments", `{"client_name":"A","date":"2031-11-25","time":"10:30"}`).status)
	require.Equal(t, 200, r.call("other", "PUT", "/appointments/1", `{"time":"11:00"}`).status)
	require.Equal(t, 204, r.call("other", "DELETE", "/appointments/1", "").status)
	var entries []agenda.AuditEntry
	require.NoError(t, json.Unmarshal([]byte(r.call("user", "GET", "/appointments/1/history", "").body), &entries))
	require.Len(t, entries, 3, "also of a deleted one")
	require.Equal(t, "other deleted", entries[0].Actor+" "+entries[0].Action)
	require.Equal(t, "other moved", entries[1].Actor+" "+entries[1].Action)
	require.Subset(t, entries[1].Fields, []string{"time"})
	require.Equal(t, "user created", entries[2].Actor+" "+entries[2].Action)
	require.Equal(t, 404, r.call("user", "GET", "/appointments/2/history", "").status)
	require.Equal(t, 422, r.call("user", "GET", "/appointments/x/history", "").status)
}

func TestDeletedAppointments(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, "[]", r.call("user", "GET", "/appointments/deleted", "").body)
	for i := range 3 {
		r.book(fmt.Sprint("client ", i), "2031-11-25", fmt.Sprintf("1%d:00", i))
		require.Equal(t, 204, r.call("user", "DELETE", fmt.Sprintf("/appointments/%d", i+1), "").status)
	}
	r.book("here", "2031-11-25", "15:00")
	a := r.call("user", "GET", "/appointments/deleted?limit=2", "")
	var page []agenda.Appointment
	require.NoError(t, json.Unmarshal([]byte(a.body), &page))
	require.Equal(t, "client 2", page[0].ClientName)
	require.Len(t, page, 2)
	next, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
	a = r.call("user", "GET", next, "")
	require.NoError(t, json.Unmarshal([]byte(a.body), &page))
	require.Len(t, page, 1)
	require.Equal(t, "client 0", page[0].ClientName)
	require.Empty(t, a.header.Get("Link"))
	require.Equal(t, 200, r.call("user", "POST", "/appointments/1/restore", "").status)
	require.NotContains(t, r.call("user", "GET", "/appointments/deleted", "").body, "client 0")
	require.Equal(t, 422, r.call("user", "GET", "/appointments/deleted?cursor=x", "").status)
}

func TestQueueAndSystem(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("admin", "GET", "/admin/queue", "")
	for _, unknown := range []string{"waiting", "running", "retrying", "workers", "median_seconds", "oldest_seconds", "worker_list", "locks", "paused"} {
		v, there := a.json(t)[unknown]
		require.True(t, there, unknown)
		require.Nil(t, v, "unknown is not 0: %s", unknown)
	}
	require.EqualValues(t, 2, a.json(t)["dead"])
	require.Len(t, a.json(t)["parts"], 1)
	require.Contains(t, r.call("admin", "GET", "/admin/system", "").body, "(set, hidden)")
	require.Equal(t, "a.db", r.call("admin", "POST", "/admin/backup", "").json(t)["name"])

	for range 3 {
		id, _ := r.call("user", "POST", "/summary", "").json(t)["job_id"].(string)
		r.finish(id, "", agenda.JobDead, "")
	}
	open, _ := r.call("user", "POST", "/summary", "").json(t)["job_id"].(string)
	require.Equal(t, `{"retried":3}`, r.call("admin", "POST", "/admin/queue/retry", "").body)
	require.Equal(t, `{"retried":0}`, r.call("admin", "POST", "/admin/queue/retry", "").body)
	job, err := r.store.Job(t.Context(), open)
	require.NoError(t, err)
	require.Equal(t, 1, job.Run, "only dead ones live again")
}

var _ api.Operations = calmWaters{}
