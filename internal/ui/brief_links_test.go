package ui

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
)

func mentions(t require.TestingT, oneDay, german bool, list ...string) []mention {
	var all []agenda.Appointment
	for i, s := range list {
		at, name, _ := strings.Cut(s, " ")
		clock, err := agenda.ParseTimeOfDay(at)
		require.NoError(t, err)
		all = append(all, agenda.Appointment{ID: int64(i + 1), ClientName: name, Time: clock})
	}
	return (&visit{}).mentioned(all, oneDay, german)
}

func markedUp(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Link != "" {
			b.WriteString("[" + p.Text + "](" + strings.TrimPrefix(p.Link, "/appointments/") + ")")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestBriefsAreLinked(t *testing.T) {
	t.Parallel()
	day := mentions(t, true, false, "09:45 Ann", "10:30 Ann Lee", "11:00 Ann", "11:00 Öz", "12:00 a.b")
	for text, want := range map[string]string{
		"At 09:45 Ann, then Ann Lee.":   "At [09:45](1) [Ann](1), then [Ann Lee](2).",
		"11:00 Ann and Öz":              "11:00 [Ann](3) and [Öz](4)", // two begin then
		"Annabel, Jo-Ann, Özil, 109:45": "Annabel, Jo-[Ann](1), Özil, 109:45",
		"<b>Ann</b> a.b aXb":            "<b>[Ann](1)</b> [a.b](5) aXb",
		"nobody":                        "nobody",
		"":                              "",
	} {
		require.Equal(t, want, markedUp(linked(text, day)), text)
	}
	require.Equal(t, "At 09:45 [Ann](1)", markedUp(linked("At 09:45 Ann", mentions(t, false, false, "09:45 Ann"))), "a time of several days is nobody's")
}

func TestGermanBriefsAreLinked(t *testing.T) {
	t.Parallel()
	day := mentions(t, true, true, "09:45 Ann", "10:30 Jo", "11:00 Jos")
	for text, want := range map[string]string{
		"09:45 Uhr: Anns Termin um 10:30 Uhr, 10:30-Uhr-Termin.":           "[09:45](1) Uhr: [Anns](1) Termin um [10:30](2) Uhr, [10:30](2)-Uhr-Termin.",
		"Von 09:45 bis 11:00 Uhr: Ann (Mittwoch, 25. November, 09:45 Uhr)": "Von [09:45](1) bis [11:00](3) Uhr: [Ann](1) (Mittwoch, 25. November, [09:45](1) Uhr)",
		"Jos und Jo, Annsen": "[Jos](3) und [Jo](2), Annsen",
	} {
		require.Equal(t, want, markedUp(linked(text, day)), text)
	}
	require.Equal(t, "Anns", markedUp(linked("Anns", mentions(t, true, false, "09:45 Ann"))), "in English that is another name")
}

// Links change nothing of what a brief says.
func TestLinksLeaveTheTextAsItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var names []mention
		for _, n := range rapid.SliceOf(rapid.StringMatching(`[AaÖ1 ]{1,4}`)).Draw(t, "names") {
			names = append(names, mention{n, []*agenda.Appointment{{ID: 1}}})
		}
		text := rapid.OneOf(rapid.StringMatching(`[AaÖ1 ,.]{0,30}`), rapid.String()).Draw(t, "text")
		var b strings.Builder
		for _, p := range linked(text, names) {
			require.NotEmpty(t, p.Text)
			b.WriteString(p.Text)
		}
		require.Equal(t, text, b.String())
	})
}
