package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

// Record notes in the audit log what the context's actor did that changed nothing in the database.
func (s *Store) Record(ctx context.Context, action, object, id string) error {
	return s.writer.do(ctx, "record "+action, func(tx *gorm.DB) error { return s.audit(ctx, tx, action, object, id, "") })
}

// Audit implements [agenda.RecordStore].
func (s *Store) Audit(ctx context.Context, q agenda.AuditQuery) ([]agenda.AuditEntry, error) {
	tx := s.reader(ctx).Table("audit_log").Select("id, at, actor, action, object, object_id, fields").Order("id DESC")
	where := func(column, value string) {
		if value != "" {
			tx = tx.Where(column+" = ?", storable(value))
		}
	}
	where("action", q.Action)
	where("object", q.Object)
	where("object_id", q.ObjectID)
	if q.Actor != "" {
		tx = tx.Where(s.dialect.folded("actor")+" = "+s.dialect.folded("?"), storable(q.Actor))
	}
	if !q.From.IsZero() {
		tx = tx.Where("at >= ?", q.From.UnixMicro())
	}
	if !q.To.IsZero() {
		tx = tx.Where("at < ?", q.To.UnixMicro())
	}
	if q.Before > 0 {
		tx = tx.Where("id < ?", q.Before)
	}
	if q.Limit > 0 {
		tx = tx.Limit(q.Limit)
	}
	var rows []auditRow
	if err := tx.Find(&rows).Error; err != nil {
		return nil, translate("read audit log", err)
	}
	entries := make([]agenda.AuditEntry, len(rows))
	for i, r := range rows {
		entries[i] = agenda.AuditEntry{
			ID: r.ID, At: time.UnixMicro(r.At).UTC(), Actor: r.Actor, Action: r.Action,
			Object: r.Object, ObjectID: r.ObjectID, Fields: strings.Fields(r.Fields),
		}
	}
	return entries, nil
}

type auditRow struct {
	ID, At                                  int64
	Actor, Action, Object, ObjectID, Fields string
}

// DeletedAppointments implements [agenda.RecordStore].
func (s *Store) DeletedAppointments(ctx context.Context, since time.Time, after *agenda.Cursor, limit int) ([]agenda.Appointment, error) {
	where, args := "deleted_at >= ?", []any{since.UnixMicro()}
	if after != nil {
		where += " AND (deleted_at, id) < (?, ?)"
		args = append(args, after.StartsAt.UnixMicro(), after.ID)
	}
	rows, err := s.reader(ctx).Raw("SELECT "+appointmentColumns+" FROM appointments WHERE "+where+
		" ORDER BY deleted_at DESC, id DESC LIMIT ?", append(args, limit)...).Rows()
	if err != nil {
		return nil, translate("list deleted appointments", err)
	}
	defer rows.Close()
	found := []agenda.Appointment{}
	for rows.Next() {
		var a agenda.Appointment
		if err := scanAppointment(rows, &a); err != nil {
			return nil, translate("list deleted appointments", err)
		}
		found = append(found, a)
	}
	return found, translate("list deleted appointments", rows.Err())
}
