package ui

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// bundle is everything that is made of the files of package web. A fault in any of them stops the program
// at its start and not on a page, though a page is made, in a language, only when it is first shown: no
// more is kept in memory than somebody looks at.
type bundle struct {
	assets    *assets
	languages map[string]*language           // by their tags
	pages     map[string]map[string]lazyPage // by language and name
}

type lazyPage func() (*template.Template, error)

func newBundle(files fs.FS) (*bundle, error) {
	a, err := newAssets(files)
	if err != nil {
		return nil, err
	}
	b := &bundle{assets: a, pages: map[string]map[string]lazyPage{}}
	if b.languages, err = readLanguages(files); err != nil {
		return nil, err
	}
	pages, err := fs.Glob(files, "templates/pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("ui: templates: %w", err)
	}
	if err := checkTemplates(files, a.funcs(english)); err != nil {
		return nil, err
	}
	for lang, l := range b.languages {
		b.pages[lang] = map[string]lazyPage{}
		for _, file := range pages {
			b.pages[lang][strings.TrimSuffix(path.Base(file), ".html")] = sync.OnceValues(func() (*template.Template, error) {
				return parseTemplates(files, a.funcs(l), "templates/layout/*.html", "templates/partials/*.html", file)
			})
		}
	}
	return b, nil
}

func parseTemplates(files fs.FS, funcs template.FuncMap, patterns ...string) (*template.Template, error) {
	t, err := template.New("").Option("missingkey=error").Funcs(funcs).ParseFS(files, patterns...)
	if err != nil {
		return nil, fmt.Errorf("ui: templates: %w", err)
	}
	return t, nil
}

// checkTemplates parses every template once.
func checkTemplates(files fs.FS, funcs template.FuncMap) error {
	all, err := fs.Glob(files, "templates/*/*.html")
	if err != nil {
		return fmt.Errorf("ui: templates: %w", err)
	}
	for _, file := range all {
		if _, err := parseTemplates(files, funcs, file); err != nil {
			return err
		}
	}
	return nil
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
	parse, ok := b.pages[w.Lang][page]
	if !ok {
		return nil, fmt.Errorf("ui: no page %q", page)
	}
	t, err := parse()
	if err != nil {
		return nil, err
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
	return v.renderPart(status, page, "page", data)
}

// renderPart answers with one template of a page.
func (v *visit) renderPart(status int, page, name string, data any) error {
	b, err := v.bundle()
	if err != nil {
		return err
	}
	out, err := b.execute(v.words, page, name, data)
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

// spoken returns the languages that there are, in the order of their tags.
func (b *bundle) spoken() []*language {
	return slices.SortedFunc(maps.Values(b.languages), func(l, m *language) int { return strings.Compare(l.Lang, m.Lang) })
}
