package llm_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/llm"
)

var update = flag.Bool("update", false, "write the golden briefs anew")

// booking is an appointment of a golden case: a wall time in Berlin and what differs from the usual.
type booking struct {
	at      string // 2026-11-25 09:00
	minutes int
	name    string
	notes   string
	status  agenda.Status
	first   bool
}

// request builds the request of a label as the backend does.
func request(t testing.TB, label, now string, bookings ...booking) agenda.SummaryRequest {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", now, loc)
	require.NoError(t, err)
	r := agenda.SummaryRequest{
		Label: label, Today: agenda.DateOf(at), Now: at, TimeZone: "Europe/Berlin",
		Total: len(bookings), Appointments: []agenda.SummaryAppointment{},
	}
	r.From, r.To, err = agenda.ParseLabel(label, r.Today)
	require.NoError(t, err)
	for _, b := range bookings {
		start, err := time.ParseInLocation("2006-01-02 15:04", b.at, loc)
		require.NoError(t, err)
		a := agenda.SummaryAppointment{
			ClientName: b.name, Date: agenda.DateOf(start), Time: agenda.TimeOfDayOf(start), DurationMinutes: b.minutes,
			Status: b.status, FirstVisit: b.first, StartsAt: start.UTC(), EndsAt: start.Add(time.Duration(b.minutes) * time.Minute).UTC(),
		}
		if a.Status == "" {
			a.Status = agenda.Confirmed
		}
		if b.notes != "" {
			a.Notes = &b.notes
		}
		r.Appointments = append(r.Appointments, a)
	}
	return r
}

func busyDay() []booking {
	return []booking{
		{at: "2026-11-25 08:30", minutes: 45, name: "Ada Lovelace", first: true, notes: "Referred by Dr. Menabrea. Needs a ramp for her wheelchair."},
		{at: "2026-11-25 09:15", minutes: 45, name: "Charles Babbage"},
		{at: "2026-11-25 10:00", minutes: 60, name: "Mary Somerville", notes: "Asks for the invoice before Friday; knee is better."},
		{at: "2026-11-25 11:00", minutes: 30, name: "Grace Hopper", status: agenda.Tentative},
		{at: "2026-11-25 13:15", minutes: 60, name: "Emmy Noether", first: true, notes: "Bitte die Röntgenbilder mitbringen."},
		{at: "2026-11-25 14:00", minutes: 45, name: "David Hilbert"},
		{at: "2026-11-25 14:50", minutes: 60, name: "Sofia Kovalevskaya"},
		{at: "2026-11-25 16:00", minutes: 30, name: "Carl Gauss", status: agenda.Cancelled},
	}
}

func goldenCases(t testing.TB) map[string]agenda.SummaryRequest {
	many := []booking{}
	for i := range 9 {
		many = append(many, booking{
			at:      "2026-11-25 " + []string{"08:00", "08:30", "09:00", "09:30", "10:00", "11:30", "12:00", "15:00", "15:30"}[i],
			minutes: 30, name: "Client " + string(rune('A'+i)), first: true,
		})
	}
	partial := request(t, "", "2026-11-25 07:00", busyDay()...)
	partial.Total = 612
	original := agenda.SummaryRequest{Appointments: []agenda.SummaryAppointment{
		{ClientName: "Bob", Date: agenda.Date{Year: 2025, Month: 1, Day: 2}, Time: clockTime(t, "10:00:00")},
		{ClientName: "Alice", Date: agenda.Date{Year: 2025, Month: 1, Day: 1}, Time: clockTime(t, "09:00"), Notes: new("Call back")},
		{ClientName: "Alice", Date: agenda.Date{Year: 2025, Month: 1, Day: 1}, Time: clockTime(t, "09:10")},
	}}
	past := request(t, "", "2026-11-25 07:00", booking{at: "2026-11-02 10:00", minutes: 30, name: "Ada Lovelace"},
		booking{at: "2026-11-03 10:00", minutes: 30, name: "Grace Hopper"})
	past.From = agenda.Date{}
	return map[string]agenda.SummaryRequest{
		"day_busy":      request(t, "daily", "2026-11-25 07:00", busyDay()...),
		"day_midway":    request(t, "daily", "2026-11-25 10:20", busyDay()...),
		"day_over":      request(t, "daily", "2026-11-25 19:00", busyDay()[:3]...),
		"day_all_first": request(t, "daily", "2026-11-25 07:00", many...),
		"day_single":    request(t, "2026-11-26", "2026-11-25 07:00", booking{at: "2026-11-26 09:00", minutes: 90, name: "Ada Lovelace"}),
		"day_empty":     request(t, "daily", "2026-11-25 07:00"),
		"day_cancelled": request(t, "2027-01-04", "2026-11-25 07:00",
			booking{at: "2027-01-04 09:00", minutes: 30, name: "Ada Lovelace", status: agenda.Cancelled}),
		"week": request(t, "weekly", "2026-11-23 07:00", append(busyDay(),
			booking{at: "2026-11-23 10:00", minutes: 30, name: "Alan Turing", first: true},
			booking{at: "2026-11-23 14:00", minutes: 30, name: "Joan Clarke"},
			booking{at: "2026-11-27 22:00", minutes: 480, name: "Night Watch", notes: "Do not call after nine."},
			booking{at: "2026-11-28 05:30", minutes: 60, name: "Early Bird"})...),
		"week_empty":    request(t, "weekly", "2026-11-23 07:00"),
		"range_quiet":   request(t, "2026-12-30..2027-01-02", "2026-11-25 07:00", booking{at: "2027-01-02 09:00", minutes: 40, name: "Ada Lovelace"}),
		"upcoming":      partial,
		"upcoming_open": request(t, "", "2026-11-25 07:00", busyDay()[2:4]...),
		"upcoming_no":   request(t, "", "2026-11-25 07:00"),
		"all_past":      past,
		"original":      original,
	}
}

func clockTime(t testing.TB, s string) agenda.TimeOfDay {
	t.Helper()
	c, err := agenda.ParseTimeOfDay(s)
	require.NoError(t, err)
	return c
}

// A job of before, and one in the documented queue's original form, say nothing of a language.
func TestAJobWithoutALanguageIsEnglish(t *testing.T) {
	t.Parallel()
	var req agenda.SummaryRequest
	require.NoError(t, json.Unmarshal([]byte(`{"appointments":[{"client_name":"Bob","date":"2025-01-02","time":"10:00","notes":null}]}`), &req))
	s, err := llm.Builtin{}.Summarize(context.Background(), req)
	require.NoError(t, err)
	require.Equal(t, "en", s.Language)
	require.True(t, strings.HasPrefix(s.Text, "One appointment"), s.Text)
}

func TestBuiltinWritesTheGoldenBriefs(t *testing.T) {
	t.Parallel()
	for name, req := range goldenCases(t) {
		for _, language := range []struct{ asked, written, ending string }{
			{"", "en", ".txt"}, {"en-GB", "en", ".txt"}, {"fr", "en", ".txt"}, {"de", "de", ".de.txt"}, {"de-AT", "de", ".de.txt"},
		} {
			t.Run(name+" "+language.asked, func(t *testing.T) {
				req := req
				req.Language = language.asked
				s, err := llm.Builtin{}.Summarize(context.Background(), req)
				require.NoError(t, err)
				require.Equal(t, llm.BuiltinModel, s.Model)
				require.Equal(t, len(req.Appointments), s.Appointments)
				require.Equal(t, language.written, s.Language, "a brief is in the language that it says")
				file := filepath.Join("testdata", name+language.ending)
				if *update {
					require.NoError(t, os.WriteFile(file, []byte(s.Text+"\n"), 0o644))
				}
				want, err := os.ReadFile(file)
				require.NoError(t, err)
				require.Equal(t, strings.TrimSuffix(string(want), "\n"), s.Text)
			})
		}
	}
}
