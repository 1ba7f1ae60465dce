//go:build !cgo || purego

package store

import (
	"errors"

	"modernc.org/sqlite"
)

// Driver names the SQLite that this program was built with.
const Driver = "modernc.org/sqlite"

const driverName = "sqlite"

// dsnOptions are the settings that every connection of a role starts with, in this driver's words.
func dsnOptions(r role) string {
	common := "_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)"
	if r == reader {
		return common + "&_pragma=query_only(1)"
	}
	return common + "&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
}

// sqliteCode returns SQLite's extended result code for err, or 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}
