package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"appointment-manager/internal/agenda"
)

// fault is what a failure of a database means to the rest of the system.
type fault int

const (
	unknown fault = iota
	overlapping
	taken // a name or a key that must be there once
	full
	readOnly
	busy
	broken
	damaged
	gone
	unwritable // a text that the database has no form for
)

// errUnreadable is that of a row that holds what was never written: the file is damaged, whatever its
// own checks say.
var errUnreadable = errors.New("cannot be read")

// unreadable hides err's type: that a date is none is no fault of who asked.
func unreadable(object string, id int64, err error) error {
	return fmt.Errorf("%s %d %w: %v", object, id, errUnreadable, err)
}

// faultOf tells what err means.
func faultOf(err error) fault {
	if err == nil {
		return unknown
	}
	// database/sql has no type for a column that does not fit.
	_, cut := errors.AsType[*json.SyntaxError](err)
	_, strange := errors.AsType[*json.UnmarshalTypeError](err)
	if cut || strange || errors.Is(err, errUnreadable) || strings.Contains(err.Error(), "Scan error on column") {
		return damaged
	}
	if f := sqliteFault(err); f != unknown {
		return f
	}
	return postgresFault(err)
}

// refused tells whether the database's own guard against overlaps refused a write.
func refused(err error) bool { return faultOf(err) == overlapping }

func duplicate(err error) bool { return faultOf(err) == taken }

// ofStorage tells whether err is the storage's failure, and not one of a write.
func ofStorage(err error) bool {
	switch faultOf(err) {
	case full, readOnly, broken, damaged, gone:
		return true
	}
	return false
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
	fail := func(code agenda.Code, msg string) error { return &agenda.Error{Code: code, Message: msg, Err: wrapped} }
	switch faultOf(err) {
	case full:
		return fail(agenda.StorageFull, "The disk is full, so nothing was saved. Reading goes on; writing resumes when there is room.")
	case readOnly:
		return fail(agenda.Unavailable, "The database cannot be written to, so nothing was saved. Reading goes on.")
	case busy:
		return fail(agenda.Unavailable, "The database is busy, so nothing was saved. Try again in a moment.")
	case broken:
		// What was written but not made to last is in the log: it comes back if the program ends now.
		return fail(agenda.Unavailable, "The disk does not answer as it should, so it is not known whether this was saved. Look, or send it again with the same Idempotency-Key.")
	case damaged:
		return fail(agenda.Unavailable, "The database file is damaged. Restore a backup.")
	case gone:
		return fail(agenda.Unavailable, "The database cannot be reached, so nothing was saved. Try again in a moment.")
	case unwritable:
		return fail(agenda.Rejected, "The text holds a zero byte or half a character, which cannot be stored. Take it out and send the text again.")
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fail(agenda.Unavailable, "The request took too long and was given up.")
	}
	return wrapped
}
