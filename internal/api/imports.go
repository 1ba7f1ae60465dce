package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/importfile"
)

const (
	importTimeout = 2 * time.Minute // of ten thousand rows on a slow disk
	listedImports = 20
)

var errFileTooLarge = agenda.Fail(agenda.TooLarge, "The file is larger than 5 MB, so nothing was read. Split it.")

func (a *api) uploadImport(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	name := q.text("file_name", maxSearchText)
	if err := q.invalid(); err != nil {
		return err
	}
	if r.ContentLength > importfile.MaxBytes {
		return errFileTooLarge
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, importfile.MaxBytes))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return errFileTooLarge
	}
	if err != nil {
		return unreadable(w, err)
	}
	f, err := importfile.Read(content, a.Zone)
	if err != nil {
		return err
	}
	if !utf8.ValidString(name) {
		name = ""
	}
	return a.patiently(w, r, func(ctx context.Context) error {
		i, err := a.Imports.Upload(ctx, agenda.Import{FileName: name, Format: f.Format, Columns: f.Columns}, f.Rows)
		if err != nil {
			return err
		}
		w.Header().Set("Location", "/imports/"+i.ID)
		return writeJSON(w, http.StatusCreated, i)
	})
}

// patiently does what takes as long as a large file needs.
func (a *api) patiently(w http.ResponseWriter, r *http.Request, do func(context.Context) error) error {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(importTimeout + callTimeout)) // not every writer has deadlines
	ctx, cancel := context.WithTimeout(r.Context(), importTimeout)
	defer cancel()
	return do(ctx)
}

func (a *api) listImports(w http.ResponseWriter, r *http.Request) error {
	list, err := a.Imports.List(r.Context(), listedImports)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, list)
}

func (a *api) getImport(w http.ResponseWriter, r *http.Request) error {
	return a.answerImport(w, r, a.Imports.Import)
}

func (a *api) undoImport(w http.ResponseWriter, r *http.Request) error {
	return a.answerImport(w, r, a.Imports.Undo)
}

func (a *api) commitImport(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	overlaps := q.truth("overlaps")
	if err := q.invalid(); err != nil {
		return err
	}
	return a.answerImport(w, r, func(ctx context.Context, id string) (agenda.Import, error) {
		return a.Imports.Commit(ctx, id, overlaps)
	})
}

func (a *api) answerImport(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, id string) (agenda.Import, error)) error {
	id := pathText(r, "import_id")
	if !isPlain(id, maxID) {
		return agenda.Fail(agenda.NotFound, "Import not found")
	}
	return a.patiently(w, r, func(ctx context.Context) error {
		i, err := do(ctx, id)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, i)
	})
}
