package ui_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

func TestAnAppointmentTellsWhichBriefsNameIt(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	weekly := b.jobs[3]
	weekly.ID, weekly.Label, weekly.To = "week", "weekly", weekly.To.AddDays(6)
	b.jobs = append([]agenda.SummaryJob{weekly}, b.jobs...)
	w := signedIn(t, b)
	p := w.get("/appointments/1")
	p.says("In briefs Weekly, 25 Nov – 1 Dec written 25 Nov, 08:12 Daily, Wed 25 Nov written 25 Nov, 08:12")
	require.Equal(t, "/briefs/done", p.link("Daily, Wed 25 Nov"))
	inNewYork(w)
	w.get("/appointments/1").says("Daily, Wed 25 Nov written 25 Nov, 02:12")
	require.NotContains(t, text(w.get("/appointments/5").doc), "In briefs", "Ingrid Bakke is in none")
	require.NotContains(t, text(w.get("/appointments/1/delete").doc), "In briefs")

	for range 9 {
		b.jobs = append(b.jobs, weekly)
	}
	require.Len(t, w.get("/appointments/1").all(func(n *html.Node) bool { return attr(n, "href") == "/briefs/week" }), 4, "with the other one, five at most")

	b.refuse("GET /summary/jobs", &agenda.Error{Code: agenda.Unavailable})
	p = w.get("/appointments/1")
	require.Equal(t, http.StatusOK, p.Status)
	p.says("The briefs could not be loaded.", "Bring the MRI notes")
}
