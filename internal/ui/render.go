package ui

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// bundle is everything that is made of the files of package web: parsed once, at the start, so that a
// fault in any template stops the program there and not on a page.
type bundle struct {
	assets    *assets
	languages map[string]*language                     // by their tags
	templates map[string]map[string]*template.Template // by language and page
}

func newBundle(files fs.FS) (*bundle, error) {
	a, err := newAssets(files)
	if err != nil {
		return nil, err
	}
	b := &bundle{assets: a, templates: map[string]map[string]*template.Template{}}
	if b.languages, err = readLanguages(files); err != nil {
		return nil, err
	}
	for lang, l := range b.languages {
		if b.templates[lang], err = parsePages(files, a.funcs(l)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func parsePages(files fs.FS, funcs template.FuncMap) (map[string]*template.Template, error) {
	shared, err := template.New("").Option("missingkey=error").Funcs(funcs).
		ParseFS(files, "templates/layout/*.html", "templates/partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("ui: templates: %w", err)
	}
	pages, err := fs.Glob(files, "templates/pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("ui: templates: %w", err)
	}
	parsed := map[string]*template.Template{}
	for _, file := range pages {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(files, file)
		}
		if err != nil {
			return nil, fmt.Errorf("ui: template %s: %w", file, err)
		}
		parsed[strings.TrimSuffix(path.Base(file), ".html")] = t
	}
	return parsed, nil
}

// funcs are what templates may call. The icon helper is the one place that makes HTML without
// html/template: of a name that must be in the sprite, and of nothing else.
func (a *assets) funcs(l *language) template.FuncMap {
	icon := func(class, name string) (template.HTML, error) {
		sprite, ok := a.files["icons.svg"]
		if !ok || !bytes.Contains(sprite.plain, []byte(`id="i-`+name+`"`)) {
			return "", fmt.Errorf("no icon %q in the sprite", name)
		}
		href, err := a.url("icons.svg")
		return template.HTML(`<svg class="` + class + `" aria-hidden="true"><use href="` + href + `#i-` + name + `"/></svg>`), err
	}
	return template.FuncMap{
		"asset":    a.url,
		"t":        l.t,
		"tn":       l.tn,
		"split":    split,
		"lang":     func() string { return l.Lang },
		"dir":      func() string { return l.Dir },
		"icon":     func(name string) (template.HTML, error) { return icon("icon", name) },
		"iconS":    func(name string) (template.HTML, error) { return icon("icon icon-s", name) },
		"iconFlip": func(name string) (template.HTML, error) { return icon("icon icon-flip", name) },
	}
}

// execute renders one template of a page into memory: a page that fails half-way was never sent.
func (b *bundle) execute(w *words, page, name string, data any) (*bytes.Buffer, error) {
	t, ok := b.templates[w.Lang][page]
	if !ok {
		return nil, fmt.Errorf("ui: no page %q", page)
	}
	out := &bytes.Buffer{}
	if err := t.ExecuteTemplate(out, name, data); err != nil {
		return nil, fmt.Errorf("ui: render %s: %w", page, err)
	}
	return out, nil
}

// worthCompressing is the size from which gzip saves a packet.
const worthCompressing = 1 << 10

var gzipWriters = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// render answers with a page. data is the page's own struct.
func (v *visit) render(status int, page string, data any) error {
	b, err := v.bundle()
	if err != nil {
		return err
	}
	out, err := b.execute(v.words, page, "page", data)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store") // every page is somebody's own, or holds a form
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie")
	if out.Len() < worthCompressing || !acceptsGzip(v.r) {
		v.w.WriteHeader(status)
		_, _ = out.WriteTo(v.w) // a browser that went away needs no answer
		return nil
	}
	h.Set("Content-Encoding", "gzip")
	v.w.WriteHeader(status)
	zip := gzipWriters.Get().(*gzip.Writer)
	zip.Reset(v.w)
	_, _ = out.WriteTo(zip)
	_ = zip.Close()
	gzipWriters.Put(zip)
	return nil
}
