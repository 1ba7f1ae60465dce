package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// stylesheets are joined in this order into one app.css. The first names the layers, so the order
// of the others matters to readers only.
var stylesheets = []string{"tokens", "base", "layout", "components", "views", "calendar", "admin", "geometry", "utilities"}

// asset is a file that browsers load, ready to be sent.
type asset struct {
	contentType string
	plain       []byte
	gzip        []byte // nil when it is no smaller
	etag        string
}

// assets are the static files under one hash, that of all of them: a change of any gives all new
// addresses, so that modules may import each other by relative ones and everything is cached for ever.
type assets struct {
	hash  string
	files map[string]asset
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".webmanifest": "application/manifest+json",
}

func newAssets(files fs.FS) (*assets, error) {
	a := &assets{files: map[string]asset{}}
	plain := map[string][]byte{}
	for _, name := range stylesheets {
		css, err := fs.ReadFile(files, "static/css/"+name+".css")
		if err != nil {
			return nil, fmt.Errorf("ui: stylesheet: %w", err)
		}
		plain["app.css"] = append(plain["app.css"], css...)
	}
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".css" {
			return err
		}
		plain[strings.TrimPrefix(name, "static/")], err = fs.ReadFile(files, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ui: static files: %w", err)
	}
	tree := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(plain)) {
		if path.Ext(name) == ".js" {
			plain[name] = lean(plain[name])
		}
		sum := sha256.Sum256(plain[name])
		fmt.Fprintf(tree, "%s %x\n", name, sum)
		a.files[name] = asset{
			contentType: contentTypes[path.Ext(name)], plain: plain[name],
			gzip: compress(plain[name]), etag: `"` + hex.EncodeToString(sum[:8]) + `"`,
		}
	}
	a.hash = hex.EncodeToString(tree.Sum(nil))[:12]
	return a, nil
}

// lean leaves out of a script what is for its readers alone: indentation, and lines that are comments. No
// text of ours goes over several lines, as TestScriptsAreLean holds.
func lean(script []byte) []byte {
	var out []byte
	for line := range bytes.Lines(script) {
		if line = bytes.TrimLeft(line, " \t"); !bytes.HasPrefix(line, []byte("//")) {
			out = append(out, line...)
		}
	}
	return out
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(b)                                       // a buffer takes everything
	_ = w.Close()
	if out.Len() >= len(b) {
		return nil
	}
	return out.Bytes()
}

// url returns the address of a static file.
func (a *assets) url(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("ui: no static file %q", name)
	}
	return "/static/" + a.hash + "/" + name, nil
}

// serve answers for /static/<hash>/<name>. A hash of another version is not found, rather than
// answered with what a browser would then keep for ever under the wrong name.
func (a *assets) serve(w http.ResponseWriter, r *http.Request, hash, name string) bool {
	file, ok := a.files[name]
	if !ok || hash != a.hash {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", file.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", file.etag)
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), file.etag) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	body := file.plain
	if file.gzip != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = file.gzip
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body) // a browser that went away needs no answer
	return true
}

// acceptsGzip tells whether a client takes gzip. One that names it with q=0 does not.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
