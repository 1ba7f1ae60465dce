package ui

import (
	"fmt"
	"net/http"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// agendaPage is the list of appointments, day by day.
type agendaPage struct {
	frame
	Filter        filter
	Chips         []chip
	Count         string // "38 appointments, from 25 Nov"
	Found         string
	Days          []agendaDay
	Empty         emptyAgenda
	First, Later  string // links to the other parts of a long list
	Export        string // link with these filters
	ExportWords   string
	ExportICS     string // the same as iCalendar
	Total         int
	StatusOptions []option
}

// option is a choice of a select.
type option struct {
	Value, Text string
	Selected    bool
}

// emptyAgenda is what an agenda without rows says, and its one next step.
type emptyAgenda struct{ Text, Link, Next string }

const agendaLimit = 50

func (s *site) getAgenda(v *visit) error {
	today := v.today()
	f := readFilter(v.r.URL.Query(), today)
	around := f.from
	if around.IsZero() {
		around = today
	}
	mini := v.startMini(around)
	cursor := v.r.URL.Query().Get("cursor")
	p := agendaPage{Filter: f, Chips: f.chips(today), StatusOptions: statusOptions(f.Status)}
	status := http.StatusOK
	if f.faulty() {
		status = http.StatusUnprocessableEntity
	} else if err := v.fillAgenda(&p, cursor); err != nil {
		return err
	}
	nav := navAgenda
	if f.from == today && f.to == today {
		nav = navToday
	}
	p.frame = v.frame("Agenda", nav)
	p.Faulty = f.faulty()
	p.Mini = mini()
	return v.render(status, "agenda", p)
}

func statusOptions(selected string) []option {
	options := []option{{"", "Every state", selected == ""}}
	for _, s := range []agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled} {
		options = append(options, option{string(s), statusWords[s], selected == string(s)})
	}
	return options
}

// fillAgenda loads the part of the list that cursor names and lays it out.
func (v *visit) fillAgenda(p *agendaPage, cursor string) error {
	f := &p.Filter
	o := f.options()
	o.Limit, o.Cursor = agendaLimit, cursor
	list, err := v.caller.Appointments(v.ctx(), o)
	if err != nil {
		return err
	}
	link := f.query()
	if list.Total > 0 {
		p.Export, p.ExportICS, p.Total = "/export.csv?"+link.Encode(), "/export.ics?"+link.Encode(), list.Total
		p.ExportWords = map[bool]string{true: "This appointment", false: fmt.Sprintf("These %d appointments", list.Total)}[list.Total == 1]
	}
	p.Count = counted(list.Total, "appointment", "appointments") + ", " + f.rangeWords(v.today())
	p.Found = counted(list.Total, "found", "found")
	if cursor != "" {
		p.First = "/agenda?" + link.Encode()
	}
	if list.Next != "" {
		link.Set("cursor", list.Next)
		p.Later = "/agenda?" + link.Encode()
	}
	p.Days = v.agendaDays(list.Appointments, f.gapless(), cursor != "", list.Next != "")
	if len(list.Appointments) == 0 {
		p.Empty, err = v.emptyAgenda(f)
	}
	return err
}

// emptyAgenda finds out why there is nothing to show.
func (v *visit) emptyAgenda(f *filter) (emptyAgenda, error) {
	all, err := v.caller.Appointments(v.ctx(), apiclient.ListOptions{Limit: 1})
	if err != nil {
		return emptyAgenda{}, err
	}
	total := max(all.Total, len(all.Appointments))
	switch {
	case total == 0:
		return emptyAgenda{"No appointments yet.", "/appointments/new", "Book the first one"}, nil
	case f.isDefault:
		return emptyAgenda{
			"Nothing is booked from today on. " + counted(total, "appointment lies", "appointments lie") + " in the past.",
			"/agenda?from=", "Show them",
		}, nil
	case f.gapless() && !f.from.IsZero() && f.from == f.to:
		return emptyAgenda{
			"Nothing is booked on " + dayWords(f.from, v.today()) + ".",
			"/appointments/new?date=" + f.from.String(), "Book this day",
		}, nil
	}
	return emptyAgenda{
		"Nothing fits these filters. Without them there " + map[bool]string{true: "is 1 appointment.", false: "are " + counted(total, "", "appointments.")}[total == 1],
		"/agenda?from=", "Show all",
	}, nil
}
