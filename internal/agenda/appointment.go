package agenda

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Status is an appointment's state, in the words of RFC 5545 section 3.8.1.11. A cancelled
// appointment keeps its place in the record and gives its time back.
type Status string

// The statuses.
const (
	Confirmed Status = "confirmed"
	Tentative Status = "tentative"
	Cancelled Status = "cancelled"
)

// Limits of an appointment's members.
const (
	MaxNameLength          = 200  // characters
	MaxNotesLength         = 4000 // characters
	DefaultDurationMinutes = 30
	MinDurationMinutes     = 1
	MaxDurationMinutes     = 24 * 60
)

// DefaultCalendar is the calendar that every appointment belongs to until a practice has several.
const DefaultCalendar int64 = 1

// RestoreWindow is how long a deleted appointment can be brought back.
const RestoreWindow = 30 * 24 * time.Hour

// Appointment is a promise of time to a client. Date and Time are what the wall clock in TimeZone
// shows; StartsAt and EndsAt are the half-open span [StartsAt, EndsAt) in UTC that they stand for.
// The first five members are the documented API's, in its order.
type Appointment struct {
	ID              int64      `json:"id"`
	ClientName      string     `json:"client_name"`
	Date            Date       `json:"date"`
	Time            TimeOfDay  `json:"time"`
	Notes           *string    `json:"notes"`
	DurationMinutes int        `json:"duration_minutes"`
	Status          Status     `json:"status"`
	Overlap         bool       `json:"overlap"` // booked over another on purpose
	TimeZone        string     `json:"time_zone"`
	StartsAt        time.Time  `json:"starts_at"`
	EndsAt          time.Time  `json:"ends_at"`
	UID             string     `json:"uid"` // UUIDv7, stable over the appointment's whole life
	Version         int64      `json:"version"`
	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at"`
	CreatedBy       string     `json:"created_by"` // user names; empty for the program itself
	UpdatedBy       string     `json:"updated_by"`
	DeletedAt       *time.Time `json:"deleted_at,omitempty"`
	Kind            string     `json:"kind"` // the name of a [Kind], which may be gone; empty: none
	CalendarID      int64      `json:"-"`
}

// Span returns the time the appointment holds.
func (a *Appointment) Span() Span { return Span{a.StartsAt, a.EndsAt} }

// In returns the appointment with its date and time as clocks in zone show them. Where they are that
// zone's already they keep the form they were written in.
func (a Appointment) In(zone *time.Location) Appointment {
	if a.TimeZone != zone.String() {
		start := a.StartsAt.In(zone)
		a.Date, a.Time, a.TimeZone = DateOf(start), TimeOfDayOf(start).like(a.Time), zone.String()
	}
	return a
}

// AppendJSON appends the appointment's JSON form, the same bytes that encoding/json writes, at a
// third of its cost. Lists of thousands are written with it.
func (a *Appointment) AppendJSON(b []byte) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, a.ID, 10)
	b = appendJSONString(append(b, `,"client_name":`...), a.ClientName)
	b = append(a.Date.append(append(b, `,"date":"`...)), '"')
	b = append(a.Time.append(append(b, `,"time":"`...)), '"')
	b = append(b, `,"notes":`...)
	if a.Notes == nil {
		b = append(b, "null"...)
	} else {
		b = appendJSONString(b, *a.Notes)
	}
	b = strconv.AppendInt(append(b, `,"duration_minutes":`...), int64(a.DurationMinutes), 10)
	b = append(append(append(b, `,"status":"`...), a.Status...), `","overlap":`...)
	b = strconv.AppendBool(b, a.Overlap)
	b = appendJSONString(append(b, `,"time_zone":`...), a.TimeZone)
	b = appendJSONTime(append(b, `,"starts_at":`...), a.StartsAt)
	b = appendJSONTime(append(b, `,"ends_at":`...), a.EndsAt)
	b = appendJSONString(append(b, `,"uid":`...), a.UID)
	b = strconv.AppendInt(append(b, `,"version":`...), a.Version, 10)
	b = appendJSONTime(append(b, `,"created_at":`...), a.CreatedAt)
	b = appendJSONTime(append(b, `,"updated_at":`...), a.UpdatedAt)
	b = appendJSONString(append(b, `,"created_by":`...), a.CreatedBy)
	b = appendJSONString(append(b, `,"updated_by":`...), a.UpdatedBy)
	if a.DeletedAt != nil {
		b = appendJSONTime(append(b, `,"deleted_at":`...), *a.DeletedAt)
	}
	b = appendJSONString(append(b, `,"kind":`...), a.Kind)
	return append(b, '}')
}

func appendJSONTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}

func appendJSONString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(s) // a string always marshals
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// AppointmentDraft is what a caller gives to book an appointment, with the texts as they were typed.
// ClientName, Date and Time are required; nil means the default.
type AppointmentDraft struct {
	ClientName      string  `json:"client_name"`
	Date            string  `json:"date"`
	Time            string  `json:"time"`
	Notes           *string `json:"notes,omitempty"`
	DurationMinutes *int    `json:"duration_minutes,omitempty"`
	Status          *string `json:"status,omitempty"`
	UTCOffset       *string `json:"utc_offset,omitempty"` // settles a wall time that comes twice
	AllowOverlap    bool    `json:"allow_overlap,omitempty"`
	Kind            *string `json:"kind,omitempty"`      // the name of a listed [Kind]; empty: none
	TimeZone        *string `json:"time_zone,omitempty"` // that Date and Time are meant in; the practice's
}

// AppointmentPatch is a partial change: nil members stay as they are. Notes is a pointer to a
// pointer, because notes can be cleared: a non-nil Notes that points to nil clears them.
type AppointmentPatch struct {
	ClientName      *string  `json:"client_name,omitempty"`
	Date            *string  `json:"date,omitempty"`
	Time            *string  `json:"time,omitempty"`
	Notes           **string `json:"notes,omitempty"`
	DurationMinutes *int     `json:"duration_minutes,omitempty"`
	Status          *string  `json:"status,omitempty"`
	UTCOffset       *string  `json:"utc_offset,omitempty"`
	AllowOverlap    bool     `json:"allow_overlap,omitempty"`
	Kind            *string  `json:"kind,omitempty"` // the name of a listed [Kind] or of the present one; empty: none
	// TimeZone is that which Date, Time and UTCOffset are meant in; by itself it changes nothing. Of a
	// date and a time only one need be given: the other is what clocks there show now.
	TimeZone *string `json:"time_zone,omitempty"`
}

// Empty tells whether the patch names nothing to change.
func (p *AppointmentPatch) Empty() bool {
	return p.ClientName == nil && p.Date == nil && p.Time == nil && p.Notes == nil &&
		p.DurationMinutes == nil && p.Status == nil && p.Kind == nil && (p.UTCOffset == nil || *p.UTCOffset == "")
}

// values holds what a draft or a patch was found to mean, member by member.
type values struct {
	date     Date
	time     TimeOfDay
	offset   *int
	duration int
	status   Status
	zone     *time.Location // nil: none was named
}

// parse checks every member that is given and reports all faults together, in the order of the documented
// API's members. Whether the kind is unlisted is to be found out before.
func (p *AppointmentPatch) parse(unlisted bool) (v values, faults []Field) {
	var err error
	fault := func(member, faultType, msg string, input any) {
		faults = append(faults, BodyFault(member, faultType, msg, input))
	}
	if p.ClientName != nil {
		if msg := checkName(*p.ClientName); msg != "" {
			fault("client_name", FaultValue, msg, *p.ClientName)
		}
	}
	if p.Date != nil && *p.Date != "" {
		if v.date, err = ParseDate(*p.Date); err != nil {
			fault("date", faultTypeOf(err), err.Error(), *p.Date)
		}
	}
	if p.Time != nil && *p.Time != "" {
		if v.time, err = ParseTimeOfDay(*p.Time); err != nil {
			fault("time", faultTypeOf(err), err.Error(), *p.Time)
		}
	}
	if p.Notes != nil && *p.Notes != nil {
		if msg := checkNotes(**p.Notes); msg != "" {
			fault("notes", FaultValue, msg, **p.Notes)
		}
	}
	if p.DurationMinutes != nil {
		v.duration = *p.DurationMinutes
		if v.duration < MinDurationMinutes || v.duration > MaxDurationMinutes {
			fault("duration_minutes", FaultValue, msgLength, v.duration)
		}
	}
	if p.Status != nil {
		v.status = Status(*p.Status)
		if v.status != Confirmed && v.status != Tentative && v.status != Cancelled {
			fault("status", FaultValue, "The status must be confirmed, tentative or cancelled", *p.Status)
		}
	}
	if p.UTCOffset != nil && *p.UTCOffset != "" {
		off, err := ParseOffset(*p.UTCOffset)
		if err != nil {
			fault("utc_offset", FaultPattern, err.Error(), *p.UTCOffset)
		}
		v.offset = &off
	}
	if unlisted {
		faults = append(faults, UnlistedKind(*p.Kind))
	}
	if p.TimeZone != nil && *p.TimeZone != "" {
		if v.zone, err = LoadZone(*p.TimeZone); err != nil {
			fault("time_zone", FaultValue, err.Error(), *p.TimeZone)
		}
	}
	return v, faults
}

// msgLength is what is said of a length that cannot be.
var msgLength = fmt.Sprintf("The length must lie between %d and %d minutes", MinDurationMinutes, MaxDurationMinutes)

func faultTypeOf(err error) string {
	if err == errDateShape || err == errTimeShape {
		return FaultPattern
	}
	return FaultValue
}

func checkName(s string) string {
	switch {
	case utf8.RuneCountInString(s) > MaxNameLength:
		return fmt.Sprintf("Keep the name under %d characters", MaxNameLength)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return isUnsafe(r) || isTag(r) }):
		return msgHiddenInName
	}
	return ""
}

const msgHiddenInName = "The name holds characters that cannot be shown"

func checkNotes(s string) string {
	switch n := utf8.RuneCountInString(s); {
	case n > MaxNotesLength:
		return fmt.Sprintf("Notes can hold %d characters, yours have %d", MaxNotesLength, n)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return isUnsafe(r) && r != '\n' && r != '\r' && r != '\t' }):
		return "The notes hold characters that cannot be shown"
	}
	return ""
}

// isUnsafe tells whether r is a control character or one that reorders the text around it, which
// could make one name look like another.
func isUnsafe(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff'
}

// isTag tells whether r is one of the invisible twins of ASCII (Unicode, block Tags), which write
// what people do not see and a model reads.
func isTag(r rune) bool { return r >= '\U000e0000' && r <= '\U000e007f' }

// isBlank tells whether s shows nothing: it is empty, or all of it is space or characters without
// a form of their own, which belong between others.
func isBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) && r != '\u2800'
	})
}

// The sentences of the documented API.
const (
	msgBlankName  = "Client name cannot be empty"
	msgNoDateTime = "Date and time are required"
	msgEmptyPatch = "No fields provided for update"
	msgTaken      = "An appointment already exists at this date and time"
	msgNoSuchAppt = "Appointment not found"
)

// apply returns a with the patch's changes made, its span worked out anew where the wall time
// or the length changed.
func (p *AppointmentPatch) apply(a Appointment, v values, loc *time.Location) (Appointment, error) {
	if p.ClientName != nil {
		a.ClientName = strings.TrimSpace(*p.ClientName)
		if isBlank(a.ClientName) {
			return a, Fail(Rejected, msgBlankName)
		}
	}
	if p.Date != nil && *p.Date == "" || p.Time != nil && *p.Time == "" {
		return a, Fail(Rejected, msgNoDateTime)
	}
	if p.Notes != nil {
		a.Notes = *p.Notes
		if a.Notes != nil && *a.Notes == "" {
			a.Notes = nil
		}
	}
	if p.Status != nil {
		a.Status = v.status
	}
	before := a
	if p.DurationMinutes != nil {
		a.DurationMinutes = v.duration
	}
	if err := p.place(&a, v, loc); err != nil {
		return a, err
	}
	a.EndsAt = a.StartsAt.Add(time.Duration(a.DurationMinutes) * time.Minute)
	revived := before.Status == Cancelled && a.Status != Cancelled
	if p.AllowOverlap || revived || a.Span() != before.Span() {
		a.Overlap = p.AllowOverlap
	}
	return a, nil
}

// place gives a the wall time that the patch names, in the zone that it names, or else the practice's.
// What is kept is the practice's.
func (p *AppointmentPatch) place(a *Appointment, v values, practice *time.Location) error {
	zone, seen := practice, *a // as whoever sent the patch sees it
	if v.zone != nil {
		zone = v.zone
		if a.TimeZone != "" {
			seen = a.In(zone)
		}
	}
	wanted := seen
	if p.Date != nil {
		wanted.Date = v.date
	}
	if p.Time != nil {
		wanted.Time = v.time
	}
	// A client that sends back the date and time it was given must not be asked again which of two
	// equal wall times it means, so an unchanged one keeps its instant.
	if wanted.Date == seen.Date && wanted.Time.Seconds() == seen.Time.Seconds() && v.offset == nil && a.TimeZone != "" {
		if seen.TimeZone == a.TimeZone {
			a.Time = wanted.Time // the same, but maybe written with seconds
		}
		return nil
	}
	start, err := Resolve(wanted.Date, wanted.Time, zone, v.offset)
	if err != nil {
		return wallFault(err, wanted.Time)
	}
	a.StartsAt, a.TimeZone = start.UTC(), practice.String()
	if zone.String() == practice.String() {
		a.Date, a.Time = wanted.Date, wanted.Time
		return nil
	}
	start = start.In(practice)
	a.Date, a.Time = DateOf(start), TimeOfDayOf(start).like(cmp.Or(a.Time, wanted.Time))
	if a.Date.Year < MinYear || a.Date.Year > MaxYear {
		return InvalidFields([]Field{BodyFault("date", FaultValue, errYear.Error(), wanted.Date.String())})
	}
	return nil
}

func wallFault(err error, t TimeOfDay) error {
	return InvalidFields([]Field{BodyFault("time", FaultValue, err.Error(), t.String())})
}
