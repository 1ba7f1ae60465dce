package agenda_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestLoadZone(t *testing.T) {
	t.Parallel()
	for range 2 { // the second time from memory
		zone, err := agenda.LoadZone("Asia/Kolkata")
		require.NoError(t, err)
		require.Equal(t, "Asia/Kolkata", zone.String())
	}
	for _, name := range []string{"", "Local", "right/Europe/Berlin", "posix/Europe/Berlin", "posixrules", "localtime", "Europe//Berlin", "Europe/./Berlin", "Europe/Berlin/", "./Europe/Berlin", "Europe/.////./Berlin", "Mars/Base", "../zoneinfo/UTC", "/etc/localtime", "Europe", "Europe/Berlin\x00", strings.Repeat("Europe/", 10) + "Berlin"} {
		zone, err := agenda.LoadZone(name)
		require.Nil(t, zone, name)
		require.EqualError(t, err, "A time zone is a name such as Europe/Berlin", name)
	}
}

// In changes what is shown and nothing of what is meant.
func TestAnAppointmentInAnotherZone(t *testing.T) {
	t.Parallel()
	kolkata, err := agenda.LoadZone("Asia/Kolkata")
	require.NoError(t, err)
	clock, err := agenda.ParseTimeOfDay("20:00:00")
	require.NoError(t, err)
	a := agenda.Appointment{
		ID: 7, Date: agenda.Date{Year: 2026, Month: 11, Day: 25}, Time: clock, TimeZone: "UTC",
		StartsAt: time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC), EndsAt: time.Date(2026, 11, 25, 21, 0, 0, 0, time.UTC),
	}
	there := a.In(kolkata)
	require.Equal(t, "2026-11-26 01:30:00 Asia/Kolkata", there.Date.String()+" "+there.Time.String()+" "+there.TimeZone)
	require.Equal(t, a.Span(), there.Span())
	require.Equal(t, a, there.In(time.UTC))
	require.Equal(t, a, a.In(time.UTC))
}

func TestNear(t *testing.T) {
	t.Parallel()
	berlin, err := agenda.LoadZone("Europe/Berlin")
	require.NoError(t, err)
	clock, err := agenda.ParseTimeOfDay("02:30")
	require.NoError(t, err)
	for day, want := range map[string]string{"2026-03-29": "2026-03-29T03:00:00+02:00", "2026-10-25": "2026-10-25T02:30:00+02:00", "2026-11-25": "2026-11-25T02:30:00+01:00"} {
		d, err := agenda.ParseDate(day)
		require.NoError(t, err)
		require.Equal(t, want, agenda.Near(d, clock, berlin).Format(time.RFC3339))
	}
}
