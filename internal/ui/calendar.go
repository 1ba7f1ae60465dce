package ui

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// calendarTop is the bar above the day, the week and the month: where one is, and the ways on.
type calendarTop struct {
	Heading                        marked // what small screens leave out is marked
	Badge                          string
	Before, Today, After           string
	BeforeWords, AfterWords, Group string
	Views                          []viewLink
}

// viewLink leads to another view of the same days.
type viewLink struct {
	Text, Link string
	Current    bool
}

// gridPage is the page of a day or a week.
type gridPage struct {
	frame
	Top   calendarTop
	Strip []stripDay
	Grid  dayGrid
	Side  sidePanel
	Empty string // the day has nothing booked
	Cut   string // not all that is booked is shown
	New   string
}

// stripDay is a day of the strip that phones show above the one day they have room for.
type stripDay struct {
	Name, Short, Link string
	Number, Load      int
	Words             string
	Current, Closed   bool
}

// The views of the calendar, as they stand in its addresses.
const (
	viewDay    = "day"
	viewWeek   = "week"
	viewMonth  = "month"
	viewAgenda = "agenda"
)

func dayPath(d agenda.Date) string { return "/calendar/day/" + d.String() }

// weekPath is the page of the week in which the visitor finds d. Its address is a week of ISO 8601.
func (w *words) weekPath(d agenda.Date) string {
	year, week := isoWeek(w.thursday(d))
	return fmt.Sprintf("/calendar/week/%04d-W%02d", year, week)
}

func monthPath(d agenda.Date) string {
	return fmt.Sprintf("/calendar/month/%04d-%02d", d.Year, int(d.Month))
}

func isoWeek(d agenda.Date) (year, week int) { return d.Start(time.UTC).ISOWeek() }

// mondayOf is the first day of the ISO week that d lies in.
func mondayOf(d agenda.Date) agenda.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// parseWeek reads 2026-W48 and returns its Monday. A year has a week 53 only if its weeks say so.
func parseWeek(s string) (agenda.Date, bool) {
	if len(s) != 8 || s[4:6] != "-W" {
		return agenda.Date{}, false
	}
	year, err1 := strconv.Atoi(s[:4])
	week, err2 := strconv.Atoi(s[6:])
	if err1 != nil || err2 != nil || year < agenda.MinYear || year > agenda.MaxYear {
		return agenda.Date{}, false
	}
	monday := mondayOf(agenda.Date{Year: year, Month: time.January, Day: 4}).AddDays(7 * (week - 1))
	y, w := isoWeek(monday)
	return monday, y == year && w == week
}

func parseMonth(s string) (agenda.Date, bool) {
	d, err := agenda.ParseDate(s + "-01")
	return d, err == nil
}

// views are the links to the views that show day.
func (v *visit) views(day agenda.Date, current string) []viewLink {
	return []viewLink{
		{v.t("Day"), dayPath(day), current == viewDay},
		{v.t("Week"), v.weekPath(day), current == viewWeek},
		{v.t("Month"), monthPath(day), current == viewMonth},
		{v.t("Agenda"), "/agenda?from=" + day.String(), current == viewAgenda},
	}
}

func (s *site) getDay(v *visit) error {
	day, err := agenda.ParseDate(chi.URLParam(v.r, "day"))
	if err != nil {
		return agenda.Fail(agenda.NotFound, "")
	}
	v.startKinds()
	mini, side, hours := v.startMini(day), v.startSide(), v.startHours()
	first := v.weekStart(day)
	week, cut, err := v.between(first, first.AddDays(6))
	list := week
	if err == nil && cut {
		week = nil
		list, cut, err = v.between(day, day)
	}
	if err != nil {
		return err
	}
	work := hours()
	p := gridPage{Grid: v.newGrid([]agenda.Date{day}, day, list, work), New: "/appointments/new?date=" + day.String(), Side: side(), Cut: v.cutWords(cut)}
	if len(p.Grid.Days[0].Chips) == 0 || p.Grid.Days[0].booked == 0 {
		p.Empty = v.emptyDayWords(work.on(day, v.zone()))
	}
	p.Top = calendarTop{
		Heading: split(v.date("Monday 2 January [2006]", day)), Before: dayPath(day.AddDays(-1)), Today: dayPath(v.today()), After: dayPath(day.AddDays(1)),
		BeforeWords: v.t("Previous day"), AfterWords: v.t("Next day"), Group: v.t("Move by day"), Views: v.views(day, viewDay),
	}
	p.Strip = v.strip(first, day, dayPath, week, work)
	p.frame = v.frame(v.dayYearWords(day), navCalendar)
	p.Mini = mini()
	return v.render(http.StatusOK, "day", p)
}

func (s *site) getWeek(v *visit) error {
	monday, ok := parseWeek(chi.URLParam(v.r, "week"))
	if !ok {
		return agenda.Fail(agenda.NotFound, "")
	}
	first := v.weekStart(monday.AddDays(3))
	shown := v.shownDay(first)
	v.startKinds()
	mini, side, hours := v.startMini(shown), v.startSide(), v.startHours()
	list, cut, err := v.between(first, first.AddDays(6))
	if err != nil {
		return err
	}
	var days []agenda.Date
	for i := range 7 {
		days = append(days, first.AddDays(i))
	}
	_, week := isoWeek(monday)
	work := hours()
	p := gridPage{Grid: v.newGrid(days, shown, list, work), New: "/appointments/new?date=" + shown.String(), Side: side(), Cut: v.cutWords(cut)}
	p.Top = calendarTop{
		Heading: split(v.days(first, first.AddDays(6))), Badge: v.t("Week %d", week),
		Before: v.weekPath(first.AddDays(-7)), Today: v.weekPath(v.today()), After: v.weekPath(first.AddDays(7)),
		BeforeWords: v.t("Previous week"), AfterWords: v.t("Next week"), Group: v.t("Move by week"), Views: v.views(shown, viewWeek),
	}
	here := v.weekPath(first)
	p.Strip = v.strip(first, shown, func(d agenda.Date) string { return here + "?day=" + d.String() }, list, work)
	p.frame = v.frame(p.Top.Heading.String(), navCalendar)
	p.Mini = mini()
	return v.render(http.StatusOK, "week", p)
}

// shownDay is the day of a week that a screen with room for one shows: the one asked for, else today,
// else the first.
func (v *visit) shownDay(first agenda.Date) agenda.Date {
	inWeek := func(d agenda.Date) bool { n := first.DaysUntil(d); return n >= 0 && n < 7 }
	if d, err := agenda.ParseDate(v.r.URL.Query().Get("day")); err == nil && inWeek(d) {
		return d
	}
	if inWeek(v.today()) {
		return v.today()
	}
	return first
}

// strip is the week's days with how much of list, nil when it is not known, is booked on each.
func (v *visit) strip(first, current agenda.Date, link func(agenda.Date) string, list []agenda.Appointment, hours *openHours) (strip []stripDay) {
	for i := range 7 {
		d := first.AddDays(i)
		s := stripDay{Name: v.weekday(d.Weekday()), Short: v.weekdayTiny(d.Weekday()), Number: d.Day, Link: link(d), Current: d == current}
		if list != nil {
			booked := v.bookedOn(d, list)
			s.Load = min(6, booked)
			s.Words = v.tn(booked, "%d appointment", "%d appointments")
		}
		if closed := v.closedOn(d, hours); closed != "" {
			s.Closed, s.Words = true, v.list(closed, s.Words)
		}
		strip = append(strip, s)
	}
	return strip
}

func (v *visit) bookedOn(d agenda.Date, list []agenda.Appointment) (n int) {
	loc := v.clock.Location()
	start, end := d.Start(loc), d.AddDays(1).Start(loc)
	for i := range list {
		if a := &list[i]; a.Status != agenda.Cancelled && a.EndsAt.After(start) && a.StartsAt.Before(end) {
			n++
		}
	}
	return n
}

const (
	calendarLimit = 500 // appointments on a page of the list
	calendarPages = 4   // and how many of them are asked for at most
)

// between returns what touches the days from the first to the last.
// cut tells that there is more than a page can show.
func (v *visit) between(first, last agenda.Date) (list []agenda.Appointment, cut bool, err error) {
	o := apiclient.ListOptions{From: first, To: last, Sort: agenda.ByStart, Limit: calendarLimit}
	for range calendarPages {
		page, err := v.caller.Appointments(v.ctx(), o)
		if err != nil {
			return nil, false, err
		}
		list = append(list, page.Appointments...)
		if o.Cursor = page.Next; o.Cursor == "" {
			return list, false, nil
		}
	}
	return list, true, nil
}

func (v *visit) cutWords(cut bool) string {
	if !cut {
		return ""
	}
	return v.t("More is booked than fits here. Only the first %d appointments are shown.", calendarLimit*calendarPages)
}
