package store

import "fmt"

// SQLite's result codes that mean something to the rest of the system
// (https://www.sqlite.org/rescode.html). The low byte of an extended code is its family.
const (
	codeBusy       = 5
	codeReadOnly   = 8
	codeIOError    = 10
	codeCorrupt    = 11
	codeFull       = 13
	codeCantOpen   = 14
	codeNotADB     = 26
	codePrimaryKey = 1555
	codeTrigger    = 1811
	codeUnique     = 2067
)

func sqliteFault(err error) fault {
	code := sqliteCode(err)
	switch code {
	case codeTrigger:
		return overlapping
	case codeUnique, codePrimaryKey:
		return taken
	}
	switch code & 0xff {
	case codeFull:
		return full
	case codeReadOnly:
		return readOnly
	case codeBusy:
		return busy
	case codeIOError, codeCantOpen:
		return broken
	case codeCorrupt, codeNotADB:
		return damaged
	}
	return unknown
}

// openError says in one line why the file at path cannot be used.
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
