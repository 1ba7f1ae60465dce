package backendd_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/daemon/backendd"
	"appointment-manager/internal/store"
)

// keeper runs Backups over a directory, in a bubble whose clock a test can put back and forth.
type keeper struct {
	t      *testing.T
	dir    string
	mu     sync.Mutex
	off    time.Duration // of the wall clock
	fail   error
	back   time.Duration // how far the wall clock is put back while a backup is written
	writes int
	log    strings.Builder
	b      *backendd.Backups
	stop   func()
}

func (k *keeper) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Now().Add(k.off)
}

// after lets time pass, and then changes something.
func (k *keeper) after(d time.Duration, change func()) {
	time.Sleep(d)
	synctest.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
}

func (k *keeper) sleep(d time.Duration) { k.after(d, func() {}) }

func (k *keeper) write(_ context.Context, path string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.writes++
	if k.fail != nil {
		return k.fail
	}
	k.off -= k.back
	return os.WriteFile(path, []byte("whole"), 0o600)
}

func (k *keeper) start() {
	k.b = backendd.NewBackups(backendd.BackupsConfig{
		Dir: k.dir, Every: 24 * time.Hour, Keep: 3, Write: k.write, Now: k.now, Log: slog.New(slog.NewTextHandler(&k.log, nil)),
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); k.b.Run(ctx) }()
	k.stop = func() { cancel(); <-done }
}

func (k *keeper) names() (names []string) {
	entries, err := os.ReadDir(k.dir)
	if !errors.Is(err, os.ErrNotExist) {
		require.NoError(k.t, err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (k *keeper) named(name string) {
	require.NoError(k.t, os.MkdirAll(k.dir, 0o700))
	require.NoError(k.t, os.WriteFile(filepath.Join(k.dir, name), nil, 0o600))
}

// keep runs a test in a bubble, whose clock begins at 2000-01-01 00:00 UTC.
func keep(t *testing.T, test func(t *testing.T, k *keeper)) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "backups")
	synctest.Test(t, func(t *testing.T) {
		k := &keeper{t: t, dir: dir, stop: func() {}}
		test(t, k)
		k.stop()
	})
}

const day = 24 * time.Hour

func TestBackupsAreWrittenEveryDayAndTheOldestRemoved(t *testing.T) {
	keep(t, func(t *testing.T, k *keeper) {
		k.named("appointments-notes.txt")
		k.named("by hand.db")
		k.named("appointments-20000101T000000Z.db.gz")
		k.start()
		require.Zero(t, k.b.Status().LastSuccess)
		k.sleep(2 * time.Minute)
		require.Equal(t, 1, k.writes, "the first is written soon after the start")
		require.Equal(t, time.Minute, k.b.Status().LastSuccess.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
		k.sleep(4 * day)
		require.Equal(t, 5, k.writes)
		require.Equal(t, []string{
			"appointments-20000101T000000Z.db.gz", "appointments-20000103T000100Z.db", "appointments-20000104T000100Z.db", "appointments-20000105T000100Z.db",
			"appointments-notes.txt", "by hand.db",
		}, k.names(), "what is not ours stays")
	})
}

func TestARestartNeitherRepeatsNorForgetsABackup(t *testing.T) {
	keep(t, func(t *testing.T, k *keeper) {
		k.named("appointments-19991231T120000Z.db")
		for range 10 {
			k.start()
			require.Equal(t, 1999, k.b.Status().LastSuccess.Year())
			k.sleep(time.Hour)
			k.stop()
		}
		require.Zero(t, k.writes)
		k.sleep(3 * day)
		k.start()
		k.sleep(2 * time.Minute)
		require.Equal(t, 1, k.writes, "one that was missed is written soon")
	})
}

func TestAFailureIsToldTriedAgainAndCostsNoOldBackup(t *testing.T) {
	keep(t, func(t *testing.T, k *keeper) {
		old := []string{"appointments-19991201T000000Z.db", "appointments-19991202T000000Z.db", "appointments-19991203T000000Z.db", "appointments-19991204T000000Z.db"}
		for _, name := range old {
			k.named(name)
		}
		k.fail = errors.New("no room on the disk")
		k.start()
		k.sleep(time.Hour + 2*time.Minute)
		require.Equal(t, 5, k.writes, "it is tried again each quarter of an hour")
		require.Equal(t, old, k.names(), "nothing is removed")
		require.ErrorIs(t, k.b.Status().Err, k.fail)
		require.Equal(t, 4, k.b.Status().LastSuccess.Day())
		require.Equal(t, 5, strings.Count(k.log.String(), "level=ERROR msg=\"backup failed\""))
		k.after(0, func() { k.fail = nil })
		k.sleep(15 * time.Minute)
		require.NoError(t, k.b.Status().Err)
		require.Equal(t, append(old[2:], "appointments-20000101T011600Z.db"), k.names())
		k.sleep(day - 2*time.Minute)
		require.Equal(t, 6, k.writes)
	})
}

func TestBackupsSurviveStepsOfTheClock(t *testing.T) {
	keep(t, func(t *testing.T, k *keeper) {
		k.start()
		k.sleep(2 * time.Minute)
		k.after(0, func() { k.off = 400 * day }) // somebody sets the wrong year
		k.sleep(2 * time.Minute)
		require.Equal(t, 2, k.writes)
		k.after(0, func() { k.off = 0 })
		for range 4 {
			k.sleep(day)
		}
		require.Equal(t, 6, k.writes, "a backup of the future holds up none of today")
		require.Equal(t, []string{"appointments-20000103T000100Z.db", "appointments-20000104T000100Z.db", "appointments-20000105T000100Z.db"}, k.names())
		k.after(0, func() { k.fail = errors.New("no room on the disk") })
		k.sleep(day)
		tries := k.writes
		k.after(0, func() { k.off = -300 * day })
		k.sleep(20 * time.Minute)
		require.Greater(t, k.writes, tries, "a clock that is put back does not put off the retry")
	})
}

func TestABackupStaysWhoseClockWasPutBackMeanwhile(t *testing.T) {
	keep(t, func(t *testing.T, k *keeper) {
		for _, name := range []string{"appointments-19991201T000000Z.db", "appointments-19991202T000000Z.db", "appointments-19991203T000000Z.db"} {
			k.named(name)
		}
		k.back = time.Hour
		k.start()
		k.sleep(90 * time.Second)
		require.Equal(t, 1, k.writes)
		require.Contains(t, k.names(), "appointments-20000101T000100Z.db")
	})
}

func TestWhatAKilledProgramLeftIsRemoved(t *testing.T) {
	keep(t, func(t *testing.T, k *keeper) {
		k.named("appointments-19991231T235959Z.db.part")
		k.named("appointments-of-mine.db.part")
		age := func(d time.Duration) {
			at := time.Now().Add(-d)
			require.NoError(t, os.Chtimes(filepath.Join(k.dir, "appointments-19991231T235959Z.db.part"), at, at))
		}
		age(0)
		k.start()
		k.sleep(2 * time.Minute)
		require.Len(t, k.names(), 3, "another program may be writing it")
		k.sleep(2 * time.Hour)
		require.Equal(t, []string{"appointments-20000101T000100Z.db", "appointments-of-mine.db.part"}, k.names())
	})
}

func TestBackupsOfARealDatabaseAreSound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(dir, "a.db")})
	require.NoError(t, err)
	defer s.Close()
	synctest.Test(t, func(t *testing.T) {
		b := backendd.NewBackups(backendd.BackupsConfig{Dir: filepath.Join(dir, "b"), Every: time.Hour, Keep: 2, Write: s.BackUp, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		go b.Run(ctx)
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		require.NoError(t, b.Status().Err)
		cancel()
	})
	files, err := filepath.Glob(filepath.Join(dir, "b", "*"))
	require.NoError(t, err)
	require.Len(t, files, 2)
	for _, file := range files {
		_, err := store.Verify(t.Context(), file)
		require.NoError(t, err)
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode())
	}
}
