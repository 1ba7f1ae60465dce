package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// agendaDay is a day of the agenda with its rows.
type agendaDay struct {
	Title  string
	Totals string
	Link   string
	Rows   []agendaRow
}

// agendaRow is an appointment, or, where Gap is set, the free time between two.
type agendaRow struct {
	Gap     *gapRow
	ID      int64
	Version int64
	Time    clockSpan
	Name    string
	Notes   string // the first line
	Kind    string
	Hue     string // the class that draws the kind
	Label   string // what the row's controls act on
	Badges  []badge
	Past    bool
	Status  agenda.Status
	Link    string
}

// gapRow is free time that can be booked.
type gapRow struct {
	Words, Link, Label string
	from, to           time.Time
}

// badge is a state in a word, with an icon or a dot beside it.
type badge struct{ Class, Icon, Text string }

// leastGap is the shortest free time that is worth a row.
const leastGap = 30 * time.Minute

// bookingStep is what the start of free time that has begun already is put off to.
const bookingStep = 15 * time.Minute

// agendaDays groups appointments, which come in the order of their starts, by day. Where the list
// goes on before or after this part of it, the day at that edge may be incomplete, so no totals
// are claimed for it. Free time is shown within hours, none where they are nil.
func (v *visit) agendaDays(list []agenda.Appointment, hours *openHours, before, after bool) []agendaDay {
	var days []agendaDay
	clash := clashes(list)
	for i := range list {
		list[i].Overlap = list[i].Overlap || clash[list[i].ID]
	}
	for start := 0; start < len(list); {
		end := start
		for end < len(list) && list[end].Date == list[start].Date {
			end++
		}
		cut := before && start == 0 || after && end == len(list)
		var open []agenda.Span
		if hours != nil && !cut {
			first, last := list[start].StartsAt, list[end-1].StartsAt
			open = hours.Open(agenda.Span{Start: first, End: last}, hours.zone)
		}
		days = append(days, v.agendaDay(list[start:end], open, cut))
		start = end
	}
	return days
}

func (v *visit) agendaDay(list []agenda.Appointment, open []agenda.Span, cut bool) agendaDay {
	date := list[0].Date
	d := agendaDay{Title: v.relativeDayWords(date), Link: "/agenda?from=" + date.String() + "&to=" + date.String()}
	var booked, left int
	var length time.Duration
	var busyUntil time.Time
	afterBusy := 0 // where a gap's row belongs: before what was cancelled within it
	for i := range list {
		a := &list[i]
		if a.Status != agenda.Cancelled {
			if booked > 0 { // before the first nobody knows whether time is free
				for _, gap := range v.gaps(open, agenda.Span{Start: busyUntil, End: a.StartsAt}) {
					d.Rows = slices.Insert(d.Rows, afterBusy, agendaRow{Gap: gap})
					afterBusy++
				}
			}
			afterBusy = len(d.Rows) + 1
			if a.EndsAt.After(busyUntil) {
				busyUntil = a.EndsAt
			}
			booked++
			length += a.Span().Duration()
			if a.EndsAt.After(v.clock) {
				left++
			}
		}
		d.Rows = append(d.Rows, v.agendaRow(a))
	}
	switch {
	case cut:
	case booked == 0:
		d.Totals = v.t("nothing booked")
	default:
		d.Totals = v.tn(booked, "%d booked · %s", "%d booked · %s", v.minutesWords(int(length/time.Minute)))
		if date == v.today() && left < booked {
			d.Totals = v.t("%s · %s", d.Totals, v.tn(left, "%d left", "%d left"))
		}
	}
	return d
}

// gaps returns the parts of a time between two appointments in which the practice is open and that can be
// booked.
func (v *visit) gaps(open []agenda.Span, between agenda.Span) (gaps []*gapRow) {
	for _, s := range open {
		if s, ok := s.Within(between); ok {
			if g := v.gap(s.Start, s.End); g != nil {
				gaps = append(gaps, g)
			}
		}
	}
	return gaps
}

// gap returns the free time from one instant to another, nil when it is short or over.
func (v *visit) gap(from, to time.Time) *gapRow {
	if from.Before(v.clock) && to.After(v.clock) {
		from = v.clock.Add(bookingStep - time.Nanosecond).Truncate(bookingStep)
	}
	if to.Sub(from) < leastGap || !to.After(v.clock) {
		return nil
	}
	loc := v.clock.Location()
	start, end := from.In(loc), to.In(loc)
	words := v.spanWords(start, end)
	return &gapRow{
		Words: v.t("Free %s, %s", words, v.minutesWords(int(to.Sub(from)/time.Minute))),
		Link:  "/appointments/new?date=" + agenda.DateOf(start).String() + "&time=" + start.Format("15:04"),
		Label: v.t("Book %s", words),
		from:  from, to: to,
	}
}

func (v *visit) agendaRow(a *agenda.Appointment) agendaRow {
	r := agendaRow{
		ID: a.ID, Version: a.Version, Time: v.spanOf(a), Name: a.ClientName, Badges: v.badges(a),
		Past: !a.EndsAt.After(v.clock), Status: a.Status, Link: "/appointments/" + strconv.FormatInt(a.ID, 10),
		Kind: a.Kind, Hue: v.hue(a.Kind),
	}
	r.Label = v.list(v.isolate(r.Name), r.Time.Start)
	if a.Notes != nil {
		r.Notes, _, _ = strings.Cut(strings.TrimSpace(*a.Notes), "\n")
	}
	return r
}

// badges are an appointment's states. Only exceptions are given a colour.
func (v *visit) badges(a *agenda.Appointment) []badge {
	if a.Status == agenda.Cancelled {
		return []badge{{"", "x", v.t("Cancelled")}}
	}
	var b []badge
	if !a.StartsAt.After(v.clock) && a.EndsAt.After(v.clock) {
		b = append(b, badge{"badge-info", "pulse", v.t("In progress")})
	}
	if a.Overlap {
		b = append(b, badge{"badge-danger", "warn", v.t("Overlap")})
	}
	if a.Status == agenda.Tentative {
		b = append(b, badge{"badge-warn", "clock", v.t("Unconfirmed")})
	}
	if b == nil {
		b = append(b, badge{"badge-quiet", "check", v.t("Confirmed")})
	}
	return b
}
