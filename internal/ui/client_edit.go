package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// cardForm is the form of a client's card, with the texts as they were typed, and what came of sending it.
type cardForm struct {
	Name                         string
	Phone, Email, Address, Notes string
	Version                      string // of the card that is being edited
	Notice, Problem              string // above the form
	Faults                       []fieldFault
	Stale                        *staleForm
	serviceAway                  bool
}

// cardPage is the page of a card's form.
type cardPage struct {
	frame
	Form                                         *cardForm
	Client                                       string // link
	At                                           cardFaults
	PhoneMost, EmailMost, AddressMost, NotesMost int // characters
	NotesLength                                  int
}

// cardFaults are the sentences under the fields.
type cardFaults struct{ Phone, Email, Address, Notes string }

func readCardForm(form url.Values) *cardForm {
	get := func(name string) string { return strings.TrimSpace(strings.ReplaceAll(form.Get(name), "\r\n", "\n")) }
	return &cardForm{
		Name: get("name"), Phone: get("phone"), Email: get("email"), Address: get("address"), Notes: get("notes"), Version: get("version"),
	}
}

func editCardForm(c *agenda.ClientCard) *cardForm {
	return &cardForm{
		Name: c.Name, Phone: c.Phone, Email: c.Email, Address: c.Address, Notes: c.Notes, Version: strconv.FormatInt(c.Version, 10),
	}
}

func (s *site) getEditClient(v *visit) error {
	name := strings.TrimSpace(v.r.URL.Query().Get("name"))
	if name == "" {
		return v.seeOther("/clients")
	}
	card, err := v.caller.ClientCard(v.ctx(), name)
	if err != nil {
		return err
	}
	return v.showCardForm(http.StatusOK, editCardForm(&card))
}

func (v *visit) showCardForm(status int, f *cardForm) error {
	mini := func() *miniMonth { return v.miniMonth(v.firstOfMonth(), nil, v.unknownHours()) }
	if !f.serviceAway {
		mini = v.startMini(v.today())
	}
	p := cardPage{
		Form: f, Client: clientLink(f.Name), NotesLength: len([]rune(f.Notes)),
		PhoneMost: agenda.MaxPhoneLength, EmailMost: agenda.MaxEmailLength, AddressMost: agenda.MaxAddressLength, NotesMost: agenda.MaxNotesLength,
	}
	for _, fault := range f.Faults {
		place := map[string]*string{"phone": &p.At.Phone, "email": &p.At.Email, "address": &p.At.Address, "notes": &p.At.Notes}[fault.field]
		if place != nil {
			*place = fault.text
		}
	}
	p.frame = v.frame(v.t("Contact and notes"), navClients)
	p.Faulty = len(f.Faults) > 0 || f.Stale != nil || f.Problem != ""
	p.Mini = mini()
	return v.render(status, "client_edit", p)
}

func (s *site) postEditClient(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	f := readCardForm(v.r.PostForm)
	card, err := v.caller.UpdateClientCard(v.ctx(), f.Name, versionOf(f.Version),
		agenda.ClientCardPatch{Phone: &f.Phone, Email: &f.Email, Address: &f.Address, Notes: &f.Notes})
	if err != nil {
		return v.refuseCard(f, err)
	}
	return v.cardSaved(card)
}

// cardSaved leads back to the client. One of whom nothing is left, once the card is removed, is nowhere.
func (v *visit) cardSaved(card agenda.ClientCard) error {
	if card.ID != 0 {
		v.leaveToast(toast{Text: v.t("Saved: %s", card.Name)})
		return v.seeOther(clientLink(card.Name))
	}
	v.leaveToast(toast{Text: v.t("No contact and no notes are kept of %s now.", card.Name)})
	if _, err := v.caller.ClientCard(v.ctx(), card.Name); codeOf(err) == agenda.NotFound {
		return v.seeOther("/clients")
	}
	return v.seeOther(clientLink(card.Name))
}

// refuseCard shows the form again, filled in, with what the API said.
func (v *visit) refuseCard(f *cardForm, err error) error {
	code := codeOf(err)
	e, _ := errors.AsType[*agenda.Error](err)
	switch code {
	case agenda.Invalid:
		f.Faults = v.fieldFaults(err)
	case agenda.NotFound:
		f.Problem = v.t("There is no client of this name any more. What you typed is still here.")
	case agenda.Stale:
		if e.Card == nil {
			return err
		}
		theirs := editCardForm(e.Card)
		if f.Phone == theirs.Phone && f.Email == theirs.Email && f.Address == theirs.Address && f.Notes == theirs.Notes {
			return v.cardSaved(*e.Card) // by an earlier sending whose answer was lost
		}
		f.Stale = v.newStaleCard(f, theirs, e.Card)
	case agenda.Rejected:
		f.Problem = v.said(e.Message)
	case agenda.TooLarge, agenda.StorageFull:
		what, safe := v.faultWords(code)
		f.Problem = sentence(what) + " " + safe
	case agenda.RateLimited:
		f.Problem = v.t("Too many requests, so nothing was saved. Try again in %s.", v.retryAfter(err, serviceRetry))
	case agenda.Unavailable, timedOut:
		v.retryAfter(err, serviceRetry)
		f.Problem = v.t("The appointment service doesn’t answer. What you typed is still here: save it again in a few seconds.")
		f.serviceAway = true
		v.countNothing()
	default:
		return err
	}
	return v.showCardForm(faultStatus[code], f)
}

// newStaleCard compares the form with the card as it is now. The form then carries the present version, so
// that saving it again is a choice made in full sight.
func (v *visit) newStaleCard(f, theirs *cardForm, now *agenda.ClientCard) *staleForm {
	s := &staleForm{Text: v.t("It was removed.")}
	if now.UpdatedAt != nil {
		s.Text = v.changedWords(now.UpdatedBy, *now.UpdatedAt)
	}
	s.row(v.t("Phone"), f.Phone, theirs.Phone)
	s.row(v.t("E-mail"), f.Email, theirs.Email)
	s.row(v.t("Address"), f.Address, theirs.Address)
	s.row(v.t("Notes"), f.Notes, theirs.Notes)
	f.Version = theirs.Version
	return s
}
