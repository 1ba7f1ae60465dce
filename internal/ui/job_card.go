package ui

import (
	"time"

	"appointment-manager/internal/agenda"
)

// jobCard is how a brief that was asked for comes along. It is drawn on the page and, by the same
// template, in the stream that keeps the page fresh.
type jobCard struct {
	ID, Title string
	Badge     badge
	Steps     []jobStep
	Open      bool
	Announce  string // read out when it changes
	Read      string // link to the brief
	Label     string // what asking again asks for
	Again     string // the button that asks once more
	Force     bool   // and has it written although one was written moments ago
}

// jobStep is a line of the card's timeline. Class is done, fail, run or todo.
type jobStep struct{ Class, Icon, Title, Detail, Time string }

// builtInModel is the summarizer that is no AI.
const builtInModel = "built-in"

func (v *visit) jobCard(j *agenda.SummaryJob) jobCard {
	c := jobCard{
		ID: j.ID, Title: v.briefTitle(j), Badge: jobBadge(j), Open: !j.State.Terminal(), Label: j.Label,
	}
	c.Announce = c.Title + ": " + c.Badge.Text
	by := j.RequestedBy
	if by == v.session.Username {
		by = "you"
	}
	detail := counted(j.Count, "appointment", "appointments")
	if by != "" {
		detail = "By " + by + ", " + detail
	}
	c.Steps = append(c.Steps, jobStep{"done", "check", "Asked for", detail, v.clockTime(j.RequestedAt)})
	c.Steps = append(c.Steps, v.pickUpStep(j))
	for i := range j.Attempts {
		if step := v.attemptStep(j, i); step != nil {
			c.Steps = append(c.Steps, *step)
		}
	}
	c.Steps = append(c.Steps, v.lastSteps(j)...)
	switch j.State {
	case agenda.JobDone:
		c.Read = "/briefs/" + j.ID
	case agenda.JobSkipped:
		if j.ResultID != "" {
			c.Read = "/briefs/" + j.ResultID
		}
		c.Again, c.Force = "Write a new one", true
	case agenda.JobDead:
		c.Again = "Try again"
	}
	return c
}

// clockTime is a moment to the second: those of a job lie seconds apart.
func (v *visit) clockTime(t time.Time) string { return t.In(v.clock.Location()).Format("15:04:05") }

func (v *visit) pickUpStep(j *agenda.SummaryJob) jobStep {
	if len(j.Attempts) == 0 {
		if j.State.Terminal() {
			return jobStep{"done", "check", "Picked up", "", ""}
		}
		return jobStep{"run", "", "Waiting for a worker", "It starts as soon as one is free", ""}
	}
	first := j.Attempts[0]
	detail := secondsWords(first.StartedAt.Sub(j.RequestedAt)) + " in the queue"
	if first.Worker != "" {
		detail = first.Worker + ", " + detail
	}
	return jobStep{"done", "check", "Picked up", detail, v.clockTime(first.StartedAt)}
}

// attemptStep is a try that failed, or the one under way after others. The first one, while it runs
// or when it worked, is told by the steps around it.
func (v *visit) attemptStep(j *agenda.SummaryJob, i int) *jobStep {
	a := j.Attempts[i]
	title := upperFirst(ordinal(a.Number)) + " try"
	if a.Error != "" {
		at := a.StartedAt
		if a.EndedAt != nil {
			at = *a.EndedAt
		}
		return &jobStep{"fail", "dotx", title + " failed", a.Error, v.clockTime(at)}
	}
	if j.State != agenda.JobRunning || i != len(j.Attempts)-1 {
		return nil
	}
	if i == 0 {
		return &jobStep{"run", "", "Writing", "Started " + v.clockTime(a.StartedAt), ""}
	}
	detail := "Started " + v.clockTime(a.StartedAt)
	if before := j.Attempts[i-1].EndedAt; before != nil {
		detail += " after a " + secondsWords(a.StartedAt.Sub(*before)) + " wait"
	}
	return &jobStep{"run", "", title, detail, ""}
}

func (v *visit) lastSteps(j *agenda.SummaryJob) []jobStep {
	finished := ""
	if j.FinishedAt != nil {
		finished = v.clockTime(*j.FinishedAt)
	}
	ready := jobStep{"todo", "", "Ready", "Usually under 10 s", ""}
	switch j.State {
	case agenda.JobDone:
		return []jobStep{{"done", "check", "Ready", "Written in " + took(j), finished}}
	case agenda.JobSkipped:
		return []jobStep{{"done", "check", "Already written", "These days were summarised moments ago, so that brief stands", finished}}
	case agenda.JobDead:
		return []jobStep{{"fail", "dotx", "Given up", sentence(j.Error), finished}}
	case agenda.JobCancelled:
		return []jobStep{{"fail", "x", "Taken back", "An administrator ended it", finished}}
	case agenda.JobRetrying:
		next := jobStep{"run", "", "Next try", "Starts in a moment", ""}
		if n := len(j.Attempts); n > 0 && j.Attempts[n-1].RetryAt != nil {
			next.Detail = "Starts at " + v.clockTime(*j.Attempts[n-1].RetryAt)
		}
		return []jobStep{next, ready}
	}
	return []jobStep{ready}
}

func jobBadge(j *agenda.SummaryJob) badge {
	switch j.State {
	case agenda.JobRunning:
		return badge{"badge-info", "", "Writing"}
	case agenda.JobRetrying:
		return badge{"badge-warn", "clock", "Trying again"}
	case agenda.JobDone:
		if n := len(j.Attempts); n > 1 {
			return badge{"badge-ok", "check", "Ready, " + ordinal(n) + " try"}
		}
		return badge{"badge-ok", "check", "Ready"}
	case agenda.JobSkipped:
		return badge{"", "check", "Already written"}
	case agenda.JobDead:
		return badge{"badge-danger", "warn", "Failed"}
	case agenda.JobCancelled:
		return badge{"", "x", "Taken back"}
	}
	return badge{"badge-info", "", "Waiting"}
}
