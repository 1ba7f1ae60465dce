package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

var day = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// at returns an unsaved appointment on the suite's day.
func at(client string, hour, minute, minutes int) agenda.Appointment {
	start := day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	return agenda.Appointment{
		ClientName: client, Date: agenda.DateOf(start), Time: agenda.TimeOfDayOf(start), DurationMinutes: minutes,
		Status: agenda.Confirmed, TimeZone: "UTC", StartsAt: start, EndsAt: start.Add(time.Duration(minutes) * time.Minute),
		CalendarID: agenda.DefaultCalendar,
	}
}

func create(t *testing.T, s *store.Store, a agenda.Appointment) agenda.Appointment {
	t.Helper()
	created, _, err := s.CreateAppointment(t.Context(), a, nil)
	require.NoError(t, err)
	return created
}

func list(t *testing.T, s *store.Store, q agenda.AppointmentQuery) []agenda.Appointment {
	t.Helper()
	all := []agenda.Appointment{}
	require.NoError(t, s.EachAppointment(t.Context(), q, func(a *agenda.Appointment) error {
		all = append(all, *a)
		return nil
	}))
	return all
}

func requireCode(t *testing.T, want agenda.Code, err error) {
	t.Helper()
	require.Equal(t, want, agenda.CodeOf(err), "%v", err)
}

func createAndRead(t *testing.T, s *store.Store) {
	ctx := agenda.WithActor(t.Context(), agenda.Actor{Username: "hanna"})
	notes := "bring the MRI, „please“ \U0001F9B4"
	a := at("Zoë Müller", 9, 0, 45)
	a.Notes = &notes
	created, replayed, err := s.CreateAppointment(ctx, a, nil)
	require.NoError(t, err)
	require.False(t, replayed)
	require.Positive(t, created.ID)
	require.Len(t, created.UID, 36)
	require.Equal(t, int64(1), created.Version)
	require.Equal(t, "hanna", created.CreatedBy)

	read, err := s.Appointment(ctx, created.ID)
	require.NoError(t, err)
	require.Equal(t, created, read)
	_, err = s.Appointment(ctx, created.ID+1)
	requireCode(t, agenda.NotFound, err)
}

func overlapsAreRefused(t *testing.T, s *store.Store) {
	holder := create(t, s, at("holder", 10, 0, 60))
	for _, c := range []struct {
		name           string
		hour, min, len int
		taken          bool
	}{
		{"the same", 10, 0, 60, true},
		{"inside", 10, 15, 15, true},
		{"around", 9, 30, 120, true},
		{"into its start", 9, 45, 16, true},
		{"out of its end", 10, 59, 30, true},
		{"up to its start", 9, 30, 30, false},
		{"from its end", 11, 0, 30, false},
		{"from the day before", -13, 0, 24 * 60, true},
		{"ends as it starts, a day long", -14, 0, 24 * 60, false},
	} {
		other, _, err := s.CreateAppointment(t.Context(), at(c.name, c.hour, c.min, c.len), nil)
		if !c.taken {
			require.NoError(t, err, c.name)
			_, err = s.ChangeAppointment(t.Context(), other.ID, remove)
			require.NoError(t, err)
			continue
		}
		requireCode(t, agenda.Conflict, err)
		e, _ := errors.AsType[*agenda.Error](err)
		require.Len(t, e.Conflicts, 1, c.name)
		require.Equal(t, holder, e.Conflicts[0], c.name)
	}
	elsewhere := at("another calendar", 10, 0, 60)
	elsewhere.CalendarID = 2
	_, _, err := s.CreateAppointment(t.Context(), elsewhere, nil)
	require.Error(t, err, "there is no such calendar")
}

func remove(a agenda.Appointment) (agenda.Appointment, error) {
	now := day
	a.DeletedAt = &now
	return a, nil
}

func cancel(a agenda.Appointment) (agenda.Appointment, error) {
	a.Status = agenda.Cancelled
	return a, nil
}

func moveTo(hour int) func(agenda.Appointment) (agenda.Appointment, error) {
	return func(a agenda.Appointment) (agenda.Appointment, error) {
		length := a.EndsAt.Sub(a.StartsAt)
		a.StartsAt = day.Add(time.Duration(hour) * time.Hour)
		a.EndsAt, a.Time = a.StartsAt.Add(length), agenda.TimeOfDayOf(a.StartsAt)
		return a, nil
	}
}

func overlapOnPurpose(t *testing.T, s *store.Store) {
	create(t, s, at("holder", 10, 0, 60))
	wanted := at("on purpose", 10, 30, 60)
	wanted.Overlap = true
	over := create(t, s, wanted)
	require.True(t, over.Overlap)

	free := at("needlessly allowed", 14, 0, 30)
	free.Overlap = true
	require.False(t, create(t, s, free).Overlap, "the mark is kept only where there is an overlap")

	_, _, err := s.CreateAppointment(t.Context(), at("ordinary", 11, 0, 30), nil)
	requireCode(t, agenda.Conflict, err)
	late := create(t, s, at("moves there", 19, 0, 30))
	_, err = s.ChangeAppointment(t.Context(), late.ID, moveTo(11)) // where only the overlap is in the way
	requireCode(t, agenda.Conflict, err)

	renamed, err := s.ChangeAppointment(t.Context(), over.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
		a.ClientName = "renamed"
		return a, nil
	})
	require.NoError(t, err, "an overlap that was allowed stays allowed")
	require.True(t, renamed.Overlap)
	moved, err := s.ChangeAppointment(t.Context(), over.ID, moveTo(16))
	require.NoError(t, err)
	require.False(t, moved.Overlap)
}

func changeCancelDeleteRestore(t *testing.T, s *store.Store) {
	first, second := create(t, s, at("first", 9, 0, 30)), create(t, s, at("second", 10, 0, 30))
	_, err := s.ChangeAppointment(t.Context(), second.ID, moveTo(9))
	requireCode(t, agenda.Conflict, err)
	unmoved, err := s.Appointment(t.Context(), second.ID)
	require.NoError(t, err)
	require.Equal(t, second, unmoved, "a refused change leaves no trace")

	same, err := s.ChangeAppointment(t.Context(), first.ID, func(a agenda.Appointment) (agenda.Appointment, error) { return a, nil })
	require.NoError(t, err)
	require.Equal(t, first, same, "no change is no new version")

	cancelled, err := s.ChangeAppointment(t.Context(), first.ID, cancel)
	require.NoError(t, err)
	require.Equal(t, int64(2), cancelled.Version)
	moved, err := s.ChangeAppointment(t.Context(), second.ID, moveTo(9))
	require.NoError(t, err, "a cancelled appointment gives its time back")

	_, err = s.ChangeAppointment(t.Context(), first.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
		a.Status = agenda.Tentative
		return a, nil
	})
	requireCode(t, agenda.Conflict, err)

	_, err = s.ChangeAppointment(t.Context(), moved.ID, remove)
	require.NoError(t, err)
	_, err = s.Appointment(t.Context(), moved.ID)
	requireCode(t, agenda.NotFound, err)
	third := create(t, s, at("third", 9, 0, 30))
	restore := func(a agenda.Appointment) (agenda.Appointment, error) { a.DeletedAt = nil; return a, nil }
	_, err = s.ChangeAppointment(t.Context(), moved.ID, restore)
	requireCode(t, agenda.Conflict, err)
	_, err = s.ChangeAppointment(t.Context(), third.ID, remove)
	require.NoError(t, err)
	_, err = s.ChangeAppointment(t.Context(), moved.ID, restore)
	require.NoError(t, err)
	_, err = s.ChangeAppointment(t.Context(), 999, remove)
	requireCode(t, agenda.NotFound, err)
}

func parallelBookings(t *testing.T, s *store.Store) {
	const callers = 50
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			_, _, err := s.CreateAppointment(t.Context(), at(fmt.Sprint("caller ", i), 12, i%20, 30), nil)
			if err == nil {
				won.Add(1)
			} else if agenda.CodeOf(err) != agenda.Conflict {
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int32(1), won.Load(), "one time is sold once")
	require.Len(t, list(t, s, agenda.AppointmentQuery{}), 1)
}

func parallelMoves(t *testing.T, s *store.Store) {
	var ids []int64
	for hour := range 10 {
		ids = append(ids, create(t, s, at("mover", hour, 0, 60)).ID)
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			if _, err := s.ChangeAppointment(t.Context(), id, moveTo(20)); err == nil {
				won.Add(1)
			} else if agenda.CodeOf(err) != agenda.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int32(1), won.Load())
}

func oneRefusalSpoilsNoOther(t *testing.T, s *store.Store) {
	create(t, s, at("holder", 0, 0, 60))
	var wg sync.WaitGroup
	var refused atomic.Int32
	for i := range 200 {
		wg.Go(func() {
			a := at("good", 1, 0, 1)
			a.StartsAt = a.StartsAt.Add(time.Duration(i) * time.Minute)
			a.EndsAt = a.StartsAt.Add(time.Minute)
			if i%2 == 1 {
				a = at("bad", 0, 30, 30)
			}
			if _, _, err := s.CreateAppointment(t.Context(), a, nil); agenda.CodeOf(err) == agenda.Conflict {
				refused.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int32(100), refused.Load())
	require.Len(t, list(t, s, agenda.AppointmentQuery{}), 101)
}

func idempotencyKeys(t *testing.T, s *store.Store) {
	hanna := agenda.WithActor(t.Context(), agenda.Actor{Username: "hanna"})
	jo := agenda.WithActor(t.Context(), agenda.Actor{Username: "jo"})
	key := &agenda.IdempotencyKey{Key: "k1", Fingerprint: "f1"}
	first, _, err := s.CreateAppointment(hanna, at("once", 9, 0, 30), key)
	require.NoError(t, err)
	again, replayed, err := s.CreateAppointment(hanna, at("once", 9, 0, 30), key)
	require.NoError(t, err)
	require.True(t, replayed)
	require.Equal(t, first, again)

	_, _, err = s.CreateAppointment(hanna, at("other", 11, 0, 30), &agenda.IdempotencyKey{Key: "k1", Fingerprint: "f2"})
	requireCode(t, agenda.Invalid, err)
	_, replayed, err = s.CreateAppointment(jo, at("other", 11, 0, 30), key)
	require.NoError(t, err, "keys are each user's own")
	require.False(t, replayed)

	_, _, err = s.CreateAppointment(hanna, at("refused", 9, 0, 30), &agenda.IdempotencyKey{Key: "k2", Fingerprint: "f3"})
	requireCode(t, agenda.Conflict, err)
	_, _, err = s.CreateAppointment(hanna, at("then moved", 15, 0, 30), &agenda.IdempotencyKey{Key: "k2", Fingerprint: "f4"})
	require.NoError(t, err, "a refused request uses no key up")
}

func listsAndCursors(t *testing.T, s *store.Store) {
	notes := "Knee, ÄRZTLICH referred"
	for _, a := range []agenda.Appointment{at("late", 15, 0, 30), at("early", 8, 0, 30), at("noon", 12, 0, 30), at("across midnight", 23, 30, 60)} {
		if a.ClientName == "noon" {
			a.Notes, a.Status = &notes, agenda.Tentative
		}
		create(t, s, a)
	}
	names := func(q agenda.AppointmentQuery) (names []string) {
		for _, a := range list(t, s, q) {
			names = append(names, a.ClientName)
		}
		return names
	}
	require.Equal(t, []string{"late", "early", "noon", "across midnight"}, names(agenda.AppointmentQuery{}))
	require.Equal(t, []string{"early", "noon", "late", "across midnight"}, names(agenda.AppointmentQuery{Sort: agenda.ByStart}))
	require.Equal(t, []string{"noon", "late"}, names(agenda.AppointmentQuery{Sort: agenda.ByStart, From: day.Add(8*time.Hour + 30*time.Minute), To: day.Add(23 * time.Hour)}))
	require.Equal(t, []string{"across midnight"}, names(agenda.AppointmentQuery{From: day.Add(24 * time.Hour)}), "it reaches into the next day")
	require.Equal(t, []string{"noon"}, names(agenda.AppointmentQuery{Text: "ärztlich"}), "in any case, beyond ASCII")
	require.Empty(t, names(agenda.AppointmentQuery{Text: "%"}))
	require.Equal(t, []string{"noon"}, names(agenda.AppointmentQuery{Status: agenda.Tentative}))

	extent := func(q agenda.AppointmentQuery) agenda.Span {
		span, err := s.Extent(t.Context(), q)
		require.NoError(t, err)
		return span
	}
	hours := func(from, to time.Duration) agenda.Span {
		return agenda.Span{Start: day.Add(from), End: day.Add(to)}
	}
	require.Equal(t, hours(8*time.Hour, 24*time.Hour+30*time.Minute), extent(agenda.AppointmentQuery{Limit: 1}))
	require.Equal(t, hours(12*time.Hour, 15*time.Hour+30*time.Minute), extent(agenda.AppointmentQuery{From: day.Add(9 * time.Hour), To: day.Add(23 * time.Hour)}))
	require.Zero(t, extent(agenda.AppointmentQuery{Text: "%"}))

	for _, sort := range []agenda.Sort{agenda.ByID, agenda.ByStart} {
		var walked []string
		q := agenda.AppointmentQuery{Sort: sort, Limit: 1}
		for {
			page := list(t, s, q)
			if len(page) == 0 {
				break
			}
			walked = append(walked, page[0].ClientName)
			q.After = &agenda.Cursor{StartsAt: page[0].StartsAt, ID: page[0].ID}
		}
		require.Equal(t, names(agenda.AppointmentQuery{Sort: sort}), walked)
	}
}

func countsFollowChanges(t *testing.T, s *store.Store) {
	count := func() int {
		n, err := s.CountAppointments(t.Context(), agenda.AppointmentQuery{From: day})
		require.NoError(t, err)
		return n
	}
	require.Zero(t, count())
	before, err := s.Revision(t.Context())
	require.NoError(t, err)
	a := create(t, s, at("one", 9, 0, 30))
	require.Equal(t, 1, count())
	after, err := s.Revision(t.Context())
	require.NoError(t, err)
	require.Greater(t, after, before)
	_, err = s.ChangeAppointment(t.Context(), a.ID, remove)
	require.NoError(t, err)
	require.Zero(t, count())

	earlier, err := s.FirstVisit(t.Context(), &a)
	require.NoError(t, err)
	require.True(t, earlier)
	create(t, s, at("ONE", 8, 0, 30))
	earlier, err = s.FirstVisit(t.Context(), &a)
	require.NoError(t, err)
	require.False(t, earlier, "the same name in another case was here before")
	create(t, s, at("ZO\u00cb", 10, 0, 30))
	umlaut := at("zo\u00eb", 11, 0, 30)
	earlier, err = s.FirstVisit(t.Context(), &umlaut)
	require.NoError(t, err)
	require.True(t, earlier, "only ASCII letters are compared without case")
	again := at("zO\u00cb", 12, 0, 30)
	earlier, err = s.FirstVisit(t.Context(), &again)
	require.NoError(t, err)
	require.False(t, earlier)
}

func busySpans(t *testing.T, s *store.Store) {
	early, late := create(t, s, at("early", 8, 0, 30)), create(t, s, at("late", 15, 0, 60))
	over := at("over", 15, 30, 60)
	over.Overlap = true
	over = create(t, s, over)
	gone := create(t, s, at("cancelled", 12, 0, 30))
	_, err := s.ChangeAppointment(t.Context(), gone.ID, cancel)
	require.NoError(t, err)
	busy := func(from, to int) []agenda.Span {
		spans, err := s.BusySpans(t.Context(), agenda.Span{Start: day.Add(time.Duration(from) * time.Hour), End: day.Add(time.Duration(to) * time.Hour)})
		require.NoError(t, err)
		return spans
	}
	require.ElementsMatch(t, []agenda.Span{early.Span(), late.Span(), over.Span()}, busy(0, 24))
	require.ElementsMatch(t, []agenda.Span{over.Span()}, busy(16, 24))
	require.Empty(t, busy(9, 15))
}

func idsAreNeverReused(t *testing.T, s *store.Store) {
	a := create(t, s, at("gone", 9, 0, 30))
	_, err := s.ChangeAppointment(t.Context(), a.ID, remove)
	require.NoError(t, err)
	require.Greater(t, create(t, s, at("next", 9, 0, 30)).ID, a.ID)
}

func cancelledCallerWritesNothing(t *testing.T, s *store.Store) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, _, err := s.CreateAppointment(ctx, at("gave up", 9, 0, 30), nil)
	requireCode(t, agenda.Unavailable, err)
	require.Empty(t, list(t, s, agenda.AppointmentQuery{}))
}
