package ui_test

import (
	"fmt"
	"html"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/ui"
	"appointment-manager/web"
)

// exhibit is a page in one of its states, how to get there, and what proves that it is that state.
type exhibit struct {
	page, state string // the page by the name of its template
	status      int
	says        string
	path        string // where a GET to the full site shows it; empty: it takes more than that
	draw        func(*gallery) *page
}

// gallery draws the exhibits, each as a visitor of one of its sites would see it.
type gallery struct {
	t        *testing.T
	visitors map[string]*browser
}

// visitor returns who looks at a site: "full" has one of everything and "empty" nothing, both as an
// administrator sees them; "plain" is full for somebody who is none; "guest" and "closed" are for those
// who are not signed in, the latter where nobody may register.
func (g *gallery) visitor(site string) *browser {
	if w := g.visitors[site]; w != nil {
		return w
	}
	w := g.fresh(site)
	g.visitors[site] = w
	return w
}

// fresh is a visitor of a site that nobody else has visited.
func (g *gallery) fresh(site string, change ...func(*ui.Config)) *browser {
	b := newBackend(g.t)
	if site != "empty" {
		fill(g.t, b)
	}
	b.closed = site == "closed"
	var w *browser
	switch site {
	case "guest", "closed":
		w = newBrowser(g.t, b, change...)
	case "plain":
		w = as(g.t, b, "jo.keller")
	default:
		w = signedIn(g.t, b, change...)
	}
	if full := g.visitors["full"]; full != nil && site == "full" {
		w.heads = maps.Clone(full.heads) // what is there for one is there for all
	}
	return w
}

// inNewYork has the visitor's times be New York's.
func inNewYork(w *browser) { w.prefer(map[string]any{"z": "America/New_York"}) }

func shown(page, state, site, path, says string) exhibit {
	e := exhibit{page: page, state: state, status: http.StatusOK, says: says, draw: func(g *gallery) *page_ { return g.visitor(site).get(path) }}
	if site == "full" {
		e.path = path
	}
	return e
}

func (e exhibit) with(status int) exhibit {
	e.status = status
	return e
}

// sent is what a form that was sent is answered with.
func sent(page, state, site, path string, status int, says string, form ...string) exhibit {
	return exhibit{page: page, state: state, status: status, says: says, draw: func(g *gallery) *page_ { return g.fresh(site).post(path, form...) }}
}

// where draws a page of a site of its own, in which set has changed something.
func where(page, state, path, says string, set func(*browser)) exhibit {
	return exhibit{page: page, state: state, status: http.StatusOK, says: says, draw: func(g *gallery) *page_ {
		w := g.fresh("full")
		set(w)
		return w.get(path)
	}}
}

// page_ lets functions have a parameter named page.
type page_ = page

// exhibits are all pages in all their states, but for those in which the service has a fault.
var exhibits = []exhibit{
	shown("signin", "first visit", "guest", "/signin", "Keep me signed in"),
	shown("signin", "session ended", "guest", "/signin?ended=1", "Your session ended"),
	shown("signin", "registration closed", "closed", "/signin", "Sign in"),
	sent("signin", "nothing entered", "guest", "/signin", 422, "Enter your username and your password."),
	sent("signin", "wrong pair", "guest", "/signin", 422, "don’t match", "username", "anna", "password", "wrong"),
	{page: "signin", state: "too many tries", status: 429, says: "Too many failed tries", draw: func(g *gallery) *page {
		w := g.fresh("guest")
		w.back.refuse("POST /auth/token", &agenda.Error{Code: agenda.RateLimited, RetryAfter: 40 * time.Second})
		return w.post("/signin", "username", "anna", "password", "wrong")
	}},
	{page: "signin", state: "service away", status: 503, says: "nobody can sign in at the moment", draw: func(g *gallery) *page {
		w := g.fresh("guest")
		w.back.refuse("*", &agenda.Error{Code: agenda.Unavailable})
		return w.post("/signin", "username", "anna", "password", "secret-enough")
	}},
	{page: "signin", state: "session over in mid-form", status: 401, says: "Nothing you typed is lost.", draw: func(g *gallery) *page {
		w, later := g.outlived()
		later.Store(int64(31 * time.Minute))
		return w.post("/appointments/new", "client", "Mei Tanaka", "date", "2026-12-24", "time", "09:00")
	}},
	shown("register", "open", "guest", "/register", "At least 11 characters."),
	shown("register", "closed", "closed", "/register", "Registration is closed."),
	sent("register", "nothing entered", "guest", "/register", 422, "Error:"),
	sent("register", "name too short", "guest", "/register", 422, "3 to 64 characters", "username", "a", "password", "secret-enough"),

	shown("week", "full", "full", "/calendar/week/2026-W48", "in progress"),
	shown("week", "empty", "empty", "/calendar/week/2026-W48", "No appointments"),
	shown("week", "all hours", "full", "/calendar/week/2026-W48?earlier=1&later=1", "Night duty"),
	shown("week", "clocks go back", "empty", "/calendar/week/2026-W43?earlier=1", "02:00 CET"),
	shown("week", "clocks go forward", "empty", "/calendar/week/2027-W12?earlier=1", "Skipped: clocks go forward"),
	where("week", "many at a time", "/calendar/week/2026-W48", "+3", crowd),
	where("week", "more than fits", "/calendar/week/2026-W48", "Only the first 2,000 appointments", tooMany),
	where("week", "without briefs", "/calendar/week/2026-W48", "Up next", func(w *browser) {
		w.back.refuse("GET /summary/jobs", &agenda.Error{Code: agenda.Unavailable})
	}),
	where("week", "just booked", "/calendar/week/2026-W48", "Booked: Yusuf Kaya", func(w *browser) {
		w.post("/appointments/new", "client", "Yusuf Kaya", "date", "2026-11-27", "time", "09:00", "back", "/calendar/week/2026-W48")
	}),
	where("week", "of kinds", "/calendar/week/2026-W48", "in progress", sortedOut),
	shown("day", "full", "full", "/calendar/day/2026-11-25", "Book 11:30 – 14:00"),
	shown("day", "empty", "empty", "/calendar/day/2026-11-26", "Nothing booked. Free 08:00 – 18:00."),
	shown("day", "weekend", "full", "/calendar/day/2026-11-28", "Nothing booked."),
	where("week", "with breaks, closed days and a night", "/calendar/week/2026-W48", "Closed: Works outing", odd),
	where("day", "closed", "/calendar/day/2026-11-28", "Closed: Works outing.", odd),
	where("day", "hours away", "/calendar/day/2026-11-30", "Nothing booked.", func(w *browser) {
		odd(w)
		w.back.refuse("GET /practice/hours", &agenda.Error{Code: agenda.Unavailable})
	}),
	where("month", "with closed days", "/calendar/month/2026-11", "Closed: Works outing", odd),
	where("form", "closed that day", "/appointments/new?date=2026-11-27&time=09:00", "The practice is closed that day: Works outing.", odd),
	where("day", "many at a time", "/calendar/day/2026-11-26", "+3", crowd),
	where("day", "more than fits", "/calendar/day/2026-11-26", "Only the first 2,000 appointments", tooMany),
	where("day", "of kinds", "/calendar/day/2026-11-25", "Assessment · unconfirmed", sortedOut),
	where("month", "of kinds", "/calendar/month/2026-11", "Visit", sortedOut),
	where("agenda", "of kinds", "/agenda?kind=Call", "Every kind", sortedOut),
	where("appointment", "of a kind that is gone", "/appointments/7", "Acupuncture", sortedOut),
	where("form", "new, of a kind", "/appointments/new?date=2026-11-25&time=15:00&kind=Visit", "15:00 – 16:00", sortedOut),
	where("form", "edit, of a kind that is gone", "/appointments/7/edit", "Acupuncture (not listed any more)", sortedOut),
	where("form", "from one line with a kind", "/appointments/new?q=Mei+Tanaka+call+Wed+15:00", "Call · 15 min", sortedOut),
	where("search", "of kinds", "/search?q=priya", "Visit", sortedOut),
	shown("admin_kinds", "none", "full", "/admin/kinds", "Add the usual six"),
	where("admin_kinds", "some", "/admin/kinds", "6 kinds", sortedOut),
	where("admin_kinds", "edit", "/admin/kinds/3", "Save kind", sortedOut),
	sent("admin_kinds", "faulty", "full", "/admin/kinds", 422, "Give the kind a name.", "minutes", "x"),
	where("admin_confirm", "delete a kind", "/admin/kinds/3/delete", "“Call” can no longer be chosen.", sortedOut),
	shown("month", "full", "full", "/calendar/month/2026-11", "4 appointments"),
	shown("month", "empty", "empty", "/calendar/month/2026-11", "Nothing is booked in this month."),
	shown("month", "six weeks", "full", "/calendar/month/2026-08", "Week 36"),
	where("month", "more than fits", "/calendar/month/2026-11", "Only the first 2,000 appointments", tooMany),
	shown("shortcuts", "the list", "full", "/shortcuts", "On an appointment: move it"),

	shown("agenda", "full", "full", "/agenda", "Unconfirmed"),
	shown("agenda", "first run", "empty", "/agenda", "No appointments yet."),
	shown("agenda", "filtered", "full", "/agenda?from=2026-11-25&to=2026-11-25&q=a", "Clear all"),
	shown("agenda", "nothing fits", "full", "/agenda?q=zzz", "Nothing fits these filters."),
	shown("agenda", "empty day", "full", "/agenda?from=2026-11-28&to=2026-11-28", "Nothing is booked on Saturday 28 November."),
	shown("agenda", "dates that are none", "full", "/agenda?from=x&to=2026-02-30", "does not exist").with(422),
	where("agenda", "deleted just now", "/agenda", "Deleted: Elif Demir", func(w *browser) { w.post("/appointments/3/delete", "version", "1") }),
	where("agenda", "first of several pages", "/agenda", "Later", func(w *browser) {
		for i := range 50 {
			w.back.book(w.t, fmt.Sprintf("Client %d", i), fmt.Sprintf("2026-12-%02d", 7+i/10), fmt.Sprintf("%02d:00", 8+i%10), 30)
		}
	}),
	shown("appointment", "confirmed", "full", "/appointments/1", "Referred by Dr Sand"),
	shown("appointment", "unconfirmed", "full", "/appointments/3", "Unconfirmed"),
	shown("appointment", "cancelled", "full", "/appointments/4", "Book again"),
	shown("delete", "asked", "full", "/appointments/1/delete", "Delete"),
	shown("form", "new", "full", "/appointments/new?date=2026-11-25&time=15:00", "This one"),
	shown("form", "other length", "full", "/appointments/new?date=2026-11-25&time=15:00&length=50&client=A&notes=B", "50 min"),
	shown("form", "edit", "full", "/appointments/1/edit", "Edit appointment"),
	shown("form", "edit what is cancelled", "full", "/appointments/4/edit", "This appointment is cancelled and stays so."),
	shown("form", "in the past", "full", "/appointments/new?date=2026-11-24&time=15:00", "This lies in the past"),
	shown("form", "outside working hours", "full", "/appointments/new?date=2026-11-28&time=15:00", "This lies outside working hours."),
	sent("form", "faulty", "full", "/appointments/new", 422, "Who is it for? Enter a name."),
	sent("form", "taken", "full", "/appointments/new", 409, "Nearest free times", "client", "Clash", "date", "2026-11-25", "time", "10:45", "length", "45"),
	sent("form", "changed meanwhile", "full", "/appointments/1/edit", 412, "Saved now", "client", "Stale", "date", "2026-11-25", "time", "10:45", "version", "7"),
	sent("form", "clocks show it twice", "full", "/appointments/new", 422, "Which one?", "client", "Twice", "date", "2027-10-31", "time", "02:30"),
	sent("form", "clocks skip it", "full", "/appointments/new", 422, "does not exist", "client", "Never", "date", "2027-03-28", "time", "02:30"),
	sent("form", "end before the start", "full", "/appointments/new", 422, "The end must come after the start.", "client", "Ben", "date", "2026-12-24", "time", "15:00", "end", "14:00"),
	sent("form", "end that comes twice", "full", "/appointments/new", 422, "Leave the end empty and choose a length.", "client", "Ben", "date", "2027-10-31", "time", "01:00", "end", "02:30"),
	where("form", "day panel away", "/appointments/new?date=2026-11-25&time=15:00", "could not be loaded", func(w *browser) {
		w.back.refuse("GET /appointments/", &agenda.Error{Code: agenda.Unavailable})
	}),
	refusedForm("too many requests while saving", 429, "Too many requests, so nothing was saved.", &agenda.Error{Code: agenda.RateLimited, RetryAfter: 40 * time.Second}),
	refusedForm("service away while saving", 503, "What you typed is still here", &agenda.Error{Code: agenda.Unavailable}),
	{page: "form", state: "draft gone on with", status: 200, says: "This is your draft from 10:42.", draw: func(g *gallery) *page {
		w := g.visitor("full")
		return w.post("/appointments/new", "draft", "resume", "kept", w.keepDraft("/appointments/new", "client", "Mei Tanaka", "date", "2026-12-24", "time", "09:00"))
	}},
	where("form", "draft that is gone", "/appointments/new", "That draft was kept for 24 hours and is gone.", func(w *browser) { w.post("/appointments/new", "draft", "resume") }),
	{page: "form", state: "given back after signing in", status: 200, says: "You are signed in again.", draw: func(g *gallery) *page {
		w, later := g.outlived()
		later.Store(int64(31 * time.Minute))
		p := w.post("/appointments/new", "client", "Mei Tanaka", "date", "2026-12-24", "time", "09:00")
		return w.post("/signin", "username", "anna", "password", "secret-enough", "next", p.value("next"), "kept", p.value("kept"))
	}},

	shown("briefs", "latest, with others under way", "full", "/briefs", "try"),
	shown("briefs", "first run", "empty", "/briefs", "Briefs"),
	shown("briefs", "waiting", "full", "/briefs/queued", "Waiting"),
	shown("briefs", "writing", "full", "/briefs/running", "Writing"),
	where("briefs", "ready", "/briefs", "A full day with one overlap to settle", func(w *browser) { w.back.jobs = w.back.jobs[3:4] }),
	shown("briefs", "failed", "full", "/briefs/dead", "The model refused the key"),
	shown("briefs", "written already", "full", "/briefs/skipped", ""),
	where("briefs", "written already, in another language", "/briefs/skipped", "another language: Deutsch", func(w *browser) { w.back.jobs[3].Language = "de" }),
	shown("briefs", "cancelled", "full", "/briefs/cancelled", ""),
	shown("briefs", "other labels", "full", "/briefs?label=other", "No brief of these has been written yet."),
	where("appointment", "briefs not loaded", "/appointments/1", "The briefs could not be loaded.", func(w *browser) {
		w.back.refuse("GET /summary/jobs", &agenda.Error{Code: agenda.Internal})
	}),
	where("briefs", "stopped just now", "/briefs/running", "Stopped: Weekly", func(w *browser) { w.post("/briefs/running/stop") }),
	where("briefs", "ready before it was stopped", "/briefs/done", "Too late to stop", func(w *browser) { w.post("/briefs/done/stop") }),
	{page: "fault", state: "somebody else's brief", status: 403, says: "Only who asked for it", draw: func(g *gallery) *page { return g.visitor("plain").post("/briefs/running/stop") }},
	sent("briefs", "range without days", "full", "/briefs", 422, "", "kind", "range"),
	shown("clients", "full", "full", "/clients", "Priya Nair"),
	shown("clients", "first run", "empty", "/clients", "Clients appear here"),
	shown("clients", "nobody is found", "full", "/clients?q=zzz", "No client fits “zzz”."),
	where("clients", "with a card alone", "/clients", "Nothing is booked", func(w *browser) { w.back.store.list = w.back.store.list[1:] }),
	shown("client_rename", "as it is", "full", "/clients/rename?name=Priya+Nair", "past and deleted ones too"),
	shown("client_edit", "as it is", "full", "/clients/edit?name=Priya+Nair", "What you empty is removed."),
	shown("client_edit", "of a new card", "full", "/clients/edit?name=Oskar+Nowak", "Not used in the briefs"),
	sent("client_edit", "faulty", "full", "/clients/edit", 422, "without words", "name", "Priya Nair", "version", "1", "phone", "mother", "email", "x", "notes", "a\x01"),
	sent("client_edit", "changed meanwhile", "full", "/clients/edit", 412, "Saved now", "name", "Priya Nair", "version", "0", "phone", "112", "notes", "Mine"),
	sent("client_edit", "nobody any more", "full", "/clients/edit", 404, "There is no client of this name any more.", "name", "Nobody", "version", "0", "phone", "112"),
	{page: "client_edit", state: "service away while saving", status: 503, says: "What you typed is still here", draw: func(g *gallery) *page {
		w := g.fresh("full")
		w.back.refuse("*", &agenda.Error{Code: agenda.Unavailable})
		return w.post("/clients/edit", "name", "Priya Nair", "version", "1", "phone", "112", "notes", "Long notes")
	}},
	{page: "client_edit", state: "given back after signing in", status: 200, says: "You are signed in again.", draw: func(g *gallery) *page {
		w, later := g.outlived()
		later.Store(int64(31 * time.Minute))
		p := w.post("/clients/edit", "name", "Priya Nair", "version", "1", "phone", "112")
		return w.post("/signin", "username", "anna", "password", "secret-enough", "next", p.value("next"), "kept", p.value("kept"))
	}},
	sent("client_rename", "no name", "full", "/clients/rename", 422, "Client name cannot be empty", "from", "Priya Nair", "to", " "),
	sent("client_rename", "taken", "full", "/clients/rename", 409, "Join the two clients", "from", "Oskar Nowak", "to", "Priya Nair"),
	shown("imports", "with one of before", "full", "/import", "november.csv"),
	shown("imports", "first run", "empty", "/import", "Look at the file"),
	sent("imports", "no file", "full", "/import", 422, "The form could not be read."),
	{page: "imports", state: "no file of appointments", status: 422, says: "The first line must name the columns", draw: func(g *gallery) *page { return g.fresh("full").upload("/import", "x.csv", "x") }},
	shown("import", "looked at", "full", "/import/one", "2 times are taken."),
	where("import", "nothing to import", "/import/one", "There is nothing to import.", func(w *browser) {
		w.back.imported.New, w.back.imported.Conflicts = 0, 0
	}),
	where("import", "imported", "/import/one", "42 appointments imported", func(w *browser) { w.post("/import/one", "conflicts", "overlap") }),
	where("import", "undone", "/import/one", "taken out again", func(w *browser) {
		w.post("/import/one")
		w.post("/import/one/undo")
	}),
	shown("search", "nothing typed", "full", "/search", "A part of a name"),
	shown("search", "found", "full", "/search?q=mri", "Bring the MRI notes"),
	shown("search", "nothing found", "full", "/search?q=zzz", "Nothing holds"),
	shown("form", "from one line", "full", "/appointments/new?q=Mei+Tanaka+Wed+10:45+30m+(mri)", "Nothing is booked yet"),
	shown("form", "from half a line", "full", "/appointments/new?q=Mei", "Not in the line: Date, Start."),
	shown("client", "with visits", "full", "/clients?name=Priya+Nair", "Coming up"),
	shown("client", "without a card", "full", "/clients?name=Oskar+Nowak", "No phone, e-mail or notes yet."),
	where("client", "with a card alone", "/clients?name=Priya+Nair", "Nothing is booked.", func(w *browser) { w.back.store.list = w.back.store.list[1:] }),
	where("client", "card away", "/clients?name=Priya+Nair", "The contact could not be loaded.", func(w *browser) {
		w.back.refuse("GET /clients/card", &agenda.Error{Code: agenda.Unavailable})
	}),
	where("deleted", "full", "/deleted", "Elif Demir", func(w *browser) { w.post("/appointments/3/delete", "version", "1") }),
	shown("deleted", "empty", "empty", "/deleted", "Nothing was deleted lately."),
	shown("settings", "as they come", "full", "/settings", "Weeks begin on"),
	where("settings", "with a zone of one's own", "/settings", "New York, UTC−5", func(w *browser) {
		w.back.personal.preferences.TimeZone = "America/New_York"
	}),
	where("week", "seen from elsewhere", "/calendar/week/2026-W48", "New York, UTC−5", inNewYork),
	where("day", "seen from elsewhere", "/calendar/day/2026-11-25", "04:30", inNewYork),
	where("agenda", "seen from elsewhere", "/agenda?span=all", "04:30", inNewYork),
	where("form", "seen from elsewhere", "/appointments/1/edit", "New York time (UTC−5), 10:30 in Berlin", inNewYork),
	where("appointment", "seen from elsewhere", "/appointments/1", "New York time (UTC−5), 10:30 in Berlin", inNewYork),
	where("import", "seen from elsewhere", "/import/one", "Times of the rows are the practice’s", inNewYork),
	where("settings", "in German, dark", "/settings", "Wochen beginnen am", func(w *browser) {
		w.post("/settings", "language", "de", "hour_cycle", "12", "first_day", "sunday", "default_view", "agenda", "theme", "dark")
	}),
	shown("settings_password", "form", "full", "/settings/password", "At least 8 characters."),
	sent("settings_password", "nothing entered", "full", "/settings/password", 422, "Enter the password that you have now."),
	sent("settings_password", "wrong", "full", "/settings/password", 422, "That is not your password.", "current", "wrong", "new", "another one"),
	sent("settings_password", "too short", "full", "/settings/password", 422, "Use at least 8 characters.", "current", "secret-enough", "new", "short"),
	shown("settings_sessions", "some", "full", "/settings/sessions", "Safari on iPhone"),
	where("settings_sessions", "this one alone", "/settings/sessions", "This device", func(w *browser) { w.back.personal.sessions = w.back.personal.sessions[:1] }),
	where("settings_sessions", "not listed", "/settings/sessions", "This device is not in the list", func(w *browser) { w.back.personal.sessions = nil }),
	where("settings_sessions", "others ended", "/settings/sessions", "2 other sessions have ended", func(w *browser) { w.post("/settings/sessions/end-others") }),
	shown("settings_tokens", "some", "full", "/settings/tokens", "Till at the front desk"),
	where("settings_tokens", "none", "/settings/tokens", "There is no token yet.", func(w *browser) { w.back.personal.tokens = nil }),
	sent("settings_tokens", "just made", "full", "/settings/tokens", 201, "this page is the only one that shows it", "name", "Door", "scope", "read", "days", "30"),
	sent("settings_tokens", "without a name", "full", "/settings/tokens", 422, "Give the token a name"),
	shown("feed", "none", "full", "/settings/feed", ""),
	sent("feed", "just made", "full", "/settings/feed", 201, feedSecret, "x", "1"),
	where("feed", "in use", "/settings/feed", "", func(w *browser) { w.post("/settings/feed", "x", "1") }),
	shown("about", "guest", "guest", "/about", "About"),
	shown("about", "user", "full", "/about", "1.0.0"),

	shown("admin_users", "full", "full", "/admin/users", "jo.keller"),
	sent("admin_users", "name too short", "full", "/admin/users", 422, "", "username", "x"),
	sent("admin_users", "last administrator", "full", "/admin/users/1/demote", 409, ""),
	shown("admin_hours", "as they come", "full", "/admin/hours", "No closed days lie ahead."),
	where("admin_hours", "with closed days", "/admin/hours", "1 is over", odd),
	sent("admin_hours", "half a pair", "full", "/admin/hours", 422, "Enter both times, or neither.", "monday-from-1", "08:00"),
	sent("admin_hours", "overlapping", "full", "/admin/hours", 422, "must not overlap", "monday-from-1", "08:00", "monday-to-1", "12:00", "monday-from-2", "11:00", "monday-to-2", "13:00"),
	sent("admin_hours", "no first day", "full", "/admin/hours/closed", 422, "Which day? Enter a date.", "reason", "Outing"),
	sent("admin_hours", "last before first", "full", "/admin/hours/closed", 422, "must not come before", "first", "2026-12-24", "last", "2026-12-23"),
	where("admin_hours", "closed just now", "/admin/hours", "Closed: Thursday 24 December", func(w *browser) { w.post("/admin/hours/closed", "first", "2026-12-24", "reason", "Holidays") }),
	shown("admin_confirm", "promote", "full", "/admin/users/2/promote", "jo.keller"),
	shown("admin_confirm", "disable", "full", "/admin/users/2/disable", "jo.keller"),
	shown("admin_confirm", "discard a brief", "full", "/admin/queue/dead/discard", ""),
	sent("admin_password", "made", "full", "/admin/users/2/password", 200, "jo.keller"),
	shown("admin_queue", "full", "full", "/admin/queue", "The model refused the key"),
	shown("admin_queue", "empty", "empty", "/admin/queue", ""),
	where("admin_queue", "without Redis", "/admin/queue", "unknown", func(w *browser) { w.back.office.redisAway = true }),
	where("admin_queue", "paused", "/admin/queue", "Paused by", func(w *browser) { w.post("/admin/queue/pause") }),
	shown("admin_audit", "full", "full", "/admin/audit", "jo.keller"),
	shown("admin_audit", "filtered", "full", "/admin/audit?object=user&who=anna", ""),
	shown("admin_audit", "nothing found", "full", "/admin/audit?who=nobody", ""),
	shown("admin_audit", "dates that are none", "full", "/admin/audit?from=x", "").with(422),
	shown("admin_system", "full", "full", "/admin/system", "Settings"),

	shown("fault", "nothing here", "full", "/nowhere", "Nothing here").with(404),
	shown("fault", "nothing here, guest", "guest", "/nowhere", "Nothing here").with(404),
	shown("fault", "administrators only", "plain", "/admin/users", "Not allowed").with(403),
	sent("fault", "method", "full", "/agenda", 405, "Not possible here"),
	sent("fault", "too much text", "full", "/appointments/new", 413, "That is too much text", "notes", strings.Repeat("a", 70<<10)),
	refusedAct("taken", 409, "That time is taken", agenda.Fail(agenda.Conflict, "An appointment already exists at this date and time")),
	refusedAct("changed meanwhile", 412, "It changed meanwhile", &agenda.Error{Code: agenda.Stale}),
	refusedAct("full disk", 507, "The disk of the server is full", agenda.Fail(agenda.StorageFull, "")),
	refusedAct("service away after a form", 503, "may not have been done", &agenda.Error{Code: agenda.Unavailable}),
}

// odd gives the practice a break, a night and closed days.
func odd(w *browser) {
	h := &w.back.store.hours
	h.Monday = []agenda.Opening{{From: 8 * 60, To: 12*60 + 30}, {From: 13*60 + 30, To: 18 * 60}}
	h.Sunday = []agenda.Opening{{From: 22 * 60, To: 24 * 60}}
	day := func(n int) agenda.Date { return agenda.Date{Year: 2026, Month: time.November, Day: n} }
	h.Closed = []agenda.ClosedDays{
		{ID: 1, First: day(2), Last: day(3), Reason: "Conference"}, {ID: 2, First: day(26), Last: day(26)}, {ID: 3, First: day(27), Last: day(29), Reason: "Works outing"},
	}
}

func crowd(w *browser) {
	for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
		w.back.book(w.t, name, "2026-11-26", "10:00", 60, overlapping)
	}
}

func tooMany(w *browser) {
	a := w.back.book(w.t, "A", "2026-11-26", "09:00", 5)
	for range 2000 {
		a.ID = int64(len(w.back.store.list) + 1)
		w.back.store.list = append(w.back.store.list, a)
	}
}

// faultyVisitor is one for all pages of a state in which the service has a fault.
func (g *gallery) faultyVisitor(state string) *browser {
	if g.visitors[state] == nil {
		g.visitors[state] = g.fresh("full")
	}
	return g.visitors[state]
}

// outlived is a signed-in visitor, and how much later than its sign-in it is.
func (g *gallery) outlived() (*browser, *atomic.Int64) {
	later := &atomic.Int64{}
	return g.fresh("full", func(c *ui.Config) {
		c.Now = func() time.Time { return clockNow.Add(time.Duration(later.Load())) }
	}), later
}

func refusedForm(state string, status int, says string, e *agenda.Error) exhibit {
	return exhibit{page: "form", state: state, status: status, says: says, draw: func(g *gallery) *page {
		w := g.fresh("full")
		w.back.refuse("POST /appointments/", e)
		return w.post("/appointments/new", "client", "Mei Tanaka", "date", "2026-12-24", "time", "09:00", "notes", "Long notes")
	}}
}

func refusedAct(state string, status int, says string, e *agenda.Error) exhibit {
	return exhibit{page: "fault", state: state, status: status, says: says, draw: func(g *gallery) *page {
		w := g.fresh("full")
		w.back.refuse("DELETE /appointments/3", e)
		return w.post("/appointments/3/delete", "version", "1")
	}}
}

// unserved are the pages that cannot be shown without the service.
var unserved = map[string]string{
	"week": "/calendar/week/2026-W48", "day": "/calendar/day/2026-11-25", "month": "/calendar/month/2026-11", "agenda": "/agenda",
	"appointment": "/appointments/1", "delete": "/appointments/1/delete", "form": "/appointments/1/edit", "briefs": "/briefs/done",
	"clients": "/clients", "search": "/search?q=a", "client": "/clients?name=Priya+Nair", "client_rename": "/clients/rename?name=Priya+Nair", "client_edit": "/clients/edit?name=Priya+Nair", "imports": "/import", "import": "/import/one", "deleted": "/deleted",
	"feed": "/settings/feed", "settings": "/settings", "settings_password": "/settings/password", "settings_sessions": "/settings/sessions", "settings_tokens": "/settings/tokens",
	"admin_users": "/admin/users", "admin_hours": "/admin/hours", "admin_confirm": "/admin/users/2/promote", "admin_queue": "/admin/queue", "admin_audit": "/admin/audit", "admin_system": "/admin/system",
}

// faulty are the states in which the service does not do what these pages ask of it.
func faulty(g *gallery) (all []exhibit) {
	away := func(page, path, state string, status int, says string, e *agenda.Error) exhibit {
		return exhibit{page: page, state: state, status: status, says: says, draw: func(g *gallery) *page_ {
			w := g.faultyVisitor(state)
			w.back.refuse("*", e)
			return w.get(path)
		}}
	}
	for page, path := range unserved {
		all = append(all,
			away(page, path, "service away", 503, "The next try is in 10 seconds.", &agenda.Error{Code: agenda.Unavailable}),
			away(page, path, "service at its limit", 429, "Try again in 40 seconds.", &agenda.Error{Code: agenda.RateLimited, RetryAfter: 40 * time.Second}),
			away(page, path, "service at fault", 500, "was written to the log", &agenda.Error{Code: agenda.Internal}),
			exhibit{page: page, state: "service too slow", status: 504, says: "takes too long", draw: func(g *gallery) *page_ {
				w := g.faultyVisitor("slow")
				w.base = g.stuck()
				return w.get(path)
			}},
		)
	}
	slices.SortFunc(all, func(a, b exhibit) int { return strings.Compare(a.page, b.page) })
	return all
}

// stuck is a site whose service never answers.
func (g *gallery) stuck() string {
	if w := g.visitors["stuck"]; w != nil {
		return w.base
	}
	never := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	g.t.Cleanup(never.Close)
	g.visitors["stuck"] = &browser{base: newSite(g.t, &backend{Server: never}, func(c *ui.Config) {
		c.API = apiclient.New(never.URL, apiclient.Timeout(20*time.Millisecond))
	}).URL}
	return g.visitors["stuck"].base
}

// TestGallery draws every page in every state, holds each against the rules of all pages, and, where
// GALLERY names a directory, leaves them there to be looked at.
func TestGallery(t *testing.T) {
	t.Parallel()
	g := &gallery{t: t, visitors: map[string]*browser{}}
	drawn := map[string]string{}  // what a page says, by page, to its state
	pages := map[string]bool{}    // that there are exhibits of
	files := map[string]exhibit{} // by file name
	bodies := map[string]*page{}
	w := g.visitor("full")
	for _, e := range slices.Concat(exhibits, faulty(g)) {
		what := e.page + ", " + e.state
		p := e.draw(g)
		if p.Status != e.status || !strings.Contains(text(p.doc), e.says) {
			t.Errorf("%s: %d, wanted %d and %q in: %s", what, p.Status, e.status, e.says, text(p.doc))
			continue
		}
		p.asked.lint(p)
		said := e.page + text(p.doc)
		if drawn[said] != "" {
			t.Errorf("%s looks as %s does", what, drawn[said])
		}
		drawn[said] = what
		pages[e.page] = true
		file := notInNames.ReplaceAllString(e.page+"-"+e.state, "-") + ".html"
		require.Empty(t, files[file].page, "two exhibits are named %s", file)
		files[file], bodies[file] = e, p
	}
	templates, err := fs.Glob(web.Files, "templates/pages/*.html")
	require.NoError(t, err)
	for _, name := range templates {
		name = strings.TrimSuffix(path.Base(name), ".html")
		require.True(t, pages[name], "the gallery has no exhibit of the page %q: add it to the table in gallery_test.go", name)
	}
	if dir := os.Getenv("GALLERY"); dir != "" {
		hang(t, w, dir, files, bodies)
	}
}

var (
	notInNames = regexp.MustCompile(`[^a-z0-9_-]+`)
	scripts    = regexp.MustCompile(`<script[^>]*></script>|<meta http-equiv="refresh"[^>]*>`)
	sprites    = regexp.MustCompile(`href="/static/[^/]*/icons\.svg#`)
	hrefs      = regexp.MustCompile(`href="(/[^"]*)"`)
)

// hang writes the exhibits as files that a browser opens from the disk, with all that they load and an index.
func hang(t *testing.T, w *browser, dir string, files map[string]exhibit, bodies map[string]*page) {
	t.Helper()
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.MkdirAll(dir, 0o755))
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	places := map[string]string{} // the file of what a link leads to
	for file, e := range files {
		if e.path != "" {
			places[html.EscapeString(e.path)] = file
		}
	}
	shelf := bodies["agenda-full.html"]
	write("app.css", w.get(shelf.assetURL("app.css")).body)
	sprite := strings.Replace(w.get(shelf.assetURL("icons.svg")).body, "<svg ", `<svg class="vh" `, 1)
	var index strings.Builder
	index.WriteString("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><link rel=\"stylesheet\" href=\"app.css\"><body class=\"page\"><h1>Every page in every state</h1>\n")
	before := ""
	for _, file := range slices.Sorted(func(yield func(string) bool) {
		for file := range files {
			if !yield(file) {
				return
			}
		}
	}) {
		e := files[file]
		body := scripts.ReplaceAllString(bodies[file].body, "")
		body = sprites.ReplaceAllString(body, `href="#`)
		body = strings.ReplaceAll(body, strings.TrimSuffix(shelf.assetURL("app.css"), "app.css"), "")
		body = hrefs.ReplaceAllStringFunc(body, func(link string) string {
			if place := places[hrefs.FindStringSubmatch(link)[1]]; place != "" {
				return `href="` + place + `"`
			}
			return `href="index.html"`
		})
		write(file, strings.Replace(body, "<body>", "<body>"+sprite, 1))
		if e.page != before {
			fmt.Fprintf(&index, "<h2>%s</h2>\n", e.page)
			before = e.page
		}
		fmt.Fprintf(&index, "<p><a href=%q>%s</a> <span class=\"muted\">%d</span></p>\n", file, html.EscapeString(e.state), e.status)
	}
	write("index.html", index.String())
	t.Logf("%d pages in %s", len(files), dir)
}
