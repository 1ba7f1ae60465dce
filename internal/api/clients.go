package api

import (
	"net/http"
	"strings"

	"appointment-manager/internal/agenda"
)

const defaultClients = 100

func (a *api) listClients(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	wanted := agenda.ClientQuery{Text: q.text("q", maxSearchText), Name: q.text("name", maxSearchText), After: q.text("after", maxSearchText)}
	limit := q.integer("limit", 1, maxPage, defaultClients)
	if err := q.invalid(); err != nil {
		return err
	}
	wanted.Limit = limit + 1 // one more than the page holds tells whether there is a next
	clients, err := a.Appointments.Clients(r.Context(), wanted)
	if err != nil {
		return err
	}
	if len(clients) > limit {
		clients = clients[:limit]
		linkNext(w, r, "after", clients[limit-1].Name)
	}
	return writeJSON(w, http.StatusOK, clients)
}

// renamed is the answer to a client's new name.
type renamed struct {
	Name         string `json:"name"`
	Appointments int    `json:"appointments"` // how many were given it
}

func (a *api) renameClient(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	from, to, join := o.text("from"), o.text("to"), o.optionalBool("join")
	if err := o.invalid(nil); err != nil {
		return err
	}
	n, err := a.Appointments.RenameClient(r.Context(), *from, *to, join)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, renamed{strings.TrimSpace(*to), n})
}

func (a *api) getClientCard(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	name, _ := q.required("name", maxSearchText)
	if err := q.invalid(); err != nil {
		return err
	}
	card, err := a.ClientCards.Get(r.Context(), name)
	if err != nil {
		return err
	}
	return writeClientCard(w, &card)
}

func (a *api) putClientCard(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	name := o.text("name")
	patch := agenda.ClientCardPatch{
		Phone: o.optionalText("phone"), Email: o.optionalText("email"), Address: o.optionalText("address"), Notes: o.optionalText("notes"),
	}
	if err := o.invalid(patch.Faults()); err != nil {
		return err
	}
	version, err := ifVersion(r, func() (int64, error) {
		card, err := a.ClientCards.Get(r.Context(), *name)
		return card.Version, err
	})
	if err != nil {
		return err
	}
	card, err := a.ClientCards.Change(r.Context(), *name, version, patch)
	if err != nil {
		return err
	}
	return writeClientCard(w, &card)
}

// writeClientCard answers with a card and its entity tag.
func writeClientCard(w http.ResponseWriter, card *agenda.ClientCard) error {
	w.Header()["Etag"] = []string{versionTag(card.Version)}
	return writeJSON(w, http.StatusOK, card)
}
