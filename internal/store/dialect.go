package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// dialect is what the databases do differently. All else in this package is said once, in SQL that
// means the same to each.
type dialect interface {
	archive

	// open connects: write has one connection, read a few.
	open(ctx context.Context) (write, read *gorm.DB, err error)
	// explain turns an error of the start into one line for whoever starts the program.
	explain(err error) error

	// begin begins the transaction of a batch. No other transaction writes until it ends.
	begin(write *gorm.DB) (transaction, error)
	// patience returns the context under which a caller's read is made.
	patience(ctx context.Context) context.Context

	// migrations names the folder of the schema's steps and the statement for the table that lists them.
	migrations() (folder, createTable string)
	// lock keeps other programs from changing the schema until tx ends.
	lock(ctx context.Context, tx *sql.Tx) error
	// beforeUpgrade is called before the first step that an older database lacks.
	beforeUpgrade(ctx context.Context, version int) error
	// schemas returns what the steps make of a fresh database, and what db has: the text of each
	// table, index, trigger and whatever else guards the data, by its kind and name.
	schemas(ctx context.Context, db *sql.DB, steps []migration) (want, got map[string]string, err error)

	// position writes where the text of a ? begins in an expression, from 1; 0: nowhere.
	position(expr string) string
	// folded writes an expression so that its ASCII letters compare without case.
	folded(expr string) string
	// boolean writes a constant.
	boolean(b bool) string
	// kind names the database program, and size is the query for how many bytes the database takes.
	kind() string
	size() string
}

// transaction is what a batch of writes is made in. Either commit or rollback ends it.
type transaction struct {
	db       *gorm.DB
	commit   func() error
	rollback func()
}

// startError is a line for whoever starts the program, which explains itself.
type startError struct{ error }

func dialectOf(cfg Config) (dialect, error) {
	if cfg.URL != "" {
		return newPostgres(cfg)
	}
	return sqliteDialect{path: cfg.Path, log: cfg.Log}, nil
}
