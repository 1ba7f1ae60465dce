package ui_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// file is an import with one row of every kind.
func file() *agenda.Import {
	other := &agenda.ImportedSpan{ClientName: "Priya Nair", StartsAt: clockNow.Add(-12 * time.Minute), EndsAt: clockNow.Add(48 * time.Minute)}
	earlier := *other
	earlier.Line = 2
	return &agenda.Import{
		ID: "one", FileName: "november.csv", Format: "csv", State: agenda.ImportWaiting, CreatedAt: clockNow, CreatedBy: "jo.keller",
		Columns: []agenda.ImportColumn{{Name: "Kunde", Member: "client_name"}, {Name: "Schuhgröße"}},
		Rows:    44, New: 40, Conflicts: 2, Duplicates: 1, Faults: 1,
		Report: []agenda.ImportReport{
			{Line: 2, ClientName: "Mei Tanaka", Date: "2026-11-27", Time: "14:00", Minutes: 45, Verdict: agenda.RowNew, Note: "The event repeats. Only the first is imported."},
			{Line: 3, ClientName: "Ben", Date: "2026-11-25", Time: "10:45", Minutes: 30, Verdict: agenda.RowConflict, Other: other},
			{Line: 4, ClientName: "Mei Tanaka", Date: "2026-11-27", Time: "14:00", Minutes: 45, Verdict: agenda.RowDuplicate, Other: &earlier},
			{Line: 5, ClientName: "<b>", Date: "soon", Time: "", Verdict: agenda.RowFault, Fault: "Enter a date like 2026-11-25 (YYYY-MM-DD)."},
		},
	}
}

func (b *backend) importRoutes(m chi.Router) {
	found := func(do func(i *agenda.Import, r *http.Request)) http.HandlerFunc {
		return b.signed(func(w http.ResponseWriter, r *http.Request) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.imported == nil || chi.URLParam(r, "id") != b.imported.ID {
				return agenda.Fail(agenda.NotFound, "There is no such import.")
			}
			do(b.imported, r)
			return answer(w, b.imported)
		})
	}
	m.Get("/imports/", b.signed(func(w http.ResponseWriter, _ *http.Request) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		list := []agenda.Import{}
		if b.imported != nil {
			list = append(list, *b.imported)
		}
		return answer(w, list)
	}))
	m.Post("/imports/", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		content, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(string(content), "name,") {
			return agenda.Fail(agenda.Rejected, "The first line must name the columns, at least client_name, date and time, so nothing was read. It says: x")
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.imported = file()
		b.imported.FileName = r.URL.Query().Get("file_name")
		w.WriteHeader(http.StatusCreated)
		return answer(w, b.imported)
	}))
	m.Get("/imports/{id}", found(func(*agenda.Import, *http.Request) {}))
	m.Post("/imports/{id}/commit", found(func(i *agenda.Import, r *http.Request) {
		i.State, i.Imported, i.New = agenda.ImportDone, i.New, 0
		if r.URL.Query().Get("overlaps") == "true" {
			i.Imported, i.Conflicts = i.Imported+i.Conflicts, 0
		}
		i.Report[0].Verdict = agenda.RowImported
	}))
	m.Post("/imports/{id}/undo", found(func(i *agenda.Import, _ *http.Request) {
		i.State, i.Undone, i.Kept = agenda.ImportUndone, i.Imported-1, 1
	}))
}

// upload sends a form with a file, or with none where content is empty.
func (w *browser) upload(path, name, content string) *page {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	require.NoError(w.t, err)
	_, err = io.WriteString(part, content)
	require.NoError(w.t, err)
	require.NoError(w.t, form.Close())
	r, err := http.NewRequest(http.MethodPost, w.base+path, &b)
	require.NoError(w.t, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", w.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r)
}
