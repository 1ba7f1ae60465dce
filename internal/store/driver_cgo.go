//go:build cgo && !purego

package store

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

// Driver names the SQLite that this program was built with.
const Driver = "mattn/go-sqlite3"

const driverName = "sqlite3"

// dsnOptions are the settings that every connection of a role starts with, in this driver's words.
func dsnOptions(r role) string {
	common := "_busy_timeout=5000&_foreign_keys=on"
	if r == reader {
		return common + "&_query_only=on"
	}
	return common + "&_txlock=immediate&_journal_mode=WAL&_synchronous=FULL"
}

// sqliteCode returns SQLite's extended result code for err, or 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		return int(e.ExtendedCode)
	}
	return 0
}
