package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

type closedDaysRow struct {
	ID          int64 `gorm:"primaryKey"`
	First, Last string
	Reason      string
}

func (closedDaysRow) TableName() string { return "closed_days" }

var (
	errNoClosedDays     = agenda.Fail(agenda.NotFound, "There are no such closed days.")
	errEnoughClosedDays = agenda.Fail(agenda.Conflict, "There are as many closed days as there can be. Delete some that are over.")
)

// Hours implements [agenda.HoursStore] and [agenda.AppointmentStore]. It is read with every search for
// a free time, and so without GORM's reflection.
func (s *Store) Hours(ctx context.Context, first, last agenda.Date) (agenda.PracticeHours, error) {
	w, err := findOpeningHours(s.reader(ctx))
	h := agenda.PracticeHours{OpeningHours: w, Closed: []agenda.ClosedDays{}}
	if err != nil {
		return h, translate("read opening hours", err)
	}
	to := "9999-12-31"
	if !last.IsZero() {
		to = last.String()
	}
	rows, err := s.reader(ctx).Raw("SELECT id, first, last, reason FROM closed_days WHERE last >= ? AND first <= ? ORDER BY first, last, id", first.String(), to).Rows()
	if err != nil {
		return h, translate("read closed days", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r closedDaysRow
		if err := rows.Scan(&r.ID, &r.First, &r.Last, &r.Reason); err != nil {
			return h, translate("read closed days", err)
		}
		c := agenda.ClosedDays{ID: r.ID, Reason: r.Reason}
		if c.First, err = agenda.ParseDate(r.First); err == nil {
			c.Last, err = agenda.ParseDate(r.Last)
		}
		if err != nil {
			return h, unreadable("closed days", r.ID, err)
		}
		h.Closed = append(h.Closed, c)
	}
	return h, translate("read closed days", rows.Err())
}

func findOpeningHours(tx *gorm.DB) (agenda.OpeningHours, error) {
	var w agenda.OpeningHours
	for d := range time.Weekday(7) {
		*w.Day(d) = []agenda.Opening{}
	}
	rows, err := tx.Raw("SELECT weekday, opens, closes FROM opening_hours ORDER BY weekday, opens").Rows()
	if err != nil {
		return w, err
	}
	defer rows.Close()
	for rows.Next() {
		var weekday, opens, closes int
		if err := rows.Scan(&weekday, &opens, &closes); err != nil {
			return w, err
		}
		day := w.Day(time.Weekday(weekday))
		*day = append(*day, agenda.Opening{From: agenda.MinuteOfDay(opens), To: agenda.MinuteOfDay(closes)})
	}
	return w, rows.Err()
}

// ReplaceOpeningHours implements [agenda.HoursStore].
func (s *Store) ReplaceOpeningHours(ctx context.Context, w agenda.OpeningHours) error {
	return s.writer.do(ctx, "replace opening hours", func(tx *gorm.DB) error {
		before, err := findOpeningHours(tx)
		if err != nil {
			return err
		}
		changed := hoursChanges(&before, &w)
		if changed == "" {
			return nil
		}
		if err := tx.Exec("DELETE FROM opening_hours").Error; err != nil {
			return err
		}
		for d := range time.Weekday(7) {
			for _, o := range *w.Day(d) {
				if err := tx.Exec("INSERT INTO opening_hours (weekday, opens, closes) VALUES (?, ?, ?)", int(d), int(o.From), int(o.To)).Error; err != nil {
					return err
				}
			}
		}
		return s.audit(ctx, tx, "changed", "hours", "", changed)
	})
}

// CreateClosedDays implements [agenda.HoursStore].
func (s *Store) CreateClosedDays(ctx context.Context, c agenda.ClosedDays, limit int) (agenda.ClosedDays, error) {
	row := closedDaysRow{First: c.First.String(), Last: c.Last.String(), Reason: c.Reason}
	err := s.writer.do(ctx, "create closed days", func(tx *gorm.DB) error {
		var has int
		if err := tx.Raw("SELECT count(*) FROM closed_days").Row().Scan(&has); err != nil {
			return err
		}
		if has >= limit {
			return errEnoughClosedDays
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return s.audit(ctx, tx, "created", "closed", strconv.FormatInt(row.ID, 10), "")
	})
	c.ID = row.ID
	return c, err
}

// DeleteClosedDays implements [agenda.HoursStore].
func (s *Store) DeleteClosedDays(ctx context.Context, id int64) error {
	return s.writer.do(ctx, "delete closed days", func(tx *gorm.DB) error {
		deleted := tx.Exec("DELETE FROM closed_days WHERE id = ?", id)
		if deleted.Error != nil {
			return deleted.Error
		}
		if deleted.RowsAffected == 0 {
			return errNoClosedDays
		}
		return s.audit(ctx, tx, "deleted", "closed", strconv.FormatInt(id, 10), "")
	})
}

// hoursChanges names the weekdays whose hours differ.
func hoursChanges(before, after *agenda.OpeningHours) string {
	var names []string
	for d, name := range agenda.Weekdays {
		if day := time.Weekday(d); !slices.Equal(*before.Day(day), *after.Day(day)) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}
