package ical_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ical"
)

func TestTextsComeBackFromFoldedAndEscapedLines(t *testing.T) {
	t.Parallel()
	unescape := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n")
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.StringOfN(rapid.SampledFrom([]rune("ab ;,\\n\néß漢😀:\"")), 1, 300, -1)
		name, notes := texts.Draw(t, "name"), texts.Draw(t, "notes")
		at := time.Date(2031, 10, 26, 0, 30, 0, 0, time.UTC)
		out := string(ical.AppendEvent(nil, &agenda.Appointment{
			UID: "u", ClientName: name, Notes: &notes, Status: agenda.Tentative, Version: 3,
			StartsAt: at, EndsAt: at.Add(time.Hour), CreatedAt: at, UpdatedAt: at,
		}))
		for line := range strings.SplitSeq(out, "\r\n") {
			require.LessOrEqual(t, len(line), 75)
			require.True(t, utf8.ValidString(line), "a character is cut: %q", line)
			require.NotContains(t, line, "\n")
		}
		lines := strings.Split(strings.ReplaceAll(out, "\r\n ", ""), "\r\n")
		require.Contains(t, lines, "DTSTART:20311026T003000Z")
		require.Contains(t, lines, "DTEND:20311026T013000Z")
		require.Contains(t, lines, "STATUS:TENTATIVE")
		require.Contains(t, lines, "SEQUENCE:3")
		got := map[string]string{}
		for _, line := range lines {
			key, value, _ := strings.Cut(line, ":")
			got[key] = unescape.Replace(value)
		}
		require.Equal(t, name, got["SUMMARY"])
		require.Equal(t, notes, got["DESCRIPTION"])
	})
}
