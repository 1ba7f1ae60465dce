package agenda

import (
	"context"
	"time"
)

// AuditEntry says who did what to which object, and the names of what changed, never its content.
type AuditEntry struct {
	ID       int64     `json:"id"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"` // a user name; empty for what the program does by itself
	Action   string    `json:"action"`
	Object   string    `json:"object"`
	ObjectID string    `json:"object_id"`
	Fields   []string  `json:"fields"`
}

// AuditQuery selects entries. Zero members do not restrict.
type AuditQuery struct {
	Actor    string // in any case
	Action   string
	Object   string
	ObjectID string
	From, To time.Time // those of [From, To)
	Before   int64     // only entries older than the one with this id
	Limit    int
}

// RecordStore is what the practice's records are read from.
type RecordStore interface {
	// Audit returns entries, the newest first.
	Audit(ctx context.Context, q AuditQuery) ([]AuditEntry, error)
	// Appointment returns one that is not deleted, else a NotFound error.
	Appointment(ctx context.Context, id int64) (Appointment, error)
	// DeletedAppointments returns at most limit of those deleted at since or later, the latest deletion
	// first, from just after the place that after names. Its StartsAt is the time of the deletion.
	DeletedAppointments(ctx context.Context, since time.Time, after *Cursor, limit int) ([]Appointment, error)
}

// Records is what can be looked up of the past: who did what, and what was deleted.
type Records struct {
	store RecordStore
	now   func() time.Time
}

// NewRecords returns the records kept in store.
func NewRecords(store RecordStore, now func() time.Time) *Records {
	return &Records{store: store, now: now}
}

// Audit returns entries of the audit log, the newest first.
func (r *Records) Audit(ctx context.Context, q AuditQuery) ([]AuditEntry, error) {
	return r.store.Audit(ctx, q)
}
