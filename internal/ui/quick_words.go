package ui

import (
	"net/url"
	"strings"

	"appointment-manager/internal/agenda"
)

// quickAdd is the line at the top of a new appointment's form, and how it was understood.
type quickAdd struct {
	Line       string
	Open       bool // somebody came for it, so it has the focus
	Understood []understood
	Missing    string // what the line did not say
}

// understood is a part of the line and what it was taken for.
type understood struct{ What, Words, As string }

// quickForm fills a form from the line in the link, if it has one. Nothing is booked by it: the form is
// to be looked over and sent.
func (v *visit) quickForm(q url.Values) (*appointmentForm, quickAdd) {
	a := quickAdd{Line: strings.TrimSpace(q.Get("q")), Open: q.Has("q")}
	if a.Line == "" {
		return newAppointmentForm(q, v.today()), a
	}
	l := parseQuick(a.Line, v.clock, v.kinds())
	f := newAppointmentForm(url.Values{}, v.today())
	f.Client, f.Date, f.Time, f.Notes = l.Client, l.Date.String(), l.Time, l.Notes
	f.Kind = l.Kind
	if l.Minutes > 0 {
		f.setMinutes(l.Minutes)
	}
	v.tellQuick(&a, &l)
	return f, a
}

func (v *visit) tellQuick(a *quickAdd, l *quickLine) {
	var missing []string
	add := func(what, words, as string) {
		if as == "" {
			missing = append(missing, what)
			return
		}
		a.Understood = append(a.Understood, understood{what, strings.Trim(words, " –"), as})
	}
	add(v.t("Client"), "", l.Client)
	day, at := "", ""
	if !l.Date.IsZero() {
		day = v.dayWords(l.Date)
	}
	if t, err := agenda.ParseTimeOfDay(l.Time); err == nil {
		at = v.wallWords(t)
	}
	add(v.t("Date"), l.DateAs, day)
	add(v.t("Start"), l.TimeAs, at)
	if l.Minutes > 0 {
		add(v.t("Length"), l.MinutesAs, v.minutesWords(l.Minutes))
	}
	if l.Kind != "" {
		words := l.KindAs
		if words == l.Kind {
			words = ""
		}
		add(v.t("Kind"), words, l.Kind)
	}
	if l.Notes != "" {
		add(v.t("Notes"), "", l.Notes)
	}
	if len(missing) > 0 {
		a.Missing = v.t("Not in the line: %s.", v.list(missing...))
	}
}
