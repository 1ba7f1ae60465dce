package llm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/llm"
)

func TestNotesThatAskForSomethingAreQuoted(t *testing.T) {
	t.Parallel()
	for note, want := range map[string][]string{
		"Seen by Dr. Smith at 3 p.m. last week. Please send the X-rays!": {"Please send the X-rays!"},
		"Wants a call. Knee better\nDon’t forget the form":               {"Wants a call.", "Don’t forget the form"},
		"ALLERGIC to latex; prefers mornings":                            {"ALLERGIC to latex", "prefers mornings"},
		"Kommt am 3. Dezember wieder. Bitte um Rückruf.":                 {"Bitte um Rückruf."},
		"Braucht einen Dolmetscher":                                      {"Braucht einen Dolmetscher"},
		"- bring ID\n* möchte später kommen":                             {"bring ID", "möchte später kommen"},
		"Recalled the needle, questions basked. Calling was fine.":       nil,
		"Zweites Gespräch":                                               nil,
	} {
		s, err := llm.Builtin{}.Summarize(context.Background(),
			request(t, "daily", "2026-11-25 07:00", booking{at: "2026-11-25 09:00", minutes: 30, name: "Ada", notes: note}))
		require.NoError(t, err)
		for _, quote := range want {
			require.Contains(t, s.Text, "- 09:00 Ada: “"+quote+"”", note)
		}
		if want == nil {
			require.NotContains(t, s.Text, "Worth a look", note)
		}
	}
}
