package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/ical"
	"appointment-manager/internal/importfile"
)

// drawn is an appointment such as can have been booked.
func drawn(t *rapid.T, zone *time.Location) agenda.Appointment {
	letters := rapid.SampledFrom([]rune("aB ß漢\u3000\u00a0🙂'=+-@,;\"\\:|＝"))
	name := strings.TrimSpace("x" + rapid.StringOfN(letters, 0, 80, -1).Draw(t, "name"))
	if rapid.Bool().Draw(t, "a name that begins with a sign") {
		name = strings.TrimSpace(name[1:]) + "x"
	}
	parts := rapid.SampledFrom([]string{"a", " ", "ß", "漢", "🙂", "'", "=", "-", "@", "＋", ",", ";", "\"", "\\", "\\n", "\t", "\n", "\r\n", ":"})
	notes := strings.Join(rapid.SliceOfN(parts, 1, 200).Draw(t, "notes"), "")
	start := time.Date(rapid.IntRange(1990, 2060).Draw(t, "year"), 1, rapid.IntRange(1, 365).Draw(t, "day"), 12, 0, 0, 0, zone)
	if _, night := start.ZoneBounds(); rapid.Bool().Draw(t, "on a night when clocks are moved") && !night.IsZero() {
		start = night
	}
	start = start.Add(time.Duration(rapid.IntRange(-12000, 12000).Draw(t, "seconds off")) * time.Second)
	minutes := rapid.IntRange(agenda.MinDurationMinutes, agenda.MaxDurationMinutes).Draw(t, "minutes")
	return agenda.Appointment{
		ID: 7, UID: "0190-u", ClientName: name, Notes: &notes, Date: agenda.DateOf(start.In(zone)), Time: agenda.TimeOfDayOf(start.In(zone)),
		DurationMinutes: minutes, StartsAt: start.UTC(), EndsAt: start.UTC().Add(time.Duration(minutes) * time.Minute), Version: 1,
		Status: rapid.SampledFrom([]agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled}).Draw(t, "status"),
	}
}

// A table says neither length nor state, and a calendar has one kind of line end. All else is read as
// it was written.
func TestExportsAreReadExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone"))
		require.NoError(t, err)
		a := drawn(t, zone)
		f, err := importfile.Read(api.Table(&a), zone)
		require.NoError(t, err)
		require.Len(t, f.Rows, 1)
		d := f.Rows[0].Draft
		require.Equal(t, []string{a.ClientName, a.Date.String(), a.Time.String(), *a.Notes}, []string{d.ClientName, d.Date, d.Time, *d.Notes})

		c := ical.NewCalendar(zone, a.Span())
		f, err = importfile.Read(append(c.AppendEvent(c.AppendBegin(nil), &a), ical.End...), zone)
		require.NoError(t, err)
		require.Len(t, f.Rows, 1)
		row := f.Rows[0]
		d = row.Draft
		require.Empty(t, row.Fault+row.Note)
		require.Equal(t, []string{a.UID, a.ClientName, strings.ReplaceAll(*a.Notes, "\r\n", "\n"), string(a.Status)}, []string{row.UID, d.ClientName, *d.Notes, *d.Status})
		require.Equal(t, a.DurationMinutes, *d.DurationMinutes)
		date, err := agenda.ParseDate(d.Date)
		require.NoError(t, err)
		clock, err := agenda.ParseTimeOfDay(d.Time)
		require.NoError(t, err)
		offset, err := agenda.ParseOffset(*d.UTCOffset)
		require.NoError(t, err)
		begin, err := agenda.Resolve(date, clock, zone, &offset)
		require.NoError(t, err)
		require.Equal(t, a.StartsAt, begin.UTC())
	})
}
