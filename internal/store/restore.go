package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// Restored tells what a restore has done.
type Restored struct {
	Contents
	Saved bool // whether there was anything to keep a copy of
}

// Restore puts what a backup holds in the place of what the database holds, also while a backend uses
// it, and keeps a copy of what was there in saveAs. It happens in one step: a restore that is
// interrupted has changed nothing. All sessions, feeds and API tokens end, and no number that a client has seen, such as
// an id or a version, comes to mean something else.
func Restore(ctx context.Context, cfg Config, file, saveAs string) (r Restored, err error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Log = cmp.Or(cfg.Log, quiet.Log)
	d, err := dialectOf(cfg)
	if err != nil {
		return r, err
	}
	if here, err := os.Stat(cfg.Path); err == nil && cfg.Path != "" {
		if named, err := os.Stat(file); err == nil && os.SameFile(here, named) {
			return r, fmt.Errorf("%s is the database itself: name a backup of it", file)
		}
	}
	if r.Contents, err = Verify(ctx, file); err != nil {
		return r, d.explain(err)
	}
	dir, err := workDir(filepath.Dir(saveAs))
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	upgraded, err := upgradedCopy(ctx, file, dir)
	if err != nil {
		return r, d.explain(fileError(file, err))
	}
	r.Saved, err = d.replace(ctx, upgraded, saveAs, func(was present) error {
		return was.outdo(ctx, upgraded, cfg.Now())
	})
	if err != nil {
		return r, fmt.Errorf("nothing was restored: %w", d.explain(err))
	}
	return r, nil
}

// workDir makes a directory for the copy that is worked on, and removes those that killed restores
// have left.
func workDir(parent string) (string, error) {
	const prefix = ".restore-"
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(parent)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), prefix) && time.Since(info.ModTime()) > time.Hour {
			os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
	return os.MkdirTemp(parent, prefix)
}

// upgradedCopy copies the content of a file, with what lies in a write-ahead log beside it, and brings
// the copy's schema up to date.
func upgradedCopy(ctx context.Context, file, dir string) (path string, err error) {
	path = filepath.Join(dir, "copy.db")
	from, err := openFile(ctx, file, reader, 1)
	if err != nil {
		return "", err
	}
	defer from.Close()
	// All databases of ours have pages of one size, which a database in use cannot change.
	for _, statement := range []string{"PRAGMA query_only = off", "PRAGMA page_size = 4096"} {
		if _, err := from.ExecContext(ctx, statement); err != nil {
			return "", err
		}
	}
	if _, err := from.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return "", err
	}
	db, err := openFile(ctx, path, writing, 1)
	if err != nil {
		return "", err
	}
	defer db.Close()
	return path, migrate(ctx, sqliteDialect{path: path, log: quiet.Log}, db, quiet)
}

// present is what of the content that is replaced must not come to mean something else.
type present struct {
	revision     int64            // the greatest of a calendar
	tokenVersion int64            // the greatest of a user
	sequences    map[string]int64 // the greatest number that was ever given away, by table
	appointments map[int64]edition
}

// edition is a state of an appointment that a client may hold.
type edition struct{ version, updatedAt int64 }

// readPresent reads it from a database of whatever kind; sequences is the query for its sequences.
func readPresent(ctx context.Context, db querier, sequences string) (p present, err error) {
	p.sequences, p.appointments = map[string]int64{}, map[int64]edition{}
	err = db.QueryRowContext(ctx, "SELECT (SELECT coalesce(max(revision), 0) FROM calendars), (SELECT coalesce(max(token_version), 0) FROM users)").
		Scan(&p.revision, &p.tokenVersion)
	if err != nil {
		return p, err
	}
	var table string
	var id, last int64
	err = eachRow(ctx, db, sequences, func() { p.sequences[table] = last }, &table, &last)
	if err != nil {
		return p, err
	}
	var e edition
	err = eachRow(ctx, db, "SELECT id, version, updated_at FROM appointments", func() { p.appointments[id] = e }, &id, &e.version, &e.updatedAt)
	return p, err
}

// querier is a *sql.DB, *sql.Conn or *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// eachRow scans each row of a query and calls do after it.
func eachRow(ctx context.Context, db querier, query string, do func(), into ...any) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		do()
	}
	return rows.Err()
}

// outdo raises the numbers in the file at path above those that clients have seen of the present:
// entity tags, revisions and tokens of old must match nothing, and no id be given away twice.
func (p present) outdo(ctx context.Context, path string, now time.Time) error {
	db, err := openFile(ctx, path, writing, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	if err := p.outdoAppointments(ctx, tx); err != nil {
		return err
	}
	if err := raiseSequences(ctx, tx, p.sequences); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE calendars SET revision = max(revision, ?) + 1", p.revision); err != nil {
		return err
	}
	// The clock stands in for a present that is lost: it is above what any account has counted to.
	_, err = tx.ExecContext(ctx, "UPDATE users SET token_version = 1 + max(?, ?, (SELECT max(token_version) FROM users))", p.tokenVersion, now.UnixMicro())
	if err != nil {
		return err
	}
	// An address that was withdrawn since must not open anything again.
	if _, err := tx.ExecContext(ctx, "DELETE FROM feeds; DELETE FROM api_tokens; DELETE FROM sessions"); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO audit_log (at, actor, action, object, object_id, fields) VALUES (?, ?, 'restored', 'database', '', '')",
		now.UnixMicro(), agenda.ActorFrom(ctx).Username)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// raiseSequences sees to it that a SQLite database counts on from above these numbers.
func raiseSequences(ctx context.Context, tx *sql.Tx, sequences map[string]int64) error {
	for table, last := range sequences {
		_, err := tx.ExecContext(ctx, "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)", table)
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", last, table); err != nil {
			return err
		}
	}
	return nil
}

// outdoAppointments gives those that went on since the backup was made a version that they never had.
func (p present) outdoAppointments(ctx context.Context, tx *sql.Tx) error {
	raised := map[int64]int64{}
	var id int64
	var e edition
	err := eachRow(ctx, tx, "SELECT id, version, updated_at FROM appointments", func() {
		if was := p.appointments[id]; was.version >= e.version && was != e {
			raised[id] = was.version + 1
		}
	}, &id, &e.version, &e.updatedAt)
	if err != nil {
		return err
	}
	for id, version := range raised {
		if _, err := tx.ExecContext(ctx, "UPDATE appointments SET version = ? WHERE id = ?", version, id); err != nil {
			return err
		}
	}
	return nil
}

func (d sqliteDialect) replace(ctx context.Context, file, saveAs string, prepare func(present) error) (saved bool, err error) {
	if err := prepareFile(ctx, d.path); err != nil {
		return false, startError{err}
	}
	db, err := openFile(ctx, d.path, writing, 2)
	if err != nil {
		return false, d.beyondUse(err)
	}
	defer db.Close()
	to, err := db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer to.Close()
	err = overwrite(ctx, to, file, func() error {
		was := present{}
		// A file that was made just now holds nothing yet.
		if saved, err = hasTable(ctx, db, "schema_migrations"); err != nil {
			return d.beyondUse(err)
		}
		if saved {
			if err := d.save(ctx, db, saveAs); err != nil {
				return d.beyondUse(err)
			}
			if was, err = readPresent(ctx, db, "SELECT name, seq FROM sqlite_sequence"); err != nil {
				return d.beyondUse(err)
			}
		}
		return prepare(was)
	})
	if err != nil {
		return false, err
	}
	// The pages lie in the write-ahead log now. Whether they get into the file this minute matters
	// to nobody but the disk's space.
	_, _ = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return saved, nil
}

// save copies what is there, which may lack a guard: perhaps it is for that that it is replaced.
func (d sqliteDialect) save(ctx context.Context, db *sql.DB, path string) error {
	return newFile(path, func(part string) error {
		if _, err := db.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
			return err
		}
		saved, err := openFile(ctx, part, reader, 1)
		if err != nil {
			return err
		}
		defer saved.Close()
		return sound(ctx, saved, part)
	})
}

// beyondUse explains what to do about a database that cannot even be copied.
func (d sqliteDialect) beyondUse(err error) error {
	if sqliteFault(err) != damaged {
		return err
	}
	return startError{fmt.Errorf("the database %s is damaged itself: stop the backend, move the file and those beside it that begin with its name (-wal, -shm) elsewhere, and restore again", d.path)}
}

// lockPatience is how long a restore waits until nobody writes.
const lockPatience = 30 * time.Second

// errLocked is what a copy ends with when writers left it no gap.
var errLocked = startError{errors.New("the database was written to for 30 seconds without a pause: try again")}

// pageCopy is SQLite's online backup, into a database that others use
// (https://www.sqlite.org/c3ref/backup_finish.html).
type pageCopy interface {
	// Step copies n pages, all that are left when n is negative, and tells whether all are there now.
	// It returns false when another program writes.
	Step(n int) (done bool, err error)
	// PageCount is how many pages the source has; 0 until a Step got hold of both databases.
	PageCount() int
	// Finish gives up what has not been copied to its end.
	Finish() error
}

// overwrite copies the database at path over the one that to is connected to. It calls locked when
// nobody but it can write there any more, and gives up when that fails.
func overwrite(ctx context.Context, to *sql.Conn, path string, locked func() error) error {
	return to.Raw(func(conn any) (err error) {
		pages, err := beginCopy(conn, path)
		if err != nil {
			return err
		}
		defer func() { err = cmp.Or(err, pages.Finish()) }()
		// A step of no pages takes the lock that the first page would, and keeps it.
		for deadline := time.Now().Add(lockPatience); pages.PageCount() == 0; {
			if _, err := pages.Step(0); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if time.Now().After(deadline) {
				return errLocked
			}
		}
		if err := locked(); err != nil {
			return err
		}
		done, err := pages.Step(-1)
		if err == nil && !done {
			err = errLocked
		}
		return err
	})
}
