package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

// Imported tells what an import has done, with the numbers that appointments had where they come from.
type Imported struct {
	Appointments int     // written
	Overlaps     []int64 // of those, the ones that were marked, because their time is taken
	KeptIDs      bool    // whether those written have the numbers they had
	Known        int     // were here from an earlier import, and have been left alone
	Differing    []int64 // of those, the ones that nobody changed here and that are not as they were
	Users        int     // written
	KnownUsers   []string
}

// legacySpace is the name space of the uids of imported appointments (RFC 9562 section 5.5). A uid is
// made of the number that an appointment had in the original, so that a second import knows it.
var legacySpace = uuid.MustParse("5e0b0d3c-2c52-4d0e-9a3b-5f6c3a1f7b1e")

// Import writes appointments and users of another system, all or none. An appointment's ID is the
// number it had there, which it keeps where there never was an appointment before. One whose time is
// taken is marked as an overlap. What was imported before is left alone, and so is a user whose name
// exists.
func (s *Store) Import(ctx context.Context, appointments []agenda.Appointment, users []agenda.User) (done Imported, err error) {
	err = s.writer.do(ctx, "import", func(tx *gorm.DB) error {
		done = Imported{}
		for _, u := range users {
			if err := s.importUser(ctx, tx, u, &done); err != nil {
				return err
			}
		}
		err := tx.Raw(`SELECT NOT EXISTS (SELECT 1 FROM appointments)
			AND NOT EXISTS (SELECT 1 FROM audit_log WHERE object = 'appointment')`).Row().Scan(&done.KeptIDs)
		if err != nil {
			return err
		}
		for i := range appointments {
			if err := s.importAppointment(ctx, tx, appointments[i], &done); err != nil {
				return err
			}
		}
		return s.dialect.countOn(tx)
	})
	return done, err
}

func (s *Store) importUser(ctx context.Context, tx *gorm.DB, u agenda.User, done *Imported) error {
	_, _, err := s.findUser(tx, u.Username, "")
	if err == nil {
		done.KnownUsers = append(done.KnownUsers, u.Username)
		return nil
	}
	if !errors.Is(err, errNoUser) {
		return err
	}
	u.ID, u.CreatedAt, u.TokenVersion = 0, s.instant(), s.now().UnixMicro()
	row := userToRow(&u)
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	done.Users++
	return s.audit(ctx, tx, "imported", "user", strconv.FormatInt(row.ID, 10), "")
}

func (s *Store) importAppointment(ctx context.Context, tx *gorm.DB, a agenda.Appointment, done *Imported) error {
	was := a.ID
	a.UID = uuid.NewSHA1(legacySpace, []byte("appointment/"+strconv.FormatInt(was, 10))).String()
	if !done.KeptIDs {
		known, err := rememberImported(tx, a, done)
		if known || err != nil {
			return err
		}
		a.ID = 0
	}
	// Nobody writes between this question and the answer's use; and if somebody did, the guard would
	// refuse the row.
	err := tx.Raw(`SELECT EXISTS (SELECT 1 FROM appointments WHERE calendar_id = ? AND status <> 'cancelled' AND deleted_at IS NULL
		AND starts_at > ? AND starts_at < ? AND ends_at > ?)`,
		a.CalendarID, a.StartsAt.Unix()-longest, a.EndsAt.Unix(), a.StartsAt.Unix()).Row().Scan(&a.Overlap)
	if err != nil {
		return err
	}
	a.Version = 1
	a.CreatedAt, a.CreatedBy = s.instant(), agenda.ActorFrom(ctx).Username
	a.UpdatedAt, a.UpdatedBy = a.CreatedAt, a.CreatedBy
	row := appointmentToRow(&a)
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	done.Appointments++
	if a.Overlap {
		done.Overlaps = append(done.Overlaps, was)
	}
	return s.audit(ctx, tx, "imported", "appointment", strconv.FormatInt(row.ID, 10), "")
}

// rememberImported tells whether an appointment was imported before.
func rememberImported(tx *gorm.DB, a agenda.Appointment, done *Imported) (known bool, err error) {
	rows, err := tx.Raw("SELECT "+appointmentColumns+" FROM appointments WHERE uid = ?", a.UID).Rows()
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	var here agenda.Appointment
	if err := scanAppointment(rows, &here); err != nil {
		return true, err
	}
	done.Known++
	same := here.ClientName == a.ClientName && here.StartsAt.Equal(a.StartsAt) && (here.Notes == nil) == (a.Notes == nil) && (a.Notes == nil || *here.Notes == *a.Notes)
	if here.Version == 1 && !same {
		done.Differing = append(done.Differing, a.ID)
	}
	return true, nil
}

// countOn has nothing to do: SQLite counts on from the greatest id that was ever written.
func (d sqliteDialect) countOn(*gorm.DB) error { return nil }

func (d postgresDialect) countOn(tx *gorm.DB) error {
	return tx.Exec("SELECT setval(pg_get_serial_sequence('appointments', 'id'), greatest(max(id), (SELECT last_value FROM appointments_id_seq))) FROM appointments HAVING max(id) > 0").Error
}
