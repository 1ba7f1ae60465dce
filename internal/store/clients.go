package store

import (
	"context"
	"strings"
	"time"

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
