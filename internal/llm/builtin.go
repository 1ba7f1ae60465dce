package llm

import (
	"context"
	"strings"

	"appointment-manager/internal/agenda"
)

// BuiltinModel is what the built-in summarizer calls itself in [agenda.Summary].
const BuiltinModel = "built-in"

// Builtin writes briefs without a model: the same request gives the same bytes, on any machine and
// at any time, and nothing leaves the process.
type Builtin struct{}

// Model returns BuiltinModel.
func (Builtin) Model() string { return BuiltinModel }

// Summarize writes the brief: a title, a paragraph or two, and what is worth a look. It never fails.
func (Builtin) Summarize(_ context.Context, req agenda.SummaryRequest) (agenda.Summary, error) {
	return agenda.Summary{Text: brief(&req), Model: BuiltinModel, Appointments: len(req.Appointments)}, nil
}

func brief(req *agenda.SummaryRequest) string {
	f := factsOf(req)
	parts := []string{f.title()}
	for _, paragraph := range [][]string{f.overview(), f.people()} {
		if len(paragraph) > 0 {
			parts = append(parts, strings.Join(paragraph, " "))
		}
	}
	if lines := f.firstVisitLines(); len(lines) > 0 {
		parts = append(parts, "First visits\n"+strings.Join(lines, "\n"))
	}
	if lines := f.worthALook(); len(lines) > 0 {
		parts = append(parts, "Worth a look\n"+strings.Join(lines, "\n"))
	}
	return clip(strings.Join(parts, "\n\n"), maxText)
}
