package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

type sessionRow struct {
	ID        string
	UserID    int64
	CreatedAt int64
	SeenAt    int64
	ExpiresAt int64
	Address   string
	Agent     string
}

func (sessionRow) TableName() string { return "sessions" }

func (r *sessionRow) session() agenda.Session {
	return agenda.Session{
		ID: r.ID, UserID: r.UserID, CreatedAt: time.UnixMicro(r.CreatedAt).UTC(), SeenAt: time.UnixMicro(r.SeenAt).UTC(),
		ExpiresAt: time.UnixMicro(r.ExpiresAt).UTC(), Address: r.Address, Agent: r.Agent,
	}
}

var (
	errNoSession      = agenda.Fail(agenda.NotFound, "There is no such session.")
	errEnoughSessions = agenda.Fail(agenda.Conflict, "There are as many sessions as there can be.")
)

// UserInSession implements [agenda.SessionStore].
func (s *Store) UserInSession(ctx context.Context, username, id string) (agenda.User, *time.Time, error) {
	u, seen, err := s.findUser(s.reader(ctx), username, id)
	return u, microTime(seen), translate("read user", err)
}

// CreateSession implements [agenda.SessionStore].
func (s *Store) CreateSession(ctx context.Context, n agenda.Session, tokenVersion int64, limit int) error {
	return s.writer.do(ctx, "create session", func(tx *gorm.DB) error {
		now := s.instant().UnixMicro()
		if err := tx.Exec("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?", n.UserID, now).Error; err != nil {
			return err
		}
		var has int
		if err := tx.Raw("SELECT count(*) FROM sessions WHERE user_id = ?", n.UserID).Row().Scan(&has); err != nil {
			return err
		}
		if has >= limit {
			return errEnoughSessions
		}
		return tx.Exec(`INSERT INTO sessions (id, user_id, created_at, seen_at, expires_at, address, agent)
			SELECT ?, id, ?, ?, ?, ?, ? FROM users WHERE id = ? AND token_version = ?`,
			n.ID, n.CreatedAt.UnixMicro(), now, n.ExpiresAt.UnixMicro(), n.Address, n.Agent, n.UserID, tokenVersion).Error
	})
}

// RefreshSession implements [agenda.SessionStore].
func (s *Store) RefreshSession(ctx context.Context, r agenda.Session) error {
	return s.writer.do(ctx, "refresh session", func(tx *gorm.DB) error {
		ends := r.ExpiresAt.UnixMicro()
		return tx.Exec(`UPDATE sessions SET seen_at = ?, address = ?, agent = ?,
			expires_at = CASE WHEN expires_at < ? THEN ? ELSE expires_at END WHERE id = ? AND user_id = ?`,
			s.instant().UnixMicro(), r.Address, r.Agent, ends, ends, r.ID, r.UserID).Error
	})
}

// Sessions implements [agenda.SessionStore].
func (s *Store) Sessions(ctx context.Context, userID int64) ([]agenda.Session, error) {
	var rows []sessionRow
	err := s.reader(ctx).Where("user_id = ? AND expires_at > ?", userID, s.instant().UnixMicro()).Order("seen_at DESC, id").Find(&rows).Error
	sessions := make([]agenda.Session, len(rows))
	for i := range rows {
		sessions[i] = rows[i].session()
	}
	return sessions, translate("list sessions", err)
}

// DeleteSession implements [agenda.SessionStore].
func (s *Store) DeleteSession(ctx context.Context, userID int64, id string) error {
	if id != storable(id) {
		return errNoSession // since none can be made
	}
	return s.writer.do(ctx, "delete session", func(tx *gorm.DB) error {
		deleted := tx.Exec("DELETE FROM sessions WHERE id = ? AND user_id = ?", id, userID)
		if deleted.Error != nil {
			return deleted.Error
		}
		if deleted.RowsAffected == 0 {
			return errNoSession
		}
		return s.audit(ctx, tx, "ended", "session", id, "")
	})
}

// DeleteOtherSessions implements [agenda.SessionStore].
func (s *Store) DeleteOtherSessions(ctx context.Context, userID int64, but string) (ended int, err error) {
	err = s.writer.do(ctx, "delete sessions", func(tx *gorm.DB) error {
		now := s.instant().UnixMicro()
		told := tx.Exec(`INSERT INTO audit_log (at, actor, action, object, object_id, fields)
			SELECT ?, ?, 'ended', 'session', id, '' FROM sessions WHERE user_id = ? AND id <> ? AND expires_at > ?`,
			now, agenda.ActorFrom(ctx).Username, userID, but, now)
		if told.Error != nil {
			return told.Error
		}
		ended = int(told.RowsAffected)
		return tx.Exec("DELETE FROM sessions WHERE user_id = ? AND id <> ?", userID, but).Error
	})
	return ended, err
}

// PurgeSessions removes those that have expired.
func (s *Store) PurgeSessions(ctx context.Context) error {
	return s.writer.do(ctx, "purge sessions", func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM sessions WHERE expires_at <= ?", s.instant().UnixMicro()).Error
	})
}
