package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"appointment-manager/internal/agenda"
)

// postgresDialect is the dialect of a database on a PostgreSQL server, which several backends may use
// at once.
type postgresDialect struct{ conn *pgx.ConnConfig }

// oldestPostgres is the first release that is tested, as server_version_num has it.
const oldestPostgres = 140000

const (
	// postgresReaders is how many connections read at once. Unlike a file, a server is waited for.
	postgresReaders = 8
	// connectTimeout bounds how long one address is tried, unless the URL says otherwise.
	connectTimeout = 5 * time.Second
	// readTimeout bounds reads whose caller set no limit, against a server that has fallen silent.
	readTimeout = 30 * time.Second
	// batchTimeout bounds a batch as its writer sees it, and is longer than the server's own limits.
	batchTimeout = 20 * time.Second
)

// writeLock is the advisory lock that a transaction which writes holds, so that backends write one
// after the other: what a write has read is still so when it writes, and no two batches can lock each
// other out.
const writeLock = 0x6167656e6461

// takeWriteLock waits for the lock for a bounded time. A backend that stands still in the middle of a
// batch is thrown out by the server before others give up. What was acknowledged is on disk, even
// where the server's default is less.
var takeWriteLock = fmt.Sprintf(`SELECT set_config('idle_in_transaction_session_timeout', '5s', true),
	set_config('lock_timeout', '10s', true), set_config('statement_timeout', '15s', true),
	set_config('synchronous_commit', CASE s WHEN 'off' THEN 'on' ELSE s END, true),
	pg_advisory_xact_lock(%d)::text FROM current_setting('synchronous_commit') s`, writeLock)

func newPostgres(cfg Config) (dialect, error) {
	conn, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		// The cause may repeat the URL, and so the password.
		return nil, errors.New("DATABASE_URL is not the address of a PostgreSQL database, like postgres://user@host:5432/name; a password of strange characters goes into DATABASE_PASSWORD")
	}
	if conn.Password == "" {
		conn.Password = cfg.Password
	}
	if conn.ConnectTimeout == 0 {
		conn.ConnectTimeout = connectTimeout
	}
	if conn.RuntimeParams["application_name"] == "" {
		conn.RuntimeParams["application_name"] = "appointment-manager"
	}
	dialer := &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}}
	conn.DialFunc = dialer.DialContext
	return postgresDialect{conn}, nil
}

// place names the database for people, without the password.
func (d postgresDialect) place() string {
	return net.JoinHostPort(d.conn.Host, strconv.Itoa(int(d.conn.Port))) + "/" + d.conn.Database
}

func (d postgresDialect) open(ctx context.Context) (write, read *gorm.DB, err error) {
	wdb, rdb := d.pool(1), d.pool(postgresReaders)
	if err = d.check(ctx, wdb); err == nil {
		write, err = d.gorm(wdb)
	}
	if err == nil {
		read, err = d.gorm(rdb)
	}
	if err != nil {
		return nil, nil, errors.Join(err, wdb.Close(), rdb.Close())
	}
	return write, read, nil
}

func (d postgresDialect) pool(conns int) *sql.DB {
	db := stdlib.OpenDB(*d.conn)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxLifetime(30 * time.Minute) // so that a server which has moved is found
	return db
}

// gorm does not have GORM prepare statements: the driver does, for each connection.
func (d postgresDialect) gorm(db *sql.DB) (*gorm.DB, error) {
	return gorm.Open(postgres.New(postgres.Config{Conn: db}), &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
	})
}

func (d postgresDialect) check(ctx context.Context, db *sql.DB) error {
	var version int
	var name, encoding string
	var schema *string
	var standby bool
	err := db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
		current_setting('server_encoding'), current_schema(), pg_is_in_recovery()`).Scan(&version, &name, &encoding, &schema, &standby)
	switch {
	case err != nil:
		return err
	case version < oldestPostgres:
		return fmt.Errorf("its server is PostgreSQL %s; %d or newer is needed", name, oldestPostgres/10000)
	case encoding != "UTF8":
		return fmt.Errorf("its encoding is %s: make one with CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0", encoding)
	case standby:
		return errors.New("its server is a standby that only reads: name the primary")
	case schema == nil:
		return errors.New("the user has no schema to make tables in: GRANT CREATE, USAGE ON SCHEMA public, or make the user the owner of the database")
	}
	return nil
}

// begin takes the write lock first. The transaction holds its connection: when that breaks, nothing
// more of the batch can be written, over no other either.
func (d postgresDialect) begin(write *gorm.DB) (transaction, error) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTimeout)
	tx := write.WithContext(ctx).Begin(&sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if tx.Error != nil {
		cancel()
		return transaction{}, tx.Error
	}
	rollback := func() {
		tx.Rollback()
		cancel()
	}
	if err := tx.Exec(takeWriteLock).Error; err != nil {
		rollback()
		return transaction{}, err
	}
	return transaction{db: tx, rollback: rollback, commit: func() error {
		defer cancel()
		err := tx.Commit().Error
		if err == nil || surelyUndone(err) {
			return err
		}
		return &agenda.Error{Code: agenda.Unavailable, Message: inDoubt, Err: err}
	}}, nil
}

const inDoubt = "The database did not say whether this was saved. Look whether it was before you try again; a request with an Idempotency-Key can be repeated as it was."

// patience ends a read with its caller, and one whose caller would wait for ever in good time.
func (d postgresDialect) patience(ctx context.Context) context.Context {
	if _, ok := ctx.Deadline(); ok {
		return ctx
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	context.AfterFunc(ctx, cancel) // the rows are read after this returns
	return ctx
}

func (d postgresDialect) position(expr string) string { return "strpos(" + expr + ", ?)" }

func (d postgresDialect) folded(expr string) string { return "lower(" + expr + ` COLLATE "C")` }

func (d postgresDialect) boolean(b bool) string { return strconv.FormatBool(b) }
