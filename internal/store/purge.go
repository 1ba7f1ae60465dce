package store

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// PurgeSent forgets what models were sent for summaries that ended before a time. The summaries stay.
func (s *Store) PurgeSent(ctx context.Context, endedBefore time.Time) error {
	return s.writer.do(ctx, "purge what was sent", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE summary_jobs SET sent = '' WHERE sent <> '' AND finished_at < ?", endedBefore.UnixMicro()).Error
	})
}

// purgeStep is how many appointments are removed in one write, so that bookings wait for none long.
const purgeStep = 200

// PurgeAppointments removes for good what was deleted before a time, and returns how many
// appointments that were. What the audit log says of them stays, and their ids are not given again.
func (s *Store) PurgeAppointments(ctx context.Context, deletedBefore time.Time) (purged int, err error) {
	for {
		var ids []int64
		err := s.writer.do(ctx, "purge deleted appointments", func(tx *gorm.DB) error {
			err := tx.Raw("SELECT id FROM appointments WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?", deletedBefore.UnixMicro(), purgeStep).Scan(&ids).Error
			if err != nil || len(ids) == 0 {
				return err
			}
			err = tx.Exec("INSERT INTO audit_log (at, actor, action, object, object_id, fields) SELECT ?, '', 'purged', 'appointment', CAST(id AS TEXT), '' FROM appointments WHERE id IN ?",
				s.instant().UnixMicro(), ids).Error
			if err != nil {
				return err
			}
			return tx.Exec("DELETE FROM appointments WHERE id IN ?", ids).Error
		})
		if err != nil || len(ids) == 0 {
			return purged, err
		}
		purged += len(ids)
	}
}
