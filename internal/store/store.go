// Package store keeps the agenda in a database, SQLite or PostgreSQL, and is the only one that knows
// SQL or GORM. One connection writes, callers that wait for it are committed together, and a small
// pool reads; readers never wait for the writer. Every write that has returned is on disk.
package store

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"gorm.io/gorm"
)

// Config says where the database is.
type Config struct {
	Path string // of the SQLite file, made when missing, with its directory
	// URL of a PostgreSQL database, postgres://user@host/name, which is used instead of Path.
	URL      string
	Password string // of the PostgreSQL user, when URL holds none
	Log      *slog.Logger
	Now      func() time.Time // time.Now unless set
	// OnCommit, when set, is told of each batch of writes: how many they were, how long they took
	// together, and why none was kept if none was. It is called on the writer's goroutine.
	OnCommit func(writes int, took time.Duration, err error)
}

// Store is an open database. It implements the ports of package agenda and the ledger of package
// dispatch. Its methods may be called from any goroutine.
type Store struct {
	dialect dialect
	path    string
	writer  *writer
	probe   probe
	read    *gorm.DB
	counts  countCache
	now     func() time.Time
	close   func() error
}

// Open opens the database, makes it when there is none, and brings its schema up to date. Its errors
// are single sentences that say what to do.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	d, err := dialectOf(cfg)
	if err != nil {
		return nil, err
	}
	write, read, err := d.open(ctx)
	if err != nil {
		return nil, d.explain(err)
	}
	wdb, err := write.DB()
	if err != nil {
		return nil, err
	}
	rdb, err := read.DB()
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, d, wdb, cfg); err != nil {
		return nil, errors.Join(d.explain(err), rdb.Close(), wdb.Close())
	}
	s := &Store{dialect: d, path: cfg.Path, writer: newWriter(write, d, cfg.OnCommit), read: read, now: cfg.Now}
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

// reader returns the pool for a read that ends soon.
func (s *Store) reader(ctx context.Context) *gorm.DB {
	return s.read.WithContext(s.dialect.patience(ctx))
}
