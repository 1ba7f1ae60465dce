package store

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

type importRow struct {
	ID        string `gorm:"primaryKey"`
	State     string
	CreatedAt int64             `gorm:"autoCreateTime:false"`
	About     agenda.Import     `gorm:"serializer:json"`
	Rows      importedRowsAsOne `gorm:"serializer:json"`
}

type importedRowsAsOne []agenda.ImportRow

func (importRow) TableName() string { return "imports" }

// told returns what is told of an import.
func (r *importRow) told() agenda.Import {
	i := r.About
	i.ID, i.State = r.ID, agenda.ImportState(r.State)
	return i
}

// CreateImport implements [agenda.ImportStore].
func (s *Store) CreateImport(ctx context.Context, i agenda.Import, rows []agenda.ImportRow) (agenda.Import, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return agenda.Import{}, err
	}
	i.ID = id.String()
	row := importRow{ID: i.ID, State: string(i.State), CreatedAt: i.CreatedAt.UnixMicro(), About: i, Rows: append(importedRowsAsOne{}, rows...)}
	err = s.writer.do(ctx, "create import", func(tx *gorm.DB) error {
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return s.audit(ctx, tx, "uploaded", "import", i.ID, "")
	})
	return i, err
}

// ImportByID implements [agenda.ImportStore].
func (s *Store) ImportByID(ctx context.Context, id string) (agenda.Import, []agenda.ImportRow, error) {
	var rows []importRow
	if err := s.reader(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return agenda.Import{}, nil, translate("read import", err)
	}
	if len(rows) == 0 {
		return agenda.Import{}, nil, errNoImport
	}
	return rows[0].told(), rows[0].Rows, nil
}

var (
	errNoImport   = agenda.Fail(agenda.NotFound, "There is no such import. One that was only looked at is kept for a day: upload the file again.")
	errImportOver = agenda.Fail(agenda.Conflict, "This import is over, so nothing more of it is booked.")
)

// Imports implements [agenda.ImportStore].
func (s *Store) Imports(ctx context.Context, limit int) ([]agenda.Import, error) {
	var rows []importRow
	err := s.reader(ctx).Select("id", "state", "about").Order("id DESC").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, translate("list imports", err)
	}
	imports := make([]agenda.Import, len(rows))
	for i := range rows {
		imports[i] = rows[i].told()
		imports[i].Report = nil
	}
	return imports, nil
}

// EndImport implements [agenda.ImportStore].
func (s *Store) EndImport(ctx context.Context, i agenda.Import) error {
	about, err := json.Marshal(i)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, "end import", func(tx *gorm.DB) error {
		var state string
		if err := tx.Raw("SELECT state FROM imports WHERE id = ?", i.ID).Row().Scan(&state); err != nil {
			return err
		}
		if state == string(agenda.ImportUndone) && i.State != agenda.ImportUndone {
			return errImportOver
		}
		err := tx.Exec("UPDATE imports SET state = ?, about = ?, rows = '[]' WHERE id = ?", string(i.State), string(about), i.ID).Error
		if err != nil || state == string(i.State) {
			return err
		}
		return s.audit(ctx, tx, string(i.State), "import", i.ID, "")
	})
}

// ImportAppointment implements [agenda.ImportStore].
func (s *Store) ImportAppointment(ctx context.Context, id string, line int, a agenda.Appointment) error {
	return s.writer.do(ctx, "import appointment", func(tx *gorm.DB) error {
		var state string
		var done, taken bool
		err := tx.Raw(`SELECT state, EXISTS (SELECT 1 FROM imported_rows WHERE import_id = imports.id AND line = ?),
			EXISTS (SELECT 1 FROM appointments WHERE uid = ?) FROM imports WHERE id = ?`, line, a.UID, id).Row().Scan(&state, &done, &taken)
		switch {
		case err != nil:
			return err
		case state != string(agenda.ImportWaiting):
			return errImportOver
		case done:
			return nil
		}
		if taken { // by one that is deleted: others are found before it comes to this
			a.UID = ""
		}
		if err := s.insert(ctx, tx, &a); err != nil {
			return err
		}
		return tx.Exec("INSERT INTO imported_rows (import_id, line, appointment_id) VALUES (?, ?, ?)", id, line, a.ID).Error
	})
}

// insert stores a new appointment, under its UID if it has one.
func (s *Store) insert(ctx context.Context, tx *gorm.DB, a *agenda.Appointment) error {
	if a.UID == "" {
		uid, err := uuid.NewV7()
		if err != nil {
			return err
		}
		a.UID = uid.String()
	}
	if err := kindListed(tx, a.Kind); err != nil {
		return err
	}
	a.Version = 1
	a.CreatedAt, a.CreatedBy = s.instant(), agenda.ActorFrom(ctx).Username
	a.UpdatedAt, a.UpdatedBy = a.CreatedAt, a.CreatedBy
	if err := s.offer(tx, a, func(row *appointmentRow) error { return tx.Create(row).Error }); err != nil {
		return err
	}
	return s.audit(ctx, tx, "created", "appointment", strconv.FormatInt(a.ID, 10), "")
}

// ImportedLines implements [agenda.ImportStore].
func (s *Store) ImportedLines(ctx context.Context, id string) (map[int]agenda.ImportedLine, error) {
	var rows []struct {
		Line          int
		AppointmentID int64
		Version       int64
	}
	err := s.reader(ctx).Raw("SELECT line, appointment_id, version FROM imported_rows WHERE import_id = ?", id).Scan(&rows).Error
	lines := make(map[int]agenda.ImportedLine, len(rows))
	for _, r := range rows {
		lines[r.Line] = agenda.ImportedLine{ID: r.AppointmentID, Version: r.Version}
	}
	return lines, translate("read what was imported", err)
}

// stayAsImported has those of the appointments that whose selects that are as they were imported stay so
// when all of them get another version next: nobody has looked at them one by one. Those that were changed
// stay as many versions ahead as they are.
func stayAsImported(tx *gorm.DB, whose string, args ...any) error {
	return tx.Exec("UPDATE imported_rows SET version = version + 1 WHERE appointment_id IN (SELECT id FROM appointments"+whose+")", args...).Error
}

// KnownUIDs implements [agenda.ImportStore].
func (s *Store) KnownUIDs(ctx context.Context, uids []string) (map[string]agenda.ImportedSpan, error) {
	known := map[string]agenda.ImportedSpan{}
	for ; len(uids) > 0; uids = uids[min(len(uids), chunk):] {
		var rows []struct {
			UID, ClientName  string
			StartsAt, EndsAt int64
		}
		err := s.reader(ctx).Raw("SELECT uid, client_name, starts_at, ends_at FROM appointments WHERE uid IN ? AND deleted_at IS NULL",
			uids[:min(len(uids), chunk)]).Scan(&rows).Error
		if err != nil {
			return nil, translate("look for appointments by their UIDs", err)
		}
		for _, r := range rows {
			known[r.UID] = agenda.ImportedSpan{ClientName: r.ClientName, StartsAt: time.Unix(r.StartsAt, 0).UTC(), EndsAt: time.Unix(r.EndsAt, 0).UTC()}
		}
	}
	return known, nil
}

// PurgeImports forgets imports that were begun and not gone on with, and those that can no longer be
// undone.
func (s *Store) PurgeImports(ctx context.Context, waitingBefore, endedBefore time.Time) error {
	return s.writer.do(ctx, "purge imports", func(tx *gorm.DB) error {
		return errors.Join(
			tx.Exec(`DELETE FROM imports WHERE state = 'waiting' AND created_at < ?
				AND NOT EXISTS (SELECT 1 FROM imported_rows WHERE import_id = imports.id)`, waitingBefore.UnixMicro()).Error,
			tx.Exec("DELETE FROM imports WHERE created_at < ?", endedBefore.UnixMicro()).Error)
	})
}
