package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// clientsPage is for whom there are appointments.
type clientsPage struct {
	frame
	Text         string
	Lines        []clientLine
	Found        string
	Empty        emptyAgenda
	First, Later string
}

// clientLine is a client in the list.
type clientLine struct{ Name, Link, Phone, Dial, Count, Last, Next string }

const clientsLimit = 100

func clientLink(name string) string { return "/clients?" + url.Values{"name": {name}}.Encode() }

func (s *site) getClients(v *visit) error {
	q := v.r.URL.Query()
	if name := strings.TrimSpace(q.Get("name")); name != "" {
		return v.showClient(name)
	}
	mini := v.startMini(v.today())
	p := clientsPage{Text: strings.TrimSpace(q.Get("q"))}
	found, more, err := v.caller.Clients(v.ctx(), apiclient.ClientOptions{Text: p.Text, Name: strings.TrimSpace(q.Get("named")), After: q.Get("after"), Limit: clientsLimit})
	if err != nil {
		return err
	}
	for _, c := range found {
		p.Lines = append(p.Lines, clientLine{
			Name: c.Name, Link: clientLink(c.Name), Phone: c.Phone, Dial: agenda.Dial(c.Phone), Count: v.bookedWords(c.Appointments),
			Last: v.visitWords(c.Last), Next: v.visitWords(c.Next),
		})
	}
	link := url.Values{}
	if p.Text != "" {
		link.Set("q", p.Text)
		p.Found = v.tn(len(found), "%d found", "%d found")
		p.Empty = emptyAgenda{Text: v.t("No client fits “%s”.", p.Text), Link: "/clients", Next: v.t("Show all")}
	} else {
		p.Empty = emptyAgenda{Text: v.t("Clients appear here when you book their first appointment."), Link: "/appointments/new", Next: v.t("Book the first one")}
	}
	if q.Get("after") != "" {
		p.First = "/clients?" + link.Encode()
	}
	if more {
		p.Found = ""
		link.Set("after", found[len(found)-1].Name)
		p.Later = "/clients?" + link.Encode()
	}
	p.frame = v.frame(v.t("Clients"), navClients)
	p.Mini = mini()
	return v.render(http.StatusOK, "clients", p)
}

// bookedWords is how many appointments a client has.
func (v *visit) bookedWords(n int) string {
	if n == 0 {
		return v.t("Nothing is booked")
	}
	return v.tn(n, "%d appointment", "%d appointments")
}

func appointmentLink(id int64) string { return "/appointments/" + strconv.FormatInt(id, 10) }

// visitWords is the day of a visit, "" for none.
func (v *visit) visitWords(at *time.Time) string {
	if at == nil {
		return ""
	}
	return v.shortDay(agenda.DateOf(at.In(v.clock.Location())))
}

// clientPage is what there is of one client.
type clientPage struct {
	frame
	Name      string
	New       string // link to another appointment
	Rename    string
	Edit      string // link to the form of the card
	Contact   contact
	Facts     string
	Ahead     []clientVisit // the next one first
	Past      []clientVisit // the latest one first
	Truncated string
	Agenda    string
}

// clientVisit is an appointment of the client.
type clientVisit struct {
	Link, When, Notes string
	Badges            []badge
	Cancelled         bool
}

// clientVisits bounds how many appointments a client's page shows.
const clientVisits = 500

func (v *visit) showClient(name string) error {
	mini, card := v.startMini(v.today()), v.startCard(name)
	list, err := v.caller.Appointments(v.ctx(), apiclient.ListOptions{Client: name, Sort: agenda.ByStart, Limit: clientVisits})
	if err != nil {
		return err
	}
	kept, err := card()
	if len(list.Appointments) > 0 {
		name = list.Appointments[len(list.Appointments)-1].ClientName
	} else if err != nil {
		return err
	} else {
		name = kept.Name
	}
	p := clientPage{
		Rename: "/clients/rename?" + url.Values{"name": {name}}.Encode(), Edit: cardLink(name), Contact: v.contact(kept, err),
		Name: name, New: "/appointments/new?" + url.Values{"client": {name}}.Encode(),
		Agenda: "/agenda?" + url.Values{"from": {""}, "q": {name}}.Encode(),
	}
	visits := 0
	for i := range list.Appointments {
		a := &list.Appointments[i]
		c := clientVisit{Link: appointmentLink(a.ID), When: v.whenWords(a), Badges: v.badges(a), Cancelled: a.Status == agenda.Cancelled}
		if a.Notes != nil {
			c.Notes = *a.Notes
		}
		if a.EndsAt.After(v.clock) {
			p.Ahead = append(p.Ahead, c)
			continue
		}
		p.Past = append(p.Past, c)
		if !c.Cancelled {
			visits++
		}
	}
	slices.Reverse(p.Past)
	p.Facts = v.tn(visits, "%d visit so far", "%d visits so far")
	if list.Next != "" {
		p.Facts = v.tn(list.Total, "%d appointment", "%d appointments")
		p.Truncated = v.t("The first %d are shown.", clientVisits)
	}
	p.frame = v.frame(p.Name, navClients)
	p.Mini = mini()
	return v.render(http.StatusOK, "client", p)
}
