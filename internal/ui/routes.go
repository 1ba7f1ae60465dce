package ui

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// routes is the whole site. What changes something is a POST, which [site.protect] lets in from
// our own pages only; a GET never changes anything.
func (s *site) routes(meter Meter) http.Handler {
	m := chi.NewRouter()
	if meter != nil {
		m.Use(measured(meter))
	}
	m.NotFound(s.guest(func(*visit) error { return agenda.Fail(agenda.NotFound, "") }))
	m.MethodNotAllowed(s.guest(refuseMethod(m)))

	get := func(path string, h http.HandlerFunc) {
		m.Get(path, h)
		m.Head(path, h)
	}
	get("/", s.user(func(v *visit) error { return v.seeOther(v.home()) }))
	get("/signin", s.guest(s.getSignIn))
	m.Post("/signin", s.guest(s.postSignIn))
	get("/register", s.guest(s.getRegister))
	m.Post("/register", s.guest(s.postRegister))
	m.Post("/signout", s.guest(s.postSignOut))

	get("/calendar", s.user(func(v *visit) error { return v.seeOther(v.calendarHome()) }))
	get("/calendar/day/{day}", s.user(s.getDay))
	get("/calendar/week/{week}", s.user(s.getWeek))
	get("/calendar/month/{month}", s.user(s.getMonth))
	get("/calendar/{secret}.ics", s.getFeed)
	get("/shortcuts", s.user(s.getShortcuts))
	get("/agenda", s.user(s.getAgenda))
	m.Post("/agenda/bulk", s.user(s.postBulk))
	get("/export.csv", s.user(s.getExportCSV))
	get("/export.ics", s.user(s.getExportICS))
	get("/appointments/new", s.user(s.getNewAppointment))
	m.Post("/appointments/new", s.user(s.postAppointment))
	get("/appointments/{id}", s.user(s.getAppointment))
	get("/appointments/{id}/edit", s.user(s.getEditAppointment))
	m.Post("/appointments/{id}/edit", s.user(s.postAppointment))
	get("/appointments/{id}/delete", s.user(s.getDeleteAppointment))
	m.Post("/appointments/{id}/delete", s.user(s.postDeleteAppointment))
	m.Post("/appointments/{id}/restore", s.user(s.postRestoreAppointment))
	m.Post("/appointments/{id}/move", s.user(s.postMoveAppointment))
	m.Post("/appointments/{id}/status", s.user(s.postAppointmentStatus))

	get("/briefs", s.user(s.getBriefs))
	m.Post("/briefs", s.user(s.postBrief))
	get("/briefs/{id}", s.user(s.getBrief))
	m.Post("/briefs/{id}/stop", s.user(s.postStopBrief))
	m.Get("/events/jobs", s.listener(s.getJobEvents)) // a stream has no head alone

	get("/search", s.user(s.getSearch))
	get("/clients", s.user(s.getClients))
	get("/clients/edit", s.user(s.getEditClient))
	m.Post("/clients/edit", s.user(s.postEditClient))
	get("/clients/rename", s.user(s.getRenameClient))
	m.Post("/clients/rename", s.user(s.postRenameClient))
	get("/import", s.user(s.getImports))
	m.Post("/import", s.user(s.postImport))
	get("/import/{id}", s.user(s.getImport))
	m.Post("/import/{id}", s.user(s.postCommitImport))
	m.Post("/import/{id}/undo", s.user(s.postUndoImport))
	get("/deleted", s.user(s.getDeleted))

	get("/admin", s.admin(func(v *visit) error { return v.seeOther("/admin/queue") }))
	get("/admin/users", s.admin(s.getUsers))
	m.Post("/admin/users", s.admin(s.postUser))
	get("/admin/users/{id}/{act}", s.admin(s.getUserAct))
	m.Post("/admin/users/{id}/{act}", s.admin(s.postUserAct))
	get("/admin/hours", s.admin(s.getHours))
	m.Post("/admin/hours", s.admin(s.postHours))
	m.Post("/admin/hours/closed", s.admin(s.postClosedDays))
	m.Post("/admin/hours/closed/{id}/delete", s.admin(s.postReopenDays))
	get("/admin/kinds", s.admin(s.getKinds))
	m.Post("/admin/kinds", s.admin(s.postKind))
	m.Post("/admin/usual-kinds", s.admin(s.postUsualKinds))
	get("/admin/kinds/{id}", s.admin(s.getKind))
	m.Post("/admin/kinds/{id}", s.admin(s.postKind))
	m.Post("/admin/kinds/{id}/move", s.admin(s.postMoveKind))
	get("/admin/kinds/{id}/delete", s.admin(s.getDeleteKind))
	m.Post("/admin/kinds/{id}/delete", s.admin(s.postDeleteKind))
	get("/admin/queue", s.admin(s.getQueue))
	m.Post("/admin/queue/retry", s.admin(s.postRetryJobs))
	m.Post("/admin/queue/pause", s.admin(s.postPauseJobs))
	m.Post("/admin/queue/resume", s.admin(s.postResumeJobs))
	m.Post("/admin/queue/{id}/retry", s.admin(s.postRetryJob))
	get("/admin/queue/{id}/discard", s.admin(s.getDiscardJob))
	m.Post("/admin/queue/{id}/discard", s.admin(s.postDiscardJob))
	get("/admin/audit", s.admin(s.getAudit))
	get("/admin/system", s.admin(s.getSystem))
	m.Post("/admin/backup", s.admin(s.postBackup))

	get("/settings", s.user(s.getPreferences))
	m.Post("/settings", s.user(s.postPreferences))
	get("/settings/password", s.user(s.getPassword))
	m.Post("/settings/password", s.user(s.postPassword))
	get("/settings/sessions", s.user(s.getSessions))
	m.Post("/settings/sessions/end-others", s.user(s.postEndOtherSessions))
	m.Post("/settings/sessions/{id}/end", s.user(s.postEndSession))
	m.Post("/settings/sign-out", s.user(s.postEndSessions))
	get("/settings/tokens", s.user(s.getTokens))
	m.Post("/settings/tokens", s.user(s.postToken))
	m.Post("/settings/tokens/{id}/revoke", s.user(s.postRevokeToken))
	get("/settings/feed", s.user(s.getFeedPage))
	m.Post("/settings/feed", s.user(s.postFeed))
	m.Post("/settings/feed/withdraw", s.user(s.postWithdrawFeed))

	get("/session", s.listener(s.getSession))
	get("/about", s.guest(s.getAbout))
	get("/healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	get("/readyz", s.guest(s.getReady))
	get("/static/{hash}/*", s.getStatic)
	get("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "User-agent: *\nDisallow: /")
	})
	return m
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}

// refuseMethod answers for a path that exists with the methods that it has.
func refuseMethod(m chi.Routes) handler {
	return func(v *visit) error {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			if m.Match(chi.NewRouteContext(), method, v.r.URL.Path) {
				allowed = append(allowed, method)
			}
		}
		v.w.Header().Set("Allow", strings.Join(allowed, ", "))
		return agenda.Fail(methodNotAllowed, "")
	}
}

func (s *site) getStatic(w http.ResponseWriter, r *http.Request) {
	b, err := s.bundle()
	if err != nil {
		s.visit(w, r).fail(err)
		return
	}
	if !b.assets.serve(w, r, chi.URLParam(r, "hash"), chi.URLParam(r, "*")) {
		plain(w, http.StatusNotFound, "No such file.")
	}
}

// pathID is the number in the path. One that is no number names nothing.
func (v *visit) pathID() (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(v.r, "id"), 10, 64)
	if err != nil || id < 1 {
		return 0, agenda.Fail(agenda.NotFound, "")
	}
	return id, nil
}
