package ui_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

// as is a browser in which somebody is signed in.
func as(t *testing.T, b *backend, name string) *browser {
	t.Helper()
	w := newBrowser(t, b)
	w.user = name
	require.Equal(t, http.StatusSeeOther, w.post("/signin", "username", name, "password", "secret-enough").Status)
	return w
}

func TestAdministrationIsForAdministrators(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	guest, user, admin := newBrowser(t, b), as(t, b, "jo.keller"), as(t, b, "anna")
	for _, path := range []string{
		"/admin", "/admin/users", "/admin/users/2/promote", "/admin/queue", "/admin/queue/dead/discard", "/admin/audit", "/admin/system",
	} {
		require.Equal(t, http.StatusSeeOther, guest.get(path).Status, path)
		p := user.get(path)
		require.Equal(t, http.StatusForbidden, p.Status, path)
		p.says("Only administrators can open this page.")
		require.Less(t, admin.get(path).Status, 400, path)
	}
	for _, path := range []string{
		"/admin/users", "/admin/users/2/promote", "/admin/users/2/password", "/admin/queue/retry", "/admin/queue/pause", "/admin/queue/resume", "/admin/queue/dead/retry", "/admin/queue/dead/discard", "/admin/backup",
	} {
		require.Equal(t, http.StatusUnauthorized, guest.post(path).Status, path)
		require.Equal(t, http.StatusForbidden, user.post(path, "username", "mei").Status, path)
	}
	require.Len(t, b.office.users, 3)
	require.Zero(t, b.office.backups)
	require.Equal(t, agenda.JobDead, b.jobs[4].State)
	require.NotContains(t, user.get("/agenda").body, "/admin", "what somebody may not open is not offered")
	require.Contains(t, admin.get("/agenda").body, `href="/admin/queue"`)
	require.Equal(t, []string{"set aside: 1"}, admin.get("/agenda").class("count-danger"))
}

func TestUsersPage(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "anna")
	p := w.get("/admin/users")
	p.says("3 accounts", "Disabled", "jo.keller")
	require.NotContains(t, p.body, "/admin/users/1/", "nobody locks themselves out by a slip")
	require.Contains(t, p.body, "/admin/users/3/enable")

	w.get("/admin/users/2/promote").says("jo.keller will be able to manage accounts")
	require.Equal(t, "/admin/users", w.post("/admin/users/2/promote").Location)
	w.get("/admin/users").says("jo.keller is an administrator now")
	require.Equal(t, agenda.RoleAdmin, b.office.users[1].Role)
	w.post("/admin/users/2/demote")
	require.Equal(t, agenda.RoleUser, b.office.users[1].Role)
	w.post("/admin/users/2/disable")
	require.True(t, b.office.users[1].Disabled)
	w.post("/admin/users/2/enable")
	require.False(t, b.office.users[1].Disabled)

	p = w.post("/admin/users/1/demote")
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("This is the last administrator who can sign in, so nothing was changed.")
	for _, path := range []string{"/admin/users/9/promote", "/admin/users/2/eat", "/admin/users/x/promote"} {
		require.Equal(t, http.StatusNotFound, w.get(path).Status, path)
		require.Equal(t, http.StatusNotFound, w.post(path).Status, path)
	}
}

func TestPasswordsAreShownOnce(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "anna")
	for path, form := range map[string][]string{"/admin/users": {"username", "mei", "role", "admin"}, "/admin/users/2/password": nil} {
		p := w.post(path, form...)
		require.Less(t, p.Status, 300, path)
		require.Equal(t, []string{"abcde-fghij-klmno-pqrst"}, p.class("secret"))
		require.Equal(t, "no-store", p.Header.Get("Cache-Control"))
		require.Empty(t, p.Header.Get("Set-Cookie"), "it stays on the page")
	}
	require.Equal(t, agenda.RoleAdmin, b.office.users[3].Role)
	require.NotContains(t, w.get("/admin/users").body, "abcde-")
	p := w.post("/admin/users", "username", "<x", "role", "admin")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	require.Equal(t, "<x", p.value("username"))
	p.says("A user name has 3 to 64 characters.")
}

func TestQueuePage(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "anna")
	p := w.get("/admin/queue")
	require.Equal(t, []string{
		"Waiting 5 The oldest was asked for 11 s ago, the target is under 60 s", "Being written 2 of 6 2 workers are there",
		"Ready, last 24 h 148 2 were set aside", "Time to ready 2.4 s Half were faster; 95 of 100 took at most 9.8 s",
	}, p.class("tile"))
	p.says("1 brief needs a decision.", "The model refused the key.", "worker-2", "Trying again")
	require.Len(t, p.all(func(n *html.Node) bool { return hasClass(n, "spark") }), 3)
	p.says("Database 12.4 MB, backed up 25 Nov, 03:42 4 ms", "Redis 1 ms", "Briefs works", "practice-12-abc123 Up", "practice-14-gone Silent")

	w.get("/admin/queue/dead/discard").says("asked for by jo, will not be written.")
	require.Equal(t, "/admin/queue", w.post("/admin/queue/dead/retry").Location)
	p = w.get("/admin/queue")
	p.says("Tried again: Days", "Nothing is set aside.")
	require.Empty(t, p.class("count-danger"), "what was decided is no longer counted")
	w.post("/admin/queue/dead/retry")
	w.get("/admin/queue").says("Somebody was faster")

	b.jobs[4].State = agenda.JobDead
	w.post("/admin/queue/retry")
	w.get("/admin/queue").says("1 brief is tried again")
	b.jobs[4].State = agenda.JobDead
	w.post("/admin/queue/dead/discard")
	w.get("/admin/queue").says("Discarded: Days")
	require.Equal(t, agenda.JobCancelled, b.jobs[4].State)

	p = w.get("/admin/queue")
	p.says("practice-12-abc123 Up 2 of 3 Weekly, try 2 Upcoming 0.2 s ago 81", "practice-13-def456 Up 0 of 3 Waits for work 1 s ago 67", "4:18 left")
	require.Len(t, p.all(func(n *html.Node) bool { return n.Data == "i" && hasClass(n, "on") }), 4, "two of all, and two of the first")
	w.post("/admin/queue/pause")
	w.get("/admin/queue").says("Paused by anna since ", "New ones are accepted and kept.", "Resume")
	w.post("/admin/queue/resume")
	require.NotContains(t, w.get("/admin/queue").body, "New ones are accepted")

	b.office.redisAway = true
	p = w.get("/admin/queue")
	p.says("Not known while Redis does not answer.")
	require.Equal(t, "Waiting unknown 1 is stored and waits for Redis", p.class("tile")[0], "unknown is not 0")
	require.Equal(t, "Being written unknown Redis does not answer", p.class("tile")[1])
	p.says("1 in trouble", "Redis does not answer. Booking and reading go on")
}

func TestAuditPage(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "anna")
	p := w.get("/admin/audit")
	p.says("Polished Shoe 1 laces", "Backed up Database appointments-20261125T030000Z.db", "the program Sign-in refused Account <b>nobody</b>",
		"Changed Account jo.keller role, sessions", "Changed Appointment 1 name, notes, length", "Older")
	require.Contains(t, p.body, `href="/admin/audit?id=1&amp;object=appointment"`)
	p = w.get("/admin/audit?id=1&object=appointment")
	require.Equal(t, []string{"Appointment 1"}, p.class("chip"))
	require.Contains(t, p.body, `href="/admin/audit?object=appointment"`)
	p.says("Changed Appointment 1 name, notes, length")
	require.NotContains(t, text(p.doc), "Polished")
	p = w.get("/admin/audit?before=3")
	p.says("Signed in", "The newest")
	require.NotContains(t, text(p.doc), "Polished")
	p = w.get("/admin/audit?who=jo.keller&object=appointment&action=moved")
	require.Len(t, p.all(func(n *html.Node) bool { return n.Data == "tr" }), 2+7, "one entry, and the small month")
	p.says("Moved Appointment 1 date, time", "Clear all")
	require.Equal(t, "jo.keller", p.value("who"))
	w.get("/admin/audit?who=nobody").says("Nothing is recorded that fits these filters.")
	p = w.get("/admin/audit?from=x")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
}

func TestSystemPage(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "anna")
	p := w.get("/admin/system")
	p.says("SQLite, appointments.db", "12.4 MB", "1 day, 3 h", "Interval 1 day", "The last 14", "JWT_SECRET_KEY (set, hidden) file", "Back up now")
	require.Equal(t, "/admin/system", w.post("/admin/backup").Location)
	require.Equal(t, 1, b.office.backups)
	w.get("/admin/system").says("Backed up and checked: appointments-20261125T094200Z.db, 12.4 MB")
	b.office.noBackups = true
	p = w.get("/admin/system")
	p.says("set BACKUP_DIR")
	require.NotContains(t, p.body, "Back up now")
}

func TestDeletedPage(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	w.get("/deleted").says("Nothing was deleted lately.")
	for _, path := range []string{"/appointments/1/delete", "/appointments/5/delete", "/appointments/8/delete"} {
		w.post(path)
	}
	require.Contains(t, w.get("/agenda").body, `href="/deleted"`)
	p := w.get("/deleted")
	p.says("Priya Nair Wednesday 25 November, 10:30 – 11:30 jo.keller, ", "Restore Priya Nair", "for 30 days", "Older")
	require.NotContains(t, text(p.doc), "Long ago")
	w.get("/deleted?cursor=two").says("Long ago", "The newest")

	r, err := http.NewRequest(http.MethodPost, w.base+"/appointments/5/restore", nil)
	require.NoError(t, err)
	r.Header.Set("Origin", w.base)
	r.Header.Set("Referer", w.base+"/deleted")
	require.Equal(t, "/deleted", w.do(r).Location, "there may be more to bring back")
	p = w.get("/deleted")
	p.says("Back in the agenda: Ingrid Bakke")
	require.NotContains(t, p.body, "/appointments/5/restore")
	require.Equal(t, http.StatusConflict, w.post("/appointments/1/restore").Status, "its time was given to another")
}

func TestHistoryOnThePage(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	p := w.get("/appointments/1")
	p.says("History", "Changed name, notes, length anna, 25 Nov, ", "Moved date, time jo.keller", "Booked jo.keller")
	w.get("/appointments/2").says("Nothing is recorded of it.")
	b.refuse("GET /appointments/1/history", &agenda.Error{Code: agenda.Internal})
	p = w.get("/appointments/1")
	require.Equal(t, http.StatusOK, p.Status, "a panel fails alone")
	p.says("The history could not be loaded.", "Priya Nair")
}

func TestAdministrationInGerman(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "anna")
	for path, says := range map[string][]string{
		"/admin/queue":           {"Zustand der Warteschlange", "1 Übersicht braucht eine Entscheidung.", "2 Worker sind da"},
		"/admin/users":           {"Wer sich anmelden darf", "3 Konten"},
		"/admin/users/2/disable": {"jo.keller wird sofort überall abgemeldet"},
		"/admin/audit":           {"Protokoll", "Geändert Termin 1 Name, Notizen, Dauer"},
		"/admin/system":          {"Geltende Einstellungen", "1 Tag, 3 h"},
		"/deleted":               {"In letzter Zeit wurde nichts gelöscht."},
		"/appointments/1":        {"Verlauf", "Gebucht jo.keller"},
	} {
		r, err := http.NewRequest(http.MethodGet, w.base+path, nil)
		require.NoError(t, err)
		r.Header.Set("Accept-Language", "de-DE,de;q=0.9")
		w.do(r).says(says...)
	}
}
