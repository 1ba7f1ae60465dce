package api

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

//go:embed docs
var docsFiles embed.FS

// docsCSP lets the page load what lies beside it and call the API it describes, and nothing else.
var docsCSP = []string{"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}

// docsTypes names the files that /docs is made of, with their media types.
var docsTypes = map[string][]string{
	"":         {"text/html; charset=utf-8"},
	"docs.js":  {"text/javascript; charset=utf-8"},
	"docs.css": {"text/css; charset=utf-8"},
}

// docs serves the page to read and try the API with. It is whole in itself: nothing is loaded from
// another host.
func (a *api) docs(w http.ResponseWriter, r *http.Request) error {
	name := chi.URLParam(r, "file")
	contentType, ok := docsTypes[name]
	if !ok {
		return agenda.Fail(agenda.NotFound, "Not Found")
	}
	if name == "" {
		name = "index.html"
	}
	b, err := docsFiles.ReadFile("docs/" + name)
	if err != nil {
		return err
	}
	w.Header()["Content-Security-Policy"] = docsCSP
	w.Header()["Cache-Control"] = []string{"no-cache"}
	writeBody(w, http.StatusOK, contentType, b)
	return nil
}
