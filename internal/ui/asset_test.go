package ui_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/web"
)

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	w := newBrowser(t, newBackend(t))
	path := w.get("/signin").assetURL("app.css")
	ask := func(path string, header ...string) *page {
		r, err := http.NewRequest(http.MethodGet, w.base+path, nil)
		require.NoError(t, err)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return w.do(r)
	}
	p := ask(path, "Accept-Encoding", "gzip")
	require.Equal(t, "gzip", p.Header.Get("Content-Encoding"))
	require.Equal(t, "public, max-age=31536000, immutable", p.Header.Get("Cache-Control"))
	require.Equal(t, "Accept-Encoding", p.Header.Get("Vary"))
	require.Equal(t, "text/css; charset=utf-8", p.Header.Get("Content-Type"))
	unpacked, err := gzip.NewReader(strings.NewReader(p.body))
	require.NoError(t, err)
	css, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	plain := ask(path, "Accept-Encoding", "gzip;q=0")
	require.Equal(t, string(css), plain.body)
	require.Contains(t, plain.body, "@layer reset, tokens, base, layout, components, views, geometry, utilities, print;")
	require.Equal(t, http.StatusNotModified, ask(path, "If-None-Match", p.Header.Get("ETag")).Status)
	for _, bad := range []string{strings.Replace(path, "/static/", "/static/0", 1), "/static/x/app.css", strings.Replace(path, "app.css", "../ui.go", 1), strings.Replace(path, "app.css", "css/tokens.css", 1)} {
		p := ask(bad)
		require.Equal(t, http.StatusNotFound, p.Status, bad)
		require.Equal(t, "no-store", p.Header.Get("Cache-Control"))
	}
	for name, kind := range map[string]string{"js/app.js": "text/javascript; charset=utf-8", "icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml", "site.webmanifest": "application/manifest+json"} {
		require.Equal(t, kind, ask(strings.Replace(path, "app.css", name, 1)).Header.Get("Content-Type"), name)
	}
}

func gzipped(t *testing.T, s string) int {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write([]byte(s))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Len()
}

// TestFirstVisitIsSmall holds what a first visit transfers against its budget.
func TestFirstVisitIsSmall(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/agenda")
	sizes := map[string]int{"agenda": gzipped(t, p.body)}
	names, err := fs.Glob(web.Files, "static/js/*.js")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	total, scripts, named := sizes["agenda"], "", 0
	for _, name := range append(names, "app.css", "icons.svg", "favicon.svg") {
		name = strings.TrimPrefix(name, "static/")
		body := w.get(p.assetURL(name)).body
		sizes[name] = gzipped(t, body)
		total += sizes[name]
		if strings.HasPrefix(name, "js/") {
			scripts += body
		}
	}
	for _, name := range []string{"js/app.js", "js/keys.js", "js/clock.js", "js/now.js", "js/drag.js", "js/form.js", "js/jobs.js", "js/live.js"} {
		named += sizes[name]
	}
	t.Logf("gzipped: %v, those named %d, all together %d, total %d", sizes, named, gzipped(t, scripts), total)
	require.LessOrEqual(t, named, 10<<10)
	require.LessOrEqual(t, gzipped(t, scripts), 10<<10)
	require.LessOrEqual(t, total, 60<<10)
}

// TestScriptsAreLean holds that scripts are sent without what is for their readers alone, and that nothing in
// them could be taken for that.
func TestScriptsAreLean(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	p := w.get("/agenda")
	names, err := fs.Glob(web.Files, "static/js/*.js")
	require.NoError(t, err)
	for _, name := range names {
		script, err := fs.ReadFile(web.Files, name)
		require.NoError(t, err)
		for line := range strings.Lines(string(script)) {
			require.Zero(t, strings.Count(line, "`")%2, "a text goes over the line's end in %s: %s", name, line)
		}
		require.NotRegexp(t, `(?m)^([ \t]|//)`, strings.TrimSpace(w.get(p.assetURL(strings.TrimPrefix(name, "static/"))).body), name)
	}
}
