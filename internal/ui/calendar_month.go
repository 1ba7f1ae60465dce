package ui

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// monthPage is a month as a table of its weeks.
type monthPage struct {
	frame
	Top      calendarTop
	Weekdays []weekdayHead
	Weeks    []monthWeek
	Empty    bool
	Cut      string
	New      string
}

type monthWeek struct {
	Link, Name, Totals string
	Days               []monthDay
}

type monthDay struct {
	Number      int
	Link, Words string
	Load        int
	Booked      int
	Other       bool // of the month before or after
	Today       bool
	Chips       []eventChip
	More        string
	Closed      string // words
}

// monthChips is how many appointments a day of the month shows.
const monthChips = 3

func (s *site) getMonth(v *visit) error {
	first, ok := parseMonth(chi.URLParam(v.r, "month"))
	if !ok {
		return agenda.Fail(agenda.NotFound, "")
	}
	v.startKinds()
	mini, hours := v.startMini(first), v.startHours()
	next := firstOfNext(first)
	start, end := v.weekStart(first), v.weekStart(next.AddDays(6))
	list, cut, err := v.between(start, end.AddDays(-1))
	if err != nil {
		return err
	}
	day := first
	if t := v.today(); t.Year == first.Year && t.Month == first.Month {
		day = t
	}
	p := monthPage{New: "/appointments/new?date=" + day.String(), Empty: true, Cut: v.cutWords(cut)}
	p.Top = calendarTop{
		Heading: split(v.date("January [2006]", first)), Before: monthPath(first.AddDays(-1)), Today: monthPath(v.today()), After: monthPath(next),
		BeforeWords: v.t("Previous month"), AfterWords: v.t("Next month"), Group: v.t("Move by month"), Views: v.views(day, viewMonth),
	}
	for i := range 7 {
		p.Weekdays = append(p.Weekdays, v.weekdayHead(start.AddDays(i)))
	}
	x := canvas{axis: axis{loc: v.clock.Location()}, clash: clashes(list)}
	perDay := map[agenda.Date][]*agenda.Appointment{}
	for i := range list {
		perDay[list[i].Date] = append(perDay[list[i].Date], &list[i])
	}
	work := hours()
	for ; start.Compare(end) < 0; start = start.AddDays(7) {
		p.Weeks = append(p.Weeks, v.monthWeek(&x, start, first.Month, perDay, work))
	}
	for d := first; d.Compare(next) < 0; d = d.AddDays(1) {
		p.Empty = p.Empty && len(perDay[d]) == 0
	}
	p.frame = v.frame(p.Top.Heading.String(), navCalendar)
	p.Mini = mini()
	return v.render(http.StatusOK, "month", p)
}

func (v *visit) monthWeek(x *canvas, first agenda.Date, month time.Month, perDay map[agenda.Date][]*agenda.Appointment, hours *openHours) monthWeek {
	_, number := isoWeek(v.thursday(first))
	w := monthWeek{Link: v.weekPath(first), Name: v.t("Week %d", number), Totals: v.t("Free")}
	booked, minutes, open := 0, 0, false
	for i := range 7 {
		d := first.AddDays(i)
		day := monthDay{Number: d.Day, Link: dayPath(d), Other: d.Month != month, Today: d == v.today()}
		work := hours.on(d, x.loc)
		if reason, closed := work.reason(); closed {
			day.Closed = v.closedWords(reason)
		}
		open = open || len(work.open) > 0 || work.unknown
		held := 0
		for _, a := range perDay[d] {
			if a.Status != agenda.Cancelled {
				held++
				minutes += a.DurationMinutes
			}
			if len(day.Chips) < monthChips {
				day.Chips = append(day.Chips, v.monthChip(x, a))
			}
		}
		booked += held
		day.Booked = held
		day.Words = v.list(v.dayWords(d), day.Closed, v.tn(held, "%d appointment", "%d appointments"))
		day.Load = loadOf(held)
		if n := len(perDay[d]) - len(day.Chips); n > 0 {
			day.More = v.tn(n, "%d more", "%d more")
		}
		w.Days = append(w.Days, day)
	}
	switch {
	case booked == 0 && !open:
		w.Totals = v.t("Closed")
	case booked > 0:
		w.Totals = v.tn(booked, "%d booked · %s", "%d booked · %s", v.hoursWords(minutes))
	}
	return w
}

func (v *visit) monthChip(x *canvas, a *agenda.Appointment) eventChip {
	c := eventChip{Link: "/appointments/" + strconv.FormatInt(a.ID, 10), Name: a.ClientName, Start: v.spanOf(a).Start}
	v.chipState(&c, x, a.Date, a, place{})
	if a.Kind != "" || len(v.kinds()) > 0 {
		c.Hue = v.hue(a.Kind)
	}
	return c
}
