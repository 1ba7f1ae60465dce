package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

// instant returns now with the precision that is stored.
func (s *Store) instant() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// audit records what the context's actor did, in the transaction that did it.
func (s *Store) audit(ctx context.Context, tx *gorm.DB, action, object, id, fields string) error {
	return tx.Exec("INSERT INTO audit_log (at, actor, action, object, object_id, fields) VALUES (?, ?, ?, ?, ?, ?)",
		s.instant().UnixMicro(), agenda.ActorFrom(ctx).Username, action, object, id, fields).Error
}

// keyLifetime is how long a repeat of a request is recognised.
const keyLifetime = 24 * time.Hour

// usedKey returns what was made under key before, if anything was.
func (s *Store) usedKey(ctx context.Context, tx *gorm.DB, key *agenda.IdempotencyKey) (objectID string, used bool, err error) {
	if key == nil {
		return "", false, nil
	}
	oldest := s.now().Add(-keyLifetime).UnixMicro()
	if err := tx.Exec("DELETE FROM idempotency_keys WHERE created_at < ?", oldest).Error; err != nil {
		return "", false, err
	}
	var rows []idempotencyRow
	err = tx.Where("username = ? AND key = ?", agenda.ActorFrom(ctx).Username, key.Key).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", false, err
	}
	if rows[0].Fingerprint != key.Fingerprint {
		return "", false, agenda.InvalidFields([]agenda.Field{{
			Type: agenda.FaultValue, Loc: []any{"header", "Idempotency-Key"}, Input: key.Key,
			Msg: "This key was used for another request. Use a new key for each request.",
		}})
	}
	return rows[0].ObjectID, true, nil
}

func (s *Store) rememberKey(ctx context.Context, tx *gorm.DB, key *agenda.IdempotencyKey, objectID string) error {
	if key == nil {
		return nil
	}
	return tx.Create(&idempotencyRow{
		Username: agenda.ActorFrom(ctx).Username, Key: key.Key, Fingerprint: key.Fingerprint,
		ObjectID: objectID, CreatedAt: s.instant().UnixMicro(),
	}).Error
}
