package store

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"appointment-manager/internal/agenda"
)

var errNoUser = agenda.Fail(agenda.NotFound, "There is no such user.")

// CreateUser implements [agenda.UserStore].
func (s *Store) CreateUser(ctx context.Context, u agenda.User) (agenda.User, error) {
	u.CreatedAt = s.instant()
	err := s.writer.do(ctx, "create user", func(tx *gorm.DB) error {
		row := userToRow(&u)
		err := tx.Create(&row).Error
		if duplicate(err) {
			return agenda.Fail(agenda.Conflict, "There is a user of that name already.")
		}
		if err != nil {
			return err
		}
		u.ID = row.ID
		return s.audit(ctx, tx, "created", "user", strconv.FormatInt(u.ID, 10), "")
	})
	return u, err
}

// UserByName implements [agenda.UserStore].
func (s *Store) UserByName(ctx context.Context, username string) (agenda.User, error) {
	u, _, err := s.findUser(s.reader(ctx), username, "")
	return u, translate("read user", err)
}

// findUser is read with every request, and so without GORM's reflection, and together with when the
// user's session of that id was last seen; nil: there is none.
func (s *Store) findUser(tx *gorm.DB, username, session string) (u agenda.User, seen *int64, err error) {
	if username != storable(username) || session != storable(session) {
		return u, nil, errNoUser // since none can be made
	}
	rows, err := tx.Raw("SELECT id, username, password_hash, role, disabled, token_version, created_at, "+
		"(SELECT seen_at FROM sessions WHERE sessions.id = ? AND user_id = users.id) FROM users WHERE "+
		s.dialect.folded("username")+" = "+s.dialect.folded("?"), session, username).Rows()
	if err != nil {
		return u, nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return u, nil, cmp.Or(rows.Err(), error(errNoUser))
	}
	var r userRow
	err = rows.Scan(&r.ID, &r.Username, &r.PasswordHash, &r.Role, &r.Disabled, &r.TokenVersion, &r.CreatedAt, &seen)
	return r.user(), seen, err
}

// UserByID implements [agenda.UserStore].
func (s *Store) UserByID(ctx context.Context, id int64) (agenda.User, error) {
	var rows []userRow
	if err := s.reader(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return agenda.User{}, translate("read user", err)
	}
	if len(rows) == 0 {
		return agenda.User{}, errNoUser
	}
	return rows[0].user(), nil
}

// Users implements [agenda.UserStore].
func (s *Store) Users(ctx context.Context) ([]agenda.User, error) {
	var rows []userRow
	if err := s.reader(ctx).Order(s.dialect.folded("username")).Find(&rows).Error; err != nil {
		return nil, translate("list users", err)
	}
	users := make([]agenda.User, len(rows))
	for i := range rows {
		users[i] = rows[i].user()
	}
	return users, nil
}

// ChangeUser implements [agenda.UserStore].
func (s *Store) ChangeUser(ctx context.Context, username string, change func(agenda.User) (agenda.User, error)) (u agenda.User, err error) {
	err = s.writer.do(ctx, "change user", func(tx *gorm.DB) error {
		before, _, err := s.findUser(tx, username, "")
		if err != nil {
			return err
		}
		if u, err = change(before); err != nil {
			return err
		}
		if before.Administers() && !u.Administers() {
			if err := s.keepAdministrator(tx, before.ID); err != nil {
				return err
			}
		}
		row := userToRow(&u)
		if err := tx.Select("password_hash", "role", "disabled", "token_version").Updates(&row).Error; err != nil {
			return err
		}
		if u.TokenVersion != before.TokenVersion { // no token of theirs opens anything any more
			if err := tx.Exec("DELETE FROM sessions WHERE user_id = ?", u.ID).Error; err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, "changed", "user", strconv.FormatInt(u.ID, 10), userChanges(&before, &u))
	})
	return u, err
}

// keepAdministrator fails when nobody but the user could sign in as an administrator. No other write
// comes between this look and the change that it allows.
func (s *Store) keepAdministrator(tx *gorm.DB, id int64) error {
	var others bool
	err := tx.Raw("SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND disabled = "+s.dialect.boolean(false)+" AND id <> ?)", id).Row().Scan(&others)
	if err == nil && !others {
		return agenda.ErrLastAdministrator
	}
	return err
}

func userChanges(before, after *agenda.User) string {
	var names []string
	if before.Role != after.Role {
		names = append(names, "role")
	}
	if before.Disabled != after.Disabled {
		names = append(names, "disabled")
	}
	if before.PasswordHash != after.PasswordHash {
		names = append(names, "password")
	}
	return strings.Join(append(names, "sessions"), " ")
}

// BlockedUntil implements [agenda.SignInStore]. Failures of the future are not counted: the clock was
// set back since, and nobody must wait until it has caught up.
func (s *Store) BlockedUntil(ctx context.Context, keys ...string) (time.Time, error) {
	var until *int64
	soon := s.now().Add(time.Minute).UnixMicro()
	for i, key := range keys {
		keys[i] = storable(key)
	}
	err := s.reader(ctx).Raw("SELECT max(blocked_until) FROM sign_in_failures WHERE key IN ? AND last_at <= ?", keys, soon).Row().Scan(&until)
	if err != nil || until == nil {
		return time.Time{}, translate("read failed sign-ins", err)
	}
	return time.UnixMicro(*until).UTC(), nil
}

// RecordFailures implements [agenda.SignInStore].
func (s *Store) RecordFailures(ctx context.Context, username string, forget time.Duration, guesses ...agenda.Guess) error {
	now := s.instant()
	oldest := now.Add(-forget).UnixMicro()
	return s.writer.do(ctx, "record failed sign-in", func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM sign_in_failures WHERE last_at < ?", oldest).Error; err != nil {
			return err
		}
		for _, g := range guesses {
			row := failureRow{Key: storable(g.Key)}
			if err := tx.Where("key = ?", row.Key).Limit(1).Find(&row).Error; err != nil {
				return err
			}
			row.Failures++
			row.LastAt = now.UnixMicro()
			row.BlockedUntil = now.Add(g.Pause(row.Failures)).UnixMicro()
			if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, "sign-in refused", "user", boundedName(username), "")
	})
}

// RecordSignIn implements [agenda.SignInStore].
func (s *Store) RecordSignIn(ctx context.Context, username, key string) error {
	return s.writer.do(ctx, "record sign-in", func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM sign_in_failures WHERE key = ?", storable(key)).Error; err != nil {
			return err
		}
		return s.audit(ctx, tx, "signed in", "user", boundedName(username), "")
	})
}

// boundedName keeps what a stranger typed as a user name from filling the log.
func boundedName(name string) string {
	name = storable(name)
	if len(name) > 64 {
		name = strings.ToValidUTF8(name[:64], "")
	}
	return name
}

// storable returns what a stranger typed in a form that every database takes: PostgreSQL has none for
// zero bytes and for half a character.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
}
