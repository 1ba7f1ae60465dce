package ui_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"appointment-manager/internal/agenda"
)

// memory is an agenda.AppointmentStore in memory, as simple as the interface allows.
type memory struct {
	mu    sync.Mutex
	list  []agenda.Appointment
	kinds []agenda.Kind
	made  int64 // kinds, ever
	hours agenda.PracticeHours
	cards []agenda.ClientCard
}

func (m *memory) Kinds(context.Context) ([]agenda.Kind, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.kinds), nil
}

func (m *memory) ChangeKinds(_ context.Context, _ int64, change func([]agenda.Kind) ([]agenda.Kind, error)) ([]agenda.Kind, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	after, err := change(slices.Clone(m.kinds))
	if err != nil {
		return nil, err
	}
	for i := range after {
		if after[i].ID == 0 {
			m.made++
			after[i].ID = m.made
		}
	}
	m.kinds = after
	return slices.Clone(after), nil
}

func newMemory() *memory {
	return &memory{hours: agenda.PracticeHours{OpeningHours: agenda.DefaultHours(), Closed: []agenda.ClosedDays{}}}
}

func (m *memory) Hours(context.Context, agenda.Date, agenda.Date) (agenda.PracticeHours, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.hours
	h.Closed = slices.Clone(h.Closed)
	return h, nil
}

func (m *memory) ReplaceOpeningHours(_ context.Context, w agenda.OpeningHours) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hours.OpeningHours = w
	return nil
}

func (m *memory) CreateClosedDays(_ context.Context, c agenda.ClosedDays, limit int) (agenda.ClosedDays, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.hours.Closed) >= limit {
		return c, agenda.Fail(agenda.Conflict, "There are as many closed days as there can be. Delete some that are over.")
	}
	for _, o := range m.hours.Closed {
		c.ID = max(c.ID, o.ID)
	}
	c.ID++
	m.hours.Closed = append(m.hours.Closed, c)
	slices.SortFunc(m.hours.Closed, func(a, b agenda.ClosedDays) int { return a.First.Compare(b.First) })
	return c, nil
}

func (m *memory) DeleteClosedDays(_ context.Context, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := len(m.hours.Closed)
	m.hours.Closed = slices.DeleteFunc(m.hours.Closed, func(c agenda.ClosedDays) bool { return c.ID == id })
	if len(m.hours.Closed) == before {
		return agenda.Fail(agenda.NotFound, "There are no such closed days.")
	}
	return nil
}

func (m *memory) guard(a *agenda.Appointment) error {
	var others []agenda.Appointment
	for _, o := range m.list {
		if o.ID != a.ID && o.DeletedAt == nil && o.Status != agenda.Cancelled && a.Status != agenda.Cancelled &&
			a.DeletedAt == nil && o.Span().Overlaps(a.Span()) {
			others = append(others, o)
		}
	}
	if len(others) > 0 && !a.Overlap {
		return &agenda.Error{Code: agenda.Conflict, Conflicts: others}
	}
	a.Overlap = len(others) > 0
	return nil
}

func (m *memory) CreateAppointment(ctx context.Context, a agenda.Appointment, _ *agenda.IdempotencyKey) (agenda.Appointment, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, listed := agenda.KindNamed(m.kinds, a.Kind); a.Kind != "" && !listed {
		return a, false, agenda.InvalidFields([]agenda.Field{agenda.UnlistedKind(a.Kind)})
	}
	if err := m.guard(&a); err != nil {
		return a, false, err
	}
	a.ID, a.Version = int64(len(m.list)+1), 1
	a.CreatedAt, a.UpdatedAt, a.CreatedBy = clockNow, clockNow, agenda.ActorFrom(ctx).Username
	m.list = append(m.list, a)
	return a, false, nil
}

func (m *memory) Appointment(_ context.Context, id int64) (agenda.Appointment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id < 1 || id > int64(len(m.list)) || m.list[id-1].DeletedAt != nil {
		return agenda.Appointment{}, agenda.Fail(agenda.NotFound, "Appointment not found")
	}
	return m.list[id-1], nil
}

func (m *memory) ChangeAppointment(_ context.Context, id int64, change func(agenda.Appointment) (agenda.Appointment, error)) (agenda.Appointment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id < 1 || id > int64(len(m.list)) {
		return agenda.Appointment{}, agenda.Fail(agenda.NotFound, "Appointment not found")
	}
	a, err := change(m.list[id-1])
	if err == nil {
		err = m.guard(&a)
	}
	if err != nil {
		return a, err
	}
	a.Version++
	a.UpdatedBy = "jo.keller"
	m.list[id-1] = a
	return a, nil
}

func (m *memory) BusySpans(ctx context.Context, within agenda.Span) (busy []agenda.Span, err error) {
	err = m.EachAppointment(ctx, agenda.AppointmentQuery{From: within.Start, To: within.End}, func(a *agenda.Appointment) error {
		if a.Status != agenda.Cancelled {
			busy = append(busy, a.Span())
		}
		return nil
	})
	return busy, err
}

func (m *memory) Clients(_ context.Context, q agenda.ClientQuery) (found []agenda.Client, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.list {
		a := &m.list[i]
		if a.DeletedAt != nil || a.ClientName <= q.After || !m.says(a.ClientName, q) {
			continue
		}
		at := slices.IndexFunc(found, func(c agenda.Client) bool { return c.Name == a.ClientName })
		if at < 0 {
			at, found = len(found), append(found, agenda.Client{Name: a.ClientName})
		}
		c := &found[at]
		c.Appointments++
		switch {
		case a.Status == agenda.Cancelled:
		case !a.StartsAt.After(q.Now):
			if c.Last == nil || a.StartsAt.After(*c.Last) {
				c.Last = &a.StartsAt
			}
		case c.Next == nil || a.StartsAt.Before(*c.Next):
			c.Next = &a.StartsAt
		}
	}
	found = m.withCards(found, q)
	slices.SortFunc(found, func(a, b agenda.Client) int { return cmp.Compare(a.Name, b.Name) })
	return found[:min(len(found), q.Limit)], nil
}

func (m *memory) RenameClient(_ context.Context, from, to string, join bool) (n int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.list {
		if a := &m.list[i]; a.ClientName == to && !join && !strings.EqualFold(from, to) {
			return 0, agenda.Fail(agenda.Conflict, "There is a client of that name already.")
		}
	}
	for i := range m.list {
		if a := &m.list[i]; a.ClientName == from {
			a.ClientName, n = to, n+1
			a.Version++
		}
	}
	moved, err := m.renameCard(from, to, join)
	if err == nil && n == 0 && !moved {
		err = agenda.Fail(agenda.NotFound, "There is no client of that name.")
	}
	return n, err
}

func (m *memory) EachAppointment(_ context.Context, q agenda.AppointmentQuery, yield func(*agenda.Appointment) error) error {
	m.mu.Lock()
	list := slices.Clone(m.list)
	m.mu.Unlock()
	if q.Sort == agenda.ByStart {
		slices.SortStableFunc(list, func(a, b agenda.Appointment) int {
			return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.ID, b.ID))
		})
	}
	for i := range list {
		a := &list[i]
		text := a.ClientName
		if a.Notes != nil {
			text += " " + *a.Notes
		}
		if a.DeletedAt != nil || len(q.IDs) > 0 && !slices.Contains(q.IDs, a.ID) || q.Status != "" && a.Status != q.Status || q.Client != "" && q.Client != a.ClientName || q.Kind != "" && !strings.EqualFold(q.Kind, a.Kind) ||
			!q.From.IsZero() && !a.EndsAt.After(q.From) || !q.To.IsZero() && !a.StartsAt.Before(q.To) ||
			!strings.Contains(strings.ToLower(text), strings.ToLower(q.Text)) {
			continue
		}
		if err := yield(a); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Extent(context.Context, agenda.AppointmentQuery) (agenda.Span, error) {
	return agenda.Span{}, nil // the pages do not ask
}

func (m *memory) CountAppointments(ctx context.Context, q agenda.AppointmentQuery) (n int, err error) {
	err = m.EachAppointment(ctx, q, func(*agenda.Appointment) error { n++; return nil })
	return n, err
}

func (m *memory) Revision(context.Context) (int64, error) { return 0, nil }
