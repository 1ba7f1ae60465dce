package ui

import (
	"net/url"
	"strings"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// filter is which appointments the agenda shows, as its form says it.
type filter struct {
	Text, From, To, Status string
	Kind                   string
	FromFault, ToFault     string
	Set                    int // how many of the fields restrict

	from, to  agenda.Date
	isDefault bool // nothing was asked for: from today on
}

// chip is a filter in force, with the link that takes it off.
type chip struct{ Text, Label, Link string }

// statusWords names a state, "" for what is none.
func (l *language) statusWords(s agenda.Status) string {
	switch s {
	case agenda.Confirmed:
		return l.t("Confirmed")
	case agenda.Tentative:
		return l.t("Unconfirmed")
	case agenda.Cancelled:
		return l.t("Cancelled")
	}
	return ""
}

// readFilter reads the form of the agenda. Where "from" is not given at all it is today; given and
// empty it means no limit.
func (v *visit) readFilter(q url.Values) filter {
	today := v.today()
	f := filter{
		Text: strings.TrimSpace(q.Get("q")), From: strings.TrimSpace(q.Get("from")),
		To: strings.TrimSpace(q.Get("to")), Status: q.Get("status"), Kind: strings.TrimSpace(q.Get("kind")),
	}
	if v.statusWords(agenda.Status(f.Status)) == "" {
		f.Status = ""
	}
	if !q.Has("from") {
		f.From = today.String()
	}
	if q.Get("span") == "today" { // a link that means another day tomorrow
		f.From, f.To = today.String(), today.String()
	}
	f.from, f.FromFault = v.readDay(f.From)
	f.to, f.ToFault = v.readDay(f.To)
	if !f.to.IsZero() && f.to.Compare(f.from) < 0 {
		f.ToFault = v.t("The last day must not come before the first.")
	}
	fromToday := f.From == today.String()
	f.isDefault = f.Text == "" && f.To == "" && f.Status == "" && f.Kind == "" && fromToday
	for _, restricts := range []bool{f.Text != "", !fromToday, f.To != "", f.Status != "", f.Kind != ""} {
		if restricts {
			f.Set++
		}
	}
	return f
}

func (l *language) readDay(s string) (agenda.Date, string) {
	if s == "" {
		return agenda.Date{}, ""
	}
	d, err := agenda.ParseDate(s)
	if err != nil {
		return agenda.Date{}, l.said(err.Error())
	}
	return d, ""
}

func (f *filter) faulty() bool { return f.FromFault != "" || f.ToFault != "" }

// gapless tells whether rows may be missing between those that are shown, so that nothing can be
// said about the time between them.
func (f *filter) gapless() bool { return f.Text == "" && f.Status == "" && f.Kind == "" }

func (f *filter) options() apiclient.ListOptions {
	return apiclient.ListOptions{
		From: f.from, To: f.to, Text: f.Text, Kind: f.Kind, Status: agenda.Status(f.Status), Sort: agenda.ByStart,
	}
}

// query is the filter as a link carries it. The day it begins with is always named, so that a
// link means the same tomorrow, and for an export.
func (f *filter) query(without ...string) url.Values {
	q := url.Values{"from": {f.From}}
	for name, value := range map[string]string{"q": f.Text, "to": f.To, "status": f.Status, "kind": f.Kind} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for _, name := range without {
		q.Del(name)
	}
	return q
}

func (v *visit) filterChips(f *filter) (chips []chip) {
	add := func(text string, without ...string) {
		link := "/agenda?" + f.query(without...).Encode()
		chips = append(chips, chip{text, v.t("Remove filter: %s", text), strings.TrimSuffix(link, "?")})
	}
	if f.Text != "" {
		add(v.t("“%s”", f.Text), "q")
	}
	single := !f.from.IsZero() && f.from == f.to
	switch {
	case single:
		add(v.shortDay(f.from), "from", "to")
	case f.From == "":
		add(v.t("From the beginning"), "from")
	case f.from != v.today():
		add(v.t("From %s", v.shortDay(f.from)), "from")
	}
	if f.To != "" && !single && !f.to.IsZero() {
		add(v.t("Until %s", v.shortDay(f.to)), "to")
	}
	if f.Status != "" {
		add(v.statusWords(agenda.Status(f.Status)), "status")
	}
	if f.Kind != "" {
		add(f.Kind, "kind")
	}
	return chips
}

// rangeWords is the span of days in the top bar.
func (v *visit) rangeWords(f *filter) string {
	switch {
	case f.from.IsZero() && f.to.IsZero():
		return v.t("all days")
	case f.from == f.to:
		return v.dayWords(f.from)
	case f.to.IsZero():
		return v.t("from %s", v.shortDay(f.from))
	case f.from.IsZero():
		return v.t("until %s", v.shortDay(f.to))
	}
	return v.t("%s – %s", v.shortDay(f.from), v.shortDay(f.to))
}
