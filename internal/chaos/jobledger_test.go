package chaos_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// jobRecord is a job as it stands in the database file.
type jobRecord struct {
	id, label, state, reason, summary, resultID string
	requested, finished                         time.Time
	attempts                                    []agenda.Attempt
}

func (r *jobRecord) ended() bool { return agenda.JobState(r.state).Terminal() }

// ledger reads the jobs from the database, behind the backend's back, over and over: an end that is
// written twice, or changed, is seen.
type ledger struct {
	db   *sql.DB
	file bool // it is SQLite's

	mu      sync.Mutex
	ends    map[string]string // what each job that has ended came to
	changed int
}

// watchLedger reads the database until the test ends.
func watchLedger(t *testing.T, driver, source string) *ledger {
	t.Helper()
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	db.SetMaxIdleConns(0) // an open connection would keep what a killed backend leaves behind in order
	l := &ledger{db: db, file: driver == "sqlite3", ends: map[string]string{}}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			_ = l.look() // at a moment when it cannot be read nothing is learnt
			select {
			case <-ctx.Done():
			case <-time.After(300 * time.Millisecond):
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		<-done
		db.Close()
	})
	return l
}

// look compares every end with what it was when it was seen first.
func (l *ledger) look() error {
	rows, err := l.db.Query(`SELECT id, state || ' ' || finished_at || ' ' || run || ' ' || coalesce(summary, error)
		FROM summary_jobs WHERE state NOT IN ('accepted', 'queued')`)
	if err != nil {
		return err
	}
	defer rows.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := 0
	for rows.Next() {
		var id, end string
		if err := rows.Scan(&id, &end); err != nil {
			return err
		}
		seen++
		if before, ok := l.ends[id]; ok && before != end {
			l.changed++
		}
		l.ends[id] = end
	}
	if err := rows.Err(); err != nil {
		return err
	}
	l.changed += len(l.ends) - seen // an end that was taken back is a change too
	return nil
}

// missing returns how many of the ids have not ended.
func (l *ledger) missing(ids map[string]string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range ids {
		if _, ok := l.ends[id]; !ok {
			n++
		}
	}
	return n
}

// records returns all jobs, after checking that a database that is a file is whole.
func (l *ledger) records(t *testing.T) []jobRecord {
	t.Helper()
	require.NoError(t, l.look())
	if l.file {
		require.Equal(t, "ok", verdict(l.db))
	}
	rows, err := l.db.Query(`SELECT id, label, state, error, coalesce(summary, ''), result_id, requested_at, coalesce(finished_at, 0), attempts FROM summary_jobs`)
	require.NoError(t, err)
	defer rows.Close()
	var all []jobRecord
	for rows.Next() {
		var r jobRecord
		var requested, finished int64
		var attempts string
		require.NoError(t, rows.Scan(&r.id, &r.label, &r.state, &r.reason, &r.summary, &r.resultID, &requested, &finished, &attempts))
		r.requested, r.finished = time.UnixMicro(requested), time.UnixMicro(finished)
		require.NoError(t, json.Unmarshal([]byte(attempts), &r.attempts))
		all = append(all, r)
	}
	require.NoError(t, rows.Err())
	return all
}
