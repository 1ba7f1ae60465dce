package api

import (
	"context"
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
)

// offeredSlots is how many free times are offered at once.
const offeredSlots = 4

// readDraft returns the appointment a body describes. The members' order is the documented API's.
func (a *api) readDraft(ctx context.Context, o *object) (d agenda.AppointmentDraft, err error) {
	name, date, at := o.text("client_name"), o.text("date"), o.text("time")
	d.Notes = o.optionalText("notes")
	d.DurationMinutes = o.optionalInt("duration_minutes")
	d.Status = o.optionalText("status")
	d.UTCOffset = o.optionalText("utc_offset")
	d.AllowOverlap = o.optionalBool("allow_overlap")
	d.Kind = o.optionalText("kind")
	d.TimeZone = o.optionalText("time_zone")
	if len(o.faults) > 0 {
		found := agenda.AppointmentPatch{
			ClientName: name, Date: date, Time: at, Notes: &d.Notes,
			DurationMinutes: d.DurationMinutes, Status: d.Status, UTCOffset: d.UTCOffset, Kind: d.Kind, TimeZone: d.TimeZone,
		}
		return d, a.invalid(ctx, 0, o, &found)
	}
	d.ClientName, d.Date, d.Time = *name, *date, *at
	return d, nil
}

// invalid returns the faults of types that were found in the body of the appointment with that id together
// with those of its values.
func (a *api) invalid(ctx context.Context, id int64, o *object, found *agenda.AppointmentPatch) error {
	faults, err := a.Appointments.Faults(ctx, id, found)
	if err != nil {
		return err
	}
	return o.invalid(faults)
}

// readPatch returns the change of an appointment that a body describes. A null is a change to the notes and
// the kind alone; for any other member it means that the member was not sent.
func (a *api) readPatch(w http.ResponseWriter, r *http.Request, id int64) (agenda.AppointmentPatch, error) {
	o, err := readObject(w, r)
	if err != nil {
		return agenda.AppointmentPatch{}, err
	}
	p := agenda.AppointmentPatch{
		ClientName:      o.optionalText("client_name"),
		Date:            o.optionalText("date"),
		Time:            o.optionalText("time"),
		Notes:           o.clearableText("notes"),
		DurationMinutes: o.optionalInt("duration_minutes"),
		Status:          o.optionalText("status"),
		UTCOffset:       o.optionalText("utc_offset"),
		AllowOverlap:    o.optionalBool("allow_overlap"),
		Kind:            o.emptiableText("kind"),
		TimeZone:        o.optionalText("time_zone"),
	}
	if len(o.faults) > 0 {
		return p, a.invalid(r.Context(), id, o, &p)
	}
	return p, nil
}

// writeAppointment answers with one appointment and its entity tag.
func writeAppointment(w http.ResponseWriter, status int, appt *agenda.Appointment) error {
	w.Header()["Etag"] = []string{versionTag(appt.Version)}
	writeBody(w, status, jsonType, appt.AppendJSON(make([]byte, 0, 640)))
	return nil
}

func (a *api) createAppointment(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	draft, err := a.readDraft(r.Context(), o)
	if err != nil {
		return err
	}
	key, err := idempotencyKey(r, "/appointments/", o.bytes)
	if err != nil {
		return err
	}
	appt, replayed, err := a.Appointments.Create(r.Context(), draft, key)
	if err != nil {
		return err
	}
	markReplay(w, replayed)
	w.Header().Set("Location", "/appointments/"+strconv.FormatInt(appt.ID, 10))
	return writeAppointment(w, http.StatusCreated, &appt)
}

func (a *api) getAppointment(w http.ResponseWriter, r *http.Request) error {
	id, err := appointmentID(r)
	if err != nil {
		return err
	}
	appt, err := a.Appointments.Get(r.Context(), id)
	if err != nil {
		return err
	}
	if unchanged(r, versionTag(appt.Version)) {
		w.Header()["Etag"] = []string{versionTag(appt.Version)}
		return notModified(w)
	}
	return writeAppointment(w, http.StatusOK, &appt)
}

// versionOf tells the version that an appointment has when it is called.
func (a *api) versionOf(ctx context.Context, id int64) func() (int64, error) {
	return func() (int64, error) {
		appt, err := a.Appointments.Get(ctx, id)
		return appt.Version, err
	}
}

func (a *api) updateAppointment(w http.ResponseWriter, r *http.Request) error {
	id, pathErr := appointmentID(r)
	patch, err := a.readPatch(w, r, id)
	if err := joinInvalid(pathErr, err); err != nil {
		return err
	}
	version, err := ifVersion(r, a.versionOf(r.Context(), id))
	if err != nil {
		return err
	}
	appt, err := a.Appointments.Update(r.Context(), id, version, patch)
	if err != nil {
		return err
	}
	return writeAppointment(w, http.StatusOK, &appt)
}

func (a *api) deleteAppointment(w http.ResponseWriter, r *http.Request) error {
	id, err := appointmentID(r)
	if err != nil {
		return err
	}
	version, err := ifVersion(r, a.versionOf(r.Context(), id))
	if err != nil {
		return err
	}
	if err := a.Appointments.Delete(r.Context(), id, version); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *api) restoreAppointment(w http.ResponseWriter, r *http.Request) error {
	id, err := appointmentID(r)
	if err != nil {
		return err
	}
	appt, err := a.Appointments.Restore(r.Context(), id)
	if err != nil {
		return err
	}
	return writeAppointment(w, http.StatusOK, &appt)
}

func (a *api) freeTimes(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	date := q.requiredDate("date")
	at := q.requiredTime("time")
	minutes := q.integer("duration_minutes", agenda.MinDurationMinutes, agenda.MaxDurationMinutes, agenda.DefaultDurationMinutes)
	zone := a.zone(q)
	if err := q.invalid(); err != nil {
		return err
	}
	slots, err := a.Appointments.FreeNear(r.Context(), zone, date, at, minutes, offeredSlots)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, slots)
}
