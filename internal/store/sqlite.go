package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// sqliteDialect is the dialect of a database in one file.
type sqliteDialect struct {
	path string
	log  *slog.Logger
}

type role int

const (
	reader role = iota
	writing
)

// readers is how many connections read at once. More than a few gain nothing on a small machine.
const readers = 4

func (d sqliteDialect) open(ctx context.Context) (write, read *gorm.DB, err error) {
	if err := prepareFile(ctx, d.path); err != nil {
		return nil, nil, startError{err}
	}
	if err := checkNotEmptied(d.path); err != nil {
		return nil, nil, startError{err}
	}
	write, wdb, err := connect(ctx, d.path, writing, 1)
	if err != nil {
		return nil, nil, err
	}
	if err := checkWhole(ctx, wdb, d.path); err != nil {
		return nil, nil, errors.Join(err, wdb.Close())
	}
	if read, _, err = connect(ctx, d.path, reader, readers); err != nil {
		return nil, nil, errors.Join(err, wdb.Close())
	}
	return write, read, nil
}

func (d sqliteDialect) explain(err error) error {
	if e, ok := errors.AsType[startError](err); ok {
		return e.error
	}
	return openError(d.path, err)
}

// begin says BEGIN and COMMIT in SQL, on the pool's one connection, and not through database/sql: a
// statement that is prepared outside of a [sql.Tx] is prepared again in each, which took a quarter of
// the CPU time of a booking. That the connection lives is certain: it is a file.
func (d sqliteDialect) begin(write *gorm.DB) (transaction, error) {
	db := write.WithContext(context.Background())
	if err := db.Exec("BEGIN IMMEDIATE").Error; err != nil {
		return transaction{}, err
	}
	// After some faults, a full disk among them, SQLite has rolled back by itself and has nothing
	// left to end: that is no fault of its own.
	rollback := func() { db.Exec("ROLLBACK") }
	return transaction{db: db, rollback: rollback, commit: func() error {
		err := db.Exec("COMMIT").Error
		if err != nil {
			rollback()
		}
		return err
	}}, nil
}

// patience lets no read be called off half-way: to be able to, driver and database/sql would each
// start a goroutine that watches ctx, which costs more than the read itself. Readers never wait for
// a lock, so nothing can hold one up.
func (d sqliteDialect) patience(ctx context.Context) context.Context {
	return context.WithoutCancel(ctx)
}

func (d sqliteDialect) position(expr string) string { return "instr(" + expr + ", ?)" }

func (d sqliteDialect) folded(expr string) string { return expr + " COLLATE NOCASE" }

func (d sqliteDialect) boolean(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// cause drops what an *fs.PathError repeats.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// dataSource names a file and what a connection of a role starts with, for the driver.
func dataSource(path string, r role) (string, error) {
	abs, err := filepath.Abs(path)
	return (&url.URL{Scheme: "file", Path: abs, RawQuery: dsnOptions(r)}).String(), err
}

// openFile opens a file without GORM, each of whose databases leaves a goroutine behind for good.
func openFile(ctx context.Context, path string, r role, conns int) (*sql.DB, error) {
	dsn, err := dataSource(path, r)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open(driverName, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if err := checkVersion(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func connect(ctx context.Context, path string, r role, conns int) (*gorm.DB, *sql.DB, error) {
	db, err := openFile(ctx, path, r, conns)
	if err != nil {
		return nil, nil, err
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
