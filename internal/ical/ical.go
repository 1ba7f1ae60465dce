// Package ical writes appointments as iCalendar (RFC 5545).
//
// Times are written as the practice's wall clock shows them, beside a description of its zone that is made
// from Go's zone data, so that a reader that knows no zones, or other rules for this one, is right too.
// What a wall clock cannot say without doubt, on the night on which it is set back, is written in UTC.
package ical

import (
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// End ends a calendar, after its events.
const End = "END:VCALENDAR\r\n"

// refresh is how often whoever subscribed to a calendar should ask for it again.
const refresh = "PT1H"

// name is what a reader calls a calendar until its owner calls it otherwise.
const name = "Appointments"

const (
	utc  = "20060102T150405Z"
	wall = "20060102T150405"
)

// Calendar is a calendar to be written: its beginning, its events, and [End].
type Calendar struct {
	zone  *time.Location
	id    string      // of the zone, in the file; "" where times are written in UTC
	known agenda.Span // where the description of the zone holds
}

// NewCalendar returns a calendar in a zone whose events lie within a span. One that does not is written in
// UTC, since the zone is described for the years of the span alone.
func NewCalendar(zone *time.Location, within agenda.Span) Calendar {
	c := Calendar{zone: zone, id: zone.String(), known: years(zone, within)}
	if c.id == "UTC" || c.id == "Local" || c.id == "" { // of which the last two name no zone to others
		c.id = ""
	}
	return c
}

// AppendBegin appends what stands before the events. An empty calendar is a valid one too, for a
// calendar must hold something (section 3.6), and holds the zone.
func (c Calendar) AppendBegin(b []byte) []byte {
	b = append(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//appointment-manager//EN\r\nCALSCALE:GREGORIAN\r\n"...)
	b = append(b, "NAME:"+name+"\r\nX-WR-CALNAME:"+name+"\r\n"...)
	if c.id != "" {
		b = appendLine(b, "X-WR-TIMEZONE:"+c.id)
	}
	b = append(b, "REFRESH-INTERVAL;VALUE=DURATION:"+refresh+"\r\nX-PUBLISHED-TTL:"+refresh+"\r\n"...)
	return c.appendZone(b)
}

// AppendEvent appends an appointment as a VEVENT.
func (c Calendar) AppendEvent(b []byte, a *agenda.Appointment) []byte {
	b = append(b, "BEGIN:VEVENT\r\n"...)
	b = appendText(b, "UID", a.UID)
	b = appendUTC(b, "DTSTAMP", a.UpdatedAt)
	b = appendUTC(b, "CREATED", a.CreatedAt)
	b = appendUTC(b, "LAST-MODIFIED", a.UpdatedAt)
	b = appendLine(b, "SEQUENCE:"+strconv.FormatInt(a.Version, 10))
	b = c.appendSpan(b, a.Span())
	b = appendLine(b, "STATUS:"+strings.ToUpper(string(a.Status)))
	if a.Status == agenda.Cancelled {
		b = append(b, "TRANSP:TRANSPARENT\r\n"...) // it gave its time back
	}
	b = appendText(b, "SUMMARY", a.ClientName)
	if a.Notes != nil {
		b = appendText(b, "DESCRIPTION", *a.Notes)
	}
	if a.Kind != "" {
		b = appendText(b, "CATEGORIES", a.Kind) // one, so that its commas are escaped (section 3.8.1.2)
	}
	return append(b, "END:VEVENT\r\n"...)
}

func (c Calendar) appendSpan(b []byte, s agenda.Span) []byte {
	if !c.shows(s.Start) || !c.shows(s.End) {
		return appendUTC(appendUTC(b, "DTSTART", s.Start), "DTEND", s.End)
	}
	b = appendLine(b, "DTSTART;TZID="+c.id+":"+s.Start.In(c.zone).Format(wall))
	return appendLine(b, "DTEND;TZID="+c.id+":"+s.End.In(c.zone).Format(wall))
}

// shows tells whether the zone's wall clock, as this calendar describes it, says which instant t is.
func (c Calendar) shows(t time.Time) bool {
	if c.id == "" || t.Before(c.known.Start) || !t.Before(c.known.End) {
		return false
	}
	t = t.In(c.zone)
	_, err := agenda.Resolve(agenda.DateOf(t), agenda.TimeOfDayOf(t), c.zone, nil)
	return err == nil
}

func appendUTC(b []byte, property string, t time.Time) []byte {
	return appendLine(b, property+":"+t.UTC().Format(utc))
}
