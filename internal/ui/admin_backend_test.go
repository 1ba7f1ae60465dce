package ui_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// office is what the backend tells administrators. Everybody is one, but for those in users who are
// not.
type office struct {
	users     []agenda.User
	log       []agenda.AuditEntry
	redisAway bool
	noBackups bool
	backups   int
	pause     *agenda.Pause
}

func newOffice() office {
	at := func(days int) time.Time { return clockNow.AddDate(0, 0, -days) }
	o := office{users: []agenda.User{
		{ID: 1, Username: "anna", Role: agenda.RoleAdmin, CreatedAt: at(400)},
		{ID: 2, Username: "jo.keller", Role: agenda.RoleUser, CreatedAt: at(40)},
		{ID: 3, Username: "with.the.longest.of.all.names@practice.example.org", Role: agenda.RoleUser, Disabled: true, CreatedAt: at(1)},
	}}
	entries := []string{
		"anna|signed in|user|anna|", "jo.keller|created|appointment|1|", "jo.keller|moved|appointment|1|date time starts_at ends_at",
		"anna|changed|appointment|1|client_name notes duration_minutes", "anna|changed|user|2|role sessions", "|purged|appointment|77|",
		"anna|retried|summary|0192-dead|", "|sign-in refused|user|<b>nobody</b>|", "anna|backed up|database|appointments-20261125T030000Z.db|",
		"anna|polished|shoe|1|laces",
	}
	for i, e := range entries {
		p := strings.Split(e, "|")
		o.log = append([]agenda.AuditEntry{{
			ID: int64(i + 1), At: clockNow.Add(time.Duration(i-len(entries)) * time.Hour), Actor: p[0], Action: p[1], Object: p[2], ObjectID: p[3], Fields: strings.Fields(p[4]),
		}}, o.log...)
	}
	return o
}

func (o *office) roleOf(name string) agenda.Role {
	for _, u := range o.users {
		if u.Username == name {
			return u.Role
		}
	}
	return agenda.RoleAdmin
}

func (b *backend) adminRoutes(m chi.Router) {
	only := func(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
		return b.signed(func(w http.ResponseWriter, r *http.Request) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.office.roleOf(userOf(r)) != agenda.RoleAdmin {
				return agenda.Fail(agenda.Forbidden, "Insufficient permissions")
			}
			return h(w, r)
		})
	}
	m.Get("/appointments/deleted", b.signed(b.listDeleted))
	m.Get("/appointments/{id}/history", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		return answer(w, b.entries(func(e agenda.AuditEntry) bool {
			return e.Object == "appointment" && e.ObjectID == chi.URLParam(r, "id")
		}))
	}))
	m.Get("/admin/users/", only(func(w http.ResponseWriter, _ *http.Request) error { return answer(w, b.office.users) }))
	m.Post("/admin/users/", only(b.createUser))
	m.Put("/admin/users/{id}", only(b.updateUser))
	m.Post("/admin/users/{id}/password", only(func(w http.ResponseWriter, r *http.Request) error {
		return answer(w, map[string]any{"username": b.office.users[idOf(r)-1].Username, "password": "abcde-fghij-klmno-pqrst"})
	}))
	m.Get("/admin/audit", only(b.audit))
	m.Get("/admin/queue", only(b.queue))
	m.Post("/admin/queue/retry", only(func(w http.ResponseWriter, _ *http.Request) error {
		return answer(w, map[string]int{"retried": b.moveDead("", agenda.JobQueued)})
	}))
	for verb, pause := range map[string]*agenda.Pause{"pause": {Since: clockNow, By: "anna"}, "resume": nil} {
		m.Post("/admin/queue/"+verb, only(func(w http.ResponseWriter, r *http.Request) error {
			b.office.pause = pause
			return b.queue(w, r)
		}))
	}
	m.Post("/summary/jobs/{id}/retry", only(func(w http.ResponseWriter, r *http.Request) error {
		if b.moveDead(chi.URLParam(r, "id"), agenda.JobQueued) == 0 {
			return agenda.Fail(agenda.Conflict, "Only a failed summary can be retried.")
		}
		return answer(w, b.jobs[4])
	}))
	m.Get("/admin/system", only(b.system))
	m.Post("/admin/backup", only(func(w http.ResponseWriter, _ *http.Request) error {
		b.office.backups++
		return answer(w, agenda.BackupMade{Name: "appointments-20261125T094200Z.db", At: clockNow, SizeBytes: 12_400_000})
	}))
}

// moveDead puts dead jobs into another state: the one named, or all.
func (b *backend) moveDead(id string, state agenda.JobState) (n int) {
	for i := range b.jobs {
		if j := &b.jobs[i]; j.State == agenda.JobDead && (id == "" || id == j.ID) {
			j.State = state
			n++
		}
	}
	return n
}

func (b *backend) entries(keep func(agenda.AuditEntry) bool) []agenda.AuditEntry {
	return slices.DeleteFunc(slices.Clone(b.office.log), func(e agenda.AuditEntry) bool { return !keep(e) })
}

func (b *backend) audit(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	is := func(name, value string) bool { return q.Get(name) == "" || q.Get(name) == value }
	found := b.entries(func(e agenda.AuditEntry) bool {
		return is("actor", e.Actor) && is("action", e.Action) && is("object", e.Object) && is("object_id", e.ObjectID) && (before == 0 || e.ID < before)
	})
	if q.Get("actor") == "" && before == 0 && len(found) > 8 {
		found = found[:8]
		w.Header().Set("Link", `</admin/audit?before=3>; rel="next"`)
	}
	return answer(w, found)
}

func (b *backend) createUser(w http.ResponseWriter, r *http.Request) error {
	var d struct {
		Username string
		Role     agenda.Role
	}
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		return err
	}
	if msg := agenda.CheckUsername(d.Username); msg != "" {
		return agenda.InvalidFields([]agenda.Field{agenda.BodyFault("username", agenda.FaultValue, msg, nil)})
	}
	u := agenda.User{ID: int64(len(b.office.users) + 1), Username: d.Username, Role: d.Role, CreatedAt: clockNow}
	b.office.users = append(b.office.users, u)
	w.WriteHeader(http.StatusCreated)
	return answer(w, map[string]any{"id": u.ID, "username": u.Username, "role": u.Role, "password": "abcde-fghij-klmno-pqrst"})
}

func (b *backend) updateUser(w http.ResponseWriter, r *http.Request) error {
	var p agenda.UserPatch
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		return err
	}
	u := &b.office.users[idOf(r)-1]
	if u.ID == 1 && (p.Disabled != nil && *p.Disabled || p.Role != nil && *p.Role != agenda.RoleAdmin) {
		return agenda.ErrLastAdministrator
	}
	if p.Role != nil {
		u.Role = *p.Role
	}
	if p.Disabled != nil {
		u.Disabled = *p.Disabled
	}
	return answer(w, u)
}

func (b *backend) queue(w http.ResponseWriter, _ *http.Request) error {
	n := func(i int64) *int64 { return &i }
	f := func(x float64) *float64 { return &x }
	h := agenda.QueueHealth{CheckedAt: clockNow, Accepted: 1, OldestSeconds: f(11), Paused: b.office.pause, Throughput: agenda.Throughput{Done: 148, Failed: 2, MedianSeconds: f(2.4), P95Seconds: f(9.8)}}
	h.DoneByHour = [24]int{1, 0, 2, 3, 1, 0, 0, 1, 2, 6, 8, 5, 3, 2, 1, 4, 9, 6, 3, 2, 1, 0, 2, 4}
	h.OpenByHour = [24]int{0, 1, 1, 2, 1, 0, 0, 0, 1, 3, 4, 2, 1, 0, 0, 2, 5, 3, 2, 1, 0, 0, 3, 4}
	h.MedianByHour = [24]*float64{f(2), nil, f(2.2), f(2.1), f(1.9), nil, nil, f(2), f(2.4), f(3.1), f(4.8), f(3.3)}
	for _, j := range b.jobs {
		if j.State == agenda.JobDead {
			h.Dead++
		}
	}
	redis := apiclient.Part{Name: "redis", Status: "up", Seconds: .0007}
	if b.office.redisAway {
		redis = apiclient.Part{Name: "redis", Status: "down", Detail: "Redis does not answer. Booking and reading go on; summaries are accepted, and written when it is back."}
	} else {
		h.Waiting, h.Running, h.Retrying, h.Workers = n(3), n(2), n(1), n(2)
		h.Roster = agenda.Roster{
			Workers: []agenda.WorkerStatus{
				{Name: "practice-12-abc123", HeardSeconds: .25, Slots: 3, Done: 81, Jobs: []agenda.WorkerJob{}},
				{Name: "practice-13-def456", HeardSeconds: 1, Slots: 3, Done: 67, Jobs: []agenda.WorkerJob{}},
				{Name: "practice-14-gone", HeardSeconds: 31, Jobs: []agenda.WorkerJob{}},
			},
			Locks: []agenda.LabelLock{{Label: "daily", LeftSeconds: 29}, {Label: "2026-11-26", LeftSeconds: 258.4, Done: true}},
		}
		for _, j := range b.jobs {
			if j.State == agenda.JobRunning || j.State == agenda.JobRetrying {
				first := &h.Roster.Workers[0]
				first.Jobs = append(first.Jobs, agenda.WorkerJob{ID: j.ID, Label: j.Label, Attempt: len(j.Attempts)})
			}
		}
	}
	return answer(w, apiclient.QueueHealth{QueueHealth: h, Parts: []apiclient.Part{
		{Name: "database", Status: "up", Seconds: .0042}, {Name: "storage", Status: "up", Seconds: .0031}, redis, {Name: "jobs", Status: "up"},
	}})
}

func (b *backend) system(w http.ResponseWriter, _ *http.Request) error {
	size, last := int64(12_400_000), clockNow.Add(-7*time.Hour)
	s := agenda.System{
		Version: "1.4.0", Go: "go1.26", Platform: "linux/amd64", StartedAt: clockNow.Add(-27 * time.Hour), UptimeSeconds: 27 * 3600, TimeZone: zoneName,
		Database: agenda.DatabaseInfo{Kind: "sqlite", Name: "appointments.db", SizeBytes: &size},
		Backups:  agenda.BackupInfo{Possible: true, EverySeconds: 24 * 3600, Keep: 14, LastAt: &last},
		Settings: []agenda.Setting{
			{Name: "BACKEND_ADDR", Value: "127.0.0.1:8000", From: "default"},
			{Name: "DATABASE_URL", Value: "sqlite:data/appointments.db", From: "environment"},
			{Name: "JWT_SECRET_KEY", Value: "(set, hidden)", From: "file"},
			{Name: "OPENAI_BASE_URL", Value: "", From: "default"},
		},
	}
	if b.office.noBackups {
		s.Backups = agenda.BackupInfo{}
	}
	return answer(w, s)
}

func (b *backend) listDeleted(w http.ResponseWriter, r *http.Request) error {
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	found := []agenda.Appointment{}
	for _, a := range b.store.list {
		if a.DeletedAt != nil {
			found = append(found, a)
		}
	}
	if len(found) > 2 && r.URL.Query().Get("cursor") == "" {
		found = found[:2]
		w.Header().Set("Link", `</appointments/deleted?cursor=two>; rel="next"`)
	}
	return answer(w, found)
}
