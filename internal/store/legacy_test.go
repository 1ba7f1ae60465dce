package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

func TestLegacyDatabaseIsToldFromOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	make := func(name, statement string) string {
		path := filepath.Join(dir, name)
		storetest.Original(t, path, false)
		_, err := storetest.Raw(t, path).ExecContext(t.Context(), statement)
		require.NoError(t, err)
		return path
	}
	ours := filepath.Join(dir, "ours.db")
	storetest.Fixture(t, 1, ours)
	for path, says := range map[string]string{
		ours:                          "is a database of this program",
		filepath.Join(dir, "none.db"): "no such file",
		make("column.db", "ALTER TABLE appointment DROP COLUMN notes"):         "its table appointment has no column notes",
		make("hash.db", "ALTER TABLE user RENAME COLUMN hashed_password TO p"): "its table user has no column hashed_password or password_hash",
		make("table.db", "DROP TABLE appointment"):                             "it has no table appointment",
	} {
		_, err := store.ReadLegacy(t.Context(), path)
		require.ErrorContains(t, err, says)
	}
	legacy, err := store.ReadLegacy(t.Context(), make("other.db", "ALTER TABLE user RENAME COLUMN hashed_password TO Password_Hash"))
	require.NoError(t, err)
	require.Len(t, legacy.Users, 3)
	require.Equal(t, "2026-12-01", legacy.Appointments[0].Date)
	require.Equal(t, "09:00:00.000000", legacy.Appointments[0].Time)
	require.Nil(t, legacy.Appointments[1].Notes)
	legacy, err = store.ReadLegacy(t.Context(), make("no users.db", "DROP TABLE user"))
	require.NoError(t, err)
	require.Empty(t, legacy.Users)
}

func TestImport(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		imports(t, open(t, filepath.Join(t.TempDir(), "a.db")))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		s, err := store.Open(t.Context(), store.Config{URL: storetest.PostgresURL(t)})
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		imports(t, s)
	})
}

func imports(t *testing.T, s *store.Store) {
	ctx := agenda.WithActor(t.Context(), agenda.Actor{Username: "importer"})
	row := func(id int64, clock string) agenda.Appointment {
		a := berlin(t, "2026-12-01", clock, "+01:00")
		a.ID = id
		return a
	}
	user := agenda.User{Username: "anna", Role: agenda.RoleAdmin, PasswordHash: "h"}
	rows := []agenda.Appointment{row(3, "09:00"), row(9, "09:00"), row(20, "10:00")}
	done, err := s.Import(ctx, rows, []agenda.User{user})
	require.NoError(t, err)
	require.Equal(t, store.Imported{Appointments: 3, Overlaps: []int64{9}, KeptIDs: true, Users: 1}, done)
	a, err := s.Appointment(ctx, 9)
	require.NoError(t, err)
	require.True(t, a.Overlap)
	require.Equal(t, "importer", a.CreatedBy)
	_, _, err = s.CreateAppointment(ctx, row(0, "10:15"), nil)
	require.Equal(t, agenda.Conflict, agenda.CodeOf(err), "what was imported holds its time")
	booked, _, err := s.CreateAppointment(ctx, row(0, "11:00"), nil)
	require.NoError(t, err)
	require.Greater(t, booked.ID, int64(20), "numbers go on from the greatest that was imported")

	_, err = s.ChangeAppointment(ctx, 3, rename("changed here"))
	require.NoError(t, err)
	rows[2].ClientName = "changed there"
	user.Username = "Anna"
	done, err = s.Import(ctx, append(rows, row(30, "11:15"), row(31, "12:00")), []agenda.User{user})
	require.NoError(t, err)
	require.Equal(t, store.Imported{Appointments: 2, Overlaps: []int64{30}, Known: 3, Differing: []int64{20}, KnownUsers: []string{"Anna"}}, done)
	a, err = s.Appointment(ctx, booked.ID+1)
	require.NoError(t, err)
	require.True(t, a.Overlap, "a number that may have been given away is not used")
	a, err = s.Appointment(ctx, 3)
	require.NoError(t, err)
	require.Equal(t, "changed here", a.ClientName)

	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err = s.Import(gone, []agenda.Appointment{row(40, "13:00")}, nil)
	require.Error(t, err)
	bad := row(42, "15:00")
	bad.ClientName = ""
	before, err := s.CountAppointments(ctx, agenda.AppointmentQuery{})
	require.NoError(t, err)
	_, err = s.Import(ctx, []agenda.Appointment{row(41, "14:00"), bad}, nil)
	require.Error(t, err)
	after, err := s.CountAppointments(ctx, agenda.AppointmentQuery{})
	require.NoError(t, err)
	require.Equal(t, before, after, "all or none")
}
