// Package store keeps everything that must not be lost: appointments, users, the ledger of summary
// jobs and the audit log, in one SQLite file. It is the only package that knows GORM and SQL.
//
// It owns the guard against double booking, which is a trigger in the database itself, so that no
// path around it exists. It refuses to decide anything else: what an appointment may be and who may
// change it is package agenda's business.
//
// One connection writes, in batches that share an fsync (see writer), and a small pool reads;
// readers never wait for the writer. Every write that has returned is on disk.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Config says where the database is.
type Config struct {
	Path string // of the SQLite file, made when missing, with its directory
	Log  *slog.Logger
	Now  func() time.Time // time.Now unless set
}

// Store is an open database. It implements the ports of package agenda and the ledger of package
// dispatch. Its methods may be called from any goroutine.
type Store struct {
	path   string
	writer *writer
	read   *gorm.DB
	counts countCache
	now    func() time.Time
	close  func() error
}

// readers is how many connections read at once. More than a few gain nothing on a small machine.
const readers = 4

type role int

const (
	reader role = iota
	writing
)

// Open opens the database, makes it when there is none, and brings its schema up to date. Its errors
// are single sentences that say what to do.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if err := prepareFile(cfg.Path); err != nil {
		return nil, err
	}
	w, wdb, err := connect(ctx, cfg.Path, writing, 1)
	if err != nil {
		return nil, openError(cfg.Path, err)
	}
	if err := migrate(ctx, wdb, cfg); err != nil {
		return nil, errors.Join(openError(cfg.Path, err), wdb.Close())
	}
	r, rdb, err := connect(ctx, cfg.Path, reader, readers)
	if err != nil {
		return nil, errors.Join(openError(cfg.Path, err), wdb.Close())
	}
	s := &Store{path: cfg.Path, writer: newWriter(w), read: r, now: cfg.Now}
	s.close = func() error {
		s.writer.stop()
		return errors.Join(rdb.Close(), wdb.Close())
	}
	return s, nil
}

// Close waits for writes that were accepted and closes the database.
func (s *Store) Close() error { return s.close() }

// Path returns where the database file is.
func (s *Store) Path() string { return s.path }

// Ping reads one row, and so tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.Revision(ctx)
	return err
}

// reader returns the pool for a read that ends within milliseconds. It cannot be called off half-way:
// to be able to, driver and database/sql would each start a goroutine that watches ctx, which costs
// more than the read itself. Readers never wait for a lock, so nothing can hold it up.
func (s *Store) reader(ctx context.Context) *gorm.DB {
	return s.read.WithContext(context.WithoutCancel(ctx))
}

// prepareFile makes the directory and the file with rights for their owner alone; SQLite gives its
// side files the rights of the main one.
func prepareFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the data directory %s cannot be made: %w", filepath.Dir(path), cause(err))
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("the database %s cannot be opened for writing: %w; give its directory to the user that runs this program", path, cause(err))
	}
	return f.Close()
}

// cause drops what an *fs.PathError repeats.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

func openError(path string, err error) error {
	switch sqliteCode(err) & 0xff {
	case codeNotADB:
		return fmt.Errorf("%s is not an appointment database (or is damaged): restore a backup, or name another file in DATABASE_URL", path)
	case codeCorrupt:
		return fmt.Errorf("the database %s is damaged: restore a backup", path)
	case codeFull:
		return fmt.Errorf("the disk that holds %s is full: make room and start again", path)
	case codeReadOnly, codeCantOpen, codeIOError:
		return fmt.Errorf("the database %s cannot be written to: %w", path, err)
	}
	return fmt.Errorf("the database %s cannot be used: %w", path, err)
}

func connect(ctx context.Context, path string, r role, conns int) (*gorm.DB, *sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, err
	}
	dsn := (&url.URL{Scheme: "file", Path: abs, RawQuery: dsnOptions(r)}).String()
	db, err := sql.Open(driverName, dsn)
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if err := checkVersion(ctx, db); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	g, err := gorm.Open(&sqlite.Dialector{Conn: db}, &gorm.Config{
		PrepareStmt:            true,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
	})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return g, db, nil
}

// oldestSQLite is the first release without the WAL-reset defect, which could damage a database.
const oldestSQLite = "3.51.3"

func checkVersion(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	var have, need [3]int
	fmt.Sscanf(strings.TrimSpace(version), "%d.%d.%d", &have[0], &have[1], &have[2])
	fmt.Sscanf(oldestSQLite, "%d.%d.%d", &need[0], &need[1], &need[2])
	for i := range need {
		if have[i] != need[i] {
			if have[i] < need[i] {
				return fmt.Errorf("the program was built with SQLite %s, which can damage databases; build it with %s or newer", version, oldestSQLite)
			}
			break
		}
	}
	return nil
}
