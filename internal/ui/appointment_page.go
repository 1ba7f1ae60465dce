package ui

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// formPage is the page of an appointment's form.
type formPage struct {
	frame
	Form          *appointmentForm
	Back          string
	FieldFaults   formFaults
	Kinds         []option // none: there is nothing to choose from
	Lengths       []option
	Offsets       []option
	ReadBack      string // date, length and zone in words: a browser's date field shows its own format
	ReadBackWarns bool
	Zone          string
	ZoneName      string // what is typed is meant in it
	Day           *dayLine
	NotesLength   int
	NotesMost     int
}

// formFaults are the sentences under the fields.
type formFaults struct{ Client, Kind, Date, Time, End, Length, Notes, Offset string }

// showForm shows the form with whatever came of it.
func (v *visit) showForm(status int, f *appointmentForm) error {
	f.settleKey()
	if v.kindsAsked == nil && !f.serviceAway {
		v.startKinds()
	}
	v.settleKind(f)
	v.settleEnd(f)
	p := formPage{Form: f, Back: "/agenda", Zone: v.zoneWords(v.clock), ZoneName: v.zone().String(), NotesLength: len([]rune(f.Notes)), NotesMost: agenda.MaxNotesLength}
	title := v.t("New appointment")
	if f.ID != 0 {
		title, p.Back = v.t("Edit appointment"), "/appointments/"+strconv.FormatInt(f.ID, 10)
	}
	if f.Back != "" {
		p.Back = f.Back
	}
	day, dayErr := agenda.ParseDate(f.Date)
	mini := func() *miniMonth { return v.miniMonth(v.firstOfMonth(), nil, v.unknownHours()) }
	if !f.serviceAway {
		around := day
		if dayErr != nil {
			around = v.today()
		}
		mini = v.startMini(around)
	}
	hours, booked, err := v.aroundForm(f, day)
	span := v.formSpan(f, &p)
	v.drawEnd(f, span)
	if span != nil {
		p.ReadBack, p.ReadBackWarns = v.readBack(*span, hours)
	} else if f.endFault != "" && len(f.Faults) == 0 {
		p.ReadBack, p.ReadBackWarns = f.endFault, true
	}
	if dayErr == nil && !f.serviceAway {
		p.Day = v.dayLine(day, booked, span, hours.on(day, v.clock.Location()))
		if err != nil {
			p.Day = &dayLine{Title: v.dayWords(day), Problem: v.t("What is booked on this day could not be loaded.")}
		}
	}
	for _, fault := range f.Faults {
		p.FieldFaults.add(fault)
	}
	if p.Kinds = v.formKinds(f); f.ID == 0 && p.Kinds != nil {
		p.Lengths = append(p.Lengths, option{usualLength, v.t("Usual"), f.Length == usualLength})
	}
	for _, l := range lengths {
		p.Lengths = append(p.Lengths, option{l, l, f.Length == l})
	}
	p.Lengths = append(p.Lengths, option{otherLength, v.t("Other"), f.Length == otherLength})
	nav := navNew
	if f.ID != 0 {
		nav = navAgenda
	}
	p.frame = v.frame(title, nav)
	p.Faulty = len(f.Faults) > 0 || f.Clash != nil || f.Stale != nil || f.Problem != ""
	p.Mini = mini()
	return v.render(status, "form", p)
}

// aroundForm loads what lies around the time that a form names: when the practice is open, and what is
// booked on the day, which may be none.
func (v *visit) aroundForm(f *appointmentForm, day agenda.Date) (hours *openHours, booked []agenda.Appointment, err error) {
	if f.serviceAway {
		return v.unknownHours(), nil, nil
	}
	wait := v.startHours()
	if !day.IsZero() {
		booked, err = v.loadDay(day, f.ID)
	}
	return wait(), booked, err
}

func (v *visit) firstOfMonth() agenda.Date {
	d := v.today()
	d.Day = 1
	return d
}

func (f *formFaults) add(fault fieldFault) {
	place := map[string]*string{
		"client": &f.Client, "kind": &f.Kind, "date": &f.Date, "time": &f.Time, "end": &f.End, "length": &f.Length, "notes": &f.Notes, "offset": &f.Offset,
	}[fault.field]
	if place != nil {
		*place = fault.text
	}
}

// formSpan works out which time the form means, and offers the choice where
// clocks show that time twice. It is nil while the form means none, or it is not known which.
func (v *visit) formSpan(f *appointmentForm, p *formPage) *agenda.Span {
	_, err := v.resolve(f)
	if twice, ok := errors.AsType[*agenda.AmbiguousTimeError](err); ok {
		for i, at := range twice.Choices {
			offset := at.Format("-07:00")
			text := v.t("The first %s, %s", v.hm(at), v.zoneWords(at))
			if i > 0 {
				text = v.t("The second %s, %s", v.hm(at), v.zoneWords(at))
			}
			p.Offsets = append(p.Offsets, option{offset, text, offset == f.Offset})
		}
	}
	start, err := v.startOf(f)
	minutes, ok := f.minutes()
	if err != nil || !ok || f.endTyped() || v.unsureLength(f) {
		return nil
	}
	return &agenda.Span{Start: start, End: start.Add(time.Duration(minutes) * time.Minute)}
}

// readBack says a time in words, and whether there is something to think about.
func (v *visit) readBack(span agenda.Span, hours *openHours) (words string, warns bool) {
	start := span.Start
	when, length := v.whenWords(&agenda.Appointment{Date: agenda.DateOf(start), StartsAt: start, EndsAt: span.End}), v.minutesWords(int(span.Duration()/time.Minute))
	zone := v.whereWords(start)
	closed := hours.ClosedOn(agenda.DateOf(start.In(hours.zone)))
	switch {
	case span.End.Before(v.clock):
		return v.t("%s, %s, %s. This lies in the past.", when, length, zone), true
	case closed != nil && closed.Reason != "":
		return v.t("%s, %s, %s. The practice is closed that day: %s.", when, length, zone, v.isolate(strings.TrimSuffix(closed.Reason, "."))), true
	case closed != nil:
		return v.t("%s, %s, %s. The practice is closed that day.", when, length, zone), true
	case hours.known && !hours.Covers(span, hours.zone):
		return v.t("%s, %s, %s. This lies outside working hours.", when, length, zone), true
	}
	return v.t("%s, %s, %s.", when, length, zone), false
}

// startOf returns the instant at which the form's appointment begins: of two at which clocks show its
// time, the one that its offset names.
func (v *visit) startOf(f *appointmentForm) (time.Time, error) {
	start, err := v.resolve(f)
	if twice, ok := errors.AsType[*agenda.AmbiguousTimeError](err); ok {
		for _, at := range twice.Choices {
			if at.Format("-07:00") == f.Offset {
				return at, nil
			}
		}
	}
	return start, err
}

// resolve returns the instant that the form's date and time stand for, leaving its offset aside.
func (v *visit) resolve(f *appointmentForm) (time.Time, error) {
	day, err := agenda.ParseDate(f.Date)
	if err != nil {
		return time.Time{}, err
	}
	at, err := agenda.ParseTimeOfDay(f.Time)
	if err != nil {
		return time.Time{}, err
	}
	return agenda.Resolve(day, at, v.clock.Location(), nil)
}
