package ui

import (
	"cmp"
	"crypto/rand"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// appointmentForm is the form of a new or an existing appointment, with the texts as they were
// typed, and what came of sending it.
type appointmentForm struct {
	ID                       int64 // 0: a new one
	Client, Date, Time       string
	Length, Other            string // a choice of minutes, "usual" for that of the kind, or "other" and the number typed
	End, Drawn               string // the time at which it ends, and the one that the page of the form had drawn: see settleEnd
	endFault                 string
	Kind                     string
	hasKind                  bool // the form had a field for it
	usual                    int  // minutes that the kind takes; 0: it is none, or not known
	Notes                    string
	Confirmed                bool
	Was                      agenda.Status // the state when the form was first shown
	Offset                   string        // settles a time that comes twice
	Back                     string        // the page of the calendar that the form was opened on
	Version, Key             string        // what is being edited; what is being sent, so that a repeat books nothing twice
	Notice, Problem          string        // above the form
	Faults                   []fieldFault
	Clash                    *clash
	Fresh                    bool      // just opened: a draft from before may be gone on with
	Quick                    *quickAdd // nil: the form has been sent, or is of an existing appointment
	Stale                    *staleForm
	serviceAway, rememberKey bool
}

// fieldFault is what is wrong with a field; an empty field means the form as a whole.
type fieldFault struct{ field, text string }

// Field is the id of the control, for the summary's link.
func (f fieldFault) Field() string { return f.field }

// Text is the sentence to show.
func (f fieldFault) Text() string { return f.text }

// lengths are the choices of the form, in minutes.
var lengths = []string{"15", "30", "45", "60", "90"}

const (
	otherLength = "other"
	usualLength = "usual"
)

// readAppointmentForm reads what was sent. A free time that was picked, as long as the form says,
// takes the place of what stands in the fields.
func readAppointmentForm(id int64, form url.Values) *appointmentForm {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	f := &appointmentForm{
		ID: id, Client: get("client"), Date: get("date"), Time: get("time"), Length: get("length"), Other: get("other"),
		End: get("end"), Drawn: get("drawn"),
		Notes: strings.ReplaceAll(form.Get("notes"), "\r\n", "\n"), Confirmed: form.Get("confirmed") != "",
		Was: agenda.Status(get("was")), Offset: get("offset"), Version: get("version"), Key: get("key"), Back: ofCalendar(get("back")),
		Kind: get("kind"), hasKind: form.Has("kind"),
	}
	if f.Length == "" {
		f.setMinutes(agenda.DefaultDurationMinutes)
	}
	if day, at, ok := strings.Cut(get("slot"), "T"); ok {
		end := len(at)
		if sign := strings.IndexAny(at, "+-"); sign >= 0 {
			end = sign
		}
		f.Date, f.Time, f.Offset, f.End = day, at[:end], at[end:], f.Drawn
	}
	return f
}

// newAppointmentForm is the empty form, filled from a link's query where that names something.
func newAppointmentForm(q url.Values, today agenda.Date) *appointmentForm {
	f := &appointmentForm{
		Client: q.Get("client"), Date: q.Get("date"), Time: q.Get("time"), Notes: q.Get("notes"), Confirmed: true, Kind: q.Get("kind"), Length: usualLength,
	}
	if f.Date == "" {
		f.Date = today.String()
	}
	if minutes, err := strconv.Atoi(q.Get("length")); err == nil {
		f.setMinutes(minutes)
	}
	return f
}

// editAppointmentForm is the form of an appointment as it is.
func (v *visit) editAppointmentForm(a *agenda.Appointment) *appointmentForm {
	f := &appointmentForm{
		ID: a.ID, Client: a.ClientName, Date: a.Date.String(), Time: a.Time.String(), Offset: v.offsetIfTwice(a.StartsAt),
		Confirmed: a.Status != agenda.Tentative, Was: a.Status, Version: strconv.FormatInt(a.Version, 10), Kind: a.Kind,
	}
	if a.Notes != nil {
		f.Notes = *a.Notes
	}
	f.setMinutes(a.DurationMinutes)
	return f
}

// ofCalendar returns path if it is one of the calendar, else nothing.
func ofCalendar(path string) string {
	if local := localPath(path, ""); strings.HasPrefix(local, "/calendar/") {
		return local
	}
	return ""
}

// after is where somebody goes once what f asked for is saved: to the page of the calendar that they came
// from, turned to its day, else to otherwise.
func (v *visit) after(f *appointmentForm, a *agenda.Appointment, otherwise string) string {
	switch view := strings.TrimPrefix(f.Back, "/calendar/"); {
	case strings.HasPrefix(view, viewDay):
		return dayPath(a.Date)
	case strings.HasPrefix(view, viewWeek):
		return v.weekPath(a.Date) + "?day=" + a.Date.String()
	case strings.HasPrefix(view, viewMonth):
		return monthPath(a.Date)
	}
	return otherwise
}

// place gives the form the time at an instant.
func (v *visit) place(f *appointmentForm, at time.Time) {
	local := at.In(v.zone())
	f.Date, f.Time, f.Offset = agenda.DateOf(local).String(), agenda.TimeOfDayOf(local).String(), v.offsetIfTwice(at)
}

func (f *appointmentForm) setMinutes(n int) {
	f.Length, f.Other = strconv.Itoa(n), ""
	if !slices.Contains(lengths, f.Length) {
		f.Length, f.Other = otherLength, f.Length
	}
}

// minutes is the length that was chosen; ok is false when it is none that can be.
func (f *appointmentForm) minutes() (n int, ok bool) {
	text := f.Length
	switch text {
	case "":
		return agenda.DefaultDurationMinutes, true
	case usualLength:
		return cmp.Or(f.usual, agenda.DefaultDurationMinutes), true
	case otherLength:
		text = f.Other
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= agenda.MinDurationMinutes && n <= agenda.MaxDurationMinutes
}

// check finds what can be seen to be missing or misspelt before the API is asked.
func (v *visit) check(f *appointmentForm) {
	v.settleEnd(f)
	if f.Client == "" {
		f.fault("client", v.t("Who is it for? Enter a name."))
	}
	if _, err := agenda.ParseDate(f.Date); f.Date == "" {
		f.fault("date", v.t("Which day? Enter a date."))
	} else if err != nil {
		f.fault("date", v.said(err.Error()))
	}
	if _, err := agenda.ParseTimeOfDay(f.Time); f.Time == "" {
		f.fault("time", v.t("When does it start? Enter a time."))
	} else if err != nil {
		f.fault("time", v.said(err.Error()))
	}
	if _, err := v.resolve(f); err == nil {
		f.Offset = "" // it was said of another time, which came twice
	}
	if _, ok := f.minutes(); f.endFault != "" {
		f.fault("end", f.endFault)
	} else if !ok {
		f.fault("length", v.lengthWords())
	}
}

func (f *appointmentForm) fault(field, text string) {
	f.Faults = append(f.Faults, fieldFault{field, text})
}

// status is the state that the form asks for; nil leaves it as it is. A cancelled appointment stays so.
func (f *appointmentForm) status() *string {
	if f.Was == agenda.Cancelled {
		return nil
	}
	s := string(agenda.Tentative)
	if f.Confirmed {
		s = string(agenda.Confirmed)
	}
	return &s
}

func (f *appointmentForm) draft(overlap bool) agenda.AppointmentDraft {
	minutes, _ := f.minutes() // checked before
	d := agenda.AppointmentDraft{
		ClientName: f.Client, Date: f.Date, Time: f.Time, DurationMinutes: &minutes,
		Status: f.status(), AllowOverlap: overlap, UTCOffset: optional(f.Offset), Notes: optional(f.Notes),
	}
	if f.Length == usualLength {
		d.DurationMinutes = nil // as the kind has it when it is booked
	}
	if f.hasKind {
		d.Kind = &f.Kind
	}
	return d
}

func (f *appointmentForm) patch(overlap bool) agenda.AppointmentPatch {
	d := f.draft(overlap)
	return agenda.AppointmentPatch{
		ClientName: &d.ClientName, Date: &d.Date, Time: &d.Time, Notes: &d.Notes, DurationMinutes: d.DurationMinutes,
		Status: d.Status, UTCOffset: d.UTCOffset, AllowOverlap: overlap, Kind: d.Kind,
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// version is what If-Match is to say; nil when the form does not know.
func (f *appointmentForm) version() *int64 { return versionOf(f.Version) }

func versionOf(s string) *int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// settleKey gives the form the key of its next sending: the same only while it is not known
// whether the last one was carried out.
func (f *appointmentForm) settleKey() {
	if f.Key == "" || !f.rememberKey {
		f.Key = rand.Text()
	}
}
