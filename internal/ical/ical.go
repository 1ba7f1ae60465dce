// Package ical writes appointments as iCalendar (RFC 5545). Instants are written in UTC, which every
// reader shows in its own zone, so that no description of a zone has to travel with them.
package ical

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

// Header begins a calendar, and Footer ends it. Between them stand events.
const (
	Header = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//appointment-manager//EN\r\nCALSCALE:GREGORIAN\r\nX-WR-CALNAME:Appointments\r\n"
	Footer = "END:VCALENDAR\r\n"
)

const utc = "20060102T150405Z"

// AppendEvent appends an appointment as a VEVENT.
func AppendEvent(b []byte, a *agenda.Appointment) []byte {
	b = append(b, "BEGIN:VEVENT\r\n"...)
	b = appendLine(b, "UID:"+a.UID)
	b = appendTime(b, "DTSTAMP", a.UpdatedAt)
	b = appendTime(b, "CREATED", a.CreatedAt)
	b = appendTime(b, "LAST-MODIFIED", a.UpdatedAt)
	b = appendLine(b, "SEQUENCE:"+strconv.FormatInt(a.Version, 10))
	b = appendTime(b, "DTSTART", a.StartsAt)
	b = appendTime(b, "DTEND", a.EndsAt)
	b = appendLine(b, "STATUS:"+strings.ToUpper(string(a.Status)))
	b = appendLine(b, "SUMMARY:"+escape(a.ClientName))
	if a.Notes != nil {
		b = appendLine(b, "DESCRIPTION:"+escape(*a.Notes))
	}
	return append(b, "END:VEVENT\r\n"...)
}

func appendTime(b []byte, name string, t time.Time) []byte {
	return appendLine(b, name+":"+t.UTC().Format(utc))
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape writes a value of type TEXT (section 3.3.11).
func escape(s string) string { return escapes.Replace(s) }

// maxLine is how many octets a line may have, without its end (section 3.1).
const maxLine = 75

// appendLine appends a content line, folded where it is too long and never inside of a character.
func appendLine(b []byte, line string) []byte {
	for room := maxLine; len(line) > room; room = maxLine - 1 {
		cut := room
		for cut > room-utf8.UTFMax && !utf8.RuneStart(line[cut]) {
			cut--
		}
		b = append(append(b, line[:cut]...), "\r\n "...)
		line = line[cut:]
	}
	return append(append(b, line...), "\r\n"...)
}
