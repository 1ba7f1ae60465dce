package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

// raised are the columns whose numbers a restore raises.
var raised = map[string][]string{"appointments": {"version"}, "users": {"token_version"}, "calendars": {"revision"}}

// kept returns what of a file a restore must bring back to the last row.
func kept(t *testing.T, path string) map[string][]string {
	t.Helper()
	columns := storetest.Columns(t, path)
	delete(columns, "sqlite_sequence")
	delete(columns, "feeds")
	delete(columns, "api_tokens")
	delete(columns, "sessions")
	for table, names := range raised {
		var rest []string
		for _, name := range columns[table] {
			if name != names[0] {
				rest = append(rest, name)
			}
		}
		columns[table] = rest
	}
	rows := storetest.Rows(t, path, columns)
	rows["audit_log"] = rows["audit_log"][:0:0] // which a restore adds to
	return rows
}

// number reads one number from a file.
func number(t *testing.T, path, query string, args ...any) (n int64) {
	t.Helper()
	require.NoError(t, storetest.Raw(t, path).QueryRowContext(t.Context(), query, args...).Scan(&n))
	return n
}

// dated returns a store's context and file with a fixture's content, and a backup of it.
func dated(t *testing.T) (ctx context.Context, s *store.Store, path, backup string) {
	t.Helper()
	ctx = agenda.WithActor(t.Context(), agenda.Actor{Username: "Hanna"})
	dir := t.TempDir()
	path, backup = filepath.Join(dir, "live [1]", "a.db"), filepath.Join(dir, "backup.db")
	require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
	storetest.Fixture(t, 1, path)
	s = open(t, path)
	_, err := s.CreateAPIToken(ctx, agenda.APIToken{UserID: 1, Scope: agenda.ScopeRead}, "hash of a token", 50)
	require.NoError(t, err)
	session := agenda.Session{ID: "session of hanna", UserID: 1, ExpiresAt: time.Now().Add(time.Hour)}
	require.NoError(t, s.CreateSession(ctx, session, 1, 100))
	_, err = s.ReplaceFeed(ctx, 1, "hash of a secret")
	require.NoError(t, err)
	require.NoError(t, s.PauseSummaries(ctx))
	i, err := s.CreateImport(ctx, agenda.Import{FileName: "f.csv", State: agenda.ImportWaiting, CreatedAt: time.Now()}, nil)
	require.NoError(t, err)
	raw := storetest.Raw(t, path)
	_, err = raw.ExecContext(ctx, "INSERT INTO imported_rows (import_id, line, appointment_id) VALUES (?, 2, 1)", i.ID)
	require.NoError(t, err)
	require.NoError(t, raw.Close())
	require.NoError(t, s.BackUp(ctx, backup))
	return ctx, s, path, backup
}

func restore(t *testing.T, path, backup string) (r store.Restored, saved string) {
	t.Helper()
	saved = path + ".before-restore-" + strconv.FormatInt(time.Now().UnixNano(), 10)
	r, err := store.Restore(t.Context(), store.Config{Path: path}, backup, saved)
	require.NoError(t, err)
	return r, saved
}

func rename(name string) func(agenda.Appointment) (agenda.Appointment, error) {
	return func(a agenda.Appointment) (agenda.Appointment, error) { a.ClientName = name; return a, nil }
}

func TestRestoreUnderARunningBackend(t *testing.T) {
	t.Parallel()
	ctx, s, path, backup := dated(t)
	then := kept(t, backup)
	before, err := s.CountAppointments(ctx, agenda.AppointmentQuery{})
	require.NoError(t, err)

	changed, err := s.ChangeAppointment(ctx, 1, rename("Changed after the backup"))
	require.NoError(t, err)
	later, _, err := s.CreateAppointment(ctx, berlin(t, "2027-01-04", "09:00", "+01:00"), nil)
	require.NoError(t, err)
	hanna, err := s.ChangeUser(ctx, "hanna", func(u agenda.User) (agenda.User, error) {
		u.PasswordHash, u.TokenVersion = "new", u.TokenVersion+7
		return u, nil
	})
	require.NoError(t, err)
	_, err = s.CreateUser(ctx, agenda.User{Username: "later", Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 3})
	require.NoError(t, err)
	_, err = s.FinishJobs(ctx, []agenda.JobOutcome{{ID: "job-queued", Run: 1, State: agenda.JobDead, Error: "e", FinishedAt: time.Now()}})
	require.NoError(t, err)
	revision, err := s.Revision(ctx)
	require.NoError(t, err)
	now := kept(t, path)

	r, saved := restore(t, path, backup)
	require.Equal(t, before, r.Appointments)
	require.Equal(t, 2, r.Users)
	require.Equal(t, 7, r.Jobs)
	require.Equal(t, then, kept(t, path), "every row is as it was")
	require.Equal(t, now, kept(t, saved), "what was there is kept")
	contents, err := store.Verify(ctx, path)
	require.NoError(t, err)
	require.Equal(t, r.Appointments, contents.Appointments)

	t.Run("the store that was open sees it at once", func(t *testing.T) {
		n, err := s.CountAppointments(ctx, agenda.AppointmentQuery{})
		require.NoError(t, err)
		require.Equal(t, before, n)
		restored, err := s.Revision(ctx)
		require.NoError(t, err)
		require.Greater(t, restored, revision, "a list's tag of before matches nothing")
		jobs, err := s.OpenJobs(ctx, 10, "")
		require.NoError(t, err)
		require.Len(t, jobs, 3, "a job that had not ended is open again")
		duplicates, err := s.FinishJobs(ctx, []agenda.JobOutcome{{ID: "unknown", Run: 1, State: agenda.JobDead, Error: "e", FinishedAt: time.Now()}})
		require.NoError(t, err)
		require.Zero(t, duplicates, "an end of a job that the file does not know is entered")
	})
	t.Run("sessions, feeds and API tokens have ended", func(t *testing.T) {
		tokens, err := s.APITokens(ctx, 1)
		require.NoError(t, err)
		require.Empty(t, tokens)
		_, seen, err := s.UserInSession(ctx, "hanna", "session of hanna")
		require.NoError(t, err)
		require.Nil(t, seen)
		_, err = s.Feed(ctx, 1)
		require.Equal(t, agenda.NotFound, agenda.CodeOf(err), "its address may have been withdrawn since")
		u, err := s.UserByName(ctx, "hanna")
		require.NoError(t, err)
		require.Equal(t, "$2a$12$hash.of.hanna", u.PasswordHash)
		require.Greater(t, u.TokenVersion, hanna.TokenVersion)
	})
	t.Run("versions go on", func(t *testing.T) {
		a, err := s.Appointment(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, "Priya Nair", a.ClientName)
		require.Greater(t, a.Version, changed.Version, "no tag of before matches")
		require.Equal(t, number(t, backup, "SELECT version FROM appointments WHERE id = 2"), number(t, path, "SELECT version FROM appointments WHERE id = 2"),
			"what has not changed keeps its version")
	})
	t.Run("numbers are not given away twice", func(t *testing.T) {
		a, _, err := s.CreateAppointment(ctx, berlin(t, "2027-01-04", "09:00", "+01:00"), nil)
		require.NoError(t, err)
		require.Greater(t, a.ID, later.ID)
		u, err := s.CreateUser(ctx, agenda.User{Username: "later", Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
		require.NoError(t, err)
		require.EqualValues(t, 4, u.ID)
	})
	t.Run("it is written down", func(t *testing.T) {
		require.EqualValues(t, 1, number(t, path, "SELECT count(*) FROM audit_log WHERE action = 'restored' AND object = 'database'"))
	})
	t.Run("and taken back", func(t *testing.T) {
		restore(t, path, saved)
		require.Equal(t, now, kept(t, path))
		a, err := s.Appointment(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, "Changed after the backup", a.ClientName)
	})
}

func TestRestoreOfManyWhileEverybodyBooks(t *testing.T) {
	t.Parallel()
	ctx, s, path, _ := dated(t)
	storetest.Crowd(t, path, crowd(t))
	backup := filepath.Join(t.TempDir(), "backup.db")
	require.NoError(t, s.BackUp(ctx, backup))
	then := kept(t, backup)

	stop, stopped := make(chan struct{}), make(chan struct{})
	var booked atomic.Int64
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			a := berlin(t, "2035-01-01", "00:00", "+01:00")
			a.StartsAt = a.StartsAt.Add(time.Duration(i) * time.Hour)
			a.EndsAt = a.StartsAt.Add(time.Hour)
			if _, _, err := s.CreateAppointment(ctx, a, nil); err != nil {
				t.Errorf("booking %d: %v", i, err)
			}
			booked.Add(1)
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	begin := time.Now()
	_, saved := restore(t, path, backup)
	took := time.Since(begin)
	close(stop)
	<-stopped
	t.Logf("restored in %s while %d were booked", took, booked.Load())
	require.Less(t, took, 10*time.Second)
	late := "SELECT count(*) FROM appointments WHERE starts_at >= 2051218800"
	require.Equal(t, booked.Load(), number(t, saved, late)+number(t, path, late), "each is in what was saved or was booked after")
	require.EqualValues(t, len(then["appointments"]), number(t, path, "SELECT count(*) FROM appointments WHERE starts_at < 2051218800"))
	_, err := store.Verify(ctx, path)
	require.NoError(t, err)
}

func TestRestoreIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	ctx, s, path, backup := dated(t)
	dir := t.TempDir()
	spoil := func(name string, how func(file string)) string {
		file := filepath.Join(dir, name)
		b, err := os.ReadFile(backup)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, b, 0o600))
		how(file)
		return file
	}
	exec := func(statement string) func(string) {
		return func(file string) {
			_, err := storetest.Raw(t, file).ExecContext(ctx, statement)
			require.NoError(t, err)
		}
	}
	before := kept(t, path)
	for file, says := range map[string]string{
		filepath.Join(dir, "none.db"): "no such file",
		dir:                           "is not a file",
		path:                          "is the database itself",
		spoil("text.db", func(f string) { require.NoError(t, os.WriteFile(f, []byte("Dear all, here is the text."), 0o600)) }): "is not a database",
		spoil("empty.db", func(f string) { require.NoError(t, os.Truncate(f, 0)) }):                                            "not a database of this program",
		spoil("cut.db", func(f string) { require.NoError(t, os.Truncate(f, 40_960)) }):                                         "damaged",
		spoil("newer.db", exec("INSERT INTO schema_migrations VALUES (99, 'future', 'x', 0), (98, 'future', 'x', 0)")):         "newer version",
		spoil("guard.db", exec("DROP TRIGGER appointments_no_overlap_update")):                                                 "appointments_no_overlap_update",
		spoil("original.db", exec("DROP TABLE schema_migrations; CREATE TABLE appointment (id INTEGER)")):                      "use import-legacy",
		spoil("twice.db", func(f string) {
			trigger := ""
			db := storetest.Raw(t, f)
			require.NoError(t, db.QueryRow("SELECT sql FROM sqlite_schema WHERE name = 'appointments_no_overlap_update'").Scan(&trigger))
			_, err := db.ExecContext(ctx, "DROP TRIGGER appointments_no_overlap_update; UPDATE appointments SET overlap = 0; "+trigger)
			require.NoError(t, err)
		}): "sells a time twice: 1 appointments overlap another without being marked, such as number 3",
	} {
		_, err := store.Restore(ctx, store.Config{Path: path}, file, path+".saved")
		require.ErrorContains(t, err, says, file)
		require.NotContains(t, err.Error(), "\n")
		if _, err = store.Verify(ctx, file); file != path {
			require.ErrorContains(t, err, says, "who only looks is told the same")
		}
	}
	require.Equal(t, before, kept(t, path))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	for _, e := range left {
		require.Contains(t, []string{"a.db", "a.db-wal", "a.db-shm", "a.db.before-0002"}, e.Name(), "nothing is left behind")
	}
	_, err = s.ChangeAppointment(ctx, 1, rename("still writable"))
	require.NoError(t, err)
}

func TestRestoreWhereThereIsNothing(t *testing.T) {
	t.Parallel()
	_, _, _, backup := dated(t)
	path := filepath.Join(t.TempDir(), "new machine", "a.db")
	r, saved := restore(t, path, backup)
	require.False(t, r.Saved)
	require.NoFileExists(t, saved)
	require.Equal(t, kept(t, backup), kept(t, path))
	require.Greater(t, number(t, path, "SELECT min(token_version) FROM users"), int64(1_700_000_000), "tokens of the machine that is lost are worthless")
}

// Where no start succeeds a restore still does.
func TestRestoreOverADatabaseThatIsRefused(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{
		"a guard is missing": "DROP TRIGGER appointments_no_overlap_insert",
		"a newer schema":     "INSERT INTO schema_migrations VALUES (99, 'future', 'x', 0), (98, 'future', 'x', 0)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, s, path, backup := dated(t)
			require.NoError(t, s.Close())
			db := storetest.Raw(t, path)
			_, err := db.Exec(spoil)
			require.NoError(t, err)
			require.NoError(t, db.Close())
			_, err = store.Open(t.Context(), store.Config{Path: path})
			require.Error(t, err)
			r, saved := restore(t, path, backup)
			require.True(t, r.Saved)
			require.FileExists(t, saved)
			_, err = store.Verify(t.Context(), path)
			require.NoError(t, err)
		})
	}
}

func TestRestoreOverADamagedDatabaseTellsWhatToDo(t *testing.T) {
	t.Parallel()
	_, s, path, backup := dated(t)
	require.NoError(t, s.Close())
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	for i := range b[:4096] {
		b[i] = 'x'
	}
	require.NoError(t, os.WriteFile(path, b, 0o600))
	_, err = store.Restore(t.Context(), store.Config{Path: path}, backup, path+".saved")
	require.ErrorContains(t, err, "is damaged itself: stop the backend")
}
