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
	Stop      bool   // the visitor may stop it
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
		ID: j.ID, Title: v.briefTitle(j), Badge: v.jobBadge(j), Open: !j.State.Terminal(), Label: j.Label,
	}
	c.Stop = c.Open && (j.RequestedBy == v.session.Username || v.session.Role == agenda.RoleAdmin)
	c.Announce = v.t("%s: %s", c.Title, c.Badge.Text)
	detail := v.tn(j.Count, "%d appointment", "%d appointments")
	switch j.RequestedBy {
	case "":
	case v.session.Username:
		detail = v.t("By you, %s", detail)
	default:
		detail = v.t("By %s, %s", v.requester(j), detail)
	}
	c.Steps = append(c.Steps, jobStep{"done", "check", v.t("Asked for"), detail, v.clockTime(j.RequestedAt)})
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
		c.Again, c.Force = v.t("Write a new one"), true
	case agenda.JobDead:
		c.Again = v.t("Try again")
	case agenda.JobCancelled:
		c.Again = v.t("Ask again")
	}
	return c
}

// clockTime is a moment to the second: those of a job lie seconds apart.
func (v *visit) clockTime(t time.Time) string { return v.hms(t.In(v.clock.Location())) }

func (v *visit) pickUpStep(j *agenda.SummaryJob) jobStep {
	if len(j.Attempts) == 0 {
		if j.State.Terminal() {
			return jobStep{"done", "check", v.t("Picked up"), "", ""}
		}
		if j.Paused {
			return jobStep{"run", "", v.t("Paused by an administrator"), v.t("It is kept, and written when the pause ends"), ""}
		}
		return jobStep{"run", "", v.t("Waiting for a worker"), v.t("It starts as soon as one is free"), ""}
	}
	first := j.Attempts[0]
	detail := v.list(first.Worker, v.t("%s in the queue", v.secondsWords(first.StartedAt.Sub(j.RequestedAt))))
	return jobStep{"done", "check", v.t("Picked up"), detail, v.clockTime(first.StartedAt)}
}

// attemptStep is a try that failed, or the one under way after others. The first one, while it runs
// or when it worked, is told by the steps around it.
func (v *visit) attemptStep(j *agenda.SummaryJob, i int) *jobStep {
	a := j.Attempts[i]
	if a.Error != "" {
		at := a.StartedAt
		if a.EndedAt != nil {
			at = *a.EndedAt
		}
		return &jobStep{"fail", "dotx", v.ordinal(a.Number, "First try failed|Second try failed|Third try failed|Fourth try failed|Fifth try failed", "Try %d failed"), v.said(a.Error), v.clockTime(at)}
	}
	if j.State != agenda.JobRunning || i != len(j.Attempts)-1 {
		return nil
	}
	if i == 0 {
		return &jobStep{"run", "", v.t("Writing"), v.t("Started %s", v.clockTime(a.StartedAt)), ""}
	}
	detail := v.t("Started %s", v.clockTime(a.StartedAt))
	if before := j.Attempts[i-1].EndedAt; before != nil {
		detail = v.t("Started %s after a %s wait", v.clockTime(a.StartedAt), v.secondsWords(a.StartedAt.Sub(*before)))
	}
	return &jobStep{"run", "", upperFirst(v.tryWords(a.Number)), detail, ""}
}

func (v *visit) lastSteps(j *agenda.SummaryJob) []jobStep {
	finished := ""
	if j.FinishedAt != nil {
		finished = v.clockTime(*j.FinishedAt)
	}
	ready := jobStep{"todo", "", v.t("Ready"), v.t("Usually under 10 s"), ""}
	switch j.State {
	case agenda.JobDone:
		return []jobStep{{"done", "check", v.t("Ready"), v.t("Written in %s", v.took(j)), finished}}
	case agenda.JobSkipped:
		return []jobStep{{"done", "check", v.t("Already written"), v.t("These days were summarised moments ago, so that brief stands"), finished}}
	case agenda.JobDead:
		return []jobStep{{"fail", "dotx", v.t("Given up"), v.said(j.Error), finished}}
	case agenda.JobCancelled:
		return []jobStep{{"fail", "x", v.t("Taken back"), v.t("It was stopped before it was written"), finished}}
	case agenda.JobRetrying:
		next := jobStep{"run", "", v.t("Next try"), v.t("Starts in a moment"), ""}
		if n := len(j.Attempts); n > 0 && j.Attempts[n-1].RetryAt != nil {
			next.Detail = v.t("Starts at %s", v.clockTime(*j.Attempts[n-1].RetryAt))
		}
		return []jobStep{next, ready}
	}
	return []jobStep{ready}
}

func (l *language) jobBadge(j *agenda.SummaryJob) badge {
	switch j.State {
	case agenda.JobRunning:
		return badge{"badge-info", "", l.t("Writing")}
	case agenda.JobRetrying:
		return badge{"badge-warn", "clock", l.t("Trying again")}
	case agenda.JobDone:
		if n := len(j.Attempts); n > 1 {
			return badge{"badge-ok", "check", l.t("Ready, %s", l.tryWords(n))}
		}
		return badge{"badge-ok", "check", l.t("Ready")}
	case agenda.JobSkipped:
		return badge{"", "check", l.t("Already written")}
	case agenda.JobDead:
		return badge{"badge-danger", "warn", l.t("Failed")}
	case agenda.JobCancelled:
		return badge{"", "x", l.t("Taken back")}
	}
	return badge{"badge-info", "", l.t("Waiting")}
}
