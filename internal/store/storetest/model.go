package storetest

import (
	"cmp"
	"slices"
	"time"

	"appointment-manager/internal/agenda"
)

// model is the calendar as it must be: every appointment that was ever booked, in a plain list that is
// searched from end to end. It knows the rules of package agenda and nothing of how they are kept.
type model struct {
	booked    []*booking
	changes   map[int64]int64 // by calendar: how often one of its appointments was written
	recorded  int             // how many changes the audit log must tell of
	keys      map[*booking]keyed
	now       time.Time
	names     int // of clients, so that each is new
	calendars []int64
}

// booking is one appointment of the model.
type booking struct {
	id, calendar, version int64
	client                string
	start, end            time.Time
	status                agenda.Status
	overlap               bool
	deleted               *time.Time
}

// keyed is the request that was made under an idempotency key.
type keyed struct {
	key agenda.IdempotencyKey
	draft
}

func (b *booking) live() bool { return b.status != agenda.Cancelled && b.deleted == nil }

func (b *booking) span() agenda.Span { return agenda.Span{Start: b.start, End: b.end} }

// inTheWay returns the live bookings of b's calendar, but for b itself, that share an instant with it,
// in the order in which a refusal names them.
func (m *model) inTheWay(b *booking) (others []*booking) {
	for _, o := range m.booked {
		if o.id != b.id && o.calendar == b.calendar && o.live() && o.start.Before(b.end) && b.start.Before(o.end) {
			others = append(others, o)
		}
	}
	slices.SortFunc(others, func(x, y *booking) int { return cmp.Or(x.start.Compare(y.start), cmp.Compare(x.id, y.id)) })
	return others
}

// settle gives after its mark, or returns who refuses it. before is nil for a new booking. Only what
// takes time that was not its own is held against the others: a live booking that stays where it is
// stays, unless it is a marked one, which loses its mark as soon as nothing needs it.
func (m *model) settle(before, after *booking) (refusedBy []*booking) {
	takes := after.live() && (before == nil || !before.live() || before.overlap ||
		before.calendar != after.calendar || before.span() != after.span())
	wanted := after.overlap
	after.overlap = false
	if !takes {
		return nil
	}
	others := m.inTheWay(after)
	if len(others) == 0 {
		return nil
	}
	after.overlap = wanted
	if !wanted {
		return others
	}
	return nil
}

// write stores after in place of before, which is nil for a new booking.
func (m *model) write(before, after *booking) {
	m.recorded++
	m.changes[after.calendar]++
	if before == nil {
		m.booked = append(m.booked, after)
		return
	}
	after.version++
	*before = *after
}

// matching returns the bookings that are not deleted and match the filters, in the order of their ids.
func (m *model) matching(q agenda.AppointmentQuery) (found []*booking) {
	for _, b := range m.booked {
		switch {
		case b.deleted != nil,
			!q.From.IsZero() && !b.end.After(q.From),
			!q.To.IsZero() && !b.start.Before(q.To),
			q.Status != "" && b.status != q.Status:
		default:
			found = append(found, b)
		}
	}
	return found
}
