package api

import (
	"net/http"
	"strings"

	"appointment-manager/internal/agenda"
)

const defaultClients = 100

func (a *api) listClients(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	wanted := agenda.ClientQuery{Text: q.text("q", maxSearchText), After: q.text("after", maxSearchText)}
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
