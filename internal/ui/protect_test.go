package ui_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/ui"
)

func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for _, path := range []string{"/agenda", "/signin", "/nowhere", "/healthz", "/export.csv", "/export.ics", "/briefs", "/static/0/app.css", "/about"} {
		p := w.get(path)
		require.Equal(t, "nosniff", p.Header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "same-origin", p.Header.Get("Referrer-Policy"), path)
		require.Equal(t, "same-origin", p.Header.Get("Cross-Origin-Opener-Policy"), path)
		require.NotEmpty(t, p.Header.Get("X-Request-ID"), path)
		require.Equal(t, "no-store", p.Header.Get("Cache-Control"), path)
		require.Empty(t, p.Header.Get("Strict-Transport-Security"), "plain HTTP promises no TLS")
		csp := p.Header.Get("Content-Security-Policy")
		require.Contains(t, csp, "default-src 'none'", path)
		require.NotContains(t, csp, "unsafe", path)
	}
}

func TestRequestsFromOtherSitesDoNothing(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"},
		{"Sec-Fetch-Site": "same-site"},
		{"Origin": "https://evil.example"},
		{"Origin": "null"},
	} {
		for _, visit := range visits {
			if visit.method != http.MethodPost {
				continue
			}
			r, err := http.NewRequest(http.MethodPost, w.base+visit.path, strings.NewReader("status=cancelled&kind=daily"))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for name, value := range header {
				r.Header.Set(name, value)
			}
			p := w.do(r)
			require.Equal(t, http.StatusForbidden, p.Status, "%s %v", visit.path, header)
			p.says("The request came from another site, so nothing was done.")
			w.lint(p)
		}
	}
	require.Empty(t, b.asked)
	require.Contains(t, w.get("/agenda").body, "Priya Nair")
}

func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for _, path := range []string{"/signout", "/appointments/1/status?status=cancelled", "/appointments/1/restore"} {
		require.Equal(t, http.StatusMethodNotAllowed, w.get(path).Status, path)
	}
	w.get("/appointments/1/delete?version=1")
	w.get("/appointments/new?client=A&date=2026-12-24&time=09:00&preview=1")
	require.Equal(t, http.StatusOK, w.get("/appointments/1").Status)
	require.NotContains(t, w.get("/agenda?from=2026-12-24").body, `class="item`)
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	p := w.post("/appointments/new", "client", "A", "date", "2026-12-24", "time", "09:00", "notes", strings.Repeat("x", 70<<10))
	require.Equal(t, http.StatusRequestEntityTooLarge, p.Status)
	w.lint(p)
}

// hostile are texts that break out of HTML, of attributes, of addresses, or of nothing at all.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onfocus=alert(1) autofocus x='`, `</textarea><script>alert(1)</script>`,
	`</title><script>alert(1)</script>`, `javascript:alert(1)`, `{{.Token}}`, `<!--`, `&lt;b&gt;`, "a\u00a0b", `" style="x`, `\u003cscript>`,
	`<svg/onload=alert(1)>`, "<a href=\"data:text/html,x\">", `%3Cscript%3E", \"\u202eevil\", "]]><x>`,
}

func TestHostileTextsStayTexts(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	for i, s := range hostile {
		clean := strings.ReplaceAll(s, "\u202e", "")
		b.book(t, clean, "2026-11-25", string(rune('0'+i/10))+string(rune('0'+i%10))+":00", 30, withNotes(clean))
	}
	for _, path := range []string{"/agenda", "/appointments/new?date=2026-11-25"} {
		p := w.get(path)
		w.lint(p)
		for _, s := range hostile {
			require.Contains(t, strings.ReplaceAll(text(p.doc), " ", ""), strings.Join(strings.Fields(strings.ReplaceAll(s, "\u202e", "")), ""))
		}
	}
	for i, s := range hostile {
		for _, path := range []string{
			"/agenda?q=" + escape(s), "/agenda?from=" + escape(s), "/agenda?status=" + escape(s), "/agenda?cursor=" + escape(s),
			"/appointments/new?client=" + escape(s) + "&notes=" + escape(s) + "&date=" + escape(s) + "&length=" + escape(s),
			"/briefs?before=" + escape(s), "/appointments/" + string(rune('1'+i%9)),
		} {
			w.lint(w.get(path))
		}
		p := w.post("/appointments/new", "client", s, "date", s, "time", s, "length", "other", "other", s, "notes", s, "was", s, "version", s, "key", s)
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		w.lint(p)
		require.Equal(t, strings.TrimSpace(s), strings.TrimSpace(p.value("client")), "what was typed comes back as it was")
		guest := newBrowser(t, b)
		guest.lint(guest.post("/signin", "username", s, "password", "wrong", "next", s, "kept", s))
		guest.lint(guest.get("/signin?next=" + escape(s)))
		guest.lint(guest.post("/register", "username", s, "password", ""))
	}
}

func escape(s string) string {
	return strings.NewReplacer("%", "%25", " ", "%20", "#", "%23", "&", "%26", "+", "%2B", `"`, "%22", "<", "%3C", ">", "%3E", "`", "%60", "{", "%7B", "}", "%7D", "\\", "%5C").Replace(s)
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	for _, next := range []string{
		"https://evil.example", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "http:/evil", "javascript:alert(1)",
		"evil.example", "", "/%0d%0aSet-Cookie:x", "///evil.example", "/..//evil.example/", "https:evil.example", "/\n/evil.example", " //evil.example",
	} {
		w := newBrowser(t, b)
		p := w.post("/signin", "username", "anna", "password", "secret-enough", "next", next)
		require.Equal(t, http.StatusSeeOther, p.Status)
		require.True(t, strings.HasPrefix(p.Location, "/") && !strings.HasPrefix(p.Location, "//") && !strings.HasPrefix(p.Location, `/\`), "%q led to %q", next, p.Location)
		require.NotContains(t, p.Header.Values("Set-Cookie"), "x")
	}
	w := newBrowser(t, b)
	require.Equal(t, "/agenda?q=a&from=2026-01-01", w.post("/signin", "username", "anna", "password", "secret-enough", "next", "/agenda?q=a&from=2026-01-01").Location)
}

func TestAddressesComeFromTrustedProxiesOnly(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	trusting := func(c *ui.Config) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	}
	ask := func(w *browser) *page {
		r, err := http.NewRequest(http.MethodGet, w.base+"/signin", nil)
		require.NoError(t, err)
		r.Header.Set("X-Forwarded-For", "1.1.1.1, 203.0.113.7, 10.1.2.3")
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Request-ID", "given-by-the-proxy")
		return w.do(r)
	}
	p := ask(newBrowser(t, b))
	require.Equal(t, "127.0.0.1", b.forwarded)
	require.NotEqual(t, "given-by-the-proxy", p.Header.Get("X-Request-ID"))
	require.Empty(t, p.Header.Get("Strict-Transport-Security"))
	p = ask(newBrowser(t, b, trusting))
	require.Equal(t, "203.0.113.7", b.forwarded, "the last one that is no proxy; those before it may be made up")
	require.Equal(t, "given-by-the-proxy", p.Header.Get("X-Request-ID"))
	require.NotEmpty(t, p.Header.Get("Strict-Transport-Security"))
}

func TestNothingSecretInPages(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for _, path := range []string{"/agenda", "/appointments/1/edit", "/briefs", "/about"} {
		p := w.get(path)
		require.NotContains(t, p.body, newToken("anna"))
		require.Empty(t, p.all(func(n *html.Node) bool { return n.Data == "iframe" || n.Data == "object" || n.Data == "base" }))
	}
}
