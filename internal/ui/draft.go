package ui

import (
	"net/http"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// A draft is an appointment's form that was not sent yet. The device keeps it, so that a closed tab or a
// lost network costs no words, and it keeps it sealed: at a reception many people use one browser, and its
// storage names no client to any of them. Only here, and only for who typed it, is it opened again.

// draftFor is how long a draft can be gone on with.
const draftFor = 24 * time.Hour

// mostDraft is the largest sealed draft: it comes back in a form.
const mostDraft = maxBody - 1<<10

// draftOffer asks whether to go on with the draft that is kept on the device.
type draftOffer struct{ When, Path, Kept string }

// DraftName is what the device keeps the form's draft under: each appointment that is edited has its own,
// and all that are not booked yet share one.
func (f *appointmentForm) DraftName() string {
	if f.ID == 0 {
		return "new"
	}
	return strconv.FormatInt(f.ID, 10)
}

// draft does with the draft of an appointment's form what the form asks for, and saves nothing.
func (v *visit) draft(id int64) error {
	ask := v.r.PostForm.Get("draft")
	if ask == "keep" {
		return v.keepDraft()
	}
	k, good := v.openDraft()
	at := time.Unix(k.Until, 0).Add(-draftFor).In(v.zone())
	when := v.hm(at)
	if day := agenda.DateOf(at); day != v.today() {
		when = v.list(v.dayWords(day), when)
	}
	switch {
	case ask == "offer" && good:
		return v.renderPart(http.StatusOK, "form", "draft", draftOffer{when, k.Path, v.r.PostForm.Get("kept")})
	case ask == "offer":
		v.w.WriteHeader(http.StatusNoContent) // the device forgets it
		return nil
	case !good:
		v.leaveToast(toast{Text: v.t("That draft was kept for 24 hours and is gone."), Stays: true})
		return v.seeOther(v.r.URL.Path)
	}
	if err := v.readZone(k.Form); err != nil {
		return err
	}
	f := readAppointmentForm(id, k.Form)
	f.rememberKey = true // it may have been sent before, with an answer that never arrived
	f.Notice = v.t("This is your draft from %s. Nothing was saved yet: look it over and save.", when)
	return v.showForm(http.StatusOK, f)
}

// keepDraft answers with the form as it was typed, sealed for who typed it.
func (v *visit) keepDraft() error {
	delete(v.r.PostForm, "draft")
	sealed, err := v.sealForm(sealDraft, v.session.Username, draftFor)
	if err != nil {
		return err
	}
	if len(sealed) > mostDraft {
		return agenda.Fail(agenda.TooLarge, "")
	}
	plain(v.w, http.StatusOK, sealed)
	return nil
}

// openDraft opens the draft that the device sent. It is good if this user typed it, into this form, and no
// longer than a day ago.
func (v *visit) openDraft() (k kept, good bool) {
	err := v.sealer.open(sealDraft, v.r.PostForm.Get("kept"), &k)
	return k, err == nil && k.isOf(v.session) && k.Path == v.r.URL.Path && v.now().Unix() <= k.Until
}
