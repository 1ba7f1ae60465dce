package ui_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.book(t, "Priya Nair", "2026-11-18", "10:30", 60)
	w := as(t, b, "jo.keller")
	w.get("/search").says("A part of a name, of a phone number, of a note or of a brief is enough")
	w.get("/search?q=PRIYA").says(
		"Today and ahead Priya Nair Wednesday 25 November, 10:30 – 11:30 Referred by Dr Sand", "Past Priya Nair Wednesday 18 November",
		"Clients Priya Nair +49 (0)30 555 01 23, 2 appointments", "Briefs Daily, Wed 25 Nov",
	)
	p := w.get("/search?q=long")
	p.says("Past Long ago Tuesday 4 March 2025", "2 found")
	require.NotContains(t, p.body, "Today and ahead")
	p = w.get("/search?q=" + url.QueryEscape("<b>zzz"))
	p.says("Nothing holds “<b>zzz”: no name, no number, no note, no brief.", "0 found")
	w.get("/search?q=byrne").says("12:30 – 13:00, Cancelled")
	for range 25 {
		b.book(t, "Crowd", "2026-12-24", "09:00", 5, overlapping)
	}
	p = w.get("/search?q=crowd")
	require.Equal(t, "/agenda?from=2026-11-25&q=crowd", p.link("All of them in the agenda"))
	b.refuse("GET /clients/", &agenda.Error{Code: agenda.Unavailable})
	require.Equal(t, http.StatusServiceUnavailable, w.get("/search?q=a").Status)
}

func TestQuickAdd(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	p := w.get("/appointments/new?q=" + url.QueryEscape("Mei Tanaka <i> Fri 14 Uhr 45 Min (bring x)"))
	p.says("Client: Mei Tanaka <i>", "Date: Friday 27 November (“ Fri ”)", "Start: 14:00 (“ 14 Uhr ”)", "Length: 45 min (“ 45 Min ”)", "Notes: bring x", "Nothing is booked yet")
	for name, want := range map[string]string{"client": "Mei Tanaka <i>", "date": "2026-11-27", "time": "14:00", "length": "45", "notes": "bring x"} {
		require.Equal(t, want, p.value(name), name)
	}
	require.Len(t, b.store.list, 8, "nothing is booked by a look")
	p = w.get("/appointments/new?q=Mei")
	p.says("Not in the line: Date, Start.")
	require.Empty(t, p.value("date"), "nothing is guessed")
	w.get("/appointments/new").says("For example: Mei Tanaka check-up Wed 10:45 30m")
}

func TestSearchAsYouType(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/briefs")
	require.Equal(t, "/search", c.follow("/"))
	c.await("document.activeElement.name === 'q'")
	c.keys("m", "r", "i")
	c.await("document.querySelector('[data-results]').textContent.includes('Bring the MRI notes')")
	c.await("location.search === '?q=mri'")
	require.Equal(t, "1 found", ask[string](c, "document.querySelector('[data-found]').textContent"))
	require.Equal(t, "mri", ask[string](c, "document.activeElement.value"), "the typing is not disturbed")
	c.keys("z")
	c.await("document.querySelector('[data-results]').textContent.includes('Nothing holds')")
	require.Equal(t, "/appointments/new", func() string { c.open(site + "/briefs"); return c.follow("q") }())
	c.await("document.activeElement.id === 'quick'")
	require.Empty(t, c.console())
}
