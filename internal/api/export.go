package api

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

var csvType = []string{"text/csv; charset=utf-8"}

const csvHeader = "id,client_name,date,time,notes\r\n"

func (a *api) exportAppointments(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	l := a.readListing(q)
	if err := q.invalid(); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", "attachment; filename=appointments.csv")
	s := newStream(w, r, csvType)
	defer s.release()
	s.buf = append(s.buf, csvHeader...)
	if err := s.each(a.Appointments, l.query, appendRecord); err != nil {
		return err
	}
	return s.end()
}

// appendRecord appends an appointment as a record of RFC 4180. Package encoding/csv is not used,
// because with CRLF it rewrites the line ends inside of notes.
func appendRecord(b []byte, appt *agenda.Appointment) []byte {
	b = strconv.AppendInt(b, appt.ID, 10)
	b = appendCell(append(b, ','), appt.ClientName)
	b = appendCell(append(b, ','), appt.Date.String())
	b = appendCell(append(b, ','), appt.Time.String())
	b = append(b, ',')
	if appt.Notes != nil {
		b = appendCell(b, *appt.Notes)
	}
	return append(b, "\r\n"...)
}

// appendCell appends a cell, quoted only where it must be. One that a spreadsheet would run as a
// formula is led by an apostrophe, which makes it text (OWASP, CSV injection). The wide forms of the
// signs are run by some in East Asian settings. One that begins so of itself is given one more, so
// that an import knows which to take off.
func appendCell(b []byte, cell string) []byte {
	plain := strings.TrimLeft(cell, "'")
	first, _ := utf8.DecodeRuneInString(plain)
	formula := plain != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
	quoted := strings.ContainsAny(cell, ",\"\r\n")
	if quoted {
		b = append(b, '"')
	}
	if formula {
		b = append(b, '\'')
	}
	if !quoted {
		return append(b, cell...)
	}
	for i := range len(cell) {
		if cell[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, cell[i])
	}
	return append(b, '"')
}
