package ui

import (
	"context"
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// miniMonth is the small month of the rail, each day tinted by how much is booked on it.
type miniMonth struct {
	Caption        string
	Before, After  string // links to the months around it
	Weeks          []miniWeek
	PreviousMonth  string // their names, for those who hear the links
	FollowingMonth string
}

type miniWeek struct {
	Current bool
	Days    []miniDay
}

type miniDay struct {
	Number int
	Link   string
	Load   int    // 0 to 3
	Words  string // the load, for those who cannot see a tint
	Today  bool
}

const (
	// miniPatience bounds how long a page waits for its small month, which it can do without.
	miniPatience = 1500 * time.Millisecond
	// miniLimit bounds how many appointments of a month are counted: beyond it all days are full anyway.
	miniLimit = 500
)

var loadWords = [...]string{"no appointments", "few appointments", "several appointments", "many appointments"}

// startMini begins to load the small month around day while the page loads its own content, and
// returns how to wait for it. When the service fails, the month comes without tints.
func (v *visit) startMini(day agenda.Date) func() *miniMonth {
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	first := agenda.Date{Year: day.Year, Month: day.Month, Day: 1}
	last := firstOfNext(first).AddDays(-1)
	counts := make(chan map[agenda.Date]int, 1)
	caller := v.caller
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
	return func() *miniMonth { return newMiniMonth(first, v.today(), <-counts) }
}

func firstOfNext(first agenda.Date) agenda.Date {
	d := first.AddDays(31)
	return agenda.Date{Year: d.Year, Month: d.Month, Day: 1}
}

// newMiniMonth lays out the month that begins on first. Without counts no day bears a load.
func newMiniMonth(first, today agenda.Date, counts map[agenda.Date]int) *miniMonth {
	next, previous := firstOfNext(first), first.AddDays(-1)
	previous.Day = 1
	m := &miniMonth{
		Caption: fmt.Sprintf("%s %d", first.Month, first.Year),
		Before:  monthPath(previous), PreviousMonth: previous.Month.String(),
		After: monthPath(next), FollowingMonth: next.Month.String(),
	}
	monday := first.AddDays(-(int(first.Weekday()) + 6) % 7)
	for start := monday; start.Compare(next) < 0; start = start.AddDays(7) {
		week := miniWeek{}
		for i := range 7 {
			d := start.AddDays(i)
			day := miniDay{Number: d.Day, Link: weekPath(d) + "?day=" + d.String(), Today: d == today}
			if counts != nil && d.Month == first.Month {
				day.Load = loadOf(counts[d])
				day.Words = loadWords[day.Load] + ", "
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
