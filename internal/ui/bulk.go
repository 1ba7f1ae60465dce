package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// What can be done with many appointments at once. bulkUndo gives each of them the state that is named
// beside it.
const (
	bulkConfirm = "confirm"
	bulkCancel  = "cancel"
	bulkDelete  = "delete"
	bulkUndo    = "undo"
)

// stateDeleted stands, in an undo, where an appointment's state would: it is brought back.
const stateDeleted = "deleted"

// picked is one of the appointments that somebody ticked, as the page showed it.
type picked struct {
	id, version int64
	state       string // to give back; only in an undo
}

// readPicked reads "12:3", an id and a version, or, in an undo, "12:3:tentative".
func readPicked(texts []string) (list []picked, ok bool) {
	for _, text := range texts {
		parts := strings.Split(text, ":")
		if len(parts) < 2 || len(parts) > 3 {
			return nil, false
		}
		var p picked
		var bad, worse error
		p.id, bad = strconv.ParseInt(parts[0], 10, 64)
		p.version, worse = strconv.ParseInt(parts[1], 10, 64)
		if bad != nil || worse != nil || p.id < 1 {
			return nil, false
		}
		if len(parts) == 3 {
			p.state = parts[2]
		}
		list = append(list, p)
	}
	return list, len(list) <= agendaLimit
}

func (p picked) String() string { return fmt.Sprintf("%d:%d:%s", p.id, p.version, p.state) }

// bulk is what became of many appointments.
type bulk struct {
	act     string
	done    int
	undo    []string
	refused []string // whose and why not
}

// postBulk does one thing to each of the ticked appointments, as they were shown: one that changed
// meanwhile is left alone and named. What was done can be undone together.
func (s *site) postBulk(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	act, texts := v.r.PostForm.Get("act"), v.r.PostForm["id"]
	if act == bulkUndo && len(texts) == 1 { // the toast's form has one field of each name
		texts = strings.Split(texts[0], ",")
	}
	list, ok := readPicked(texts)
	if !ok || !slices.Contains([]string{bulkConfirm, bulkCancel, bulkDelete, bulkUndo}, act) {
		return agenda.Fail(agenda.Invalid, v.t("This selection could not be read. Nothing was changed."))
	}
	if len(list) == 0 {
		v.leaveToast(toast{Text: v.t("No appointment was selected, so nothing was changed.")})
		return v.seeOther(v.back())
	}
	b := bulk{act: act}
	for i, p := range list {
		err := v.bulkOne(&b, p)
		if err == nil {
			continue
		}
		if b.done == 0 && i == 0 && !ofOneAppointment(err) {
			return err // nothing was changed: the usual page says why
		}
		if !ofOneAppointment(err) {
			why, _ := v.faultWords(codeOf(err))
			b.refused = append(b.refused, v.tn(len(list)-i, "%d more, not tried (%s)", "%d more, not tried (%s)", why))
			break
		}
	}
	v.leaveToast(v.bulkToast(&b))
	return v.seeOther(v.back())
}

// ofOneAppointment tells whether an error says nothing about the next appointment.
func ofOneAppointment(err error) bool {
	return slices.Contains([]agenda.Code{agenda.Stale, agenda.NotFound, agenda.Conflict, agenda.Rejected, agenda.Invalid}, codeOf(err))
}

// bulkOne does it to one, and notes what came of it.
func (v *visit) bulkOne(b *bulk, p picked) error {
	if b.act == bulkUndo && p.state == stateDeleted {
		a, err := v.caller.RestoreAppointment(v.ctx(), p.id)
		return v.noteBulk(b, a, "", err)
	}
	before, err := v.caller.Appointment(v.ctx(), p.id)
	if err != nil {
		return v.noteBulk(b, before, "", err)
	}
	if b.act == bulkDelete {
		return v.noteBulk(b, before, stateDeleted, v.caller.DeleteAppointment(v.ctx(), p.id, &p.version))
	}
	wanted := map[string]string{bulkConfirm: string(agenda.Confirmed), bulkCancel: string(agenda.Cancelled), bulkUndo: p.state}[b.act]
	switch {
	case before.Status == agenda.Status(wanted):
		b.done++
		return nil
	case b.act == bulkConfirm && before.Status == agenda.Cancelled:
		b.refused = append(b.refused, v.t("%s is cancelled: book it again one by one", v.pickedName(&before)))
		return nil
	}
	after, err := v.caller.UpdateAppointment(v.ctx(), p.id, &p.version, agenda.AppointmentPatch{Status: &wanted})
	if err != nil {
		after = before
	}
	return v.noteBulk(b, after, string(before.Status), err)
}

// noteBulk counts a success, with the state that takes it back, or says whose was refused and why.
func (v *visit) noteBulk(b *bulk, a agenda.Appointment, state string, err error) error {
	if err == nil {
		b.done++
		if state != "" && b.act != bulkUndo {
			b.undo = append(b.undo, picked{a.ID, a.Version, state}.String())
		}
		return nil
	}
	name := v.pickedName(&a)
	switch codeOf(err) {
	case agenda.Stale:
		b.refused = append(b.refused, v.t("%s was changed by somebody meanwhile", name))
	case agenda.NotFound:
		b.refused = append(b.refused, v.t("One is not there any more"))
	case agenda.Conflict:
		if a.ID == 0 {
			name = v.t("One of them") // a deleted one that does not come back is not told of
		}
		b.refused = append(b.refused, v.t("%s: the time was given to another", name))
	case agenda.Rejected, agenda.Invalid:
		b.refused = append(b.refused, v.t("%s was refused", name))
	}
	return err
}

func (v *visit) pickedName(a *agenda.Appointment) string {
	return v.list(v.isolate(a.ClientName), v.hm(a.StartsAt.In(v.clock.Location())))
}

// mostRefused is how many refusals a toast names one by one.
const mostRefused = 3

func (v *visit) bulkToast(b *bulk) toast {
	t := toast{Stays: len(b.refused) > 0}
	switch b.act {
	case bulkConfirm:
		t.Text = v.tn(b.done, "%d appointment confirmed.", "%d appointments confirmed.")
	case bulkCancel:
		t.Text = v.tn(b.done, "%d appointment cancelled.", "%d appointments cancelled.")
	case bulkDelete:
		t.Text = v.tn(b.done, "%d appointment deleted.", "%d appointments deleted.")
	case bulkUndo:
		t.Text = v.tn(b.done, "%d appointment is as before.", "%d appointments are as before.")
	}
	sentences := []string{t.Text}
	for i, why := range b.refused {
		if i == mostRefused {
			sentences = append(sentences, v.tn(len(b.refused)-i, "%d more was left alone.", "%d more were left alone."))
			break
		}
		sentences = append(sentences, v.t("Left alone: %s.", why))
	}
	t.Text = strings.Join(sentences, " ")
	if len(b.undo) > 0 {
		t.Undo, t.UndoFields = "/agenda/bulk", map[string]string{"act": bulkUndo, "id": strings.Join(b.undo, ",")}
	}
	return t
}
