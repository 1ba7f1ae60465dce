package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestImportIsOfferedNextToExport(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	_, menu, found := strings.Cut(as(t, b, "jo.keller").get("/agenda").body, `id="export"`)
	require.True(t, found)
	menu, _, _ = strings.Cut(menu, "</div>")
	require.Contains(t, menu, `href="/import"`)
}

func TestImport(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "jo.keller")
	p := w.get("/import")
	require.NotContains(t, p.body, "Imports</h2>")
	for name, c := range map[string]struct {
		content, says string
		status        int
	}{
		"nothing":   {"", "Choose a file first.", http.StatusUnprocessableEntity},
		"no header": {"x", "The first line must name the columns", http.StatusUnprocessableEntity},
		"too large": {"name," + strings.Repeat("x", 5<<20), "larger than 5 MB", http.StatusRequestEntityTooLarge},
		"far above": {"name," + strings.Repeat("x", 6<<20), "larger than 5 MB", http.StatusRequestEntityTooLarge},
	} {
		p := w.upload("/import", "f.csv", c.content)
		require.Equal(t, c.status, p.Status, name)
		p.says(c.says)
	}
	require.Equal(t, http.StatusUnprocessableEntity, w.post("/import", "file", "x").Status, "a form of another kind")

	r := w.upload("/import", "november.csv", "name,date,time")
	require.Equal(t, "/import/one", r.Location)
	p = w.get("/import/one")
	require.Equal(t, "november.csv", p.h1())
	p.says(
		"44 appointments looked at, nothing imported yet", "40 can be imported", "2 whose time is taken", "1 there already", "1 that cannot be read",
		"Kunde Name Schuhgröße not read", "2 times are taken. What to do with them?", "Import 40 of 44 appointments",
		"2 Mei Tanaka Friday 27 November, 14:00 45 min New The event repeats.", "Taken Priya Nair, 25 Nov, 10:30 – 11:30",
		"There already Priya Nair, 25 Nov, 10:30 – 11:30, further up in this file (2)", "5 <b> soon Not readable Enter a date like", "40 more rows are not listed here.",
	)
	w.get("/import").says("november.csv 44 appointments looked at")
	require.Equal(t, "/import/one", w.post("/import/one", "conflicts", "overlap").Location)
	p = w.get("/import/one")
	p.says("42 appointments imported", "Undo all", "Imported The event repeats.")
	require.NotContains(t, p.body, "Import 40 of")
	require.Equal(t, "/import/one", w.post("/import/one/undo").Location)
	p = w.get("/import/one")
	p.says("41 appointments taken out again, 1 kept")
	require.NotContains(t, p.body, "Undo all")
	require.Equal(t, http.StatusNotFound, w.get("/import/two").Status)
}
