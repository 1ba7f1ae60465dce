package store

import (
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

var errNoFeed = agenda.Fail(agenda.NotFound, "There is no feed.")

// ReplaceFeed implements [agenda.FeedStore].
func (s *Store) ReplaceFeed(ctx context.Context, userID int64, hash string) (agenda.Feed, error) {
	f := agenda.Feed{CreatedAt: s.instant()}
	err := s.writer.do(ctx, "make feed", func(tx *gorm.DB) error {
		err := tx.Exec(`INSERT INTO feeds (user_id, hash, created_at) VALUES (?, ?, ?)
			ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at, used_at = NULL`,
			userID, hash, f.CreatedAt.UnixMicro()).Error
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, "created", "feed", strconv.FormatInt(userID, 10), "")
	})
	return f, err
}

// RemoveFeed implements [agenda.FeedStore].
func (s *Store) RemoveFeed(ctx context.Context, userID int64) error {
	return s.writer.do(ctx, "remove feed", func(tx *gorm.DB) error {
		removed := tx.Exec("DELETE FROM feeds WHERE user_id = ?", userID)
		if removed.Error != nil || removed.RowsAffected == 0 {
			return removed.Error
		}
		return s.audit(ctx, tx, "deleted", "feed", strconv.FormatInt(userID, 10), "")
	})
}

// Feed implements [agenda.FeedStore].
func (s *Store) Feed(ctx context.Context, userID int64) (agenda.Feed, error) {
	f, _, err := s.findFeed(ctx, "user_id = ?", userID)
	return f, err
}

// FeedOwner implements [agenda.FeedStore].
func (s *Store) FeedOwner(ctx context.Context, hash string) (agenda.User, agenda.Feed, error) {
	f, userID, err := s.findFeed(ctx, "hash = ?", hash)
	if err != nil {
		return agenda.User{}, f, err
	}
	u, err := s.UserByID(ctx, userID)
	return u, f, err
}

func (s *Store) findFeed(ctx context.Context, where string, arg any) (f agenda.Feed, userID int64, err error) {
	var rows []struct {
		UserID    int64
		CreatedAt int64
		UsedAt    *int64
	}
	err = s.reader(ctx).Raw("SELECT user_id, created_at, used_at FROM feeds WHERE "+where, arg).Scan(&rows).Error
	if err != nil {
		return f, 0, translate("read feed", err)
	}
	if len(rows) == 0 {
		return f, 0, errNoFeed
	}
	return agenda.Feed{CreatedAt: time.UnixMicro(rows[0].CreatedAt).UTC(), LastUsedAt: microTime(rows[0].UsedAt)}, rows[0].UserID, nil
}

// NoteFeedUse implements [agenda.FeedStore].
func (s *Store) NoteFeedUse(ctx context.Context, hash string) error {
	return s.writer.do(ctx, "note feed", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE feeds SET used_at = ? WHERE hash = ?", s.instant().UnixMicro(), hash).Error
	})
}
