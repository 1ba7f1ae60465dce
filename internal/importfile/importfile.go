// Package importfile reads files of appointments that people upload: tables as CSV, and iCalendar.
//
// It knows the ways in which other programs write such files (their separators, encodings, column
// names, date and time formats), and turns each row into the draft of a booking. It refuses to know
// whether that can be booked: what does not look like a date is handed on as it is, and found at
// fault where any booking would be.
package importfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"appointment-manager/internal/agenda"
)

// The limits of a file.
const (
	MaxBytes = 5 << 20
	MaxRows  = 10_000
)

// The formats.
const (
	CSV       = "csv"
	ICalendar = "icalendar"
)

// File is what a file says.
type File struct {
	Format  string
	Columns []agenda.ImportColumn // of a CSV file
	Rows    []agenda.ImportRow
}

// Read reads a file of either format; zone is that in which times without one are meant. It fails
// as Rejected, with a sentence, when there is nothing in the file that could be an appointment.
func Read(content []byte, zone *time.Location) (File, error) {
	text := decode(content)
	if strings.TrimSpace(text) == "" {
		return File{}, agenda.Fail(agenda.Rejected, "The file is empty, so nothing was read.")
	}
	if strings.ContainsRune(text, 0) {
		return File{}, agenda.Fail(agenda.Rejected, "This is neither a CSV nor an iCalendar file, so nothing was read. From a spreadsheet, save as CSV first.")
	}
	var f File
	var err error
	if head := strings.TrimSpace(text); len(head) >= 15 && strings.EqualFold(head[:15], "BEGIN:VCALENDAR") {
		f, err = readCalendar(head, zone)
	} else {
		f, err = readTable(text)
	}
	if err == nil && len(f.Rows) == 0 {
		err = agenda.Fail(agenda.Rejected, "The file holds no appointments, so nothing was read.")
	}
	return f, err
}

func tooMany() error {
	return agenda.Fail(agenda.Rejected, fmt.Sprintf("The file holds more than %d appointments, so nothing was read. Split it.", MaxRows))
}

// decode returns the text of a file in UTF-8 or UTF-16 with its mark, in UTF-8 without one, or else in
// Windows' western code page, which is what is left.
func decode(content []byte) string {
	for _, mark := range []struct {
		bytes string
		order binary.ByteOrder
	}{{"\xff\xfe", binary.LittleEndian}, {"\xfe\xff", binary.BigEndian}} {
		if rest, ok := bytes.CutPrefix(content, []byte(mark.bytes)); ok {
			units := make([]uint16, len(rest)/2)
			for i := range units {
				units[i] = mark.order.Uint16(rest[2*i:])
			}
			return string(utf16.Decode(units))
		}
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if utf8.Valid(content) {
		return string(content)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return strings.ToValidUTF8(string(content), "\ufffd")
	}
	return string(text)
}
