package agenda

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code says what kind of failure an [Error] is. Package problem maps each code to one HTTP status.
type Code string

// The codes. Invalid is for a request of the wrong shape or with values that cannot be; Rejected
// is for a well-formed request that a rule of the domain refuses.
const (
	Invalid         Code = "invalid"             // 422, Fields tell where
	Rejected        Code = "rejected"            // 400
	Unauthenticated Code = "unauthenticated"     // 401
	Forbidden       Code = "forbidden"           // 403
	NotFound        Code = "not_found"           // 404
	Conflict        Code = "conflict"            // 409
	Stale           Code = "precondition_failed" // 412
	TooLarge        Code = "too_large"           // 413
	RateLimited     Code = "rate_limited"        // 429, RetryAfter tells when
	Internal        Code = "internal"            // 500
	Unavailable     Code = "unavailable"         // 503
	StorageFull     Code = "storage_full"        // 507
)

// Error is the one failure type that crosses package borders. Message is a sentence for the person
// who asked; the cause in Err is for the log alone and is never shown.
type Error struct {
	Code       Code
	Message    string
	Fields     []Field       // what is wrong where, for Invalid
	RetryAfter time.Duration // for RateLimited and Unavailable; 0 when unknown
	Conflicts  []Appointment // for Conflict: who holds the time
	Free       []Slot        // for Conflict: the nearest free times of the same length
	Current    *Appointment  // for Stale: the appointment as it is now
	Card       *ClientCard   // for Stale: the client's card as it is now
	TriesLeft  int           // for Rejected at sign-in: how many until there is a pause; 0: none, or it is not told
	Err        error
}

// Field is one fault of a request. Its JSON form is the list entry of a 422 answer; Loc is the path
// to the fault, such as ["body","date"].
type Field struct {
	Type  string `json:"type"`
	Loc   []any  `json:"loc"`
	Msg   string `json:"msg"`
	Input any    `json:"input"`
}

// The fault types that clients of the documented API know, and value_error, which is ours for a
// value of the right shape that cannot be.
const (
	FaultMissing = "missing"
	FaultString  = "string_type"
	FaultInt     = "int_parsing"
	FaultBool    = "bool_parsing"
	FaultJSON    = "json_invalid"
	FaultObject  = "model_attributes_type"
	FaultPattern = "string_pattern_mismatch"
	FaultValue   = "value_error"
)

// Error returns the message and, where there is one, the cause. It is meant for logs.
func (e *Error) Error() string {
	msg := e.Message
	if msg == "" && len(e.Fields) > 0 {
		msg = fmt.Sprintf("%v: %s", e.Fields[0].Loc, e.Fields[0].Msg)
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, msg, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Code, msg)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fail returns an [Error] with a code and a sentence for the person who asked.
func Fail(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// InvalidFields returns an [Error] for faults found in a request, or nil when there are none.
func InvalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Message: "The request has invalid fields.", Fields: fields}
}

// BodyFault returns a fault at a member of the request's body.
func BodyFault(member, faultType, msg string, input any) Field {
	return Field{Type: faultType, Loc: []any{"body", member}, Msg: msg, Input: input}
}

// Sentence returns what a person should read of an error: what is wrong with each field, else the
// message; the text of an error that is none of ours.
func Sentence(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err.Error()
	}
	if len(e.Fields) == 0 {
		return cmp.Or(e.Message, string(e.Code))
	}
	faults := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		faults[i] = f.Msg
	}
	return strings.Join(faults, "; ")
}

// CodeOf returns the code of the first [Error] in err's chain, Internal for any other error and ""
// for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// sentence is an error whose text is shown to the person who typed what is wrong.
type sentence string

func (s sentence) Error() string { return string(s) }

func sentencef(format string, args ...any) error { return sentence(fmt.Sprintf(format, args...)) }
