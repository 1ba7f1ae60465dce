package ical_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ical"
)

func load(t require.TestingT, zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	return loc
}

func write(zone *time.Location, within agenda.Span, list ...agenda.Appointment) string {
	c := ical.NewCalendar(zone, within)
	b := c.AppendBegin(nil)
	for i := range list {
		b = c.AppendEvent(b, &list[i])
	}
	return string(append(b, ical.End...))
}

func booked(start time.Time, minutes int) agenda.Appointment {
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	return agenda.Appointment{
		UID: "0190-u", ClientName: "Priya Nair", Status: agenda.Confirmed, Version: 1, CreatedAt: at, UpdatedAt: at,
		StartsAt: start.UTC(), EndsAt: start.Add(time.Duration(minutes) * time.Minute).UTC(),
	}
}

// zones are those whose clocks are moved in every way there is: not at all, by half an hour, backwards in
// summer, by the moon, at midnight, on the day before, by seconds, over the date line.
var zones = []string{
	"Europe/Berlin", "America/New_York", "UTC", "Asia/Tokyo", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Dublin",
	"Africa/Casablanca", "Africa/Cairo", "America/Nuuk", "America/Santiago", "America/St_Johns", "Africa/Monrovia",
	"Pacific/Apia", "Asia/Tehran", "America/Caracas", "Antarctica/Troll", "Europe/Istanbul", "America/Sao_Paulo", "Etc/GMT-14",
}

func TestWhatIsWrittenIsReadByOthersAsTheSame(t *testing.T) {
	t.Parallel()
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("ab ;,\\n\néß漢😀:\"\t")), 0, 300, -1)
	rapid.Check(t, func(t *rapid.T) {
		zone := load(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		list := make([]agenda.Appointment, rapid.IntRange(1, 4).Draw(t, "appointments"))
		var within agenda.Span
		for i := range list {
			start := time.Date(rapid.IntRange(1970, 2100).Draw(t, "year"), 1, rapid.IntRange(1, 365).Draw(t, "day"), 12, 0, 0, 0, zone)
			if _, night := start.ZoneBounds(); rapid.Bool().Draw(t, "on a night when clocks are moved") && !night.IsZero() && night.Year() <= 2100 {
				start = night
			}
			start = start.Add(time.Duration(rapid.IntRange(-200, 200).Draw(t, "minutes off")) * time.Minute)
			a := booked(start, rapid.IntRange(1, 1440).Draw(t, "minutes"))
			notes := texts.Draw(t, "notes")
			a.UID, a.ClientName, a.Notes = texts.Draw(t, "uid"), texts.Draw(t, "name"), &notes
			a.Status = rapid.SampledFrom([]agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled}).Draw(t, "status")
			a.Version = int64(i)
			if i == 0 || a.StartsAt.Before(within.Start) {
				within.Start = a.StartsAt
			}
			if a.EndsAt.After(within.End) {
				within.End = a.EndsAt
			}
			list[i] = a
		}
		text := write(zone, within, list...)
		requireLines(t, text)
		got := read(t, text)
		require.Len(t, got, len(list))
		for i, a := range list {
			require.Equal(t, event{
				a.UID, a.ClientName, *a.Notes, strings.ToUpper(string(a.Status)), a.StartsAt, a.EndsAt, int(a.Version),
			}, got[i], text)
		}
	})
}

// requireLines holds every line to at most 75 octets of whole characters, and to its end.
func requireLines(t require.TestingT, text string) {
	require.True(t, strings.HasSuffix(text, "\r\n"))
	for line := range strings.SplitSeq(text, "\r\n") {
		require.LessOrEqual(t, len(line), 75, "%q", line)
		require.True(t, utf8.ValidString(line), "a character is cut: %q", line)
		require.False(t, strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }), "%q", line)
	}
}

// Line by line, as other programs are given it.
func TestAnEvent(t *testing.T) {
	t.Parallel()
	berlin := load(t, "Europe/Berlin")
	a := booked(time.Date(2026, 11, 25, 10, 30, 0, 0, berlin), 45)
	notes := "Bring: MRI images; not, please,\r\nthe C:\\reports\nthemselves"
	a.Notes, a.Version = &notes, 7
	text := write(berlin, a.Span(), a)
	_, got, _ := strings.Cut(text, "END:VTIMEZONE\r\n")
	require.Equal(t, strings.Join([]string{
		"BEGIN:VEVENT", "UID:0190-u", "DTSTAMP:20261101T080000Z", "CREATED:20261101T080000Z", "LAST-MODIFIED:20261101T080000Z", "SEQUENCE:7",
		"DTSTART;TZID=Europe/Berlin:20261125T103000", "DTEND;TZID=Europe/Berlin:20261125T111500", "STATUS:CONFIRMED", "SUMMARY:Priya Nair",
		`DESCRIPTION:Bring: MRI images\; not\, please\,\nthe C:\\reports\nthemselves`, "END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n"), got)
	a.Status = agenda.Cancelled
	require.Contains(t, write(berlin, a.Span(), a), "\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n")
}

func TestLinesAreFoldedOctetByOctet(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for name, want := range map[string][]string{
		strings.Repeat("x", 67):              {"SUMMARY:" + strings.Repeat("x", 67)},
		strings.Repeat("x", 68):              {"SUMMARY:" + strings.Repeat("x", 67), " x"},
		strings.Repeat("x", 67+74+1):         {"SUMMARY:" + strings.Repeat("x", 67), " " + strings.Repeat("x", 74), " x"},
		strings.Repeat("x", 65) + "éy":       {"SUMMARY:" + strings.Repeat("x", 65) + "é", " y"},
		strings.Repeat("x", 66) + "éy":       {"SUMMARY:" + strings.Repeat("x", 66), " éy"},
		strings.Repeat("x", 65) + "漢":        {"SUMMARY:" + strings.Repeat("x", 65), " 漢"},
		strings.Repeat("x", 64) + "😀":        {"SUMMARY:" + strings.Repeat("x", 64), " 😀"},
		strings.Repeat("x", 63) + "😀y":       {"SUMMARY:" + strings.Repeat("x", 63) + "😀", " y"},
		strings.Repeat("x", 67) + "  two":    {"SUMMARY:" + strings.Repeat("x", 67), "   two"},
		strings.Repeat("x", 66) + ";;":       {"SUMMARY:" + strings.Repeat("x", 66) + `\`, ` ;\;`},
		"a\x00b\x1b[31mc\x7f\u0085d\xffe\tf": {"SUMMARY:ab[31mcd\ufffde\tf"},
	} {
		a := booked(start, 30)
		a.ClientName = name
		text := write(time.UTC, a.Span(), a)
		requireLines(t, text)
		lines := strings.Split(text, "\r\n")
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "SUMMARY") })
		require.Equal(t, append(want, "END:VEVENT"), lines[at:at+len(want)+1], "%q", name)
	}
}

func zoneOf(text string) string {
	_, text, _ = strings.Cut(text, "BEGIN:VTIMEZONE\r\n")
	text, _, _ = strings.Cut(text, "END:VTIMEZONE\r\n")
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// One rule without an end for each half of the year is all that some readers understand.
func TestAZoneIsDescribedAsShortAsItCanBe(t *testing.T) {
	t.Parallel()
	year := func(from, to int) agenda.Span {
		return agenda.Span{Start: time.Date(from, 6, 1, 0, 0, 0, 0, time.UTC), End: time.Date(to, 6, 1, 0, 0, 0, 0, time.UTC)}
	}
	require.Equal(t, `TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20251026T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
`, zoneOf(write(load(t, "Europe/Berlin"), year(2026, 2026))))
	require.Contains(t, zoneOf(write(load(t, "America/New_York"), year(2060, 2090))), "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\n")
	require.Contains(t, zoneOf(write(load(t, "America/Asuncion"), year(2017, 2017))), "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=4SU\n", "in 2017 it was the last as well")
	require.Contains(t, zoneOf(write(load(t, "Europe/Berlin"), year(1994, 1996))),
		"DTSTART:19930926T030000\nRDATE:19940925T030000\nRDATE:19950924T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\n")
	for zone, lines := range map[string]string{
		"Asia/Tokyo":      "DTSTART:20301231T090000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nTZNAME:JST\n",
		"America/Caracas": "DTSTART:20301230T200000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0400\nTZNAME:-04\n",
		"UTC":             "DTSTART:20301231T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0000\nTZNAME:UTC\n",
	} {
		require.Equal(t, "TZID:"+zone+"\nBEGIN:STANDARD\n"+lines+"END:STANDARD\n", zoneOf(write(load(t, zone), year(2032, 2032))))
	}
}

// Egypt moved its clocks by the same rule until 2010 and from 2023 on.
func TestARuleIsNotHeldToHaveGoneOnMeanwhile(t *testing.T) {
	t.Parallel()
	a := booked(time.Date(2017, 7, 1, 9, 0, 0, 0, time.UTC), 30)
	text := write(load(t, "Africa/Cairo"), agenda.Span{Start: a.StartsAt.AddDate(-8, 0, 0), End: a.EndsAt.AddDate(7, 0, 0)}, a)
	require.Contains(t, text, "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1FR\r\n")
	require.Equal(t, a.StartsAt, read(t, text)[0].start)
}

func TestTimesThatAWallClockDoesNotTellAreWrittenInUTC(t *testing.T) {
	t.Parallel()
	berlin := load(t, "Europe/Berlin")
	night := time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC) // 02:00 in Berlin, an hour before clocks are set back to 02:00
	year := agenda.Span{Start: night.AddDate(0, -3, 0), End: night.AddDate(0, 1, 0)}
	for _, row := range []struct {
		start   time.Time
		minutes int
		want    string
	}{
		{night.Add(-30 * time.Minute), 29, "DTSTART;TZID=Europe/Berlin:20261025T013000\r\nDTEND;TZID=Europe/Berlin:20261025T015900\r\n"},
		{night.Add(-30 * time.Minute), 30, "DTSTART:20261024T233000Z\r\nDTEND:20261025T000000Z\r\n"},
		{night.Add(30 * time.Minute), 60, "DTSTART:20261025T003000Z\r\nDTEND:20261025T013000Z\r\n"},
		{night.Add(90 * time.Minute), 60, "DTSTART:20261025T013000Z\r\nDTEND:20261025T023000Z\r\n"},
		{night.Add(2 * time.Hour), 30, "DTSTART;TZID=Europe/Berlin:20261025T030000\r\nDTEND;TZID=Europe/Berlin:20261025T033000\r\n"},
		{night.AddDate(1, 3, 0), 30, "DTSTART:20280125T000000Z\r\nDTEND:20280125T003000Z\r\n"}, // beyond the years that are described
		{night.AddDate(-2, 0, 0), 30, "DTSTART:20241025T000000Z\r\nDTEND:20241025T003000Z\r\n"},
	} {
		a := booked(row.start, row.minutes)
		text := write(berlin, year, a)
		require.Contains(t, text, row.want)
		got := read(t, text)[0]
		require.Equal(t, a.Span(), agenda.Span{Start: got.start, End: got.end})
	}
	a := booked(night, 30)
	for _, nameless := range []*time.Location{time.UTC, load(t, "UTC"), time.FixedZone("", 3600)} {
		text := write(nameless, a.Span(), a)
		require.Contains(t, text, "DTSTART:20261025T000000Z\r\n")
		require.NotContains(t, text, "X-WR-TIMEZONE")
	}
}

// A calendar needs a component; one without appointments has its zone.
func TestAnEmptyCalendarIsValid(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for _, zone := range []*time.Location{time.UTC, load(t, "Europe/Berlin")} {
		text := write(zone, agenda.Span{Start: at, End: at})
		require.Empty(t, read(t, text))
		requireLines(t, text)
		for _, line := range []string{"BEGIN:VCALENDAR", "VERSION:2.0", "END:STANDARD", "END:VTIMEZONE", "NAME:Appointments", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "END:VCALENDAR"} {
			require.Contains(t, "\r\n"+text, "\r\n"+line+"\r\n")
		}
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("0190", "Priya Nair", "Bring; the, MRI\nimages\\")
	f.Add("\r\n", "\xff\x00", strings.Repeat("漢", 100)+"\r\nBEGIN:VALARM\r\n")
	f.Fuzz(func(t *testing.T, uid, name, notes string) {
		a := booked(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), 30)
		a.UID, a.ClientName, a.Notes = uid, name, &notes
		text := write(time.UTC, a.Span(), a)
		requireLines(t, text)
		got := read(t, text)
		require.Len(t, got, 1)
		require.Equal(t, shown(uid), got[0].uid)
		require.Equal(t, shown(name), got[0].summary)
		require.Equal(t, shown(notes), got[0].description)
	})
}

// shown is a text as a reader can be given it.
func shown(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	for _, r := range s {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
