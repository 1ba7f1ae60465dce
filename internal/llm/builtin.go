package llm

import (
	"context"
	"strings"

	"appointment-manager/internal/agenda"
)

// BuiltinModel is what the built-in summarizer calls itself in [agenda.Summary].
const BuiltinModel = "built-in"

// Builtin writes briefs without a model: the same request gives the same bytes, on any machine and
// at any time, and nothing leaves the process. It speaks English and German, English to whoever asks
// for another language.
type Builtin struct{}

// Model returns BuiltinModel.
func (Builtin) Model() string { return BuiltinModel }

// Summarize writes the brief: a title, a paragraph or two, and what is worth a look. It never fails.
func (Builtin) Summarize(_ context.Context, req agenda.SummaryRequest) (agenda.Summary, error) {
	f := factsOf(&req)
	return agenda.Summary{Text: f.brief(), Model: BuiltinModel, Appointments: len(req.Appointments), Language: f.say.tag()}, nil
}

func (f *facts) brief() string {
	parts := []string{f.title()}
	for _, paragraph := range [][]string{f.overview(), f.people()} {
		if len(paragraph) > 0 {
			parts = append(parts, strings.Join(paragraph, " "))
		}
	}
	firstVisits, look := f.say.headings()
	for _, l := range []struct {
		heading string
		lines   []string
	}{{firstVisits, f.firstVisitLines()}, {look, f.worthALook()}} {
		if len(l.lines) > 0 {
			parts = append(parts, l.heading+"\n- "+strings.Join(l.lines, "\n- "))
		}
	}
	return clip(strings.Join(parts, "\n\n"), maxText)
}
