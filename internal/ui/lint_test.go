package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

// lint holds a page against the rules that every page obeys, whatever it shows.
func (w *browser) lint(p *page) {
	w.t.Helper()
	sprite := w.get(p.assetURL("icons.svg")).body
	seen := map[string]bool{}
	labelled := map[string]bool{}
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "label" }) {
		labelled[attr(n, "for")] = true
	}
	p.h1()
	for _, name := range p.class("who-text") {
		require.True(w.t, strings.HasPrefix(name, w.user+" "), "the frame names %q as the user", name)
	}
	require.Len(w.t, p.all(func(n *html.Node) bool { return n.Data == "main" }), 1)
	for _, n := range p.all(func(*html.Node) bool { return true }) {
		where := n.Data + " " + attr(n, "class")
		for _, a := range n.Attr {
			require.NotEqual(w.t, "style", a.Key, where)
			require.False(w.t, strings.HasPrefix(a.Key, "on"), "%s handler: %s", a.Key, where)
		}
		require.False(w.t, n.Data == "script" && n.FirstChild != nil, "inline script: %s", where)
		require.NotEqual(w.t, "style", n.Data, where)
		if id := attr(n, "id"); id != "" {
			require.False(w.t, seen[id], "id %q twice", id)
			seen[id] = true
		}
		w.lintControl(n, labelled)
		if n.Data == "use" {
			_, icon, _ := strings.Cut(attr(n, "href"), "#")
			require.Contains(w.t, sprite, `id="`+icon+`"`)
		}
	}
	for _, name := range []string{"aria-describedby", "aria-labelledby", "popovertarget", "form", "for"} {
		for _, n := range p.all(func(n *html.Node) bool { return hasAttr(n, name) }) {
			for id := range strings.FieldsSeq(attr(n, name)) {
				require.True(w.t, seen[id], "%s=%q points nowhere", name, id)
			}
		}
	}
	w.lintLinks(p, seen)
}

// lintControl requires that a control has a name that can be read out.
func (w *browser) lintControl(n *html.Node, labelled map[string]bool) {
	w.t.Helper()
	switch n.Data {
	case "input", "select", "textarea":
		if attr(n, "type") == "hidden" {
			return
		}
		inLabel := false
		for p := n.Parent; p != nil; p = p.Parent {
			inLabel = inLabel || p.Data == "label"
		}
		require.True(w.t, inLabel || labelled[attr(n, "id")], "no label for %s %q", n.Data, attr(n, "name"))
	case "button", "a":
		require.True(w.t, text(n) != "" || attr(n, "aria-label") != "", "%s without words", n.Data)
	}
}

// lintLinks requires that whatever a page points at is there.
func (w *browser) lintLinks(p *page, ids map[string]bool) {
	w.t.Helper()
	for _, name := range []string{"href", "src", "action", "formaction"} {
		for _, n := range p.all(func(n *html.Node) bool { return hasAttr(n, name) }) {
			target := attr(n, name)
			u, err := url.Parse(target)
			require.NoError(w.t, err)
			if u.Host != "" {
				require.Equal(w.t, "a", n.Data, "%s is loaded from another host", target)
				continue
			}
			if u.Scheme == "tel" || u.Scheme == "mailto" {
				require.Equal(w.t, "a", n.Data, "%s is no link", target)
				continue
			}
			if u.Path == "" && u.RawQuery == "" {
				require.True(w.t, ids[u.Fragment], "%s points nowhere", target)
				continue
			}
			require.True(w.t, strings.HasPrefix(target, "/"), "%q is relative", target)
			status, known := w.heads[u.EscapedPath()]
			if !known {
				r, err := http.NewRequest(http.MethodHead, w.base+u.EscapedPath(), nil)
				require.NoError(w.t, err)
				status = w.do(r).Status
				w.heads[u.EscapedPath()] = status
			}
			if name == "action" || name == "formaction" {
				require.NotEqual(w.t, http.StatusNotFound, status, target)
				continue
			}
			require.NotContains(w.t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, status, target)
		}
	}
}

// assetURL is the address under which the page would load a static file.
func (p *page) assetURL(name string) string {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "link" && attr(n, "rel") == "stylesheet" }) {
		return strings.TrimSuffix(attr(n, "href"), "app.css") + name
	}
	p.t.Fatal("the page has no stylesheet")
	return ""
}

// The pages as guests and as users reach them.
var (
	guestPaths = []string{"/signin", "/signin?ended=1", "/register", "/about", "/nowhere"}
	userPaths  = []string{
		"/agenda", "/agenda?from=", "/agenda?from=2026-11-25&to=2026-11-25", "/agenda?q=zzz", "/agenda?from=x&to=2026-02-30",
		"/appointments/new", "/appointments/new?date=2026-11-25&time=10:45&length=50&client=A&notes=B", "/appointments/new?date=nonsense",
		"/appointments/1", "/appointments/1/edit", "/appointments/1/delete", "/appointments/4", "/appointments/4/edit",
		"/briefs", "/briefs?label=other", "/briefs/running", "/briefs/done", "/briefs/dead", "/briefs/skipped", "/briefs/queued", "/briefs/cancelled", "/about", "/nowhere",
		"/calendar/day/2026-11-25", "/calendar/day/2026-11-26", "/calendar/week/2026-W48", "/calendar/week/2026-W43?earlier=1", "/calendar/week/2027-W12?earlier=1", "/calendar/month/2026-11", "/shortcuts",
		"/deleted", "/settings/feed", "/clients", "/clients?q=zzz", "/clients?name=Priya+Nair", "/clients?name=Oskar+Nowak", "/clients/edit?name=Priya+Nair", "/clients/rename?name=Priya+Nair", "/search", "/search?q=mri", "/search?q=zzz", "/appointments/new?q=Mei+Tanaka+Wed+10:45+30m+(mri)", "/appointments/new?q=Mei", "/import", "/import/one", "/admin/users", "/admin/users/2/promote", "/admin/users/1/password", "/admin/queue", "/admin/queue/dead/discard",
		"/settings", "/settings/password", "/settings/tokens",
		"/admin/audit", "/admin/audit?object=user&who=jo&action=eaten", "/admin/audit?from=x", "/admin/system",
	}
)

func TestEveryPageObeysTheRules(t *testing.T) {
	t.Parallel()
	full, empty := newBackend(t), newBackend(t)
	fill(t, full)
	closed := newBackend(t)
	closed.closed = true
	for name, b := range map[string]*backend{"full": full, "empty": empty, "closed": closed} {
		guest, user := newBrowser(t, b), signedIn(t, b)
		for _, path := range guestPaths {
			t.Run(name+" guest "+path, func(t *testing.T) { guest.t = t; guest.lint(guest.get(path)) })
		}
		for _, path := range userPaths {
			t.Run(name+" user "+path, func(t *testing.T) { user.t = t; user.lint(user.get(path)) })
		}
	}
	user, guest := signedIn(t, full), newBrowser(t, full)
	user.lint(user.post("/appointments/new"))
	user.lint(user.post("/appointments/new", "client", "Clash", "date", "2026-11-25", "time", "10:45", "length", "45"))
	user.lint(user.post("/appointments/new", "client", "Twice", "date", "2027-10-31", "time", "02:30"))
	user.lint(user.post("/appointments/new", "client", "Ben", "date", "2026-12-24", "time", "15:00", "end", "14:00"))
	user.lint(user.post("/appointments/1/edit", "client", "Stale", "date", "2026-11-25", "time", "10:45", "version", "7"))
	user.lint(user.post("/clients/edit", "name", "Priya Nair", "version", "7", "phone", "112"))
	user.lint(user.post("/clients/edit", "name", "Priya Nair", "phone", "mother"))
	user.lint(user.post("/briefs", "kind", "range"))
	user.lint(user.post("/admin/users", "username", "x"))
	user.lint(user.post("/admin/users", "username", "mei", "role", "admin"))
	user.lint(user.post("/admin/users/1/demote"))
	user.lint(user.post("/settings/password"))
	user.lint(user.post("/settings/tokens"))
	user.lint(user.post("/settings/tokens", "name", "Door", "scope", "read", "days", "30"))
	user.lint(user.post("/settings/feed"))
	guest.lint(guest.post("/signin", "username", "anna", "password", "wrong"))
	guest.lint(guest.post("/register"))
	full.refuse("*", &agenda.Error{Code: agenda.Unavailable})
	away := newBrowser(t, full)
	away.lint(away.get("/signin"))
}
