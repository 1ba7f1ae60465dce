package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: path})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	t.Log("driver:", store.Driver)
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, filepath.Join(t.TempDir(), "a.db")) })
}

func TestDataOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new dir?&#%41", "a.db")
	s, err := store.Open(t.Context(), store.Config{Path: path})
	require.NoError(t, err)
	_, err = s.CreateUser(t.Context(), agenda.User{Username: "hanna", Role: agenda.RoleAdmin, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)
	require.NoError(t, s.Close())

	again := open(t, path)
	u, err := again.UserByName(t.Context(), "hanna")
	require.NoError(t, err)
	require.Equal(t, agenda.RoleAdmin, u.Role)

	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, want, info.Mode(), name)
	}
}

func TestWritesAfterCloseAreRefused(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "a.db")})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = s.CreateUser(t.Context(), agenda.User{Username: "late"})
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
}

// raw opens the file as any other program would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	driver := "sqlite3"
	if strings.Contains(store.Driver, "modernc") {
		driver = "sqlite"
	}
	db, err := sql.Open(driver, path)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

// What SQLite's own check does not find, a letter in a date or in a list of attempts, is told as what it
// is wherever it is met: as damage, and not as a fault of the program or of who asked.
func TestRowThatCannotBeReadIsToldAsDamage(t *testing.T) {
	t.Parallel()
	for _, damage := range []string{
		"UPDATE appointments SET date = '2026-1x-01'", "UPDATE appointments SET time = '0#:00'",
		"UPDATE summary_jobs SET from_date = 'x'", "UPDATE summary_jobs SET to_date = 'x'", "UPDATE summary_jobs SET attempts = '[{'",
	} {
		t.Run(damage, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.db")
			storetest.Fixture(t, 1, path)
			s, err := store.Open(t.Context(), store.Config{Path: path})
			require.NoError(t, err)
			defer s.Close()
			db := raw(t, path)
			db.SetMaxOpenConns(1)
			_, err = db.Exec("PRAGMA ignore_check_constraints = 1")
			require.NoError(t, err)
			done, err := db.Exec(damage)
			require.NoError(t, err)
			n, err := done.RowsAffected()
			require.NoError(t, err)
			require.NotZero(t, n, "the fixture has rows to damage")
			told := func(what string, err error) {
				t.Helper()
				require.Equal(t, agenda.Unavailable, agenda.CodeOf(err), "%s: %v", what, err)
				require.ErrorContains(t, err, "The database file is damaged. Restore a backup.", what)
			}
			if strings.Contains(damage, "appointments") {
				err = s.EachAppointment(t.Context(), agenda.AppointmentQuery{}, func(*agenda.Appointment) error { return nil })
				told("list", err)
				_, err = s.Appointment(t.Context(), 1)
				told("read", err)
				return
			}
			_, err = s.Jobs(t.Context(), agenda.JobQuery{Limit: 100})
			told("jobs", err)
			var id string
			require.NoError(t, db.QueryRow("SELECT id FROM summary_jobs LIMIT 1").Scan(&id))
			_, err = s.Job(t.Context(), id)
			told("job", err)
		})
	}
}

func TestStartIsRefusedWithOneClearLine(t *testing.T) {
	t.Parallel()
	fresh := func(t *testing.T) string {
		path := filepath.Join(t.TempDir(), "a.db")
		s, err := store.Open(t.Context(), store.Config{Path: path})
		require.NoError(t, err)
		require.NoError(t, s.Close())
		return path
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		says  string
	}{
		"no database": {func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("not a database. ", 512)), 0o600))
		}, "is not an appointment database"},
		"newer schema": {func(t *testing.T, path string) {
			_, err := raw(t, path).Exec("INSERT INTO schema_migrations VALUES (99, 'future', 'x', 0), (98, 'future', 'x', 0)")
			require.NoError(t, err)
		}, "newer version"},
		"another migration": {func(t *testing.T, path string) {
			_, err := raw(t, path).Exec("UPDATE schema_migrations SET checksum = 'x'")
			require.NoError(t, err)
		}, "applied in another form"},
		"guard dropped": {func(t *testing.T, path string) {
			_, err := raw(t, path).Exec("DROP TRIGGER appointments_no_overlap_insert")
			require.NoError(t, err)
		}, "trigger appointments_no_overlap_insert is not as this program made it"},
		"strange table": {func(t *testing.T, path string) {
			_, err := raw(t, path).Exec("CREATE TABLE extra (id)")
			require.NoError(t, err)
		}, "did not make"},
		"a directory": {func(t *testing.T, path string) {
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Mkdir(path, 0o700))
		}, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := fresh(t)
			c.spoil(t, path)
			_, err := store.Open(t.Context(), store.Config{Path: path})
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestBackUpIsAWholeCopyMadeWhileInUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "a.db"))
	_, err := s.CreateUser(t.Context(), agenda.User{Username: "hanna", Role: agenda.RoleAdmin, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)
	copyPath := filepath.Join(dir, "copy.db")
	require.NoError(t, s.BackUp(t.Context(), copyPath))
	require.Error(t, s.BackUp(t.Context(), copyPath), "it writes over nothing")
	contents, err := store.Verify(t.Context(), copyPath)
	require.NoError(t, err)
	require.Equal(t, 1, contents.Users)

	restored := open(t, copyPath)
	_, err = restored.UserByName(t.Context(), "hanna")
	require.NoError(t, err)
	_, err = store.Verify(t.Context(), filepath.Join(dir, "none.db"))
	require.Error(t, err)
}

func TestAuditLogIsAppendOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	_, err := s.CreateUser(t.Context(), agenda.User{Username: "hanna", Role: agenda.RoleAdmin, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)
	db := raw(t, path)
	for _, statement := range []string{"DELETE FROM audit_log", "UPDATE audit_log SET actor = 'nobody'"} {
		_, err = db.Exec(statement)
		require.ErrorContains(t, err, "append-only")
	}
}
