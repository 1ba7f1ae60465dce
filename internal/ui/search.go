package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// searchPage is what is found of a text, wherever it stands.
type searchPage struct {
	frame
	Text    string
	Found   string // how much
	Groups  []searchGroup
	Nothing string
}

// searchGroup is what is found of one kind, and where there is more.
type searchGroup struct {
	ID, Title, More, MoreText string
	Hits                      []searchHit
}

// searchHit is one thing that was found.
type searchHit struct{ Link, Name, Detail, Text string }

const (
	searchMost   = 20  // of each kind
	searchBriefs = 100 // that are looked through, the newest first
	searchPast   = 366 // days that past appointments are looked for first
)

func (s *site) getSearch(v *visit) error {
	mini := v.startMini(v.today())
	p := searchPage{Text: strings.TrimSpace(v.r.URL.Query().Get("q"))}
	if p.Text != "" {
		for _, look := range []func(string) ([]searchGroup, error){v.searchAppointments, v.searchClients, v.searchSummaries} {
			groups, err := look(p.Text)
			if err != nil {
				return err
			}
			p.Groups = append(p.Groups, groups...)
		}
		n := 0
		for _, g := range p.Groups {
			n += len(g.Hits)
		}
		p.Found = v.tn(n, "%d found", "%d found")
		if n == 0 {
			p.Nothing = v.t("Nothing holds “%s”: no name, no number, no note, no brief.", p.Text)
		}
	}
	p.frame = v.frame(v.t("Search"), "")
	p.Mini = mini()
	return v.render(http.StatusOK, "search", p)
}

// searchAppointments looks at names and notes, first ahead and then back.
func (v *visit) searchAppointments(text string) ([]searchGroup, error) {
	ahead, err := v.caller.Appointments(v.ctx(), apiclient.ListOptions{Text: text, From: v.today(), Sort: agenda.ByStart, Limit: searchMost})
	if err != nil {
		return nil, err
	}
	past, err := v.caller.Appointments(v.ctx(), apiclient.ListOptions{Text: text, From: v.today().AddDays(-searchPast), To: v.today().AddDays(-1), Sort: agenda.ByStart, Limit: 500})
	if err == nil && len(past.Appointments) == 0 {
		past, err = v.caller.Appointments(v.ctx(), apiclient.ListOptions{Text: text, To: v.today().AddDays(-1), Sort: agenda.ByStart, Limit: 500})
	}
	if err != nil {
		return nil, err
	}
	slices.Reverse(past.Appointments)
	link := func(from string) string { return "/agenda?" + url.Values{"q": {text}, "from": {from}}.Encode() }
	groups := []searchGroup{
		v.appointmentsFound("ahead", v.t("Today and ahead"), ahead.Appointments, ahead.Total, link(v.today().String())),
		v.appointmentsFound("past", v.t("Past"), past.Appointments, past.Total, link("")),
	}
	return slices.DeleteFunc(groups, func(g searchGroup) bool { return len(g.Hits) == 0 }), nil
}

func (v *visit) appointmentsFound(id, title string, list []agenda.Appointment, total int, more string) searchGroup {
	g := searchGroup{ID: id, Title: title}
	for i := range list[:min(len(list), searchMost)] {
		a := &list[i]
		h := searchHit{Link: appointmentLink(a.ID), Name: a.ClientName, Detail: v.list(v.whenWords(a), v.isolate(a.Kind))}
		if a.Status == agenda.Cancelled {
			h.Detail = v.list(h.Detail, v.t("Cancelled"))
		}
		if a.Notes != nil {
			h.Text = *a.Notes
		}
		g.Hits = append(g.Hits, h)
	}
	if total > len(g.Hits) {
		g.More, g.MoreText = more, v.t("All of them in the agenda")
	}
	return g
}

func (v *visit) searchClients(text string) ([]searchGroup, error) {
	found, more, err := v.caller.Clients(v.ctx(), apiclient.ClientOptions{Text: text, Limit: searchMost})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	g := searchGroup{ID: "clients", Title: v.t("Clients")}
	for _, c := range found {
		detail := v.list(c.Phone, v.bookedWords(c.Appointments))
		if next := v.visitWords(c.Next); next != "" {
			detail = v.list(detail, v.t("next on %s", next))
		}
		g.Hits = append(g.Hits, searchHit{Link: clientLink(c.Name), Name: c.Name, Detail: detail})
	}
	if more {
		g.More, g.MoreText = "/clients?"+url.Values{"q": {text}}.Encode(), v.t("All clients who fit")
	}
	return []searchGroup{g}, nil
}

// searchSummaries looks through the newest briefs.
func (v *visit) searchSummaries(text string) ([]searchGroup, error) {
	jobs, err := v.caller.SummaryJobs(v.ctx(), apiclient.JobOptions{States: []agenda.JobState{agenda.JobDone}, Limit: searchBriefs})
	if err != nil {
		return nil, err
	}
	g := searchGroup{ID: "briefs", Title: v.t("Briefs")}
	for i := range jobs {
		j := &jobs[i]
		if j.Summary == nil || len(g.Hits) == searchMost {
			continue
		}
		if around, ok := excerpt(*j.Summary, text); ok {
			g.Hits = append(g.Hits, searchHit{Link: "/briefs/" + url.PathEscape(j.ID), Name: v.briefTitle(j), Text: around})
		}
	}
	if len(g.Hits) == 0 {
		return nil, nil
	}
	return []searchGroup{g}, nil
}

// excerpt returns the line of a text that holds the words, in any case.
func excerpt(text, words string) (string, bool) {
	words = strings.ToLower(words)
	for line := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(line), words) {
			return strings.TrimSpace(line), true
		}
	}
	return "", false
}
