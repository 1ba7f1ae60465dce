package ui

import (
	"net/http"
	"net/url"
	"strings"

	"appointment-manager/internal/agenda"
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
	card, err := v.caller.ClientCard(v.ctx(), name)
	if err != nil {
		return err
	}
	return v.showRename(http.StatusOK, renamePage{Was: card.Name, Name: card.Name})
}

func (v *visit) showRename(status int, p renamePage) error {
	mini := v.startMini(v.today())
	p.Hint = v.t("All appointments of %s get this name, past and deleted ones too, and so do contact and notes.", v.isolate(p.Was))
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
	t := toast{Text: v.t("Saved: %s", p.Name)}
	if n > 0 {
		t.Text = v.tn(n, "%d appointment is now for %s.", "%d appointments are now for %s.", v.isolate(p.Name))
	}
	if !join {
		t.Undo, t.UndoFields = "/clients/rename", map[string]string{"from": p.Name, "to": p.Was}
	}
	v.leaveToast(t)
	return v.seeOther("/clients?" + url.Values{"name": {p.Name}}.Encode())
}
