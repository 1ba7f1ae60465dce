package ui

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

func (s *site) getNewAppointment(v *visit) error {
	v.startKinds()
	if like, err := strconv.ParseInt(v.r.URL.Query().Get("like"), 10, 64); err == nil {
		f, err := v.likeForm(v.ctx(), like)
		if err != nil {
			return err
		}
		f.Back, f.Fresh = ofCalendar(v.back()), true
		return v.showForm(http.StatusOK, f)
	}
	f, quick := v.quickForm(v.r.URL.Query())
	f.Quick, f.Fresh = &quick, true
	f.Back = ofCalendar(v.back())
	return v.showForm(http.StatusOK, f)
}

func (s *site) getEditAppointment(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	v.startKinds()
	a, err := v.caller.Appointment(v.ctx(), id)
	if err != nil {
		return err
	}
	f := v.editAppointmentForm(&a)
	f.Back, f.Fresh = ofCalendar(v.back()), true
	return v.showForm(http.StatusOK, f)
}

// postAppointment saves a new or an edited appointment, or, asked for a preview, only draws the
// day that the form names; a draft it leaves to [visit.draft].
func (s *site) postAppointment(v *visit) error {
	var id int64
	if chi.URLParam(v.r, "id") != "" {
		var err error
		if id, err = v.pathID(); err != nil {
			return err
		}
	}
	if err := v.form(); err != nil {
		return err
	}
	if v.r.PostForm.Has("draft") {
		return v.draft(id)
	}
	if err := v.readZone(v.r.PostForm); err != nil {
		return err
	}
	v.startKinds()
	f := readAppointmentForm(id, v.r.PostForm)
	if f.hasKind {
		f.usual = v.usualMinutes(f.Kind)
	}
	if v.r.PostForm.Get("preview") != "" {
		f.rememberKey = true
		return v.showForm(http.StatusOK, f)
	}
	if v.check(f); len(f.Faults) > 0 {
		return v.showForm(http.StatusUnprocessableEntity, f)
	}
	overlap := v.r.PostForm.Get("overlap") != ""
	if id == 0 {
		return v.createAppointment(f, overlap)
	}
	a, err := v.caller.UpdateAppointment(v.ctx(), id, f.version(), f.patch(overlap))
	if err != nil {
		return v.refuseForm(f, err)
	}
	a = v.homeward(a)
	v.leaveToast(toast{Text: v.t("Saved: %s, %s", a.ClientName, v.whenWords(&a)), Draft: f.DraftName()})
	return v.seeOther(v.after(f, &a, "/appointments/"+strconv.FormatInt(id, 10)))
}

func (v *visit) createAppointment(f *appointmentForm, overlap bool) error {
	a, err := v.caller.CreateAppointment(v.ctx(), f.draft(overlap), f.Key)
	if err != nil {
		return v.refuseForm(f, err)
	}
	a = v.homeward(a)
	id := strconv.FormatInt(a.ID, 10)
	v.leaveToast(toast{
		Text: v.t("Booked: %s, %s", a.ClientName, v.whenWords(&a)),
		Undo: "/appointments/" + id + "/delete", Draft: f.DraftName(),
	})
	return v.seeOther(v.after(f, &a, "/agenda?from="+a.Date.String()+"#a"+id))
}

// whenWords is an appointment's time in a sentence.
func (v *visit) whenWords(a *agenda.Appointment) string {
	return v.list(v.dayWords(a.Date), v.spanOf(a).Words)
}

// refuseForm shows the form again, filled in, with what the API said beside it.
func (v *visit) refuseForm(f *appointmentForm, err error) error {
	code := codeOf(err)
	e, _ := errors.AsType[*agenda.Error](err)
	switch code {
	case agenda.Invalid:
		f.Faults = v.wordFaults(f, v.fieldFaults(err))
	case agenda.Rejected:
		f.fault("", v.said(e.Message))
	case agenda.Conflict:
		f.Clash = v.newClash(f, e)
	case agenda.Stale:
		if e.Current == nil || f.ID == 0 {
			return err
		}
		f.Stale = v.newStaleForm(f, e.Current)
	case agenda.RateLimited:
		f.Problem = v.t("Too many requests, so nothing was saved. Try again in %s.", v.retryAfter(err, serviceRetry))
		f.rememberKey = true
	case agenda.Unavailable, timedOut:
		v.retryAfter(err, serviceRetry)
		f.Problem = v.t("The appointment service doesn’t answer. What you typed is still here: save it again in a few seconds. It is not booked twice.")
		f.serviceAway, f.rememberKey = true, true
		v.countNothing()
	default:
		return err
	}
	return v.showForm(faultStatus[code], f)
}

// fieldNames tells the form's field for a member of the API's body.
var fieldNames = map[string]string{
	"client_name": "client", "kind": "kind", "name": "name", "minutes": "minutes", "date": "date", "time": "time", "duration_minutes": "length", "notes": "notes",
	"phone": "phone", "email": "email", "address": "address",
	"utc_offset": "offset", "username": "username", "password": "password", "label": "label",
}

// fieldFaults are the faults that the API found, each at the form's field that it concerns.
func (v *visit) fieldFaults(err error) (faults []fieldFault) {
	e, ok := errors.AsType[*agenda.Error](err)
	if !ok {
		return nil
	}
	for _, f := range e.Fields {
		name := ""
		if len(f.Loc) > 1 {
			member, _ := f.Loc[1].(string)
			name = fieldNames[member]
		}
		faults = append(faults, fieldFault{name, v.said(f.Msg)})
	}
	if len(faults) == 0 {
		faults = []fieldFault{{"", v.said(e.Message)}}
	}
	return faults
}

// wordFaults says in a person's words what the API says in a program's about times that clocks
// skip or show twice.
func (v *visit) wordFaults(f *appointmentForm, faults []fieldFault) []fieldFault {
	_, err := v.resolve(f)
	for i, fault := range faults {
		if fault.field != "time" {
			continue
		}
		if gap, ok := errors.AsType[*agenda.NoSuchTimeError](err); ok {
			faults[i].text = v.gapWords(gap)
		}
		if twice, ok := errors.AsType[*agenda.AmbiguousTimeError](err); ok {
			faults[i] = fieldFault{"offset", v.t("%s comes twice on %s, because clocks are set back. Say which one you mean.",
				v.wallWords(twice.Time), v.dayYearWords(twice.Date))}
		}
	}
	return faults
}
