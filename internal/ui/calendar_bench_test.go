package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/web"
)

// BenchmarkWeek lays out and renders a week of 25 appointments, as of a practice in full swing, and tells
// what one in a hundred takes at least.
func BenchmarkWeek(b *testing.B) {
	files, err := newBundle(web.Files)
	require.NoError(b, err)
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(b, err)
	r := httptest.NewRequest(http.MethodGet, "/calendar/week/2026-W48", nil)
	v := &visit{site: &site{}, r: r, clock: time.Date(2026, 11, 25, 10, 42, 0, 0, loc), words: files.wordsFor(r, prefs{})}
	var days []agenda.Date
	var list []agenda.Appointment
	for i := range 7 {
		days = append(days, agenda.Date{Year: 2026, Month: time.November, Day: 23 + i})
	}
	for i := range 25 {
		start := time.Date(2026, 11, 23+i/5, 8+i%5*2, 15*(i%3), 0, 0, loc)
		list = append(list, agenda.Appointment{
			ID: int64(i + 1), Version: 1, ClientName: fmt.Sprintf("Client %d", i), Date: agenda.DateOf(start), Time: agenda.TimeOfDayOf(start),
			StartsAt: start, EndsAt: start.Add(45 * time.Minute), DurationMinutes: 45, Status: agenda.Confirmed,
		})
	}
	hours := &openHours{PracticeHours: agenda.PracticeHours{OpeningHours: agenda.DefaultHours()}, zone: loc, known: true}
	took := make([]time.Duration, 0, b.N)
	for b.Loop() {
		began := time.Now()
		p := gridPage{Grid: v.newGrid(days, days[2], list, hours), New: "/appointments/new"}
		p.Top = calendarTop{Views: v.views(days[2], viewWeek), Before: v.weekPath(days[0].AddDays(-7)), After: v.weekPath(days[6].AddDays(1))}
		p.Strip = v.strip(days[0], days[2], dayPath, list, hours)
		p.Mini = v.miniMonth(agenda.Date{Year: days[0].Year, Month: days[0].Month, Day: 1}, nil, hours)
		_, err := files.execute(v.words, "week", "page", p)
		require.NoError(b, err)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
