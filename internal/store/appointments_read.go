package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// Appointment implements [agenda.AppointmentStore].
func (s *Store) Appointment(ctx context.Context, id int64) (agenda.Appointment, error) {
	a, err := findAppointment(s.reader(ctx), id)
	if err == nil && a.DeletedAt != nil {
		return agenda.Appointment{}, errNoAppointment
	}
	return a, translate("read appointment", err)
}

// chunk is how many rows one read fetches. Between chunks no transaction is open, so that a long
// export does not keep the write-ahead log from being checkpointed.
const chunk = 256

// EachAppointment implements [agenda.AppointmentStore].
func (s *Store) EachAppointment(ctx context.Context, q agenda.AppointmentQuery, yield func(*agenda.Appointment) error) error {
	left := q.Limit
	page := make([]agenda.Appointment, 0, min(max(left, 64), chunk))
	for {
		n := chunk
		if q.Limit > 0 {
			n = min(chunk, left)
		}
		err := ctx.Err()
		if err != nil {
			return translate("list appointments", err)
		}
		if page, err = s.appointmentPage(ctx, q, n, page[:0]); err != nil {
			return translate("list appointments", err)
		}
		for i := range page {
			if err := yield(&page[i]); err != nil {
				return err
			}
		}
		left -= len(page)
		if len(page) < n || q.Limit > 0 && left == 0 {
			return nil
		}
		last := &page[len(page)-1]
		q.After = &agenda.Cursor{StartsAt: last.StartsAt, ID: last.ID}
	}
}

func (s *Store) appointmentPage(ctx context.Context, q agenda.AppointmentQuery, n int, page []agenda.Appointment) ([]agenda.Appointment, error) {
	where, args := s.conditions(q)
	order := "id"
	if q.Sort == agenda.ByStart {
		order = "starts_at, id"
	}
	if q.After != nil && q.Sort == agenda.ByStart {
		where += " AND (starts_at, id) > (?, ?)"
		args = append(args, q.After.StartsAt.Unix(), q.After.ID)
	} else if q.After != nil {
		where += " AND id > ?"
		args = append(args, q.After.ID)
	}
	rows, err := s.reader(ctx).Raw("SELECT "+appointmentColumns+" FROM appointments WHERE "+where+
		" ORDER BY "+order+" LIMIT ?", append(args, n)...).Rows()
	if err != nil {
		return page, err
	}
	defer rows.Close()
	for rows.Next() {
		page = append(page, agenda.Appointment{})
		if err := scanAppointment(rows, &page[len(page)-1]); err != nil {
			return page, err
		}
	}
	return page, rows.Err()
}

// longest is how many seconds an appointment takes at most, which bounds the stretch of an index that
// is read.
const longest = 86400

// conditions turns a query's filters into SQL.
func (s *Store) conditions(q agenda.AppointmentQuery) (where string, args []any) {
	where = "deleted_at IS NULL"
	if len(q.IDs) > 0 {
		where += " AND id IN ?"
		args = append(args, q.IDs)
	}
	if !q.From.IsZero() {
		where += " AND starts_at > ? AND ends_at > ?"
		args = append(args, q.From.Unix()-longest, q.From.Unix())
	}
	if !q.To.IsZero() {
		where += " AND starts_at < ?"
		args = append(args, q.To.Unix())
	}
	if q.Status != "" {
		where += " AND status = ?"
		args = append(args, string(q.Status))
	}
	if q.Text != "" {
		where += " AND " + s.dialect.position("search") + " > 0"
		args = append(args, strings.ToLower(q.Text))
	}
	if q.Client != "" {
		where += " AND " + s.dialect.folded("client_name") + " = " + s.dialect.folded("?")
		args = append(args, q.Client)
	}
	if q.Kind != "" {
		where += " AND " + s.dialect.folded("kind") + " = " + s.dialect.folded("?")
		args = append(args, q.Kind)
	}
	return where, args
}

// countCache remembers counts for as long as no appointment changes.
type countCache struct {
	mu       sync.Mutex
	revision int64
	counts   map[countKey]int
}

type countKey struct {
	ids      string
	from, to int64
	text     string
	client   string
	kind     string
	status   agenda.Status
}

// maxCounts bounds the cache against queries that are never asked twice.
const maxCounts = 256

// CountAppointments implements [agenda.AppointmentStore].
func (s *Store) CountAppointments(ctx context.Context, q agenda.AppointmentQuery) (int, error) {
	revision, err := s.Revision(ctx)
	if err != nil {
		return 0, err
	}
	key := countKey{fmt.Sprint(q.IDs), q.From.Unix(), q.To.Unix(), q.Text, q.Client, q.Kind, q.Status}
	c := &s.counts
	c.mu.Lock()
	if c.counts == nil || c.revision != revision || len(c.counts) >= maxCounts {
		c.revision, c.counts = revision, map[countKey]int{}
	}
	n, ok := c.counts[key]
	c.mu.Unlock()
	if ok {
		return n, nil
	}
	where, args := s.conditions(q)
	if err := s.reader(ctx).Raw("SELECT count(*) FROM appointments WHERE "+where, args...).Row().Scan(&n); err != nil {
		return 0, translate("count appointments", err)
	}
	c.mu.Lock()
	if c.revision == revision {
		c.counts[key] = n
	}
	c.mu.Unlock()
	return n, nil
}

// Extent implements [agenda.AppointmentStore].
func (s *Store) Extent(ctx context.Context, q agenda.AppointmentQuery) (agenda.Span, error) {
	where, args := s.conditions(q)
	var first, last *int64
	err := s.reader(ctx).Raw("SELECT min(starts_at), max(ends_at) FROM appointments WHERE "+where, args...).Row().Scan(&first, &last)
	if err != nil || first == nil {
		return agenda.Span{}, translate("find the first and last appointment", err)
	}
	return agenda.Span{Start: time.Unix(*first, 0).UTC(), End: time.Unix(*last, 0).UTC()}, nil
}

// BusySpans implements [agenda.AppointmentStore]. Each half is read from an index alone.
func (s *Store) BusySpans(ctx context.Context, within agenda.Span) (busy []agenda.Span, err error) {
	const half = `SELECT starts_at, ends_at FROM appointments WHERE calendar_id = @calendar AND overlap = %s
		AND status <> 'cancelled' AND deleted_at IS NULL AND starts_at > @early AND starts_at < @to AND ends_at > @from`
	rows, err := s.reader(ctx).Raw(fmt.Sprintf(half, s.dialect.boolean(false))+" UNION ALL "+fmt.Sprintf(half, s.dialect.boolean(true)), map[string]any{
		"calendar": agenda.DefaultCalendar, "early": within.Start.Unix() - longest, "from": within.Start.Unix(), "to": within.End.Unix(),
	}).Rows()
	if err != nil {
		return nil, translate("read busy times", err)
	}
	defer rows.Close()
	for rows.Next() {
		var start, end int64
		if err := rows.Scan(&start, &end); err != nil {
			return nil, translate("read busy times", err)
		}
		busy = append(busy, agenda.Span{Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC()})
	}
	return busy, translate("read busy times", rows.Err())
}

// Revision implements [agenda.AppointmentStore].
func (s *Store) Revision(ctx context.Context) (revision int64, err error) {
	err = s.reader(ctx).Raw("SELECT CAST(sum(revision) AS BIGINT) FROM calendars").Row().Scan(&revision)
	return revision, translate("read revision", err)
}

// FirstVisit implements [agenda.SummaryStore].
func (s *Store) FirstVisit(ctx context.Context, a *agenda.Appointment) (bool, error) {
	var earlier bool
	err := s.reader(ctx).Raw("SELECT EXISTS (SELECT 1 FROM appointments WHERE "+s.dialect.folded("client_name")+" = "+s.dialect.folded("?")+`
		AND starts_at < ? AND status <> 'cancelled' AND deleted_at IS NULL)`, a.ClientName, a.StartsAt.Unix()).Row().Scan(&earlier)
	return !earlier, translate("look for earlier visits", err)
}
