package ui

import (
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
	Views         []viewLink
	Printed       string // which part of the list the paper shows, when it is not all
	First, Later  string // links to the other parts of a long list
	PageSize      int
	Export        string // link with these filters
	ExportWords   string
	ExportICS     string // the same as iCalendar
	Total         int
	StatusOptions []option
	KindOptions   []option // none: there is nothing to choose from
	ShowKinds     bool     // the rows have a column for them
}

// option is a choice of a select.
type option struct {
	Value, Text string
	Selected    bool
}

// emptyAgenda is what an agenda without rows says, and its one next step. Where there is nothing at all yet,
// which is First, everything may be in another calendar still.
type emptyAgenda struct {
	Text, Link, Next string
	First            bool
}

const agendaLimit = 50

func (s *site) getAgenda(v *visit) error {
	today := v.today()
	f := v.readFilter(v.r.URL.Query())
	around := f.from
	if around.IsZero() {
		around = today
	}
	v.startKinds()
	mini, hours := v.startMini(around), v.startHours()
	cursor := v.r.URL.Query().Get("cursor")
	p := agendaPage{Views: v.views(around, viewAgenda), PageSize: agendaLimit, Filter: f, Chips: v.filterChips(&f), StatusOptions: v.statusOptions(f.Status)}
	status := http.StatusOK
	if f.faulty() {
		status = http.StatusUnprocessableEntity
	} else if err := v.fillAgenda(&p, cursor, hours); err != nil {
		return err
	}
	nav := navAgenda
	if f.from == today && f.to == today {
		nav = navToday
	}
	if len(v.kinds()) > 0 {
		p.KindOptions = v.kindOptions(v.t("Every kind"), f.Kind, kindName)
	}
	p.frame = v.frame(v.t("Agenda"), nav)
	p.Faulty = f.faulty()
	p.Mini = mini()
	return v.render(status, "agenda", p)
}

func (v *visit) statusOptions(selected string) []option {
	options := []option{{"", v.t("Every state"), selected == ""}}
	for _, s := range []agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled} {
		options = append(options, option{string(s), v.statusWords(s), selected == string(s)})
	}
	return options
}

// fillAgenda loads the part of the list that cursor names and lays it out.
func (v *visit) fillAgenda(p *agendaPage, cursor string, hours func() *openHours) error {
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
		p.ExportWords = v.tn(list.Total, "This appointment, as CSV", "These %d appointments, as CSV")
	}
	p.Count = v.tn(list.Total, "%d appointment, %s", "%d appointments, %s", v.rangeWords(f))
	p.Found = v.tn(list.Total, "%d found", "%d found")
	if cursor != "" {
		p.First = "/agenda?" + link.Encode()
	}
	if list.Next != "" {
		link.Set("cursor", list.Next)
		p.Later = "/agenda?" + link.Encode()
	}
	if p.First != "" || p.Later != "" {
		p.Printed = v.t("%d of %d appointments.", len(list.Appointments), list.Total)
	}
	p.ShowKinds = v.showsKinds(list.Appointments)
	var within *openHours
	if f.gapless() {
		if within = hours(); !within.known {
			within = nil
		}
	}
	p.Days = v.agendaDays(list.Appointments, within, cursor != "", list.Next != "")
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
		return emptyAgenda{Text: v.t("No appointments yet."), Link: "/appointments/new", Next: v.t("Book the first one"), First: true}, nil
	case f.isDefault:
		return emptyAgenda{
			Text: v.tn(total, "Nothing is booked from today on. %d appointment lies in the past.", "Nothing is booked from today on. %d appointments lie in the past."),
			Link: "/agenda?from=", Next: v.t("Show them"),
		}, nil
	case f.gapless() && !f.from.IsZero() && f.from == f.to:
		return emptyAgenda{
			Text: v.t("Nothing is booked on %s.", v.dayWords(f.from)),
			Link: "/appointments/new?date=" + f.from.String(), Next: v.t("Book this day"),
		}, nil
	}
	return emptyAgenda{
		Text: v.tn(total, "Nothing fits these filters. Without them there is %d appointment.", "Nothing fits these filters. Without them there are %d appointments."),
		Link: "/agenda?from=", Next: v.t("Show all"),
	}, nil
}
