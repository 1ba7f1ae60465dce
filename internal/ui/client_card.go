package ui

import (
	"context"
	"net/url"

	"appointment-manager/internal/agenda"
)

// contact is what a client's card says, as pages show it.
type contact struct {
	Phone, Dial string // and the link that calls
	Email, Mail string // and the link that writes
	Address     string
	Notes       string
	Changed     string // who changed it last, and when; empty: there is no card
	Failed      bool   // it could not be loaded
}

// Reach tells whether there is any way to reach the client at once.
func (c contact) Reach() bool { return c.Phone+c.Email != "" }

// startCard begins to load a client's card while the page loads its own content, and returns how to wait
// for it.
func (v *visit) startCard(name string) func() (agenda.ClientCard, error) {
	type answer struct {
		card agenda.ClientCard
		err  error
	}
	loaded := make(chan answer, 1)
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	caller := v.caller
	go func() {
		defer cancel()
		card, err := caller.ClientCard(ctx, name)
		loaded <- answer{card, err}
	}()
	return func() (agenda.ClientCard, error) {
		a := <-loaded
		return a.card, a.err
	}
}

// contact shows a card, or that it could not be loaded.
func (v *visit) contact(c agenda.ClientCard, err error) contact {
	if err != nil {
		return contact{Failed: true}
	}
	shown := contact{Phone: c.Phone, Email: c.Email, Address: c.Address, Notes: c.Notes}
	if c.Phone != "" {
		shown.Dial = agenda.Dial(c.Phone)
	}
	if c.Email != "" {
		shown.Mail = url.PathEscape(c.Email) // so that nothing in it reads as more than an address
	}
	if c.UpdatedAt != nil {
		shown.Changed = v.byline(c.UpdatedBy, *c.UpdatedAt)
	}
	return shown
}

func cardLink(name string) string { return "/clients/edit?" + url.Values{"name": {name}}.Encode() }
