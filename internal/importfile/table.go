package importfile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

// members are the names, folded, that columns have for the members of an appointment. The first of
// each is the member's own.
var members = map[string][]string{
	"client_name":      {"clientname", "client", "name", "customer", "patient", "kunde", "kundin", "patientin", "subject", "summary", "title", "betreff", "titel"},
	"date":             {"date", "day", "startdate", "datum", "tag", "startdatum", "beginntam"},
	"time":             {"time", "start", "starttime", "from", "uhrzeit", "zeit", "beginn", "startzeit", "beginntum", "von"},
	"end":              {"end", "endtime", "to", "until", "ende", "endzeit", "bis", "endetum"},
	"duration_minutes": {"durationminutes", "duration", "minutes", "length", "dauer", "minuten", "dauerminuten"},
	"notes":            {"notes", "note", "comment", "description", "notiz", "notizen", "bemerkung", "kommentar", "beschreibung"},
	"status":           {"status", "state", "zustand"},
	"utc_offset":       {"utcoffset"},
	"kind":             {"kind", "type", "category", "categories", "appointmenttype", "art", "kategorie", "kategorien", "termintyp", "terminart"},
}

// fold leaves the letters and digits of a column's name, small.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func memberOf(column string) string {
	name := fold(column)
	for member, names := range members {
		if slices.Contains(names, name) {
			return member
		}
	}
	return ""
}

// readTable reads CSV of RFC 4180, and what passes for it: with semicolons or tabs, and with lines
// that end in any way.
func readTable(text string) (File, error) {
	comma := separator(text)
	r := csv.NewReader(strings.NewReader(keepLineEnds(text, comma)))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	header, err := r.Read()
	if err != nil {
		return File{}, agenda.Fail(agenda.Rejected, "The first line cannot be read as CSV, so nothing was read.")
	}
	f := File{Format: CSV}
	at := map[string]int{}
	for i, name := range header {
		member := memberOf(name)
		if _, twice := at[member]; twice {
			member = ""
		}
		if member != "" {
			at[member] = i
		}
		f.Columns = append(f.Columns, agenda.ImportColumn{Name: shorten(strings.TrimSpace(name)), Member: member})
	}
	_, named := at["client_name"]
	_, dated := at["date"]
	_, timed := at["time"]
	if !named || !timed && !dated {
		return File{}, agenda.Fail(agenda.Rejected, fmt.Sprintf("The first line must name the columns, at least client_name, date and time, so nothing was read. It says: %s", shorten(strings.Join(header, ", "))))
	}
	var records [][]string
	var lines []int
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return File{}, agenda.Fail(agenda.Rejected, fmt.Sprintf("The file cannot be read from line %d on, so nothing was read.", lineOf(err)))
		}
		if blank(record) {
			continue
		}
		line, _ := r.FieldPos(0)
		if records, lines = append(records, record), append(lines, line); len(records) > MaxRows {
			return File{}, tooMany()
		}
	}
	cell := func(record []string, member string) string {
		if i, ok := at[member]; ok && i < len(record) {
			return unformula(record[i])
		}
		return ""
	}
	order := dayFirst
	if monthsFirst(records, func(r []string) string { return cell(r, "date") + " " + cell(r, "time") }) {
		order = monthFirst
	}
	for i, record := range records {
		row := agenda.ImportRow{Line: lines[i], Draft: draftOf(func(m string) string { return cell(record, m) }, order)}
		if kind := oneLine(cell(record, "kind")); kind != "" {
			row.Kinds = []string{shorten(kind)}
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

// keepLineEnds doubles the carriage return of each line end inside of quotes, since package encoding/csv
// takes one off.
func keepLineEnds(text string, comma rune) string {
	var b strings.Builder
	b.Grow(len(text))
	quoted, begins := false, true
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"' && !quoted:
			quoted = begins
		case c == '"' && strings.HasPrefix(text[i+1:], `"`):
			b.WriteByte(c)
			i++
		case c == '"':
			quoted = !endsCell(text[i+1:], comma)
		case quoted && strings.HasPrefix(text[i:], "\r\n"):
			b.WriteByte(c)
		}
		begins = !quoted && (rune(c) == comma || c == '\n')
		b.WriteByte(c)
	}
	return b.String()
}

func endsCell(rest string, comma rune) bool {
	return rest == "" || rune(rest[0]) == comma || rest[0] == '\n' || strings.HasPrefix(rest, "\r\n")
}

func lineOf(err error) int {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return e.Line
	}
	return 0
}

func blank(record []string) bool {
	return !slices.ContainsFunc(record, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// separator is whichever stands most often in the first line, outside of quotes.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted && (r == '\n' || r == '\r') {
			break
		}
		if !quoted && strings.ContainsRune(",;\t", r) {
			counts[r]++
		}
	}
	best := ','
	for _, r := range ";\t" {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// unformula takes off the apostrophe by which an export keeps a spreadsheet from running a cell.
func unformula(cell string) string {
	plain := strings.TrimLeft(cell, "'")
	first, _ := utf8.DecodeRuneInString(plain)
	if plain != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return strings.TrimPrefix(cell, "'")
	}
	return cell
}

// shorten bounds what of a file is repeated in a sentence.
func shorten(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

// draftOf turns the cells of a row into a draft. What is not understood is handed on as it is.
func draftOf(cell func(member string) string, order dateOrder) agenda.AppointmentDraft {
	d := agenda.AppointmentDraft{ClientName: strings.TrimSpace(cell("client_name"))}
	date, clock := strings.TrimSpace(cell("date")), strings.TrimSpace(cell("time"))
	if date == "" || clock == "" { // one column may hold both
		date, clock = splitMoment(date + clock)
	}
	d.Date, d.Time = readDate(date, order), readTime(clock)
	if notes := cell("notes"); notes != "" {
		d.Notes = &notes
	}
	end := strings.TrimSpace(cell("end"))
	if _, clock := splitMoment(end); clock != "" {
		end = clock
	}
	if minutes, ok := readLength(strings.TrimSpace(cell("duration_minutes"))); ok {
		d.DurationMinutes = &minutes
	} else if minutes, ok := between(d.Time, readTime(end)); ok {
		d.DurationMinutes = &minutes
	}
	if status := strings.ToLower(strings.TrimSpace(cell("status"))); status != "" {
		if known, ok := statuses[status]; ok {
			status = known
		}
		d.Status = &status
	}
	if offset := strings.TrimSpace(cell("utc_offset")); offset != "" {
		d.UTCOffset = &offset
	}
	return d
}

var statuses = map[string]string{
	"bestätigt": "confirmed", "ok": "confirmed", "unconfirmed": "tentative", "unbestätigt": "tentative", "vorläufig": "tentative",
	"canceled": "cancelled", "abgesagt": "cancelled", "storniert": "cancelled",
}
