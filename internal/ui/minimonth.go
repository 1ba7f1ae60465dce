package ui

import (
	"context"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// miniMonth is the small month of the rail, each day tinted by how much is booked on it.
type miniMonth struct {
	Caption        string
	Before, After  string // links to the months around it
	Weekdays       []weekdayHead
	Weeks          []miniWeek
	PreviousMonth  string // their names, for those who hear the links
	FollowingMonth string
}

// weekdayHead is the head of a column of days.
type weekdayHead struct{ Name, Short string }

func (l *language) weekdayHead(d agenda.Date) weekdayHead {
	return weekdayHead{l.weekday(d.Weekday()), l.weekdayTiny(d.Weekday())}
}

type miniWeek struct {
	Current bool
	Days    []miniDay
}

type miniDay struct {
	Number int
	Link   string
	Load   int    // 0 to 3
	Words  string // the day and its load, for those who cannot see a tint
	Closed bool   // the practice is, on this very day
	Today  bool
}

const (
	// miniPatience bounds how long a page waits for its small month, which it can do without.
	miniPatience = 1500 * time.Millisecond
	// miniLimit bounds how many appointments of a month are counted: beyond it all days are full anyway.
	miniLimit = 500
)

// startMini begins to load the small month around day while the page loads its own content, and
// returns how to wait for it. When the service fails, the month comes without tints. What else the rail
// tells begins with it.
func (v *visit) startMini(day agenda.Date) func() *miniMonth {
	v.startCounting()
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	first := agenda.Date{Year: day.Year, Month: day.Month, Day: 1}
	last := firstOfNext(first).AddDays(-1)
	counts := make(chan map[agenda.Date]int, 1)
	caller, hours := v.caller, v.startHours()
	go func() {
		defer cancel()
		page, err := caller.Appointments(ctx, apiclient.ListOptions{From: first, To: last, Sort: agenda.ByStart, Limit: miniLimit})
		if err != nil {
			counts <- nil
			return
		}
		perDay := map[agenda.Date]int{}
		for _, a := range page.Appointments {
			if a.Status != agenda.Cancelled {
				perDay[a.Date]++
			}
		}
		counts <- perDay
	}()
	return func() *miniMonth { return v.miniMonth(first, <-counts, hours()) }
}

func firstOfNext(first agenda.Date) agenda.Date {
	d := first.AddDays(31)
	return agenda.Date{Year: d.Year, Month: d.Month, Day: 1}
}

// miniMonth lays out the month that begins on first. Without counts no day bears a load.
func (v *visit) miniMonth(first agenda.Date, counts map[agenda.Date]int, hours *openHours) *miniMonth {
	next, previous := firstOfNext(first), first.AddDays(-1)
	previous.Day = 1
	m := &miniMonth{
		Caption: v.date("January 2006", first),
		Before:  monthPath(previous), PreviousMonth: v.month(previous.Month),
		After: monthPath(next), FollowingMonth: v.month(next.Month),
	}
	for i := range 7 {
		m.Weekdays = append(m.Weekdays, v.weekdayHead(v.weekStart(first).AddDays(i)))
	}
	for start := v.weekStart(first); start.Compare(next) < 0; start = start.AddDays(7) {
		week := miniWeek{}
		for i := range 7 {
			d := start.AddDays(i)
			day := miniDay{Number: d.Day, Link: v.weekPath(d) + "?day=" + d.String(), Today: d == v.today()}
			if counts != nil && d.Month == first.Month {
				day.Load = loadOf(counts[d])
				closed := v.closedOn(d, hours)
				day.Closed = closed != ""
				day.Words = v.list(v.date("2 January", d), closed, v.pick(day.Load, "no appointments|few appointments|several appointments|many appointments"))
			}
			week.Current = week.Current || day.Today
			week.Days = append(week.Days, day)
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

func loadOf(n int) int {
	switch {
	case n == 0:
		return 0
	case n <= 2:
		return 1
	case n <= 5:
		return 2
	}
	return 3
}
