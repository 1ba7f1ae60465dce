package store

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"appointment-manager/internal/agenda"
)

type preferencesRow struct {
	UserID      int64 `gorm:"primaryKey;autoIncrement:false"`
	Language    string
	HourCycle   string
	FirstDay    string
	DefaultView string
	Theme       string
	Shortcuts   bool
	TimeZone    string
}

func (preferencesRow) TableName() string { return "preferences" }

// Preferences implements [agenda.PreferenceStore].
func (s *Store) Preferences(ctx context.Context, userID int64) (agenda.Preferences, error) {
	p, err := findPreferences(s.reader(ctx), userID)
	return p, translate("read preferences", err)
}

func findPreferences(tx *gorm.DB, userID int64) (agenda.Preferences, error) {
	var rows []preferencesRow
	err := tx.Where("user_id = ?", userID).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return agenda.DefaultPreferences, err
	}
	r := rows[0]
	return agenda.Preferences{Language: r.Language, HourCycle: r.HourCycle, FirstDay: r.FirstDay, DefaultView: r.DefaultView, Theme: r.Theme, Shortcuts: r.Shortcuts, TimeZone: r.TimeZone}, nil
}

// ChangePreferences implements [agenda.PreferenceStore].
func (s *Store) ChangePreferences(ctx context.Context, userID int64, change func(agenda.Preferences) (agenda.Preferences, error)) (p agenda.Preferences, err error) {
	err = s.writer.do(ctx, "change preferences", func(tx *gorm.DB) error {
		before, err := findPreferences(tx, userID)
		if err != nil {
			return err
		}
		if p, err = change(before); err != nil || p == before {
			return err
		}
		row := preferencesRow{userID, p.Language, p.HourCycle, p.FirstDay, p.DefaultView, p.Theme, p.Shortcuts, p.TimeZone}
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		return s.audit(ctx, tx, "changed", "preferences", strconv.FormatInt(userID, 10), preferenceChanges(&before, &p))
	})
	return p, err
}

func preferenceChanges(before, after *agenda.Preferences) string {
	var names []string
	for _, m := range []struct {
		name    string
		changed bool
	}{
		{"language", before.Language != after.Language},
		{"hour_cycle", before.HourCycle != after.HourCycle},
		{"first_day", before.FirstDay != after.FirstDay},
		{"default_view", before.DefaultView != after.DefaultView},
		{"theme", before.Theme != after.Theme},
		{"shortcuts", before.Shortcuts != after.Shortcuts},
		{"time_zone", before.TimeZone != after.TimeZone},
	} {
		if m.changed {
			names = append(names, m.name)
		}
	}
	return strings.Join(names, " ")
}
