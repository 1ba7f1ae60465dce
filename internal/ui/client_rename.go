package ui

import (
	"net/http"
	"net/url"
	"strings"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// renamePage gives a client another name.
type renamePage struct {
	frame
	Was, Name     string
	Fault         string
	Taken         string // says that somebody is called Name already
	Hint          string
	Client, Other string // links
}

func (s *site) getRenameClient(v *visit) error {
	name := strings.TrimSpace(v.r.URL.Query().Get("name"))
	if name == "" {
		return v.seeOther("/clients")
	}
	list, err := v.caller.Appointments(v.ctx(), apiclient.ListOptions{Client: name, Sort: agenda.ByStart, Limit: 1})
	if err != nil {
		return err
	}
	if len(list.Appointments) == 0 {
		return agenda.Fail(agenda.NotFound, "")
	}
	name = list.Appointments[0].ClientName
	return v.showRename(http.StatusOK, renamePage{Was: name, Name: name})
}

func (v *visit) showRename(status int, p renamePage) error {
	mini := v.startMini(v.today())
	p.Hint = v.t("All appointments of %s get this name, past and deleted ones too.", v.isolate(p.Was))
	p.Client, p.Other = clientLink(p.Was), clientLink(p.Name)
	p.frame = v.frame(v.t("Rename client"), navClients)
	p.Faulty = p.Fault != ""
	p.Mini = mini()
	return v.render(status, "client_rename", p)
}

// postRenameClient asks before it joins two clients, who cannot be told apart afterwards. A mere new
// name can be taken back.
func (s *site) postRenameClient(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	get := v.r.PostForm.Get
	p := renamePage{Was: strings.TrimSpace(get("from")), Name: strings.TrimSpace(get("to"))}
	join := p.Name != "" && get("join") == p.Name // with whom the page named, and nobody who was typed since
	if p.Name == p.Was {
		return v.seeOther(clientLink(p.Was))
	}
	n, err := v.caller.RenameClient(v.ctx(), p.Was, p.Name, join)
	switch codeOf(err) {
	case agenda.Conflict:
		p.Taken = v.t("There is a client called [%s] already, so nothing was changed.", v.isolate(p.Name))
		return v.showRename(http.StatusConflict, p)
	case agenda.Rejected, agenda.Invalid:
		p.Fault = v.said(agenda.Sentence(err))
		return v.showRename(http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	t := toast{Text: v.tn(n, "%d appointment is now for %s.", "%d appointments are now for %s.", v.isolate(p.Name))}
	if !join {
		t.Undo, t.UndoFields = "/clients/rename", map[string]string{"from": p.Name, "to": p.Was}
	}
	v.leaveToast(t)
	return v.seeOther("/clients?" + url.Values{"name": {p.Name}}.Encode())
}
