package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// access says who may call a route.
type access int

const (
	anybody  access = iota
	guarded         // anybody, at a limited rate for each address: every call costs a password hash, or is the guess of a secret
	user            // whoever is signed in, or shows an API token
	personal        // whoever signed in with a password: no API token
	admin           // administrators who did
)

// pace says how long a call may take.
type pace int

const (
	quick    pace = iota // callTimeout
	streamed             // as long as the client reads on
)

// route is a row of the route table. A handler returns its error instead of writing it.
type route struct {
	method  string
	pattern string // answers with and without a slash at its end; this is the one that is documented
	access  access
	pace    pace
	handle  func(w http.ResponseWriter, r *http.Request) error
}

// table is every route there is. HEAD is answered wherever GET is.
func (a *api) table() []route {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []route{
		{get, "/", anybody, quick, a.greet},
		{get, "/healthz", anybody, quick, a.live},
		{get, "/readyz", anybody, quick, a.ready},
		{get, "/openapi.json", anybody, quick, a.openAPI},
		{get, "/docs/", anybody, quick, a.docs},
		{get, "/docs/{file}", anybody, quick, a.docs},

		{post, "/auth/register", guarded, quick, a.register},
		{post, "/auth/token", guarded, quick, a.signIn},
		{post, "/auth/renew", personal, quick, a.renew},
		{get, "/auth/me", user, quick, a.me},
		{post, "/auth/password", personal, quick, a.changePassword},
		{post, "/auth/revoke", personal, quick, a.endSessions},
		{get, "/auth/preferences", user, quick, a.getPreferences},
		{put, "/auth/preferences", user, quick, a.putPreferences},
		{post, "/auth/logout", personal, quick, a.signOut},
		{get, "/auth/sessions/", personal, quick, a.listSessions},
		{del, "/auth/sessions/", personal, quick, a.endOtherSessions},
		{del, "/auth/sessions/{session_id}", personal, quick, a.endSession},
		{get, "/auth/tokens/", personal, quick, a.listTokens},
		{post, "/auth/tokens/", personal, quick, a.createToken},
		{del, "/auth/tokens/{token_id}", personal, quick, a.deleteToken},
		{get, "/auth/feed", personal, quick, a.getFeed},
		{post, "/auth/feed", personal, quick, a.renewFeed},
		{del, "/auth/feed", personal, quick, a.removeFeed},
		{get, "/auth/admin/ping", admin, quick, a.pingAdmin},

		{get, "/appointments/", user, streamed, a.listAppointments},
		{post, "/appointments/", user, quick, a.createAppointment},
		{get, "/appointments/export", user, streamed, a.exportAppointments},
		{get, "/appointments/export.ics", user, streamed, a.exportCalendar},
		{get, "/calendar/{secret}.ics", guarded, streamed, a.calendarFeed},
		{get, "/appointments/free", user, quick, a.freeTimes},
		{get, "/appointments/deleted", user, quick, a.listDeleted},
		{get, "/appointments/{appointment_id}", user, quick, a.getAppointment},
		{put, "/appointments/{appointment_id}", user, quick, a.updateAppointment},
		{del, "/appointments/{appointment_id}", user, quick, a.deleteAppointment},
		{post, "/appointments/{appointment_id}/restore", user, quick, a.restoreAppointment},
		{get, "/appointments/{appointment_id}/history", user, quick, a.history},

		{get, "/clients/", user, quick, a.listClients},
		{get, "/clients/card", user, quick, a.getClientCard},
		{put, "/clients/card", user, quick, a.putClientCard},
		{post, "/clients/rename", user, quick, a.renameClient},

		{get, "/kinds/", user, quick, a.listKinds},
		{post, "/kinds/", admin, quick, a.createKind},
		{put, "/kinds/{kind_id}", admin, quick, a.updateKind},
		{del, "/kinds/{kind_id}", admin, quick, a.deleteKind},

		{get, "/practice/hours", user, quick, a.getHours},
		{put, "/practice/hours", admin, quick, a.putHours},
		{post, "/practice/closed-days/", admin, quick, a.closeDays},
		{del, "/practice/closed-days/{closed_id}", admin, quick, a.reopenDays},

		{get, "/imports/", user, quick, a.listImports},
		{post, "/imports/", user, streamed, a.uploadImport},
		{get, "/imports/{import_id}", user, streamed, a.getImport},
		{post, "/imports/{import_id}/commit", user, streamed, a.commitImport},
		{post, "/imports/{import_id}/undo", user, streamed, a.undoImport},

		{post, "/summary/", user, quick, a.askSummary},
		{get, "/summary/result", user, quick, a.summaryResult},
		{get, "/summary/events", user, streamed, a.summaryEvents},
		{get, "/summary/jobs/", user, quick, a.listJobs},
		{get, "/summary/jobs/{job_id}", user, quick, a.getJob},
		{post, "/summary/jobs/{job_id}/retry", admin, quick, a.retryJob},
		{post, "/summary/jobs/{job_id}/discard", user, quick, a.discardJob},

		{get, "/admin/users/", admin, quick, a.listUsers},
		{post, "/admin/users/", admin, quick, a.createUser},
		{put, "/admin/users/{user_id}", admin, quick, a.updateUser},
		{post, "/admin/users/{user_id}/password", admin, quick, a.resetPassword},
		{get, "/admin/audit", admin, quick, a.listAudit},
		{get, "/admin/queue", admin, quick, a.queueHealth},
		{post, "/admin/queue/retry", admin, quick, a.retryJobs},
		{post, "/admin/queue/pause", admin, quick, a.pauseJobs},
		{post, "/admin/queue/resume", admin, quick, a.resumeJobs},
		{get, "/admin/system", admin, quick, a.system},
		{post, "/admin/backup", admin, streamed, a.backUp},
	}
}

// router makes the table answer.
func (a *api) router() chi.Router {
	r := chi.NewRouter()
	for _, rt := range a.table() {
		patterns := []string{rt.pattern}
		if bare := strings.TrimSuffix(rt.pattern, "/"); bare != rt.pattern && bare != "" {
			patterns = append(patterns, bare)
		} else if bare != "" {
			patterns = append(patterns, bare+"/")
		}
		for _, pattern := range patterns {
			r.MethodFunc(rt.method, pattern, a.endpoint(rt))
			if rt.method == http.MethodGet {
				r.MethodFunc(http.MethodHead, pattern, a.endpoint(rt))
			}
		}
	}
	r.NotFound(func(w http.ResponseWriter, req *http.Request) { a.noRoute(r, w, req) })
	r.MethodNotAllowed(func(w http.ResponseWriter, req *http.Request) { a.noRoute(r, w, req) })
	return r
}

// allMethods is in the order in which Allow names them.
var allMethods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// noRoute answers for a path that does not exist, and for one that does not know the method.
func (a *api) noRoute(r chi.Router, w http.ResponseWriter, req *http.Request) {
	path := req.URL.Path
	if req.URL.RawPath != "" {
		path = req.URL.RawPath
	}
	var allowed []string
	for _, m := range allMethods {
		if path != "" && r.Match(chi.NewRouteContext(), m, path) {
			allowed = append(allowed, m)
		}
	}
	if allowed == nil {
		a.fail(w, req, agenda.Fail(agenda.NotFound, "Not Found"))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	a.fail(w, req, errMethod)
}
