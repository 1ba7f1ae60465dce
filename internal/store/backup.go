package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"
)

// archive is what a database does to be backed up and restored. A backup is a SQLite file with this
// program's schema, whatever the database is.
type archive interface {
	// copyTo writes all that the database holds, as of one moment, into a new file.
	copyTo(ctx context.Context, path string) error
	// replace puts the content of a file in the place of the database's, in one step that happens
	// or does not. Before that, with the database closed to writers, it copies the present content to
	// saveAs, if there is any, tells whether it did, and has prepare adapt the file to it.
	replace(ctx context.Context, file, saveAs string, prepare func(present) error) (saved bool, err error)
	// countOn has the ids of new appointments begin above those that an import has written itself.
	countOn(tx *gorm.DB) error
}

// quiet is for the schema of a file that nobody works with yet.
var quiet = Config{Log: slog.New(slog.DiscardHandler), Now: time.Now}

// BackUp writes a whole, checked copy of the database to path, a SQLite file, while it is in use. It
// refuses to write over a file, and leaves none behind when it fails.
func (s *Store) BackUp(ctx context.Context, path string) error {
	if err := s.dialect.copyTo(ctx, path); err != nil {
		return s.dialect.explain(err)
	}
	return nil
}

func (d sqliteDialect) copyTo(ctx context.Context, path string) error {
	// A connection of its own: the readers' may not write, not even to another file, and the
	// writer's is needed for bookings meanwhile.
	db, err := openFile(ctx, d.path, writing, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	return newFile(path, func(part string) error {
		if _, err := db.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
			return err
		}
		_, err := Verify(ctx, part)
		return err
	})
}

// newFile makes a file under another name and gives it its own when it is whole and on disk.
func newFile(path string, write func(part string) error) (err error) {
	if _, err := os.Stat(path); err == nil {
		return startError{fmt.Errorf("%s exists already: name a new file", path)}
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return startError{err}
	}
	defer func() {
		if err != nil {
			os.Remove(part)
		}
	}()
	// Made here, so that nobody else can read it while it grows.
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return startError{err}
	}
	if err := f.Close(); err != nil {
		return startError{err}
	}
	if err := write(part); err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return syncFile(part) },
		func() error { return os.Rename(part, path) },
		func() error { return syncFile(filepath.Dir(path)) },
	} {
		if err := step(); err != nil {
			return startError{err}
		}
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// sound reads the whole file and tells whether it is a database in order, of whatever kind.
func sound(ctx context.Context, db *sql.DB, path string) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return fileError(path, err)
	}
	var broken string
	err := db.QueryRowContext(ctx, `SELECT coalesce(max("table"), '') FROM pragma_foreign_key_check`).Scan(&broken)
	if err != nil {
		return fileError(path, err)
	}
	if verdict != "ok" || broken != "" {
		return startError{fmt.Errorf("%s is damaged: %s %s", path, verdict, broken)}
	}
	return nil
}
