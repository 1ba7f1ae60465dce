package ui

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// appointmentPage shows one appointment and what can be done with it; as the page that asks
// before deleting, only that.
type appointmentPage struct {
	frame
	ID, Version int64
	Client      string
	When        string
	Length      string
	Zone        string
	Badges      []badge
	Notes       string
	Kind, Hue   string // and the class that draws it
	Booked      string // who booked it when
	Changed     string // who changed it last; empty when nobody did
	Cancelled   bool
	Tentative   bool
	DayLink     string
	Days        int         // for how many a deletion can be taken back
	Clashes     []clashLine // what lies over it
	ClientLink  string
	Contact     contact // of the client
	UID         string
	History     history
	Mentions    briefMentions
}

func (v *visit) appointmentPage(title string) (appointmentPage, error) {
	id, err := v.pathID()
	if err != nil {
		return appointmentPage{}, err
	}
	a, err := v.caller.Appointment(v.ctx(), id)
	if err != nil {
		return appointmentPage{}, err
	}
	v.startKinds()
	mini := v.startMini(a.Date)
	over := v.clashesOf(&a)
	a.Overlap = a.Overlap || len(over) > 0
	p := appointmentPage{
		ID: a.ID, Version: a.Version, Client: a.ClientName, When: v.whenWords(&a), Length: v.minutesWords(a.DurationMinutes),
		Zone: v.whereWords(a.StartsAt), Badges: v.badges(&a),
		Cancelled: a.Status == agenda.Cancelled, Tentative: a.Status == agenda.Tentative,
		DayLink: "/agenda?from=" + a.Date.String() + "&to=" + a.Date.String(), UID: a.UID,
		Days:       int(agenda.RestoreWindow.Hours() / 24),
		ClientLink: clientLink(a.ClientName), Clashes: over,
		Booked: v.byline(a.CreatedBy, a.CreatedAt), Kind: a.Kind, Hue: v.hue(a.Kind),
	}
	if a.Notes != nil {
		p.Notes = strings.TrimSpace(*a.Notes)
	}
	if a.Version > 1 {
		p.Changed = v.byline(a.UpdatedBy, a.UpdatedAt)
	}
	if title == "" {
		title = a.ClientName
	}
	p.frame = v.frame(title, navAgenda)
	p.Mini = mini()
	return p, nil
}

// clashLine is an appointment that lies over the one that is shown.
type clashLine struct{ Text, Link string }

// clashesOf finds what lies over an appointment. When the day cannot be loaded the page works without.
func (v *visit) clashesOf(a *agenda.Appointment) (lines []clashLine) {
	if a.Status == agenda.Cancelled || a.DeletedAt != nil {
		return nil
	}
	booked, _ := v.loadDay(a.Date, a.ID)
	for i := range booked {
		if other := &booked[i]; other.Span().Overlaps(a.Span()) {
			lines = append(lines, clashLine{v.list(v.isolate(other.ClientName), v.spanOf(other).Words), "/appointments/" + strconv.FormatInt(other.ID, 10)})
		}
	}
	return lines
}

func (s *site) getAppointment(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	mentioned := v.startMentions(id)
	p, err := v.appointmentPage("")
	if err != nil {
		return err
	}
	card := v.startCard(p.Client)
	p.History = v.history(id)
	p.Mentions = mentioned()
	p.Contact = v.contact(card())
	return v.render(http.StatusOK, "appointment", p)
}

func (s *site) getDeleteAppointment(v *visit) error {
	p, err := v.appointmentPage(v.t("Delete appointment"))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "delete", p)
}

func (s *site) postDeleteAppointment(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	path := fmt.Sprintf("/appointments/%d", id)
	a, err := v.caller.Appointment(v.ctx(), id) // for its name: the toast says what is gone
	if err == nil {
		err = v.caller.DeleteAppointment(v.ctx(), id, versionOf(v.r.Form.Get("version")))
	}
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Deleted: %s, %s", a.ClientName, v.whenWords(&a)), Undo: path + "/restore"})
	return v.seeOther(v.back())
}

// postRestoreAppointment takes a deletion back. Where the time was given to another meanwhile, the
// form of a new appointment is the way on.
func (s *site) postRestoreAppointment(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	a, err := v.caller.RestoreAppointment(v.ctx(), id)
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Back in the agenda: %s, %s", a.ClientName, v.whenWords(&a))})
	return v.seeOther(v.back("/deleted"))
}

// postAppointmentStatus confirms, cancels or brings back, and leaves the way back in a toast.
func (s *site) postAppointmentStatus(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	wanted := v.r.Form.Get("status")
	if v.statusWords(agenda.Status(wanted)) == "" {
		return agenda.Fail(agenda.Invalid, v.t("Pick one of the listed states."))
	}
	before, err := v.caller.Appointment(v.ctx(), id)
	if err != nil {
		return err
	}
	a, err := v.caller.UpdateAppointment(v.ctx(), id, versionOf(v.r.Form.Get("version")), agenda.AppointmentPatch{Status: &wanted})
	if err != nil {
		return err
	}
	t := toast{Text: v.settledWords(&a)}
	if before.Status != a.Status {
		t.Undo, t.UndoStatus = fmt.Sprintf("/appointments/%d/status", id), string(before.Status)
	}
	v.leaveToast(t)
	return v.seeOther(v.back(fmt.Sprintf("/appointments/%d", id)))
}

// settledWords says which state an appointment was given.
func (v *visit) settledWords(a *agenda.Appointment) string {
	when := v.whenWords(a)
	switch a.Status {
	case agenda.Cancelled:
		return v.t("Cancelled: %s, %s", a.ClientName, when)
	case agenda.Tentative:
		return v.t("Booked, not confirmed: %s, %s", a.ClientName, when)
	}
	return v.t("Confirmed: %s, %s", a.ClientName, when)
}
