package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// stateFaults are PostgreSQL's error codes that mean something to the rest of the system, and classes
// of them (https://www.postgresql.org/docs/current/errcodes-appendix.html).
var stateFaults = map[string]fault{
	"23P01": overlapping,
	"23505": taken,
	"53100": full,
	"25006": readOnly,
	"40001": busy, // serialization failure
	"40P01": busy, // deadlock
	"55P03": busy, // lock timeout
	"57014": busy, // statement timeout
	"53":    busy, // out of memory, of connections
	"58":    broken,
	"XX":    damaged,
	"22021": unwritable,
	"22P05": unwritable,
	"08":    gone,
	"57":    gone, // shutting down, crashed, starting up
	"25P03": gone, // thrown out for standing still in a transaction
	"28":    gone, // password refused
	"3D":    gone, // no such database
}

func postgresFault(err error) fault {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		if f, ok := stateFaults[e.Code]; ok {
			return f
		}
		return stateFaults[e.Code[:min(2, len(e.Code))]]
	}
	if errors.Is(err, context.Canceled) {
		return unknown
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return gone
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return gone
	}
	for _, lost := range []error{driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, lost) {
			return gone
		}
	}
	if pgconn.SafeToRetry(err) || pgconn.Timeout(err) {
		return gone
	}
	return unknown
}

// surelyUndone tells whether a COMMIT that failed with err has kept nothing: when the server says so.
// When the connection broke the answer may have been the part that was lost, and the driver calls
// that safe to retry too.
func surelyUndone(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.SeverityUnlocalized == "ERROR"
	}
	return errors.Is(err, pgx.ErrTxCommitRollback)
}

func (d postgresDialect) explain(err error) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "28P01", "28000":
			return fmt.Errorf("the PostgreSQL server %s does not let user %s in: check DATABASE_URL and DATABASE_PASSWORD (%s)", d.place(), d.conn.User, e.Message)
		case "3D000":
			return fmt.Errorf("there is no database %s on the PostgreSQL server: make it with CREATE DATABASE", d.place())
		case "42501":
			return fmt.Errorf("user %s lacks a right on the database %s: make it its owner (%s)", d.conn.User, d.place(), e.Message)
		}
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return fmt.Errorf("the PostgreSQL server %s cannot be reached: %s", d.place(), innermost(err))
	}
	return fmt.Errorf("the database %s cannot be used: %s", d.place(), strings.Join(strings.Fields(err.Error()), " "))
}

// innermost returns the text of the error at the bottom of err, the last where there are several: of
// a server's addresses that one was tried last.
func innermost(err error) string {
	for {
		next := errors.Unwrap(err)
		if many, ok := err.(interface{ Unwrap() []error }); ok && len(many.Unwrap()) > 0 {
			next = many.Unwrap()[len(many.Unwrap())-1]
		}
		if next == nil {
			return strings.Join(strings.Fields(err.Error()), " ")
		}
		err = next
	}
}
