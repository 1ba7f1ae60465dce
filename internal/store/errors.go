package store

import (
	"context"
	"errors"
	"fmt"

	"appointment-manager/internal/agenda"
)

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

// refused tells whether the database's own guard against overlaps refused a write.
func refused(err error) bool { return sqliteCode(err) == codeTrigger }

func duplicate(err error) bool {
	code := sqliteCode(err)
	return code == codeUnique || code == codePrimaryKey
}

// translate turns a failure of the database into the domain's error for it. op says what was tried.
// Errors that are the domain's already are passed through.
func translate(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*agenda.Error](err); ok {
		return err
	}
	wrapped := fmt.Errorf("store: %s: %w", op, err)
	unavailable := func(msg string) error {
		return &agenda.Error{Code: agenda.Unavailable, Message: msg, Err: wrapped}
	}
	switch sqliteCode(err) & 0xff {
	case codeFull:
		return &agenda.Error{Code: agenda.StorageFull, Message: "The disk is full, so nothing was saved. Reading goes on; writing resumes when there is room.", Err: wrapped}
	case codeReadOnly:
		return unavailable("The database cannot be written to, so nothing was saved. Reading goes on.")
	case codeBusy:
		return unavailable("The database is busy, so nothing was saved. Try again in a moment.")
	case codeIOError, codeCantOpen:
		return unavailable("The disk does not answer as it should, so nothing was saved.")
	case codeCorrupt, codeNotADB:
		return unavailable("The database file is damaged. Restore a backup.")
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return unavailable("The request took too long and was given up.")
	}
	return wrapped
}
