package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

type kindRow struct {
	ID       int64 `gorm:"primaryKey"`
	Name     string
	Hue      int
	Minutes  int
	Position int
}

func (kindRow) TableName() string { return "kinds" }

// Kinds implements [agenda.KindStore] and [agenda.AppointmentStore].
func (s *Store) Kinds(ctx context.Context) ([]agenda.Kind, error) {
	kinds, err := findKinds(s.reader(ctx))
	return kinds, translate("list kinds", err)
}

func findKinds(tx *gorm.DB) ([]agenda.Kind, error) {
	var rows []kindRow
	err := tx.Order("position, id").Find(&rows).Error
	kinds := make([]agenda.Kind, len(rows))
	for i, r := range rows {
		kinds[i] = agenda.Kind{ID: r.ID, Name: r.Name, Hue: r.Hue, Minutes: r.Minutes}
	}
	return kinds, err
}

// kindListed fails as Invalid unless a kind of exactly this name is listed, or none is meant. It is asked
// within the write, so that no appointment gets the name of a kind that was renamed or deleted meanwhile.
func kindListed(tx *gorm.DB, name string) error {
	if name == "" {
		return nil
	}
	var listed bool
	if err := tx.Raw("SELECT EXISTS (SELECT 1 FROM kinds WHERE name = ?)", name).Row().Scan(&listed); err != nil || listed {
		return err
	}
	return agenda.InvalidFields([]agenda.Field{agenda.UnlistedKind(name)})
}

// ChangeKinds implements [agenda.KindStore].
func (s *Store) ChangeKinds(ctx context.Context, moved int64, change func([]agenda.Kind) ([]agenda.Kind, error)) (after []agenda.Kind, err error) {
	err = s.writer.do(ctx, "change kinds", func(tx *gorm.DB) error {
		before, err := findKinds(tx)
		if err != nil {
			return err
		}
		if after, err = change(slices.Clone(before)); err != nil {
			return err
		}
		after = slices.Clone(after)
		before, err = s.dropKinds(ctx, tx, before, after)
		for i := range after {
			if err != nil {
				return err
			}
			err = s.saveKind(ctx, tx, &after[i], i, before, moved)
		}
		return err
	})
	return after, err
}

// dropKinds deletes those that are not wanted any more, and returns the others.
func (s *Store) dropKinds(ctx context.Context, tx *gorm.DB, before, after []agenda.Kind) (kept []agenda.Kind, err error) {
	for _, k := range before {
		if slices.ContainsFunc(after, func(a agenda.Kind) bool { return a.ID == k.ID }) {
			kept = append(kept, k)
			continue
		}
		if err := tx.Exec("DELETE FROM kinds WHERE id = ?", k.ID).Error; err != nil {
			return nil, err
		}
		if err := s.audit(ctx, tx, "deleted", "kind", strconv.FormatInt(k.ID, 10), ""); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// saveKind stores a kind at its place; kept are those of before that are still there, and moved is the one
// that was to get another place.
func (s *Store) saveKind(ctx context.Context, tx *gorm.DB, k *agenda.Kind, place int, kept []agenda.Kind, moved int64) error {
	row := kindRow{ID: k.ID, Name: k.Name, Hue: k.Hue, Minutes: k.Minutes, Position: place}
	if k.ID == 0 {
		err := tx.Create(&row).Error
		if err == nil {
			err = s.audit(ctx, tx, "created", "kind", strconv.FormatInt(row.ID, 10), "")
		}
		k.ID = row.ID
		return err
	}
	stood := slices.IndexFunc(kept, func(b agenda.Kind) bool { return b.ID == k.ID })
	old := kept[stood]
	fields := kindChanges(&old, k)
	if k.ID == moved && stood != place {
		fields = append(fields, "position")
	}
	if err := tx.Save(&row).Error; err != nil || len(fields) == 0 {
		return err // saved all the same: those before it may be others
	}
	if old.Name != k.Name {
		if err := s.renameKind(ctx, tx, old.Name, k.Name); err != nil {
			return err
		}
	}
	return s.audit(ctx, tx, "changed", "kind", strconv.FormatInt(k.ID, 10), strings.Join(fields, " "))
}

func kindChanges(before, after *agenda.Kind) (names []string) {
	if before.Name != after.Name {
		names = append(names, "name")
	}
	if before.Hue != after.Hue {
		names = append(names, "hue")
	}
	if before.Minutes != after.Minutes {
		names = append(names, "minutes")
	}
	return names
}

// renameKind gives the appointments of a kind, deleted ones too, its new name. It is a change of each of
// them, so that whoever keeps a copy finds out.
func (s *Store) renameKind(ctx context.Context, tx *gorm.DB, from, to string) error {
	at, actor := s.instant().UnixMicro(), agenda.ActorFrom(ctx).Username
	err := tx.Exec(`INSERT INTO audit_log (at, actor, action, object, object_id, fields)
		SELECT CAST(? AS BIGINT), CAST(? AS TEXT), 'changed', 'appointment', CAST(id AS TEXT), 'kind' FROM appointments WHERE kind = ? ORDER BY id`, at, actor, from).Error
	if err == nil {
		err = stayAsImported(tx, " WHERE kind = ?", from)
	}
	if err != nil {
		return err
	}
	last := "\n" + strings.ToLower(from) // what is searched ends with it, in letters that may have been made small by an older program
	return tx.Exec(`UPDATE appointments SET kind = ?, search = CASE WHEN substr(search, length(search) - ?) = ? THEN substr(search, 1, length(search) - ?) ELSE search END || ?,
		version = version + 1, updated_at = ?, updated_by = ? WHERE kind = ?`,
		to, utf8.RuneCountInString(last)-1, last, utf8.RuneCountInString(last), "\n"+strings.ToLower(to), at, actor, from).Error
}
