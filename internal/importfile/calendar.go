package importfile

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-ical"

	"appointment-manager/internal/agenda"
)

// readCalendar reads the events of every calendar in the text.
func readCalendar(text string, zone *time.Location) (File, error) {
	const end = "END:VCALENDAR"
	if tail := text[max(0, len(text)-len(end)):]; !strings.EqualFold(tail, end) {
		return File{}, agenda.Fail(agenda.Rejected, "The file is cut off: it does not end as an iCalendar file does, so nothing was read.")
	}
	f := File{Format: ICalendar}
	dec := ical.NewDecoder(strings.NewReader(text))
	for {
		cal, err := dec.Decode()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return File{}, agenda.Fail(agenda.Rejected, "The file breaks the rules of iCalendar, so nothing was read. Export it once more, or as CSV.")
		}
		for _, e := range cal.Events() {
			if f.Rows = append(f.Rows, eventRow(&e, len(f.Rows)+1, zone)); len(f.Rows) > MaxRows {
				return File{}, tooMany()
			}
		}
	}
}

// eventRow turns an event into a row. Its line is its number in the file.
func eventRow(e *ical.Event, number int, zone *time.Location) agenda.ImportRow {
	row := agenda.ImportRow{Line: number, Draft: agenda.AppointmentDraft{ClientName: oneLine(text(e, ical.PropSummary))}}
	if notes := printable(text(e, ical.PropDescription)); notes != "" {
		row.Draft.Notes = &notes
	}
	start := e.Props.Get(ical.PropDateTimeStart)
	if start == nil {
		row.Fault = "The event has no start."
		return row
	}
	if start.ValueType() == ical.ValueDate || len(start.Value) == len("20060102") {
		row.Draft.Date = start.Value
		row.Fault = "The event lasts all day. An appointment has a time."
		return row
	}
	begin, fault := moment(start, zone)
	if fault != "" {
		row.Fault = fault
		return row
	}
	local := begin.In(zone)
	offset := local.Format("-07:00")
	row.Draft.Date, row.Draft.Time, row.Draft.UTCOffset = local.Format("2006-01-02"), local.Format("15:04:05"), &offset
	row.Draft.Time = strings.TrimSuffix(row.Draft.Time, ":00")
	if minutes, ok := lengthOfEvent(e, begin, zone); ok {
		row.Draft.DurationMinutes = &minutes
	}
	if status := statusOf(e); status != "" {
		row.Draft.Status = &status
	}
	row.Kinds = categories(e)
	if uid := strings.TrimSpace(text(e, ical.PropUID)); uid != "" && len(uid) <= 255 && !strings.ContainsFunc(uid, unicode.IsControl) && e.Props.Get(ical.PropRecurrenceID) == nil {
		row.UID = uid
	}
	if e.Props.Get(ical.PropRecurrenceRule) != nil || e.Props.Get(ical.PropRecurrenceDates) != nil {
		row.Note = "The event repeats. Only the first is imported."
	}
	return row
}

// categories returns what an event says that it is for, which it may do in several lines and in several
// names on each.
func categories(e *ical.Event) (names []string) {
	for _, p := range e.Props.Values(ical.PropCategories) {
		list, err := p.TextList()
		if err != nil {
			continue // it is left out, as what is not listed would be
		}
		for _, name := range list {
			if name = oneLine(name); name != "" {
				names = append(names, shorten(name))
			}
		}
	}
	return names
}

func text(e *ical.Event, name string) string {
	p := e.Props.Get(name)
	if p == nil {
		return ""
	}
	s, err := p.Text()
	if err != nil {
		s = p.Value
	}
	return s
}

// oneLine joins the lines of a text, and printable leaves out what is not to be seen: both are refused
// in names, and are no reason to refuse what another program let pass.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(printable(s), isBreak), " "))
}

func isBreak(r rune) bool { return r == '\n' || r == '\t' }

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' || r == '\u2028' || r == '\u2029') {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// moment returns the instant that a property names. A time without a zone is meant in ours.
func moment(p *ical.Prop, zone *time.Location) (time.Time, string) {
	loc := zone
	if id := p.Params.Get(ical.PropTimezoneID); id != "" {
		var ok bool
		if loc, ok = location(id); !ok {
			return time.Time{}, fmt.Sprintf("The event names the time zone %s, which is not known here.", strconv.Quote(shorten(id)))
		}
	}
	if strings.HasSuffix(p.Value, "Z") {
		loc = time.UTC
	}
	t, err := time.ParseInLocation("20060102T150405", strings.TrimSuffix(p.Value, "Z"), loc)
	if err != nil {
		return t, fmt.Sprintf("The event's start or end is no time: %s", strconv.Quote(shorten(p.Value)))
	}
	return t, ""
}

// lengthOfEvent returns the minutes that an event lasts, which it may say in two ways, and whether it
// does.
func lengthOfEvent(e *ical.Event, begin time.Time, zone *time.Location) (int, bool) {
	if end := e.Props.Get(ical.PropDateTimeEnd); end != nil {
		t, fault := moment(end, zone)
		return int(t.Sub(begin) / time.Minute), fault == ""
	}
	if d := e.Props.Get(ical.PropDuration); d != nil {
		lasts, err := d.Duration()
		return int(lasts / time.Minute), err == nil
	}
	return 0, false
}

func statusOf(e *ical.Event) string {
	p := e.Props.Get(ical.PropStatus)
	if p == nil {
		return ""
	}
	switch status := strings.ToLower(p.Value); status {
	case "confirmed", "tentative", "cancelled":
		return status
	}
	return ""
}

// location finds a zone by its name in the IANA database or, as Outlook writes them, in Windows.
// Names such as /citadel.org/20210210_1/Europe/Berlin end in one of the first kind.
func location(id string) (*time.Location, bool) {
	if name, ok := windowsZones[id]; ok {
		id = name
	}
	for name := strings.TrimPrefix(id, "/"); name != ""; {
		if loc, err := time.LoadLocation(name); err == nil && name != "Local" {
			return loc, true
		}
		_, rest, more := strings.Cut(name, "/")
		if !more {
			return nil, false
		}
		name = rest
	}
	return nil, false
}

// windowsZones are the everyday ones of Unicode's windowsZones.xml.
var windowsZones = map[string]string{
	"W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time": "Europe/Warsaw",
	"Romance Standard Time": "Europe/Paris", "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
	"E. Europe Standard Time": "Europe/Chisinau", "FLE Standard Time": "Europe/Kiev", "GTB Standard Time": "Europe/Bucharest",
	"Turkey Standard Time": "Europe/Istanbul", "Russian Standard Time": "Europe/Moscow", "Israel Standard Time": "Asia/Jerusalem",
	"Egypt Standard Time": "Africa/Cairo", "South Africa Standard Time": "Africa/Johannesburg", "W. Central Africa Standard Time": "Africa/Lagos",
	"E. Africa Standard Time": "Africa/Nairobi", "Morocco Standard Time": "Africa/Casablanca", "Arabian Standard Time": "Asia/Dubai",
	"Arab Standard Time": "Asia/Riyadh", "India Standard Time": "Asia/Kolkata", "Pakistan Standard Time": "Asia/Karachi",
	"SE Asia Standard Time": "Asia/Bangkok", "Singapore Standard Time": "Asia/Singapore", "China Standard Time": "Asia/Shanghai",
	"Tokyo Standard Time": "Asia/Tokyo", "Korea Standard Time": "Asia/Seoul", "AUS Eastern Standard Time": "Australia/Sydney",
	"E. Australia Standard Time": "Australia/Brisbane", "W. Australia Standard Time": "Australia/Perth", "New Zealand Standard Time": "Pacific/Auckland",
	"Hawaiian Standard Time": "Pacific/Honolulu", "Alaskan Standard Time": "America/Anchorage", "Pacific Standard Time": "America/Los_Angeles",
	"US Mountain Standard Time": "America/Phoenix", "Mountain Standard Time": "America/Denver", "Central Standard Time": "America/Chicago",
	"Eastern Standard Time": "America/New_York", "Atlantic Standard Time": "America/Halifax", "Newfoundland Standard Time": "America/St_Johns",
	"E. South America Standard Time": "America/Sao_Paulo", "Argentina Standard Time": "America/Buenos_Aires", "SA Pacific Standard Time": "America/Bogota",
	"Central Standard Time (Mexico)": "America/Mexico_City", "UTC": "UTC",
}
