package ui

import (
	"errors"
	"net/url"
	"time"

	"appointment-manager/internal/agenda"
)

// A visitor sees and types times in a zone of their own, which is that of visit.clock; the practice's
// unless they chose another. The API's client converts what goes in and out, so that every date and
// time that a page meets is already of that zone: nothing else here has to think of it.

// ownZone is the zone that the visitor chose, else the practice's. One that this machine does not know
// is left aside: the pages name the zone that they show.
func (v *visit) ownZone() *time.Location {
	if zone, err := agenda.LoadZone(v.prefs.Zone); err == nil {
		return zone
	}
	return v.practice
}

// in has the page and its calls speak of time in zone.
func (v *visit) in(zone *time.Location) {
	v.clock = v.now().In(zone)
	v.caller = v.caller.In(zone)
}

// zone is the visitor's.
func (v *visit) zone() *time.Location { return v.clock.Location() }

// abroad tells whether the visitor's times are other ones than the practice's.
func (v *visit) abroad() bool { return v.zone().String() != v.practice.String() }

// readZone takes the zone over from a form. What was typed is meant in the zone that the form's page
// showed, although another may have been chosen since, in another window.
func (v *visit) readZone(form url.Values) error {
	name := form.Get("zone")
	if name == "" || name == v.zone().String() {
		return nil
	}
	zone, err := agenda.LoadZone(name)
	if name == v.practice.String() {
		zone, err = v.practice, nil
	}
	if err != nil {
		return agenda.Fail(agenda.Invalid, v.t("The form could not be read."))
	}
	v.in(zone)
	return nil
}

// homeward returns to the visitor's own zone after a form was read in another.
func (v *visit) homeward(a agenda.Appointment) agenda.Appointment {
	v.in(v.ownZone())
	return a.In(v.zone())
}

// offsetIfTwice is the offset from UTC that tells an instant from another at which the visitor's clocks
// show the same; "" where there is no other.
func (v *visit) offsetIfTwice(at time.Time) string {
	at = at.In(v.zone())
	_, err := agenda.Resolve(agenda.DateOf(at), agenda.TimeOfDayOf(at), v.zone(), nil)
	if _, twice := errors.AsType[*agenda.AmbiguousTimeError](err); twice {
		return at.Format("-07:00")
	}
	return ""
}

// practiceToday is the day that it is for the practice, which briefs and closed days go by.
func (v *visit) practiceToday() agenda.Date { return agenda.DateOf(v.clock.In(v.practice)) }

// daysAround are the visitor's days on which the practice's lie.
func (v *visit) daysAround(from, to agenda.Date) (first, last agenda.Date) {
	end := to.AddDays(1).Start(v.practice).Add(-time.Nanosecond)
	return agenda.DateOf(from.Start(v.practice).In(v.zone())), agenda.DateOf(end.In(v.zone()))
}

// practiceWords says what the practice's clocks show at an instant, "16:45 in Berlin", with the day when
// it is another there; "" for a visitor whose clocks show the same.
func (v *visit) practiceWords(at time.Time) string {
	if !v.abroad() {
		return ""
	}
	there := at.In(v.practice)
	when := v.hm(there)
	if day := agenda.DateOf(there); day != agenda.DateOf(at.In(v.zone())) {
		when = v.list(v.shortWeekday(day), when)
	}
	if c := city(v.practice); c != "" {
		return v.t("%s in %s", when, c)
	}
	return when + " " + offsetWords(there)
}

// briefZone says whose times stand in a brief, where they are not the visitor's.
func (v *visit) briefZone() string {
	if !v.abroad() {
		return ""
	}
	return v.t("Times in briefs are the practice’s: %s.", v.zoneWords(v.clock.In(v.practice)))
}

// whereWords names the visitor's zone at an instant, and what the practice's clocks show then.
func (v *visit) whereWords(at time.Time) string {
	return v.list(v.zoneWords(at.In(v.zone())), v.practiceWords(at))
}
