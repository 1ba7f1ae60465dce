package chaos_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/store/storetest"
)

// openTwoOffices starts two backends on one PostgreSQL database, and connects to it past them.
func openTwoOffices(t *testing.T, p *storetest.Postgres) ([2]*office, *sql.DB) {
	t.Helper()
	address := p.Database(t)
	var two [2]*office
	for i := range two {
		two[i] = openOffice(t, filepath.Join(t.TempDir(), "unused"), "DATABASE_URL="+address,
			"JWT_SECRET_KEY=one secret for all that stand side by side")
	}
	db, err := sql.Open("pgx", address)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return two, db
}

// postgresRecords requires that no time is sold twice and returns the appointments.
func postgresRecords(t *testing.T, db *sql.DB) []record {
	t.Helper()
	var pairs int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM appointments a JOIN appointments b ON a.id < b.id
		AND a.calendar_id = b.calendar_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
		WHERE NOT a.overlap AND NOT b.overlap AND a.deleted_at IS NULL AND b.deleted_at IS NULL
		AND a.status <> 'cancelled' AND b.status <> 'cancelled'`).Scan(&pairs))
	require.Zero(t, pairs)
	return readRecords(t, db)
}

func TestTwoBackendsOnOnePostgreSQL(t *testing.T) {
	row := scenario(t, 32, "two backends on one PostgreSQL: everybody books the same times, then moves onto one")
	slots, connections := size(30, 500), size(50, 200)
	two, db := openTwoOffices(t, storetest.StartPostgres(t))
	wanted := shuffled(slots, asksPerSlot)
	row.load = fmt.Sprintf("%d bookings, %d slots, %d connections", len(wanted), slots, connections)
	row.faults = "all at once, half at each"
	statuses, slowest := crowd(t, connections, len(wanted), func(i int) reply {
		return two[i%2].book(t.Context(), wanted[i], fmt.Sprint("client ", i), "", "")
	})
	require.Equal(t, map[int]int{http.StatusCreated: slots, http.StatusConflict: slots * (asksPerSlot - 1)}, statuses)

	rows := postgresRecords(t, db)
	require.Len(t, rows, slots)
	movers := min(connections, slots)
	moved, _ := crowd(t, movers, movers, func(i int) reply { return two[i%2].moveTo(t.Context(), rows[i].id, slots+1) })
	require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusConflict: movers - 1}, moved)
	row.doubled = twiceAt(postgresRecords(t, db))
	row.note = fmt.Sprintf("%d × 201, %d × 409, no other; slowest answer %s", slots, statuses[http.StatusConflict], slowest.Round(time.Millisecond))
}

func TestPostgreSQLAndBothBackendsAreKilled(t *testing.T) {
	row := scenario(t, 45, "PostgreSQL and two backends on it killed in turn")
	rounds := size(1, 10)
	p := storetest.StartPostgres(t)
	two, db := openTwoOffices(t, p)
	var acks atomic.Int64
	clerks := make([]*clerk, 16)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for i := range clerks {
		clerks[i] = &clerk{office: two[i%2], number: i, acks: &acks, gone: map[int64]bool{}, patient: true}
		all.Go(func() { clerks[i].work(ctx) })
	}
	answeredAgain := func() {
		began, before := time.Now(), acks.Load()
		for acks.Load() == before {
			require.Less(t, time.Since(began), 30*time.Second, "no write is answered")
			time.Sleep(time.Millisecond)
		}
		row.recovered(time.Since(began))
	}
	for range rounds {
		time.Sleep(300*time.Millisecond + rand.N(300*time.Millisecond))
		p.Crash()
		time.Sleep(rand.N(time.Second))
		p.Start(t)
		answeredAgain()
		for _, o := range two {
			time.Sleep(rand.N(300 * time.Millisecond))
			o.Kill()
			o.Start(t)
			o.Await(t)
			answeredAgain()
		}
	}
	time.Sleep(300 * time.Millisecond) // it works on
	stop()
	all.Wait()
	row.load = fmt.Sprintf("%d writes", acks.Load())
	row.faults = fmt.Sprintf("%d crashes of PostgreSQL, %d SIGKILLs", rounds, 2*rounds)
	account(t, row, clerks, postgresRecords(t, db))
}
