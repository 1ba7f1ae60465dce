package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"
)

// Contents is what a database file holds.
type Contents struct {
	Schema       int // the number of its last migration
	Appointments int // that are not deleted
	Users        int
	Jobs         int       // summary jobs, ended or not
	NewestChange time.Time // zero in a database that nothing was ever done in
}

// String says it for people.
func (c Contents) String() string {
	as := "as new"
	if !c.NewestChange.IsZero() {
		as = "as of " + c.NewestChange.Format("2006-01-02 15:04:05 MST")
	}
	return fmt.Sprintf("%d appointments, %d users, %d summary jobs, schema %d, %s", c.Appointments, c.Users, c.Jobs, c.Schema, as)
}

// Verify reads a whole database file and returns what is in it. It fails when the file is no database
// of this program or one of a newer version, is damaged, lacks a guard, or sells a time twice.
func Verify(ctx context.Context, path string) (c Contents, err error) {
	if info, err := os.Stat(path); err != nil {
		return c, startError{err}
	} else if !info.Mode().IsRegular() {
		return c, startError{fmt.Errorf("%s is not a file", path)}
	}
	db, err := openFile(ctx, path, reader, 1)
	if err != nil {
		return c, fileError(path, err)
	}
	defer db.Close()
	if err := sound(ctx, db, path); err != nil {
		return c, err
	}
	for _, check := range []func(context.Context, *sql.DB) error{c.readSchema, bookedOnce, c.count} {
		if err := check(ctx, db); err != nil {
			return c, fileError(path, err)
		}
	}
	return c, nil
}

// fileError says in one line why a file that somebody named cannot be used.
func fileError(path string, err error) error {
	switch sqliteFault(err) {
	case damaged:
		return startError{fmt.Errorf("%s is not a database, or is damaged", path)}
	default:
		return startError{fmt.Errorf("%s cannot be used: %w", path, err)}
	}
}

// readSchema checks that the schema is exactly what the migrations make that the file names.
func (c *Contents) readSchema(ctx context.Context, db *sql.DB) error {
	ours, err := hasTable(ctx, db, "schema_migrations")
	if err != nil {
		return err
	}
	if legacy, err := hasTable(ctx, db, "appointment"); err == nil && legacy && !ours {
		return fmt.Errorf("it is a database of the original service: use import-legacy")
	}
	if !ours {
		return fmt.Errorf("it is not a database of this program")
	}
	d := sqliteDialect{}
	all, err := migrationsOf(d)
	if err != nil {
		return err
	}
	applied, err := checksums(ctx, db)
	if err != nil {
		return err
	}
	if err := checkApplied(all, applied); err != nil {
		return err
	}
	c.Schema = len(applied)
	return checkSchema(ctx, d, db, all[:len(applied)])
}

func hasTable(ctx context.Context, db *sql.DB, name string) (has bool, err error) {
	err = db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)", name).Scan(&has)
	return has, err
}

// bookedOnce looks at every pair of neighbours, past the triggers that should have kept them apart.
func bookedOnce(ctx context.Context, db *sql.DB) error {
	var twice int
	var first sql.NullInt64
	err := db.QueryRowContext(ctx, `SELECT count(*), min(id) FROM (
		SELECT id, starts_at, max(ends_at) OVER (PARTITION BY calendar_id ORDER BY starts_at, id
			ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
		FROM appointments WHERE overlap = 0 AND status <> 'cancelled' AND deleted_at IS NULL)
		WHERE taken_until > starts_at`).Scan(&twice, &first)
	if err == nil && twice > 0 {
		return fmt.Errorf("it sells a time twice: %d appointments overlap another without being marked, such as number %d", twice, first.Int64)
	}
	return err
}

func (c *Contents) count(ctx context.Context, db *sql.DB) error {
	var newest int64
	err := db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM appointments WHERE deleted_at IS NULL), (SELECT count(*) FROM users),
		(SELECT count(*) FROM summary_jobs), max((SELECT coalesce(max(updated_at), 0) FROM appointments),
		(SELECT coalesce(max(at), 0) FROM audit_log), (SELECT coalesce(max(requested_at), 0) FROM summary_jobs))`).
		Scan(&c.Appointments, &c.Users, &c.Jobs, &newest)
	if newest > 0 {
		c.NewestChange = time.UnixMicro(newest).UTC()
	}
	return err
}
