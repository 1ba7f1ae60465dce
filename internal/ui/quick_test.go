package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
)

// quickNow is Wednesday 25 November 2026, 10:42.
var quickNow = time.Date(2026, 11, 25, 10, 42, 0, 0, time.UTC)

func saidQuick(q quickLine) string {
	return fmt.Sprintf("%s|%s|%s|%d|%s", q.Client, q.Date, q.Time, q.Minutes, q.Notes)
}

func TestQuickLines(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Jonas Lindqvist call Wed 10:45 30m":           "Jonas Lindqvist call|2026-11-25|10:45|30|",
		"check-up Wed 10:30 30m":                       "check-up|2026-12-02|10:30|30|",
		"check-up tomorrow 9am 1h":                     "check-up|2026-11-26|09:00|60|",
		"Mei Tanaka 27.11. 14 Uhr 45 Min":              "Mei Tanaka|2026-11-27|14:00|45|",
		"Mei Tanaka am 27.11. um 14.30 Uhr, 45 Min.":   "Mei Tanaka|2026-11-27|14:30|45|",
		"Priya 2026-11-25 10:30-11:30":                 "Priya|2026-11-25|10:30|60|",
		"Priya Nair next Tuesday at 9":                 "Priya Nair|2026-12-01|09:00|0|",
		"Priya in 2 weeks half past nine":              "Priya|2026-12-09|09:30|0|",
		"halb drei morgen Elif Demir":                  "Elif Demir|2026-11-26|14:30|0|",
		"Elif übermorgen viertel vor zehn 1,5 Std":     "Elif|2026-11-27|09:45|90|",
		"Do 16:00 Di Maria":                            "Di Maria|2026-11-26|16:00|0|",
		"Sun Li Fri 3pm":                               "Sun Li|2026-11-27|15:00|0|",
		"Ben 3:15 pm - 4 pm Monday":                    "Ben|2026-11-30|15:15|45|",
		"Ben 3-4pm":                                    "Ben|2026-11-25|15:00|60|",
		"Ben von 9 bis 10:30 Uhr am Montag":            "Ben|2026-11-30|09:00|90|",
		"Ana 25 December 2027 noon (bring the papers)": "Ana|2027-12-25|12:00|0|bring the papers",
		"Ana Dec 24th, 8 a.m.":                         "Ana|2026-12-24|08:00|0|",
		"Ana 1. März 14h30 1h30":                       "Ana|2027-03-01|14:30|90|",
		"May Jan 9am":                                  "May Jan|2026-11-26|09:00|0|",
		"Ana 11/25/2027 at three":                      "Ana|2027-11-25|15:00|0|",
		"Ana 3/12 8 Uhr":                               "Ana|2026-12-03|08:00|0|",
		"Ana Dienstag nächste Woche half an hour":      "Ana|2026-12-01||30|",
		"Ana kommenden Freitag":                        "Ana|2026-11-27||0|",
		"Ana in einer Woche, 90 Minuten":               "Ana|2026-12-02||90|",
		"Ana 15:00":                                    "Ana|2026-11-25|15:00|0|",
		"Ana 29.2.":                                    "Ana|2028-02-29||0|",
		"Ana 31.11. 25:00 30:99":                       "Ana 31.11. 25:00 30:99|||0|",
		"Agent 007 and 2 friends":                      "Agent 007 and 2 friends|||0|",
		"":                                             "|||0|",
		"10:45":                                        "|2026-11-25|10:45|0|",
		"Ana, today, 5pm, 2 hours":                     "Ana|2026-11-25|17:00|120|",
	} {
		require.Equal(t, want, saidQuick(parseQuick(line, quickNow, nil)), line)
	}
}

func TestQuickLinesOfKinds(t *testing.T) {
	t.Parallel()
	kinds := []agenda.Kind{{Name: "Call"}, {Name: "Follow-up"}, {Name: "Follow-up call"}, {Name: "Monday group"}, {Name: "Übung"}, {Name: "(a+b)"}, {Name: "30 min check"}}
	for line, want := range map[string]string{
		"Jonas Lindqvist call Wed 10:45 30m": "Call|Jonas Lindqvist|2026-11-25|10:45|30|",
		"CALL Sun Li Fri 3pm":                "Call|Sun Li|2026-11-27|15:00|0|",
		"Di Maria call Do 16:00":             "Call|Di Maria|2026-11-26|16:00|0|",
		"Mei follow-up call tomorrow 9am":    "Follow-up call|Mei|2026-11-26|09:00|0|",
		"call follow-up tomorrow 9am":        "Follow-up|call|2026-11-26|09:00|0|",
		"Callum Byrne tomorrow 9am":          "|Callum Byrne|2026-11-26|09:00|0|",
		"Monday group on Tuesday at 9":       "Monday group||2026-12-01|09:00|0|",
		"Ben for übung, morgen 9 Uhr":        "Übung|Ben|2026-11-26|09:00|0|",
		"Ben 30 min check 9:00 (call him)":   "30 min check|Ben|2026-11-26|09:00|0|call him",
		"Ben a+b 9:00":                       "|Ben a+b|2026-11-26|09:00|0|",
		"call: Ben 9:00":                     "Call|Ben|2026-11-26|09:00|0|",
		"call":                               "Call||||0|",
	} {
		q := parseQuick(line, quickNow, kinds)
		got := q.Kind + "|" + saidQuick(q)
		require.Equal(t, want, got, line)
	}
}

// Whatever is said in whichever order is understood the same.
func TestQuickLinesInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		date := agenda.DateOf(quickNow).AddDays(rapid.IntRange(0, 700).Draw(t, "days"))
		minute, length := 5*rapid.IntRange(0, 287).Draw(t, "minute"), rapid.IntRange(1, 600).Draw(t, "length")
		at := clockText(minute)
		says := []string{
			"Priya Nair",
			rapid.SampledFrom([]string{date.String(), fmt.Sprintf("%d.%d.%d", date.Day, date.Month, date.Year), fmt.Sprintf("%d %s %d", date.Day, date.Month, date.Year)}).Draw(t, "date"),
			rapid.SampledFrom([]string{at, "at " + at, "um " + at + " Uhr"}).Draw(t, "time"),
			rapid.SampledFrom([]string{fmt.Sprint(length, "m"), fmt.Sprint(length, " Min."), fmt.Sprint("for ", length, " minutes")}).Draw(t, "minutes"),
		}
		line := strings.Join(rapid.Permutation(says).Draw(t, "order"), rapid.SampledFrom([]string{" ", ", "}).Draw(t, "between"))
		require.Equal(t, fmt.Sprintf("Priya Nair|%s|%s|%d|", date, at, length), saidQuick(parseQuick(line, quickNow, nil)), line)
	})
}

func FuzzQuickLine(f *testing.F) {
	for _, s := range []string{"Jonas Wed 10:45 30m", "halb drei", "\x00\x00 mo", "in 999 weeks", "(((", "10-11pm 0:00 99/99", "İ übermorgen"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		q := parseQuick(line, quickNow, []agenda.Kind{{Name: "Übung"}, {Name: "mo 10:00"}, {Name: `\\E(?i)`}})
		if utf8.ValidString(line) {
			require.True(t, utf8.ValidString(q.Client))
		}
		require.NotContains(t, q.Client, taken)
		require.NotContains(t, q.Client, takenKind)
		if q.Time != "" {
			_, err := agenda.ParseTimeOfDay(q.Time)
			require.NoError(t, err)
			require.False(t, q.Date.IsZero())
		}
		require.LessOrEqual(t, q.Minutes, agenda.MaxDurationMinutes)
	})
}
