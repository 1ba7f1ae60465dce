package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// prepareFile makes the directory and the file with rights for their owner alone; SQLite gives its
// side files the rights of the main one.
func prepareFile(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the data directory %s cannot be made: %w", filepath.Dir(path), cause(err))
	}
	err := makeFile(ctx, path)
	if err != nil {
		return fmt.Errorf("the database %s cannot be made: %w; give its directory to the user that runs this program", path, cause(err))
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("the database %s cannot be opened for writing: %w; give its directory to the user that runs this program", path, cause(err))
	}
	return f.Close()
}

// checkNotEmptied refuses a file of 0 bytes. To SQLite it is a new database: what was in it would seem
// never to have been.
func checkNotEmptied(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Size() == 0 {
		err = fmt.Errorf("the database %s has lost its content, it has 0 bytes: restore a backup, or remove the file to begin anew", path)
	}
	return err
}

// makeFile makes a database when there is no file. It takes its name when it is whole: a start that
// is cut off leaves none with 0 bytes.
func makeFile(ctx context.Context, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-")
	if err != nil {
		return err
	}
	part := f.Name()
	defer os.Remove(part)
	if err := f.Close(); err != nil {
		return err
	}
	_, db, err := connect(ctx, part, writing, 1)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM") // writes the first page
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Link(part, path); err == nil || errors.Is(err, os.ErrExist) {
		return nil // else another program was faster
	}
	return os.Rename(part, path) // a file system without links
}

// checkWhole reads the whole file, half a second for 100,000 appointments. The guards of the calendar
// rest on its indexes: one that lost an entry would sell a time twice and say nothing.
func checkWhole(ctx context.Context, db *sql.DB, path string) error {
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return startError{fmt.Errorf("the database %s is damaged: restore a backup", path)}
	}
	return nil
}
