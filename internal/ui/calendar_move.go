package ui

import (
	"net/http"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// postMoveAppointment gives an appointment another place or length, and leaves the way back in a toast.
// What cannot be saved ends in the edit form, with the new place filled in.
func (s *site) postMoveAppointment(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if err := v.readZone(v.r.PostForm); err != nil {
		return err
	}
	before, err := v.caller.Appointment(v.ctx(), id)
	if err != nil {
		return err
	}
	f := v.movedForm(&before, func(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) })
	f.Back = ofCalendar(v.back())
	if v.check(f); len(f.Faults) > 0 {
		return v.showForm(http.StatusUnprocessableEntity, f)
	}
	minutes, _ := f.minutes() // checked just above
	a, err := v.caller.UpdateAppointment(v.ctx(), id, f.version(), agenda.AppointmentPatch{
		Date: &f.Date, Time: &f.Time, DurationMinutes: &minutes, UTCOffset: optional(f.Offset),
	})
	if err != nil {
		return v.refuseForm(f, err)
	}
	before, a = before.In(v.ownZone()), v.homeward(a)
	t := toast{Text: v.t("Moved: %s, %s", a.ClientName, v.whenWords(&a))}
	if a.Version != before.Version {
		t.Undo = "/appointments/" + strconv.FormatInt(id, 10) + "/move"
		t.UndoFields = map[string]string{
			"date": before.Date.String(), "time": before.Time.String(), "length": strconv.Itoa(before.DurationMinutes),
			"offset": v.offsetIfTwice(before.StartsAt), "zone": v.zone().String(), "version": strconv.FormatInt(a.Version, 10),
		}
	}
	v.leaveToast(t)
	return v.seeOther(v.back())
}

// movedForm is the form of an appointment with the place that was sent. What was not sent stays.
func (v *visit) movedForm(a *agenda.Appointment, sent func(string) string) *appointmentForm {
	f := v.editAppointmentForm(a)
	f.Offset = sent("offset")
	for name, field := range map[string]*string{"date": &f.Date, "time": &f.Time, "version": &f.Version} {
		if value := sent(name); value != "" {
			*field = value
		}
	}
	if length := sent("length"); length != "" {
		f.Length, f.Other = otherLength, length
		if n, err := strconv.Atoi(length); err == nil {
			f.setMinutes(n)
		}
	}
	return f
}
