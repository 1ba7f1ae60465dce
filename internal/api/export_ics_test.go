package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCalendarExportKnowsTheListsFilters(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("Priya; Nair", "2031-11-25", "10:30")
	r.book("Mei Tanaka", "2031-11-26", "10:30")
	a := r.call("user", "GET", "/appointments/export.ics?to=2031-11-25", "")
	require.Equal(t, 200, a.status)
	require.Equal(t, "text/calendar; charset=utf-8", a.header.Get("Content-Type"))
	require.True(t, strings.HasPrefix(a.body, "BEGIN:VCALENDAR\r\n"))
	require.True(t, strings.HasSuffix(a.body, "END:VEVENT\r\nEND:VCALENDAR\r\n"))
	require.Contains(t, a.body, "SUMMARY:Priya\\; Nair\r\n")
	require.Contains(t, a.body, "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n")
	require.Contains(t, a.body, "DTSTART;TZID=Europe/Berlin:20311125T103000\r\n")
	require.NotContains(t, a.body, "Mei")
	none := r.call("user", "GET", "/appointments/export.ics?q=nobody", "")
	require.Contains(t, none.body, "END:VTIMEZONE\r\nEND:VCALENDAR\r\n", "an empty calendar has its zone")
	head := r.call("user", "HEAD", "/appointments/export.ics", "")
	require.Equal(t, 200, head.status)
	require.Equal(t, "text/calendar; charset=utf-8", head.header.Get("Content-Type"))
	require.Equal(t, 422, r.call("user", "GET", "/appointments/export.ics?to=2031-13-01", "").status)
}
