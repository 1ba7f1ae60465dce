package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

// Clients implements [agenda.AppointmentStore]. It walks the index of names. A name is searched in
// the column that is searched for texts, of which it is the beginning.
func (s *Store) Clients(ctx context.Context, q agenda.ClientQuery) ([]agenda.Client, error) {
	name := s.dialect.folded("client_name")
	where, args := "deleted_at IS NULL", []any{q.Now.Unix(), q.Now.Unix()}
	if q.After != "" {
		where += " AND " + name + " > " + s.dialect.folded("?")
		args = append(args, q.After)
	}
	if q.Text != "" {
		where += " AND " + s.dialect.position("search") + " BETWEEN 1 AND length(client_name)"
		args = append(args, strings.ToLower(q.Text))
	}
	var rows []struct {
		Name         string
		Appointments int
		Last, Next   *int64
	}
	err := s.reader(ctx).Raw(`SELECT max(client_name) AS name, count(*) AS appointments,
		max(CASE WHEN starts_at <= ? AND status <> 'cancelled' THEN starts_at END) AS last,
		min(CASE WHEN starts_at > ? AND status <> 'cancelled' THEN starts_at END) AS next
		FROM appointments WHERE `+where+" GROUP BY "+name+" ORDER BY "+name+" LIMIT ?", append(args, q.Limit)...).Scan(&rows).Error
	if err != nil {
		return nil, translate("list clients", err)
	}
	clients := make([]agenda.Client, len(rows))
	for i, r := range rows {
		clients[i] = agenda.Client{Name: r.Name, Appointments: r.Appointments, Last: instantOf(r.Last), Next: instantOf(r.Next)}
	}
	return clients, nil
}

func instantOf(seconds *int64) *time.Time {
	if seconds == nil {
		return nil
	}
	at := time.Unix(*seconds, 0).UTC()
	return &at
}

// RenameClient implements [agenda.AppointmentStore]. What is searched begins with the name, and goes on
// after a line's end with the notes and the kind.
func (s *Store) RenameClient(ctx context.Context, from, to string, join bool) (n int, err error) {
	name, wanted := s.dialect.folded("client_name"), s.dialect.folded("?")
	from, to = storable(from), storable(to)
	err = s.writer.do(ctx, "rename client", func(tx *gorm.DB) error {
		var known, others bool // deleted appointments are somebody's too, and may be restored
		err := tx.Raw("SELECT EXISTS (SELECT 1 FROM appointments WHERE "+name+" = "+wanted+"), EXISTS (SELECT 1 FROM appointments WHERE "+name+" = "+wanted+" AND "+name+" <> "+wanted+")",
			from, to, from).Row().Scan(&known, &others)
		if err != nil {
			return err
		}
		if !known {
			return agenda.Fail(agenda.NotFound, "There is no client of that name.")
		}
		if others && !join {
			return agenda.Fail(agenda.Conflict, "There is a client of that name already.")
		}
		at, actor, whose := s.instant().UnixMicro(), agenda.ActorFrom(ctx).Username, " WHERE "+name+" = "+wanted+" AND client_name <> ?"
		err = tx.Exec("INSERT INTO audit_log (at, actor, action, object, object_id, fields) SELECT ?, ?, 'changed', 'appointment', CAST(id AS TEXT), 'client_name' FROM appointments"+whose+" ORDER BY id",
			at, actor, from, to).Error
		if err == nil {
			err = stayAsImported(tx, whose, from, to)
		}
		if err != nil {
			return err
		}
		renamed := tx.Exec("UPDATE appointments SET client_name = ?, search = ? || CASE WHEN notes IS NULL AND kind = '' THEN '' ELSE substr(search, "+s.dialect.position("search")+") END,"+
			" version = version + 1, updated_at = ?, updated_by = ?"+whose, to, strings.ToLower(to), "\n", at, actor, from, to)
		n = int(renamed.RowsAffected)
		return renamed.Error
	})
	return n, err
}
