package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

func TestUsersGrowIntoPostgresAndBack(t *testing.T) {
	t.Parallel()
	cfg := store.Config{URL: storetest.PostgresURL(t)}
	ctx, lite, path, _ := dated(t)
	storetest.Crowd(t, path, 5000)
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	_, err := lite.ChangePreferences(ctx, 1, func(p agenda.Preferences) (agenda.Preferences, error) {
		p.Language, p.Shortcuts = "de", false
		return p, nil
	})
	require.NoError(t, err)
	_, err = storetest.Raw(t, path).ExecContext(ctx, `INSERT INTO kinds (name, hue, minutes, position) VALUES ('Call', 2, 15, 1);
		INSERT INTO closed_days (first, last, reason) VALUES ('2026-12-24', '2026-12-31', 'Holidays')`)
	require.NoError(t, err)
	_, err = agenda.NewClientCards(lite).Change(ctx, "Priya Nair", nil, agenda.ClientCardPatch{Phone: new("+49 30 1"), Notes: new("Rings\ntwice")})
	require.NoError(t, err)
	require.NoError(t, lite.BackUp(ctx, file("sqlite.db")))

	r, err := store.Restore(ctx, cfg, file("sqlite.db"), file("saved empty.db"))
	require.NoError(t, err)
	require.False(t, r.Saved, "there was nothing to save")
	pg, err := store.Open(ctx, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { pg.Close() })
	require.NoError(t, pg.BackUp(ctx, file("postgres.db")))
	for table, rows := range kept(t, file("sqlite.db")) {
		require.True(t, len(rows) > 0 || table == "audit_log", "the backup says nothing of %s", table)
	}
	require.Equal(t, kept(t, file("sqlite.db")), kept(t, file("postgres.db")))
	contents, err := store.Verify(ctx, file("postgres.db"))
	require.NoError(t, err)
	require.Equal(t, r.Appointments, contents.Appointments)

	t.Run("the guards hold", func(t *testing.T) {
		_, _, err := pg.CreateAppointment(ctx, berlin(t, "2026-10-25", "02:30", "+02:00"), nil)
		require.Equal(t, agenda.Conflict, agenda.CodeOf(err))
		again, err := store.Open(ctx, cfg)
		require.NoError(t, err, "all that guards the data is in its place")
		require.NoError(t, again.Close())
	})
	t.Run("a restore raises every number", func(t *testing.T) { restoreRaises(ctx, t, pg, cfg, file) })
	t.Run("and back", func(t *testing.T) {
		require.NoError(t, pg.BackUp(ctx, file("back.db")))
		restore(t, path, file("back.db"))
		require.Equal(t, kept(t, file("back.db")), kept(t, path))
	})
}

func restoreRaises(ctx context.Context, t *testing.T, pg *store.Store, cfg store.Config, file func(string) string) {
	changed, err := pg.ChangeAppointment(ctx, 1, rename("Changed after the backup"))
	require.NoError(t, err)
	later, _, err := pg.CreateAppointment(ctx, berlin(t, "2027-01-04", "09:00", "+01:00"), nil)
	require.NoError(t, err)
	hanna, err := pg.ChangeUser(ctx, "hanna", func(u agenda.User) (agenda.User, error) {
		u.TokenVersion += 1 << 40
		return u, nil
	})
	require.NoError(t, err)
	revision, err := pg.Revision(ctx)
	require.NoError(t, err)
	_, err = pg.ReplaceFeed(ctx, 1, "hash of a secret")
	require.NoError(t, err)
	require.NoError(t, pg.CreateSession(ctx, agenda.Session{ID: "s", UserID: 1, ExpiresAt: time.Now().Add(time.Hour)}, hanna.TokenVersion, 100))
	require.NoError(t, pg.BackUp(ctx, file("now.db")))
	require.EqualValues(t, 1, number(t, file("now.db"), "SELECT count(*) FROM feeds"))

	r, err := store.Restore(ctx, cfg, file("postgres.db"), file("saved.db"))
	require.NoError(t, err)
	require.True(t, r.Saved)
	require.Equal(t, kept(t, file("now.db")), kept(t, file("saved.db")))
	require.NoError(t, pg.BackUp(ctx, file("restored.db")))
	require.Equal(t, kept(t, file("postgres.db")), kept(t, file("restored.db")))
	_, err = pg.Feed(ctx, 1)
	require.Equal(t, agenda.NotFound, agenda.CodeOf(err), "its address may have been withdrawn since")
	sessions, err := pg.Sessions(ctx, 1)
	require.NoError(t, err)
	require.Empty(t, sessions)
	a, err := pg.Appointment(ctx, 1)
	require.NoError(t, err)
	require.Equal(t, "Priya Nair", a.ClientName)
	require.Greater(t, a.Version, changed.Version)
	u, err := pg.UserByName(ctx, "hanna")
	require.NoError(t, err)
	require.Greater(t, u.TokenVersion, hanna.TokenVersion)
	restored, err := pg.Revision(ctx)
	require.NoError(t, err)
	require.Greater(t, restored, revision)
	again, _, err := pg.CreateAppointment(ctx, berlin(t, "2027-01-04", "09:00", "+01:00"), nil)
	require.NoError(t, err)
	require.Greater(t, again.ID, later.ID)
}

// A backup is of one moment: each appointment in it has its line in the audit log, and each line its
// appointment.
func TestBackupOfPostgresIsOfOneMoment(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := store.Open(ctx, store.Config{URL: storetest.PostgresURL(t)})
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	dir, stop, stopped := t.TempDir(), make(chan struct{}), make(chan struct{})
	begun := make(chan struct{})
	go func() {
		defer close(stopped)
		at := berlin(t, "2035-01-01", "00:00", "+01:00")
		for i := 0; ; i++ {
			if i == 20 {
				close(begun)
			}
			at.StartsAt, at.EndsAt = at.EndsAt, at.EndsAt.Add(time.Minute)
			if _, _, err := s.CreateAppointment(ctx, at, nil); err != nil {
				t.Errorf("booking %d: %v", i, err)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	<-begun
	for i := range 5 {
		file := filepath.Join(dir, fmt.Sprint(i, ".db"))
		require.NoError(t, s.BackUp(ctx, file))
		require.Positive(t, number(t, file, "SELECT count(*) FROM appointments"))
		require.Equal(t, number(t, file, "SELECT count(*) FROM appointments"), number(t, file, "SELECT count(*) FROM audit_log"))
	}
	close(stop)
	<-stopped
}

// Whoever reads during a restore sees the old content or the new, and never an empty table.
func TestPostgresIsReadDuringARestore(t *testing.T) {
	t.Parallel()
	cfg := store.Config{URL: storetest.PostgresURL(t)}
	ctx, lite, path, _ := dated(t)
	storetest.Crowd(t, path, 2000)
	dir := t.TempDir()
	backup := filepath.Join(dir, "backup.db")
	require.NoError(t, lite.BackUp(ctx, backup))
	_, err := store.Restore(ctx, cfg, backup, filepath.Join(dir, "a.db"))
	require.NoError(t, err)
	db, err := sql.Open("pgx", cfg.URL)
	require.NoError(t, err)
	defer db.Close()
	want := number(t, backup, "SELECT count(*) FROM appointments")
	done := make(chan error, 1)
	go func() {
		_, err := store.Restore(ctx, cfg, backup, filepath.Join(dir, "b.db"))
		done <- err
	}()
	for reads := 0; ; reads++ {
		var n int64
		begin := time.Now()
		require.NoError(t, db.QueryRowContext(ctx, "SELECT count(*) FROM appointments").Scan(&n))
		require.Equal(t, want, n)
		require.Less(t, time.Since(begin), 5*time.Second)
		select {
		case err := <-done:
			require.NoError(t, err)
			require.Positive(t, reads)
			return
		default:
		}
	}
}
