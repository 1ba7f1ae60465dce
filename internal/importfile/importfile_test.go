package importfile_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/importfile"
)

var berlin = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return loc
}()

func read(t *testing.T, text string) importfile.File {
	t.Helper()
	f, err := importfile.Read([]byte(text), berlin)
	require.NoError(t, err)
	return f
}

// said is a row in short: line|name|date|time|minutes|status|offset|notes|uid|fault|note.
func said(r agenda.ImportRow) string {
	text := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	minutes := "-"
	if r.Draft.DurationMinutes != nil {
		minutes = time.Duration(*r.Draft.DurationMinutes * int(time.Minute)).String()
	}
	return strings.Join([]string{
		string(rune('0' + r.Line)), r.Draft.ClientName, r.Draft.Date, r.Draft.Time, minutes, text(r.Draft.Status), text(r.Draft.UTCOffset), text(r.Draft.Notes), r.UID, r.Fault, r.Note,
	}, "|")
}

func TestTables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		rows []string
	}{
		"our own export": {
			"id,client_name,date,time,notes\r\n7,'=Priya,2026-11-25,10:30,\"Bring the \"\"MRI\"\", both\nknees\"\r\n8,O'Neill,2026-11-25,11:30:15,\r\n",
			[]string{"2|=Priya|2026-11-25|10:30|-|-|-|Bring the \"MRI\", both\nknees|||", "4|O'Neill|2026-11-25|11:30:15|-|-|-|-|||"},
		},
		"semicolons, German": {
			"\xef\xbb\xbfKunde;Datum;Uhrzeit;Dauer (Minuten);Zustand;Notiz\n\"Ömer; Ağa\";25.11.2026;9.05 Uhr;45;bestätigt;x\n;;;;;\nB;1.2.26;14 Uhr;1 Std 30;storniert;\n",
			[]string{"2|Ömer; Ağa|2026-11-25|09:05|45m0s|confirmed|-|x|||", "4|B|2026-02-01|14:00|1h30m0s|cancelled|-|-|||"},
		},
		"tabs, American, start and end": {
			"Subject\tStart Date\tStart Time\tEnd Time\nA\t11/3/2026\t9:05 PM\t12:05 am\nB\t11/25/2026\t12:00 a.m.\t1 PM\n",
			[]string{"2|A|2026-11-03|21:05|3h0m0s|-|-|-|||", "3|B|2026-11-25|00:00|13h0m0s|-|-|-|||"},
		},
		"day first, both in one column": {
			"name,start,end\nA,3/11/2026 09:30,3/11/2026 10:00\nB,25/11/2026 9:30,\n",
			[]string{"2|A|2026-11-03|09:30|30m0s|-|-|-|||", "3|B|2026-11-25|09:30|-|-|-|-|||"},
		},
		"what is not understood stays": {
			"client,date,time,duration\nA,soon,10,1000000 years\nB\nC,2026-02-30,25:00,x\n",
			[]string{"2|A|soon|10|-|-|-|-|||", "3|B|||-|-|-|-|||", "4|C|2026-02-30|25:00|-|-|-|-|||"},
		},
		"old Windows": {"name,date,time\nM\xfcller,2026-11-25,09:00\n", []string{"2|Müller|2026-11-25|09:00|-|-|-|-|||"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := read(t, c.file)
			require.Equal(t, importfile.CSV, f.Format)
			var got []string
			for _, r := range f.Rows {
				got = append(got, said(r))
			}
			require.Equal(t, c.rows, got)
		})
	}
}

func TestLineEndsAreKeptInsideOfQuotesAlone(t *testing.T) {
	t.Parallel()
	f := read(t, "name,date,time,notes\r\n5\" pipe,2026-11-25,10:00,x\r\n\"a\"b\",2026-11-25,11:00,\"one\r\ntwo\nthree \"\"four\"\"\r\n\"\r\nC,2026-11-25,12:00,\"\"\r\nD,2026-11-25,13:00,y\r\n")
	var got []string
	for _, r := range f.Rows {
		got = append(got, said(r))
	}
	require.Equal(t, []string{
		"2|5\" pipe|2026-11-25|10:00|-|-|-|x|||", "3|a\"b|2026-11-25|11:00|-|-|-|one\r\ntwo\nthree \"four\"\r\n|||",
		"7|C|2026-11-25|12:00|-|-|-|-|||", "8|D|2026-11-25|13:00|-|-|-|y|||",
	}, got)
}

func TestColumnsAreTold(t *testing.T) {
	t.Parallel()
	f := read(t, "Name,Date,Start time,Shoe size,Time\nA,2026-11-25,09:00,43,10:00\n")
	require.Equal(t, []agenda.ImportColumn{{Name: "Name", Member: "client_name"}, {Name: "Date", Member: "date"}, {Name: "Start time", Member: "time"}, {Name: "Shoe size"}, {Name: "Time"}}, f.Columns)
	require.Equal(t, "09:00", f.Rows[0].Draft.Time, "the first of two columns counts")
}

func TestUTF16(t *testing.T) {
	t.Parallel()
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("name;date;time\nÖmer 🙂;2026-11-25;09:00\n")) {
		b = append(b, byte(u), byte(u>>8))
	}
	require.Equal(t, "Ömer 🙂", read(t, string(b)).Rows[0].Draft.ClientName)
}

func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, says string }{
		"empty":        {" \n", "The file is empty"},
		"a picture":    {"\x89PNG\r\n\x00\x00", "neither a CSV nor an iCalendar"},
		"no header":    {"Priya,2026-11-25,10:30\n", "must name the columns"},
		"header alone": {"name,date,time\n", "holds no appointments"},
		"no events":    {"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "holds no appointments"},
		"broken":       {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "breaks the rules of iCalendar"},
		"cut off":      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "The file is cut off"},
		"too long":     {"name,date,time\n" + strings.Repeat("A,2026-11-25,10:00\n", importfile.MaxRows+1), "more than 10000"},
		"too many":     {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", importfile.MaxRows+1) + "END:VCALENDAR\n", "more than 10000"},
	} {
		_, err := importfile.Read([]byte(c.file), berlin)
		require.ErrorContains(t, err, c.says, name)
		require.Equal(t, agenda.Rejected, agenda.CodeOf(err), name)
	}
	require.Len(t, read(t, "name,date,time\n"+strings.Repeat("A,2026-11-25,10:00\n", importfile.MaxRows)).Rows, importfile.MaxRows)
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	event := func(lines ...string) string {
		return "\ufeffBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	for name, c := range map[string]struct{ file, row string }{
		"with a zone": {
			event("UID:u1", "SUMMARY:Priya\\, Nair", "DESCRIPTION:one\\ntwo", "DTSTART;TZID=Europe/London:20261125T093000", "DTEND;TZID=Europe/London:20261125T101500", "STATUS:TENTATIVE"),
			"1|Priya, Nair|2026-11-25|10:30|45m0s|tentative|+01:00|one\ntwo|u1||",
		},
		"in UTC, with a length": {event("SUMMARY:A", "DTSTART:20261025T003000Z", "DURATION:PT1H"), "1|A|2026-10-25|02:30|1h0m0s|-|+02:00|-|||"},
		"the second 02:30":      {event("SUMMARY:A", "DTSTART:20261025T013000Z"), "1|A|2026-10-25|02:30|-|-|+01:00|-|||"},
		"floating":              {event("SUMMARY:A", "DTSTART:20261125T103001"), "1|A|2026-11-25|10:30:01|-|-|+01:00|-|||"},
		"Outlook's zone":        {event("SUMMARY:A", "DTSTART;TZID=Pacific Standard Time:20261125T010000"), "1|A|2026-11-25|10:00|-|-|+01:00|-|||"},
		"a prefixed zone":       {event("SUMMARY:A", "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261125T100000"), "1|A|2026-11-25|10:00|-|-|+01:00|-|||"},
		"no such zone":          {event("SUMMARY:A", "DTSTART;TZID=Custom 1:20261125T100000"), "1|A|||-|-|-|-||The event names the time zone \"Custom 1\", which is not known here.|"},
		"all day":               {event("SUMMARY:A", "DTSTART;VALUE=DATE:20261125"), "1|A|20261125||-|-|-|-||The event lasts all day. An appointment has a time.|"},
		"no start":              {event("SUMMARY:A"), "1|A|||-|-|-|-||The event has no start.|"},
		"no time":               {event("SUMMARY:A", "DTSTART:2026-11-25T10:00"), "1|A|||-|-|-|-||The event's start or end is no time: \"2026-11-25T10:00\"|"},
		"repeats":               {event("UID:u", "SUMMARY:A", "DTSTART:20261125T100000Z", "RRULE:FREQ=DAILY"), "1|A|2026-11-25|11:00|-|-|+01:00|-|u||The event repeats. Only the first is imported."},
		"one of a series":       {event("UID:u", "RECURRENCE-ID:20261125T100000Z", "SUMMARY:A", "DTSTART:20261125T100000Z"), "1|A|2026-11-25|11:00|-|-|+01:00|-|||"},
		"spaces of a name":      {event("SUMMARY:田中\u3000愛  K.", "DTSTART:20261125T100000Z"), "1|田中\u3000愛  K.|2026-11-25|11:00|-|-|+01:00|-|||"},
		"unseen characters":     {event("SUMMARY:A\u202e\\nB\x07", "DTSTART:20261125T100000Z"), "1|A B|2026-11-25|11:00|-|-|+01:00|-|||"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := read(t, c.file)
			require.Equal(t, importfile.ICalendar, f.Format)
			require.Len(t, f.Rows, 1)
			require.Equal(t, c.row, said(f.Rows[0]))
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"name,date,time\nA,2026-11-25,10:00\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261125T100000Z\nDURATION:-P1W\nEND:VEVENT\nEND:VCALENDAR",
		"\xff\xfea\x00", "name;start\n\"a\"b;1/2/2026 5pm\n", "name,date,time\r\n\"a\r\nb\"\"\",2026-11-25,10:00\r\n", "a\x00b",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := importfile.Read(content, berlin)
		if err != nil {
			require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
			return
		}
		require.NotEmpty(t, file.Rows)
		for _, r := range file.Rows {
			require.Positive(t, r.Line)
		}
	})
}
