package agenda_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestFreeSlotsAreFreeAndNearest(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := func(h, m int) time.Time { return time.Date(2026, 11, 25, h, m, 0, 0, berlin) }
	hours := agenda.PracticeHours{OpeningHours: daily(t, "08:00-18:00")}
	days := hours.Days(agenda.Span{Start: at(0, 0), End: at(7*24, 0)}, berlin)
	busy := []agenda.Span{{Start: at(10, 30), End: at(11, 30)}, {Start: at(9, 0), End: at(10, 30)}, {Start: at(11, 30), End: at(12, 15)}}
	want := agenda.Span{Start: at(10, 45), End: at(11, 30)}
	var times []string
	for _, slot := range agenda.FreeSlots(want, days, busy, at(0, 0), 4) {
		require.Equal(t, 45, slot.DurationMinutes)
		times = append(times, slot.Date.String()+" "+slot.Time.String())
	}
	require.Equal(t, []string{"2026-11-25 08:15", "2026-11-25 12:15", "2026-11-25 13:00", "2026-11-25 13:45"}, times)

	full := []agenda.Span{{Start: at(0, 0), End: at(23, 59)}}
	next := agenda.FreeSlots(want, days, full, at(0, 0), 2)
	require.Equal(t, "2026-11-26", next[0].Date.String(), "a full day leads to the next")
	require.Empty(t, agenda.FreeSlots(agenda.Span{Start: at(8, 0), End: at(19, 0)}, days, nil, at(0, 0), 3), "longer than any working day")
	require.Equal(t, "14:15", agenda.FreeSlots(want, days, nil, at(14, 10), 1)[0].Time.String(), "none in the past")

	hours = agenda.PracticeHours{OpeningHours: daily(t, "00:00-02:00", "22:00-24:00")}
	days = hours.Days(agenda.Span{Start: at(0, 0), End: at(48, 0)}, berlin)
	night := agenda.FreeSlots(agenda.Span{Start: at(23, 30), End: at(24, 30)}, days, nil, at(12, 0), 1)
	require.Equal(t, "23:30", night[0].Time.String(), "a night goes on after midnight")
}

// desk is an AppointmentStore that holds hours and what is booked.
type desk struct {
	agenda.AppointmentStore
	hours agenda.PracticeHours
	busy  []agenda.Span
	asked int // how often for hours
}

func (d *desk) Hours(_ context.Context, _, _ agenda.Date) (agenda.PracticeHours, error) {
	d.asked++
	return d.hours, nil
}

func (d *desk) BusySpans(_ context.Context, within agenda.Span) (busy []agenda.Span, _ error) {
	for _, s := range d.busy {
		if s.Overlaps(within) {
			busy = append(busy, s)
		}
	}
	return busy, nil
}

func TestFreeTimesLieWithinTheHours(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	friday := date(t, "2026-11-27")
	start := friday.Start(berlin)
	closed := func(first, last string) agenda.ClosedDays {
		return agenda.ClosedDays{First: date(t, first), Last: date(t, last)}
	}
	for name, row := range map[string]struct {
		hours agenda.PracticeHours
		clock int // the hour that is asked for
		want  []string
	}{
		"a break":                 {agenda.PracticeHours{OpeningHours: daily(t, "08:00-12:30", "13:30-18:00")}, 13, []string{"27 11:30", "27 13:30"}},
		"after closing time":      {agenda.PracticeHours{OpeningHours: daily(t, "08:00-09:00")}, 17, []string{"27 08:00", "28 08:00"}},
		"a weekend":               {agenda.PracticeHours{OpeningHours: agenda.OpeningHours{Monday: []agenda.Opening{opening(t, "10:00-12:00")}}}, 9, []string{"30 10:00", "30 11:00"}},
		"Sundays only":            {agenda.PracticeHours{OpeningHours: agenda.OpeningHours{Sunday: []agenda.Opening{opening(t, "10:07-11:30")}}}, 9, []string{"29 10:07", "29 10:22"}},
		"a closed day":            {agenda.PracticeHours{OpeningHours: agenda.DefaultHours(), Closed: []agenda.ClosedDays{closed("2026-11-27", "2026-11-30")}}, 9, []string{"1 08:00", "1 09:00"}},
		"long closed":             {agenda.PracticeHours{OpeningHours: agenda.DefaultHours(), Closed: []agenda.ClosedDays{closed("2026-01-01", "2027-11-26")}}, 9, []string{"29 08:00", "29 09:00"}},
		"closed for two years":    {agenda.PracticeHours{OpeningHours: agenda.DefaultHours(), Closed: []agenda.ClosedDays{closed("2026-01-01", "2026-12-31"), closed("2027-01-01", "2027-12-31")}}, 9, []string{}},
		"closed for all the year": {agenda.PracticeHours{OpeningHours: daily(t, "08:00-18:00"), Closed: []agenda.ClosedDays{closed("2026-11-27", "2027-11-27")}}, 9, []string{"28 08:00", "28 09:00"}},
		"no hours at all":         {agenda.PracticeHours{}, 9, []string{"27 08:00", "27 09:00"}},
		"none, and closed":        {agenda.PracticeHours{Closed: []agenda.ClosedDays{closed("2026-11-27", "2026-11-28")}}, 9, []string{"30 08:00", "30 09:00"}},
		"a night":                 {agenda.PracticeHours{OpeningHours: daily(t, "22:00-24:00")}, 3, []string{"27 22:00", "27 23:00"}},
	} {
		d := &desk{hours: row.hours}
		a := agenda.NewAppointments(d, berlin, func() time.Time { return start })
		at := start.Add(time.Duration(row.clock) * time.Hour)
		slots, err := a.Free(t.Context(), agenda.Span{Start: at, End: at.Add(time.Hour)}, 2)
		require.NoError(t, err)
		got := []string{}
		for _, s := range slots {
			got = append(got, s.StartsAt.Format("2 15:04"))
		}
		require.Equal(t, row.want, got, name)
		require.Equal(t, 1, d.asked, "hours are read once")
		require.NotNil(t, slots)
	}
}

// What is offered is what a search minute by minute finds: free, within the hours, and nothing is
// withheld that a day offers.
func TestFreeTimesAreThoseOfANaiveSearch(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	zones := []string{"Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo"}
	for round := range 300 {
		loc, err := time.LoadLocation(zones[round%len(zones)])
		require.NoError(t, err)
		first := date(t, []string{"2026-03-26", "2026-10-22", "2026-04-02", "2026-04-22", "2026-10-27"}[random.IntN(5)])
		d := &desk{hours: randomHours(random, first)}
		for range random.IntN(40) {
			at := first.Start(loc).Add(time.Duration(random.IntN(10*24*12)) * 5 * time.Minute)
			d.busy = append(d.busy, agenda.Span{Start: at, End: at.Add(time.Duration(1+random.IntN(100)) * 5 * time.Minute)})
		}
		now := first.Start(loc).Add(time.Duration(random.IntN(48)) * time.Hour)
		want := agenda.Span{Start: now.Add(time.Duration(random.IntN(72)) * time.Hour)}
		want.End = want.Start.Add(time.Duration(1+random.IntN(8)) * 15 * time.Minute)
		n := 1 + random.IntN(5)
		slots, err := agenda.NewAppointments(d, loc, func() time.Time { return now }).Free(t.Context(), want, n)
		require.NoError(t, err)
		require.LessOrEqual(t, len(slots), n)
		var offered []agenda.Span
		for _, s := range slots {
			span := agenda.Span{Start: s.StartsAt, End: s.StartsAt.Add(want.Duration())}
			require.True(t, freeByTheMinute(d, span, loc), "%s %s", loc, span)
			require.False(t, s.StartsAt.Before(now))
			offered = append(offered, span)
		}
		if len(slots) == n || len(offered) == 0 && d.hours.None() {
			continue
		}
		for i := range 3 { // fewer were offered, so nothing else is free on the days that were looked at
			for _, open := range d.hours.Day(agenda.DateOf(want.Start).AddDays(i), loc).Open {
				for at := open.Start; at.Before(open.End); at = at.Add(15 * time.Minute) {
					span := agenda.Span{Start: at, End: at.Add(want.Duration())}
					if !at.Before(now) && at.Sub(open.End) < 0 && !span.End.After(open.End) && freeByTheMinute(d, span, loc) {
						require.True(t, slices.ContainsFunc(offered, func(o agenda.Span) bool { return o.Start.Equal(at) }), "%s is free", span)
					}
				}
			}
		}
	}
}

func randomHours(random *rand.Rand, first agenda.Date) (h agenda.PracticeHours) {
	for d := range time.Weekday(7) {
		at := agenda.MinuteOfDay(5 * random.IntN(200))
		for at < 24*60 && random.IntN(3) > 0 {
			o := agenda.Opening{From: at, To: min(24*60, at+agenda.MinuteOfDay(5*(1+random.IntN(60))))}
			*h.OpeningHours.Day(d) = append(*h.OpeningHours.Day(d), o)
			at = o.To + agenda.MinuteOfDay(5*(1+random.IntN(30)))
		}
	}
	for range random.IntN(3) {
		c := agenda.ClosedDays{First: first.AddDays(random.IntN(6))}
		c.Last = c.First.AddDays(random.IntN(3))
		h.Closed = append(h.Closed, c)
	}
	return h
}

// freeByTheMinute looks at every minute of a span: by the clocks the practice is open, and nobody is there.
func freeByTheMinute(d *desk, s agenda.Span, loc *time.Location) bool {
	week := d.hours.OpeningHours
	if week.None() {
		week = agenda.DefaultHours()
	}
	for at := s.Start; at.Before(s.End); at = at.Add(time.Minute) {
		local := at.In(loc)
		day, minute := agenda.DateOf(local), agenda.MinuteOfDay(local.Hour()*60+local.Minute())
		open := slices.ContainsFunc(*week.Day(day.Weekday()), func(o agenda.Opening) bool { return minute >= o.From && minute < o.To })
		closed := slices.ContainsFunc(d.hours.Closed, func(c agenda.ClosedDays) bool { return c.First.Compare(day) <= 0 && c.Last.Compare(day) >= 0 })
		if !open || closed || slices.ContainsFunc(d.busy, func(b agenda.Span) bool { return !at.Before(b.Start) && at.Before(b.End) }) {
			return false
		}
	}
	return true
}
