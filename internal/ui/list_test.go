package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

func TestAgendaGroupsDaysAndShowsGaps(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	p := signedIn(t, b).get("/agenda")
	require.Equal(t, []string{
		"Today, Wednesday 25 November 4 booked · 3 h 15 min · 3 left",
		"Tomorrow, Thursday 26 November 1 booked · 4 h", "Wednesday 2 December 1 booked · 50 min",
	}, p.class("dayrow"))
	require.Equal(t, []string{"Free 11:30 – 14:00, 2 h 30 min Book"}, p.class("gap"), "past gaps and those before the first are not offered")
	p.says("In progress", "Overlap", "Unconfirmed", "Cancelled", "Referred by Dr Sand", "22:00 – 02:00 next day")
	require.NotContains(t, p.body, "Long ago")
	require.NotContains(t, p.body, "Bring the MRI", "the first line of the notes is enough here")
	rows := p.class("item")
	require.Contains(t, rows[3], "Liam Byrne")
}

func TestAgendaFilters(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for path, want := range map[string]int{
		"/agenda": 7, "/agenda?from=": 8, "/agenda?q=mri": 1, "/agenda?status=cancelled": 1, "/agenda?from=2026-11-26&to=2026-11-26": 1,
		"/agenda?span=today": 5, "/agenda?from=2026-11-26": 2, "/agenda?to=2026-11-25": 5, "/agenda?status=eaten": 7,
	} {
		require.Len(t, w.get(path).class("item"), want, path)
	}
	p := w.get("/agenda?q=mri&status=confirmed&from=2026-11-01&to=2026-11-30")
	require.Equal(t, []string{"“mri”", "From 1 Nov", "Until 30 Nov", "Confirmed"}, p.class("chip"))
	require.Empty(t, p.class("gap"), "with rows left out nothing is known to be free")
	for _, bad := range []string{"/agenda?from=x", "/agenda?to=2026-02-30", "/agenda?from=2026-11-02&to=2026-11-01"} {
		require.Equal(t, http.StatusUnprocessableEntity, w.get(bad).Status, bad)
	}
}

func TestEmptyAgendas(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	w.get("/agenda").says("No appointments yet.", "Book the first one", "Import appointments")
	b.book(t, "Long ago", "2025-03-04", "09:00", 30)
	w.get("/agenda").says("Nothing is booked from today on. 1 appointment lies in the past.")
	w.get("/agenda?q=nobody").says("Nothing fits these filters. Without them there is 1 appointment.")
	w.get("/agenda?span=today").says("Nothing is booked on Wednesday 25 November.")
}

func TestAgendaPages(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	for i := range 60 {
		b.book(t, fmt.Sprintf("Client %02d", i), fmt.Sprintf("2026-12-%02d", 1+i/10), fmt.Sprintf("%02d:00", 8+i%10), 30)
	}
	w := signedIn(t, b)
	p := w.get("/agenda")
	p.says("60 appointments")
	require.Len(t, p.class("item"), 50)
	next := p.all(func(n *html.Node) bool { return attr(n, "rel") == "next" })
	require.Len(t, next, 1)
	p = w.get(attr(next[0], "href"))
	require.Len(t, p.class("item"), 10)
	p.says("First page")
}

func TestSmallMonth(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/agenda")
	p.says("November 2026", "25 November, several appointments", "26 November, few appointments", "27 November, no appointments")
	b.refuse("GET /appointments/", &agenda.Error{Code: agenda.Unavailable})
	p = w.get("/appointments/1")
	require.Equal(t, http.StatusOK, p.Status, "a panel fails alone")
	require.NotContains(t, text(p.doc), "several appointments")
	p = w.get("/appointments/new?date=2026-11-25")
	require.Equal(t, http.StatusOK, p.Status)
	p.says("What is booked on this day could not be loaded.")
}

func TestExport(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/export.csv")
	require.Equal(t, `attachment; filename="appointments-2026-11-25.csv"`, p.Header.Get("Content-Disposition"))
	require.Equal(t, "text/csv; charset=utf-8", p.Header.Get("Content-Type"))
	require.Equal(t, 9, strings.Count(p.body, "\n"), "without filters, everything")
	require.Contains(t, w.get("/export.csv?from=2026-11-26&to=2026-11-26").body, "Night duty")
	require.Equal(t, 2, strings.Count(w.get("/export.csv?from=2026-11-26&to=2026-11-26").body, "\n"))

	links := func(path string) (hrefs, texts []string) {
		for _, n := range w.get(path).all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/export.") }) {
			hrefs, texts = append(hrefs, attr(n, "href")), append(texts, text(n))
		}
		return hrefs, texts
	}
	hrefs, texts := links("/agenda?from=2026-11-26&to=2026-11-26")
	require.Equal(t, []string{"/export.csv?from=2026-11-26&to=2026-11-26", "/export.ics?from=2026-11-26&to=2026-11-26", "/export.csv", "/export.ics"}, hrefs)
	require.Equal(t, []string{"This appointment, as iCalendar", "Everything, as iCalendar"}, []string{texts[1], texts[3]})
	_, texts = links("/agenda?from=")
	require.Equal(t, "These 8 appointments, as iCalendar", texts[1])
	p = w.get(hrefs[1])
	require.Equal(t, `attachment; filename="appointments-2026-11-25.ics"`, p.Header.Get("Content-Disposition"))
	require.Equal(t, "text/calendar; charset=utf-8", p.Header.Get("Content-Type"))
	require.Contains(t, p.body, "Night duty")
	require.NotContains(t, p.body, "Long ago")
	require.Contains(t, w.get("/export.ics").body, "Long ago")
}
