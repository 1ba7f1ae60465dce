package agenda

import (
	"context"
	"strconv"
)

// maxHistory bounds how much of one appointment's past is told, the newest of it.
const maxHistory = 200

// History returns what was done to an appointment, the newest first, be it deleted meanwhile. It
// fails as NotFound for an id that nothing is known of. One that came from another program may have
// none.
func (r *Records) History(ctx context.Context, id int64) ([]AuditEntry, error) {
	entries, err := r.store.Audit(ctx, AuditQuery{Object: "appointment", ObjectID: strconv.FormatInt(id, 10), Limit: maxHistory})
	if err == nil && len(entries) == 0 {
		_, err = r.store.Appointment(ctx, id)
	}
	return entries, err
}

// Deleted returns at most limit of the appointments that can still be restored, the latest deletion
// first. See [RecordStore.DeletedAppointments] for after.
func (r *Records) Deleted(ctx context.Context, after *Cursor, limit int) ([]Appointment, error) {
	return r.store.DeletedAppointments(ctx, r.now().Add(-RestoreWindow), after, limit)
}
