package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

// crowd is how many appointments the tests of large databases work with: BACKUP_ROWS, else 20,000.
func crowd(t *testing.T) int {
	t.Helper()
	text, ok := os.LookupEnv("BACKUP_ROWS")
	if !ok {
		return 20_000
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// Bookings go on while a backup is written, and wait for it no longer than for each other.
func TestBookingsGoOnDuringABackup(t *testing.T) {
	t.Parallel()
	ctx, s, path, _ := dated(t)
	storetest.Crowd(t, path, crowd(t))
	at := berlin(t, "2035-01-01", "00:00", "+01:00")
	book := func(until func() bool) (took []time.Duration) {
		for ; !until(); at.StartsAt, at.EndsAt = at.EndsAt, at.EndsAt.Add(time.Minute) {
			begin := time.Now()
			_, _, err := s.CreateAppointment(ctx, at, nil)
			require.NoError(t, err)
			took = append(took, time.Since(begin))
		}
		slices.Sort(took)
		return took
	}
	n := 0
	quiet := book(func() bool { n++; return n > 300 })
	backup := filepath.Join(t.TempDir(), "backup.db")
	done := make(chan error, 1)
	begin := time.Now()
	go func() { done <- s.BackUp(ctx, backup) }()
	busy := book(func() bool { return len(done) > 0 })
	require.NoError(t, <-done)
	p99 := func(took []time.Duration) time.Duration { return took[len(took)*99/100] }
	t.Logf("backup in %s; of %d bookings meanwhile p50 %s, p99 %s, longest %s; of %d before p50 %s, p99 %s", time.Since(begin),
		len(busy), busy[len(busy)/2], p99(busy), busy[len(busy)-1], len(quiet), quiet[len(quiet)/2], p99(quiet))
	require.NotEmpty(t, busy)
	require.Less(t, p99(busy), time.Second)
	contents, err := store.Verify(ctx, backup)
	require.NoError(t, err)
	require.Positive(t, contents.Appointments)
}
