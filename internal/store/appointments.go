package store

import (
	"cmp"
	"context"
	"reflect"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

var errNoAppointment = agenda.Fail(agenda.NotFound, "Appointment not found")

// CreateAppointment implements [agenda.AppointmentStore].
func (s *Store) CreateAppointment(ctx context.Context, a agenda.Appointment, key *agenda.IdempotencyKey) (_ agenda.Appointment, replayed bool, err error) {
	err = s.writer.do(ctx, "create appointment", func(tx *gorm.DB) error {
		id, used, err := s.usedKey(ctx, tx, key)
		if err != nil {
			return err
		}
		if used {
			replayed = true
			n, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return err
			}
			a, err = findAppointment(tx, n)
			return err
		}
		a.UID = ""
		if err := s.insert(ctx, tx, &a); err != nil {
			return err
		}
		return s.rememberKey(ctx, tx, key, strconv.FormatInt(a.ID, 10))
	})
	return a, replayed, err
}

// offer writes a's row, first as one that overlaps nothing. Where the database refuses that and an
// overlap is wanted, it is written again with the mark; else the refusal names those in the way. It
// is the first that a write does: a refusal undoes what was before it.
func (s *Store) offer(tx *gorm.DB, a *agenda.Appointment, write func(*appointmentRow) error) error {
	wanted := a.Overlap
	a.Overlap = false
	row := appointmentToRow(a)
	err := write(&row)
	if refused(err) {
		if err := undo(tx); err != nil {
			return err
		}
	}
	if refused(err) && wanted {
		a.Overlap = true
		row = appointmentToRow(a)
		err = write(&row)
	}
	a.ID = row.ID
	if !refused(err) {
		return err
	}
	conflict := &agenda.Error{Code: agenda.Conflict, Err: err}
	rows, err := tx.Raw("SELECT "+appointmentColumns+` FROM appointments
		WHERE calendar_id = ? AND status <> 'cancelled' AND deleted_at IS NULL AND id <> ?
		AND starts_at > ? AND starts_at < ? AND ends_at > ? ORDER BY starts_at, id LIMIT 10`,
		row.CalendarID, a.ID, row.StartsAt-longest, row.EndsAt, row.StartsAt).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var other agenda.Appointment
		if err := scanAppointment(rows, &other); err != nil {
			return err
		}
		conflict.Conflicts = append(conflict.Conflicts, other)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return conflict
}

// ChangeAppointment implements [agenda.AppointmentStore].
func (s *Store) ChangeAppointment(ctx context.Context, id int64, change func(agenda.Appointment) (agenda.Appointment, error)) (result agenda.Appointment, err error) {
	err = s.writer.do(ctx, "change appointment", func(tx *gorm.DB) error {
		before, err := findAppointment(tx, id)
		if err != nil {
			return err
		}
		a, err := change(before)
		if err != nil {
			return err
		}
		fields := changedFields(&before, &a)
		if len(fields) == 0 {
			result = before
			return nil
		}
		if a.Kind != before.Kind {
			if err := kindListed(tx, a.Kind); err != nil {
				return err
			}
		}
		a.ID, a.Version = before.ID, before.Version+1
		a.UpdatedAt, a.UpdatedBy = s.instant(), agenda.ActorFrom(ctx).Username
		err = s.offer(tx, &a, func(row *appointmentRow) error {
			row.ID = before.ID
			return tx.Select("*").Omit("id", "uid", "created_at", "created_by").Updates(row).Error
		})
		if err != nil {
			return err
		}
		result = a
		return s.audit(ctx, tx, actionOf(&before, &a), "appointment", strconv.FormatInt(id, 10), strings.Join(fields, " "))
	})
	return result, err
}

func actionOf(before, after *agenda.Appointment) string {
	switch {
	case before.DeletedAt == nil && after.DeletedAt != nil:
		return "deleted"
	case before.DeletedAt != nil && after.DeletedAt == nil:
		return "restored"
	case before.Status != agenda.Cancelled && after.Status == agenda.Cancelled:
		return "cancelled"
	case !before.StartsAt.Equal(after.StartsAt):
		return "moved"
	}
	return "changed"
}

// changedFields names the members in which two states of a thing differ, as the API calls them.
func changedFields[T any](before, after *T) []string {
	var names []string
	b, a := reflect.ValueOf(*before), reflect.ValueOf(*after)
	for i := range b.NumField() {
		if !reflect.DeepEqual(b.Field(i).Interface(), a.Field(i).Interface()) {
			name, _, _ := strings.Cut(b.Type().Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// findAppointment reads one appointment, deleted or not.
func findAppointment(tx *gorm.DB, id int64) (a agenda.Appointment, err error) {
	rows, err := tx.Raw("SELECT "+appointmentColumns+" FROM appointments WHERE id = ?", id).Rows()
	if err != nil {
		return a, err
	}
	defer rows.Close()
	if !rows.Next() {
		return a, cmp.Or(rows.Err(), error(errNoAppointment))
	}
	return a, scanAppointment(rows, &a)
}
