package ui

import (
	"context"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// briefMentions are the briefs that name an appointment's client and are of its days. They fail alone: the page
// shows the rest.
type briefMentions struct {
	Lines  []mentionLine
	Failed bool
}

type mentionLine struct{ Link, Brief, Written string }

// mostMentions bounds how many are shown.
const mostMentions = 5

// startMentions begins to look for them while the page loads its own content.
func (v *visit) startMentions(id int64) func() briefMentions {
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	caller := v.caller
	type answer struct {
		jobs []agenda.SummaryJob
		err  error
	}
	found := make(chan answer, 1)
	go func() {
		defer cancel()
		jobs, err := caller.SummaryJobs(ctx, apiclient.JobOptions{Mentions: id, Limit: mostMentions})
		found <- answer{jobs, err}
	}()
	return func() briefMentions {
		a := <-found
		m := briefMentions{Failed: a.err != nil}
		for i := range a.jobs {
			j := &a.jobs[i]
			line := mentionLine{Link: "/briefs/" + j.ID, Brief: v.briefTitle(j)}
			if j.FinishedAt != nil {
				line.Written = v.t("written %s", v.byline("", *j.FinishedAt))
			}
			m.Lines = append(m.Lines, line)
		}
		return m
	}
}
