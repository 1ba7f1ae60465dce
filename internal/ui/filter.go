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
	FromFault, ToFault     string
	Set                    int // how many of the fields restrict

	from, to  agenda.Date
	isDefault bool // nothing was asked for: from today on
}

// chip is a filter in force, with the link that takes it off.
type chip struct{ Text, Label, Link string }

var statusWords = map[agenda.Status]string{
	agenda.Confirmed: "Confirmed", agenda.Tentative: "Unconfirmed", agenda.Cancelled: "Cancelled",
}

// readFilter reads the form of the agenda. Where "from" is not given at all it is today; given and
// empty it means no limit.
func readFilter(q url.Values, today agenda.Date) filter {
	f := filter{
		Text: strings.TrimSpace(q.Get("q")), From: strings.TrimSpace(q.Get("from")),
		To: strings.TrimSpace(q.Get("to")), Status: q.Get("status"),
	}
	if statusWords[agenda.Status(f.Status)] == "" {
		f.Status = ""
	}
	if !q.Has("from") {
		f.From = today.String()
	}
	if q.Get("span") == "today" { // a link that means another day tomorrow
		f.From, f.To = today.String(), today.String()
	}
	f.from, f.FromFault = readDay(f.From)
	f.to, f.ToFault = readDay(f.To)
	if !f.to.IsZero() && f.to.Compare(f.from) < 0 {
		f.ToFault = "The last day must not come before the first."
	}
	fromToday := f.From == today.String()
	f.isDefault = f.Text == "" && f.To == "" && f.Status == "" && fromToday
	for _, restricts := range []bool{f.Text != "", !fromToday, f.To != "", f.Status != ""} {
		if restricts {
			f.Set++
		}
	}
	return f
}

func readDay(s string) (agenda.Date, string) {
	if s == "" {
		return agenda.Date{}, ""
	}
	d, err := agenda.ParseDate(s)
	if err != nil {
		return agenda.Date{}, sentence(err.Error())
	}
	return d, ""
}

func (f *filter) faulty() bool { return f.FromFault != "" || f.ToFault != "" }

// gapless tells whether rows may be missing between those that are shown, so that nothing can be
// said about the time between them.
func (f *filter) gapless() bool { return f.Text == "" && f.Status == "" }

func (f *filter) options() apiclient.ListOptions {
	return apiclient.ListOptions{
		From: f.from, To: f.to, Text: f.Text, Status: agenda.Status(f.Status), Sort: agenda.ByStart,
	}
}

// query is the filter as a link carries it. The day it begins with is always named, so that a
// link means the same tomorrow, and for an export.
func (f *filter) query(without ...string) url.Values {
	q := url.Values{"from": {f.From}}
	for name, value := range map[string]string{"q": f.Text, "to": f.To, "status": f.Status} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for _, name := range without {
		q.Del(name)
	}
	return q
}

func (f *filter) chips(today agenda.Date) (chips []chip) {
	add := func(text string, without ...string) {
		link := "/agenda?" + f.query(without...).Encode()
		chips = append(chips, chip{text, "Remove filter: " + text, strings.TrimSuffix(link, "?")})
	}
	if f.Text != "" {
		add("“"+f.Text+"”", "q")
	}
	single := !f.from.IsZero() && f.from == f.to
	switch {
	case single:
		add(shortDay(f.from, today), "from", "to")
	case f.From == "":
		add("From the beginning", "from")
	case f.from != today:
		add("From "+shortDay(f.from, today), "from")
	}
	if f.To != "" && !single && !f.to.IsZero() {
		add("Until "+shortDay(f.to, today), "to")
	}
	if f.Status != "" {
		add(statusWords[agenda.Status(f.Status)], "status")
	}
	return chips
}

// rangeWords is the span of days in the top bar.
func (f *filter) rangeWords(today agenda.Date) string {
	switch {
	case f.from.IsZero() && f.to.IsZero():
		return "all days"
	case f.from == f.to:
		return dayWords(f.from, today)
	case f.to.IsZero():
		return "from " + shortDay(f.from, today)
	case f.from.IsZero():
		return "until " + shortDay(f.to, today)
	}
	return shortDay(f.from, today) + " – " + shortDay(f.to, today)
}
