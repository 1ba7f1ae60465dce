package agenda_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// opening reads 08:00-12:30.
func opening(t testing.TB, s string) agenda.Opening {
	t.Helper()
	from, to, _ := strings.Cut(s, "-")
	var o agenda.Opening
	require.NoError(t, o.From.UnmarshalText([]byte(from)))
	require.NoError(t, o.To.UnmarshalText([]byte(to)))
	return o
}

// daily is a week of which every day has the same openings.
func daily(t testing.TB, openings ...string) (w agenda.OpeningHours) {
	for d := range time.Weekday(7) {
		for _, s := range openings {
			*w.Day(d) = append(*w.Day(d), opening(t, s))
		}
	}
	return w
}

func date(t testing.TB, s string) agenda.Date {
	t.Helper()
	d, err := agenda.ParseDate(s)
	require.NoError(t, err)
	return d
}

func TestMinutesOfADay(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]agenda.MinuteOfDay{"00:00": 0, "08:05": 485, "23:59": 1439, "24:00": 1440} {
		m, err := agenda.ParseMinuteOfDay(s)
		require.NoError(t, err, s)
		require.Equal(t, want, m)
		require.Equal(t, s, m.String())
	}
	for _, s := range []string{"", "8:00", "08:60", "24:01", "25:00", "08:00:00", "08.00", "ab:cd", "-1:00", "08:0x", "٠٨:00"} {
		_, err := agenda.ParseMinuteOfDay(s)
		require.EqualError(t, err, "Enter a time like 09:30, or 24:00 for the end of the day", s)
	}
}

func TestHoursAsJSON(t *testing.T) {
	t.Parallel()
	h := agenda.PracticeHours{OpeningHours: agenda.DefaultHours(), Closed: []agenda.ClosedDays{{ID: 3, First: date(t, "2026-12-24"), Last: date(t, "2026-12-31"), Reason: "Holidays"}}}
	h.Saturday, h.Sunday = []agenda.Opening{}, []agenda.Opening{{From: 22 * 60, To: 24 * 60}}
	b, err := json.Marshal(h)
	require.NoError(t, err)
	weekday := `[{"from":"08:00","to":"18:00"}]`
	require.Equal(t, `{"monday":`+weekday+`,"tuesday":`+weekday+`,"wednesday":`+weekday+`,"thursday":`+weekday+`,"friday":`+weekday+
		`,"saturday":[],"sunday":[{"from":"22:00","to":"24:00"}],"closed":[{"id":3,"first":"2026-12-24","last":"2026-12-31","reason":"Holidays"}]}`, string(b))
	var back agenda.PracticeHours
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, h, back)
}

func TestFaultsOfHours(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		openings string
		loc, msg string
	}{
		"none":            {"", "", ""},
		"in any order":    {"13:00-18:00 08:00-12:00", "", ""},
		"touching":        {"08:00-12:00 12:00-18:00", "", ""},
		"six":             {"00:00-01:00 02:00-03:00 04:00-05:00 06:00-07:00 08:00-09:00 10:00-24:00", "", ""},
		"seven":           {"00:00-01:00 02:00-03:00 04:00-05:00 06:00-07:00 08:00-09:00 10:00-11:00 12:00-13:00", `["body","monday"]`, "A day can have 6 stretches of opening hours"},
		"overlapping":     {"08:00-12:01 12:00-18:00", `["body","monday"]`, "The stretches of a day must not overlap"},
		"one in another":  {"08:00-18:00 09:00-10:00 17:00-17:30", `["body","monday"]`, "The stretches of a day must not overlap"},
		"backwards":       {"08:00-12:00 18:00-13:00", `["body","monday",1,"to"]`, "The practice must close after it opens"},
		"nothing at all":  {"08:00-08:00", `["body","monday",0,"to"]`, "The practice must close after it opens"},
		"midnight is not": {"22:00-00:00", `["body","monday",0,"to"]`, "The practice must close after it opens"},
	} {
		var w agenda.OpeningHours
		for _, s := range strings.Fields(row.openings) {
			w.Monday = append(w.Monday, opening(t, s))
		}
		faults := w.Faults()
		if row.msg == "" {
			require.Empty(t, faults, name)
			continue
		}
		require.Len(t, faults, 1, name)
		loc, err := json.Marshal(faults[0].Loc)
		require.NoError(t, err)
		require.Equal(t, row.loc+row.msg, string(loc)+faults[0].Msg, name)
	}
	usual, other := agenda.DefaultHours(), agenda.DefaultHours()
	require.True(t, usual.Equal(&other))
	other.Sunday = other.Monday
	require.False(t, usual.Equal(&other))
	require.Len(t, (&agenda.OpeningHours{Monday: []agenda.Opening{{From: -1, To: 5}}, Sunday: []agenda.Opening{{From: 1, To: 1441}}}).Faults(), 2)
}

func TestFaultsOfClosedDays(t *testing.T) {
	t.Parallel()
	first := date(t, "2026-12-24")
	for name, row := range map[string]struct {
		c    agenda.ClosedDays
		want string
	}{
		"a day":           {agenda.ClosedDays{First: first, Last: first}, ""},
		"a year":          {agenda.ClosedDays{First: first, Last: first.AddDays(365), Reason: strings.Repeat("é", 100)}, ""},
		"longer":          {agenda.ClosedDays{First: first, Last: first.AddDays(366)}, "At most 366 days can be closed at a stretch"},
		"backwards":       {agenda.ClosedDays{First: first, Last: first.AddDays(-1)}, "The last day must not come before the first"},
		"no day":          {agenda.ClosedDays{}, "Enter a date like 2026-11-25 (YYYY-MM-DD)"},
		"a long reason":   {agenda.ClosedDays{First: first, Last: first, Reason: strings.Repeat("é", 101)}, "Keep the reason under 100 characters"},
		"a line break":    {agenda.ClosedDays{First: first, Last: first, Reason: "a\nb"}, "The reason holds characters that cannot be shown"},
		"a turn":          {agenda.ClosedDays{First: first, Last: first, Reason: "a\u202eb"}, "The reason holds characters that cannot be shown"},
		"no text at all":  {agenda.ClosedDays{First: first, Last: first, Reason: "a\xffb"}, "The reason holds characters that cannot be shown"},
		"two things each": {agenda.ClosedDays{First: first, Reason: "\x00"}, "The last day must not come before the first; The reason holds characters that cannot be shown"},
	} {
		var msgs []string
		for _, f := range row.c.Faults() {
			msgs = append(msgs, f.Msg)
		}
		require.Equal(t, row.want, strings.Join(msgs, "; "), name)
	}
}

// The practice is open at exactly the instants at which its clocks show a time within its hours: on
// every day on which clocks are moved, the day before, and the day after.
func TestADayIsOpenWhenItsClocksSaySo(t *testing.T) {
	t.Parallel()
	weeks := []agenda.OpeningHours{
		{},
		agenda.DefaultHours(), daily(t, "08:00-12:30", "13:30-18:00"), daily(t, "00:00-24:00"), daily(t, "22:00-24:00"), daily(t, "00:00-06:00", "22:00-24:00"),
		daily(t, "02:00-03:00"), daily(t, "02:15-02:45"), daily(t, "00:30-02:15", "02:45-09:00"), daily(t, "00:00-00:30", "01:30-02:10", "02:20-02:40"), daily(t, "03:00-04:00"), daily(t, "23:00-23:30"),
	}
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		moved := 0
		for d := date(t, "2026-01-02"); d.Year < 2028; d = d.AddDays(1) {
			start, end := d.AddDays(-1).Start(loc), d.AddDays(2).Start(loc)
			if end.Sub(start) == 72*time.Hour {
				continue
			}
			moved++
			for i, w := range weeks {
				h := agenda.PracticeHours{OpeningHours: w}
				requireOpenAsShown(t, &h, d, loc)
				require.Equal(t, i == 0, h.None())
			}
		}
		require.GreaterOrEqual(t, moved, 12, name)
	}
}

func requireOpenAsShown(t *testing.T, h *agenda.PracticeHours, d agenda.Date, loc *time.Location) {
	t.Helper()
	day := h.Day(d, loc)
	require.Nil(t, day.Closed)
	open := map[time.Time]bool{}
	for i, s := range day.Open {
		require.True(t, s.Start.Before(s.End) && !s.Start.Before(day.Whole.Start) && !s.End.After(day.Whole.End), "%s %s", loc, d)
		require.True(t, i == 0 || day.Open[i-1].End.Before(s.Start), "%s %s: %v are apart", loc, d, day.Open)
		for at := s.Start; at.Before(s.End); at = at.Add(time.Minute) {
			open[at.UTC()] = true
		}
	}
	for at := day.Whole.Start; at.Before(day.Whole.End); at = at.Add(time.Minute) {
		wall := agenda.MinuteOfDay(at.Hour()*60 + at.Minute())
		within := false
		for _, o := range *h.OpeningHours.Day(d.Weekday()) {
			within = within || wall >= o.From && wall < o.To
		}
		if open[at.UTC()] != within {
			require.Equal(t, within, open[at.UTC()], "%s %s", loc, at)
		}
	}
}

func TestClosedDaysAreClosed(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	first := date(t, "2026-12-24")
	h := agenda.PracticeHours{OpeningHours: daily(t, "08:00-18:00", "20:00-24:00"), Closed: []agenda.ClosedDays{{First: first, Last: first.AddDays(1), Reason: "Holidays"}, {First: first.AddDays(1), Last: first.AddDays(1), Reason: "Christmas"}}}
	week := h.Days(agenda.Span{Start: first.AddDays(-1).Start(berlin), End: first.AddDays(3).Start(berlin)}, berlin)
	require.Len(t, week, 4)
	for i, reason := range []string{"", "Holidays", "Holidays", ""} {
		require.Equal(t, reason == "", week[i].Closed == nil)
		require.Equal(t, reason == "", h.ClosedOn(week[i].Date) == nil)
		if reason == "" {
			require.Len(t, week[i].Open, 2)
			continue
		}
		require.Empty(t, week[i].Open)
		require.Equal(t, reason, week[i].Closed.Reason)
	}
}

// Whoever lives by other clocks sees the same instants.
func TestHoursFromAfar(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	h := agenda.PracticeHours{OpeningHours: daily(t, "08:00-12:00", "14:00-20:00")}
	d := date(t, "2026-11-25")
	var seen []string
	for _, s := range h.Open(agenda.Span{Start: d.Start(tokyo), End: d.AddDays(1).Start(tokyo)}, berlin) {
		seen = append(seen, s.Start.In(tokyo).Format("15:04")+" "+s.End.In(tokyo).Format("15:04"))
	}
	require.Equal(t, []string{"00:00 04:00", "16:00 20:00", "22:00 00:00"}, seen)

	night := agenda.PracticeHours{OpeningHours: daily(t, "00:00-06:00", "22:00-24:00")}
	at := func(hour int) time.Time { return d.Start(berlin).Add(time.Duration(hour) * time.Hour) }
	require.True(t, night.Covers(agenda.Span{Start: at(23), End: at(25)}, berlin), "over midnight")
	require.False(t, night.Covers(agenda.Span{Start: at(21), End: at(25)}, berlin))
	require.False(t, night.Covers(agenda.Span{Start: at(5), End: at(23)}, berlin))
	require.False(t, night.Covers(agenda.Span{Start: at(8), End: at(9)}, berlin))
	require.Len(t, night.Open(agenda.Span{Start: at(0), End: at(48)}, berlin), 3)
}
