package store

import (
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

type apiTokenRow struct {
	ID        int64 `gorm:"primaryKey"`
	UserID    int64
	Name      string
	Scope     string
	Hash      string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	ExpiresAt *int64
	UsedAt    *int64
}

func (apiTokenRow) TableName() string { return "api_tokens" }

func (r *apiTokenRow) token() agenda.APIToken {
	return agenda.APIToken{
		ID: r.ID, UserID: r.UserID, Name: r.Name, Scope: agenda.Scope(r.Scope),
		CreatedAt: time.UnixMicro(r.CreatedAt).UTC(), ExpiresAt: microTime(r.ExpiresAt), LastUsedAt: microTime(r.UsedAt),
	}
}

var (
	errNoToken      = agenda.Fail(agenda.NotFound, "There is no such token.")
	errEnoughTokens = agenda.Fail(agenda.Conflict, "You have as many tokens as you can have. Revoke one that is not needed any more.")
)

// CreateAPIToken implements [agenda.APITokenStore].
func (s *Store) CreateAPIToken(ctx context.Context, t agenda.APIToken, hash string, limit int) (agenda.APIToken, error) {
	row := apiTokenRow{UserID: t.UserID, Name: t.Name, Scope: string(t.Scope), Hash: hash, CreatedAt: s.instant().UnixMicro()}
	if t.ExpiresAt != nil {
		ends := t.ExpiresAt.UnixMicro()
		row.ExpiresAt = &ends
	}
	err := s.writer.do(ctx, "create API token", func(tx *gorm.DB) error {
		var has int
		if err := tx.Raw("SELECT count(*) FROM api_tokens WHERE user_id = ?", t.UserID).Row().Scan(&has); err != nil {
			return err
		}
		if has >= limit {
			return errEnoughTokens
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return s.audit(ctx, tx, "created", "token", strconv.FormatInt(row.ID, 10), "")
	})
	return row.token(), err
}

// APITokens implements [agenda.APITokenStore].
func (s *Store) APITokens(ctx context.Context, userID int64) ([]agenda.APIToken, error) {
	var rows []apiTokenRow
	err := s.reader(ctx).Where("user_id = ?", userID).Order("id DESC").Find(&rows).Error
	tokens := make([]agenda.APIToken, len(rows))
	for i := range rows {
		tokens[i] = rows[i].token()
	}
	return tokens, translate("list API tokens", err)
}

// DeleteAPIToken implements [agenda.APITokenStore].
func (s *Store) DeleteAPIToken(ctx context.Context, userID, id int64) error {
	return s.writer.do(ctx, "delete API token", func(tx *gorm.DB) error {
		deleted := tx.Exec("DELETE FROM api_tokens WHERE id = ? AND user_id = ?", id, userID)
		if deleted.Error != nil {
			return deleted.Error
		}
		if deleted.RowsAffected == 0 {
			return errNoToken
		}
		return s.audit(ctx, tx, "deleted", "token", strconv.FormatInt(id, 10), "")
	})
}

// APITokenOwner implements [agenda.APITokenStore]. It is read with every request that bears a token,
// and so together with the user and without GORM's reflection.
func (s *Store) APITokenOwner(ctx context.Context, hash string) (agenda.User, agenda.APIToken, error) {
	rows, err := s.reader(ctx).Raw(`SELECT t.id, t.user_id, t.name, t.scope, t.created_at, t.expires_at, t.used_at,
		u.id, u.username, u.password_hash, u.role, u.disabled, u.token_version, u.created_at
		FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ?`, hash).Rows()
	if err != nil {
		return agenda.User{}, agenda.APIToken{}, translate("read API token", err)
	}
	defer rows.Close()
	var t apiTokenRow
	var u userRow
	found := rows.Next()
	if err = rows.Err(); found {
		err = rows.Scan(&t.ID, &t.UserID, &t.Name, &t.Scope, &t.CreatedAt, &t.ExpiresAt, &t.UsedAt,
			&u.ID, &u.Username, &u.PasswordHash, &u.Role, &u.Disabled, &u.TokenVersion, &u.CreatedAt)
	} else if err == nil {
		err = errNoToken
	}
	return u.user(), t.token(), translate("read API token", err)
}

// NoteAPITokenUse implements [agenda.APITokenStore].
func (s *Store) NoteAPITokenUse(ctx context.Context, id int64) error {
	return s.writer.do(ctx, "note the use of an API token", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE api_tokens SET used_at = ? WHERE id = ?", s.instant().UnixMicro(), id).Error
	})
}
