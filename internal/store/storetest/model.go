package storetest

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

// agreesWithTheModel books, moves, cancels, revives, deletes and overlaps at random on a crowded day
// and a half, and holds every answer against a list of intervals that is searched the slow way.
func agreesWithTheModel(t *testing.T, s *store.Store) {
	random := rand.New(rand.NewPCG(2, 3))
	model := map[int64]agenda.Appointment{}
	var ids []int64
	clash := func(a agenda.Appointment) bool {
		for id, other := range model {
			if id != a.ID && live(other) && live(a) && a.Span().Overlaps(other.Span()) {
				return true
			}
		}
		return false
	}
	place := func(a agenda.Appointment) agenda.Appointment {
		length := []int{5, 30, 60, 240, 1440}[random.IntN(5)]
		moved := at(a.ClientName, random.IntN(36), random.IntN(12)*5, length)
		a.Date, a.Time, a.StartsAt, a.EndsAt, a.DurationMinutes = moved.Date, moved.Time, moved.StartsAt, moved.EndsAt, length
		return a
	}
	for step := range 1500 {
		allow := random.IntN(6) == 0
		if len(ids) < 3 || random.IntN(3) == 0 {
			a := place(at("model", 0, 0, 5))
			expect := clash(a)
			a.Overlap = allow
			created, _, err := s.CreateAppointment(t.Context(), a, nil)
			if expect && !allow {
				requireCode(t, agenda.Conflict, err)
				continue
			}
			require.NoError(t, err, step)
			require.Equal(t, expect, created.Overlap, step)
			model[created.ID], ids = created, append(ids, created.ID)
			continue
		}
		id := ids[random.IntN(len(ids))]
		before := model[id]
		wanted := change(random, before, place)
		respan := !live(before) || wanted.Span() != before.Span()
		expect := live(wanted) && respan && clash(wanted)
		if respan {
			wanted.Overlap = allow
		}
		changed, err := s.ChangeAppointment(t.Context(), id, func(agenda.Appointment) (agenda.Appointment, error) { return wanted, nil })
		if expect && !wanted.Overlap {
			requireCode(t, agenda.Conflict, err)
			continue
		}
		require.NoError(t, err, step)
		model[id] = changed
	}
	for _, a := range list(t, s, agenda.AppointmentQuery{}) {
		require.Equal(t, model[a.ID], a)
		if !live(a) || a.Overlap {
			continue
		}
		for id, b := range model {
			require.False(t, id != a.ID && live(b) && !b.Overlap && a.Span().Overlaps(b.Span()), "%d and %d overlap unmarked", a.ID, id)
		}
	}
}

func live(a agenda.Appointment) bool { return a.Status != agenda.Cancelled && a.DeletedAt == nil }

func change(random *rand.Rand, a agenda.Appointment, place func(agenda.Appointment) agenda.Appointment) agenda.Appointment {
	now := day.Add(time.Hour)
	switch random.IntN(5) {
	case 0:
		a.Status = agenda.Cancelled
	case 1:
		a.Status, a.DeletedAt = agenda.Confirmed, nil
	case 2:
		a.DeletedAt = &now
	default:
		a = place(a)
	}
	return a
}
