package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// BackUp writes a whole, checked copy of the database to path while it is in use. It refuses to write
// over a file, and leaves none behind when it fails.
func (s *Store) BackUp(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s exists already: name a new file", path)
	}
	// A connection of its own: the readers' may not write, not even to another file, and the
	// writer's is needed for bookings meanwhile.
	_, db, err := connect(ctx, s.path, writing, 1)
	if err != nil {
		return openError(s.path, err)
	}
	defer db.Close()
	return vacuumInto(ctx, db, path)
}

func vacuumInto(ctx context.Context, db *sql.DB, path string) (err error) {
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(part)
		}
	}()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return err
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return err
	}
	if err := Verify(ctx, part); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// Verify reads a whole database file and tells whether it is sound.
func Verify(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	_, db, err := connect(ctx, path, reader, 1)
	if err != nil {
		return openError(path, err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return openError(path, err)
	}
	var broken sql.NullString
	err = db.QueryRowContext(ctx, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1").Scan(&broken)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return openError(path, err)
	}
	if verdict != "ok" || broken.Valid {
		return fmt.Errorf("%s is damaged: %s %s", path, verdict, broken.String)
	}
	return nil
}
