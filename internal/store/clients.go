package store

import (
	"cmp"
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

var errNoClient = agenda.Fail(agenda.NotFound, "There is no client of that name.")

// Clients implements [agenda.AppointmentStore]. It walks the index of names of the appointments and that of
// the cards, each for no more than a page. A name is searched in the column that is searched for texts, of
// which it is the beginning.
func (s *Store) Clients(ctx context.Context, q agenda.ClientQuery) ([]agenda.Client, error) {
	name := s.dialect.folded("client_name")
	booked, carded := "deleted_at IS NULL", s.dialect.boolean(true)
	args, cardArgs := []any{q.Now.Unix(), q.Now.Unix()}, []any{}
	if q.After != "" {
		after := " AND " + name + " > " + s.dialect.folded("?")
		booked, carded = booked+after, carded+after
		args, cardArgs = append(args, q.After), append(cardArgs, q.After)
	}
	if q.Name != "" {
		booked += " AND " + s.dialect.position("search") + " BETWEEN 1 AND length(client_name)"
		carded += " AND " + s.dialect.position("search") + " BETWEEN 1 AND length(client_name)"
		args, cardArgs = append(args, strings.ToLower(q.Name)), append(cardArgs, strings.ToLower(q.Name))
	}
	if q.Text != "" {
		text, digits := strings.ToLower(q.Text), agenda.PhoneDigits(q.Text)
		says := "(" + s.dialect.position("search") + " > 0 OR " + s.dialect.position("search") + " > 0)"
		said := []any{text, cmp.Or(digits, text)}
		booked += " AND (" + s.dialect.position("search") + " BETWEEN 1 AND length(client_name) OR " +
			name + " IN (SELECT " + name + " FROM client_cards WHERE " + says + "))"
		carded += " AND " + says
		args, cardArgs = append(append(args, text), said...), append(cardArgs, said...)
	}
	var rows []struct {
		Name, Phone  string
		Appointments int
		Last, Next   *int64
	}
	err := s.reader(ctx).Raw(`SELECT max(name) AS name, max(appointments) AS appointments, max(last) AS last, min(next) AS next, max(phone) AS phone
		FROM (SELECT * FROM (SELECT max(client_name) AS name, count(*) AS appointments,
				max(CASE WHEN starts_at <= ? AND status <> 'cancelled' THEN starts_at END) AS last,
				min(CASE WHEN starts_at > ? AND status <> 'cancelled' THEN starts_at END) AS next, '' AS phone
				FROM appointments WHERE `+booked+" GROUP BY "+name+" ORDER BY "+name+` LIMIT ?) a
			UNION ALL SELECT * FROM (SELECT client_name, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), phone FROM client_cards WHERE `+carded+" ORDER BY "+name+` LIMIT ?) c) found
		GROUP BY `+s.dialect.folded("name")+" ORDER BY "+s.dialect.folded("name")+" LIMIT ?",
		append(append(append(args, q.Limit), cardArgs...), q.Limit, q.Limit)...).Scan(&rows).Error
	if err != nil {
		return nil, translate("list clients", err)
	}
	clients := make([]agenda.Client, len(rows))
	for i, r := range rows {
		clients[i] = agenda.Client{Name: r.Name, Phone: r.Phone, Appointments: r.Appointments, Last: instantOf(r.Last), Next: instantOf(r.Next)}
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

// RenameClient implements [agenda.AppointmentStore].
func (s *Store) RenameClient(ctx context.Context, from, to string, join bool) (n int, err error) {
	name, wanted := s.dialect.folded("client_name"), s.dialect.folded("?")
	from, to = storable(from), storable(to)
	err = s.writer.do(ctx, "rename client", func(tx *gorm.DB) error {
		card, err := s.findClientCard(tx, from)
		if err != nil {
			return err
		}
		kept, err := s.findClientCard(tx, to)
		if err != nil {
			return err
		}
		var known, others bool // deleted appointments are somebody's too, and may be restored
		err = tx.Raw("SELECT EXISTS (SELECT 1 FROM appointments WHERE "+name+" = "+wanted+"), EXISTS (SELECT 1 FROM appointments WHERE "+name+" = "+wanted+" AND "+name+" <> "+wanted+")",
			from, to, from).Row().Scan(&known, &others)
		if err != nil {
			return err
		}
		if !known && card.ID == 0 {
			return errNoClient
		}
		if (others || kept.ID != 0 && kept.ID != card.ID) && !join {
			return agenda.Fail(agenda.Conflict, "There is a client of that name already.")
		}
		if err := s.renameClientCard(ctx, tx, card, kept, to); err != nil {
			return err
		}
		n, err = s.renameAppointments(ctx, tx, from, to)
		return err
	})
	return n, err
}

// renameAppointments gives a client's appointments another name. What is searched begins with the name, and
// goes on after a line's end with the notes and the kind.
func (s *Store) renameAppointments(ctx context.Context, tx *gorm.DB, from, to string) (n int, err error) {
	at, actor := s.instant().UnixMicro(), agenda.ActorFrom(ctx).Username
	whose := " WHERE " + s.dialect.folded("client_name") + " = " + s.dialect.folded("?") + " AND client_name <> ?"
	err = tx.Exec("INSERT INTO audit_log (at, actor, action, object, object_id, fields) SELECT ?, ?, 'changed', 'appointment', CAST(id AS TEXT), 'client_name' FROM appointments"+whose+" ORDER BY id",
		at, actor, from, to).Error
	if err == nil {
		err = stayAsImported(tx, whose, from, to)
	}
	if err != nil {
		return 0, err
	}
	renamed := tx.Exec("UPDATE appointments SET client_name = ?, search = ? || CASE WHEN "+s.dialect.position("search")+" = 0 THEN '' ELSE substr(search, "+s.dialect.position("search")+") END,"+
		" version = version + 1, updated_at = ?, updated_by = ?"+whose, to, strings.ToLower(to), "\n", "\n", at, actor, from, to)
	return int(renamed.RowsAffected), renamed.Error
}
