package store_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

// each runs a test over every database, with a connection past the store.
func each(t *testing.T, test func(t *testing.T, s *store.Store, raw *sql.DB)) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "a.db")
		test(t, open(t, path), raw(t, path))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		url := storetest.PostgresURL(t)
		test(t, openURL(t, url), rawPostgres(t, url))
	})
}

func booking(at time.Time) agenda.Appointment {
	return agenda.Appointment{
		ClientName: "client", Date: agenda.DateOf(at), Time: agenda.TimeOfDayOf(at), DurationMinutes: 1, Status: agenda.Confirmed,
		TimeZone: "UTC", StartsAt: at, EndsAt: at.Add(time.Minute), CalendarID: agenda.DefaultCalendar,
	}
}

func TestWhatCannotBeRestoredAnyMoreIsPurged(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store, raw *sql.DB) {
		now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
		var last int64
		for i := range 450 {
			a, _, err := s.CreateAppointment(t.Context(), booking(now.Add(time.Duration(i)*time.Minute)), nil)
			require.NoError(t, err)
			last = a.ID
		}
		_, err := raw.Exec("UPDATE appointments SET deleted_at = id WHERE id > 5")
		require.NoError(t, err)

		purged, err := s.PurgeAppointments(t.Context(), time.UnixMicro(last))
		require.NoError(t, err)
		require.Equal(t, 444, purged, "all that were deleted before, in several steps")
		count := func(query string) (n int) {
			require.NoError(t, raw.QueryRow(query).Scan(&n))
			return n
		}
		require.Equal(t, 6, count("SELECT count(*) FROM appointments"), "the rest stays")
		require.Equal(t, 444, count("SELECT count(*) FROM audit_log WHERE action = 'purged'"))
		require.Equal(t, 450, count("SELECT count(*) FROM audit_log WHERE action = 'created'"))
		_, err = s.PurgeAppointments(t.Context(), time.UnixMicro(last+1))
		require.NoError(t, err)
		_, _, err = s.CreateAppointment(t.Context(), booking(now), nil)
		require.Equal(t, agenda.Conflict, agenda.CodeOf(err), "live ones are not touched")
		a, _, err := s.CreateAppointment(t.Context(), booking(now.Add(-time.Hour)), nil)
		require.NoError(t, err)
		require.Greater(t, a.ID, last, "no id is given twice")
	})
}
