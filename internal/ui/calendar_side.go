package ui

import (
	"context"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// sidePanel is today at a glance, beside the calendar. What could not be loaded is left out.
type sidePanel struct {
	Brief *sideBrief
	Next  []sideNext
	Jobs  []sideJob
}

type sideBrief struct {
	Link, Title, Text string
	Items             []briefItem
}

type sideNext struct{ Link, Name, Time, In string }

type sideJob struct {
	Link, Kind string
	Badge      badge
}

const nextShown = 3

// startSide begins to load the panel while the page loads its days; the list of these is asked what is
// next when today is among them.
func (v *visit) startSide() func([]agenda.Appointment) sidePanel {
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	jobs := make(chan []agenda.SummaryJob, 1)
	caller := v.caller
	go func() {
		defer cancel()
		found, err := caller.SummaryJobs(ctx, apiclient.JobOptions{Limit: historyLimit})
		if err != nil {
			found = nil
		}
		jobs <- found
	}()
	return func(list []agenda.Appointment) sidePanel {
		p := sidePanel{Next: v.upNext(list)}
		for _, j := range <-jobs {
			switch {
			case !j.State.Terminal() && len(p.Jobs) < openCards:
				p.Jobs = append(p.Jobs, sideJob{"/briefs/" + j.ID, v.briefKind(&j), v.jobBadge(&j)})
			case p.Brief == nil && j.State == agenda.JobDone && j.Summary != nil && j.From == v.today() && j.To == v.today():
				p.Brief = v.sideBrief(&j)
			}
		}
		return p
	}
}

func (v *visit) sideBrief(j *agenda.SummaryJob) *sideBrief {
	text := readBrief(*j.Summary, v.briefTitle(j))
	b := &sideBrief{Link: "/briefs/" + j.ID, Title: text.Title}
	for _, block := range text.Blocks {
		if b.Text == "" {
			b.Text = block.Text
		}
		if len(b.Items) == 0 {
			b.Items = block.Items
		}
	}
	return b
}

func (v *visit) upNext(list []agenda.Appointment) (next []sideNext) {
	for i := range list {
		a := &list[i]
		if a.Status == agenda.Cancelled || !a.StartsAt.After(v.clock) || agenda.DateOf(a.StartsAt.In(v.clock.Location())) != v.today() || len(next) == nextShown {
			continue
		}
		n := sideNext{Link: "/appointments/" + strconv.FormatInt(a.ID, 10), Name: a.ClientName, Time: v.spanOf(a).Words}
		if len(next) == 0 {
			n.In = v.t("in %s", v.minutesWords(int(a.StartsAt.Sub(v.clock)/time.Minute)))
		}
		next = append(next, n)
	}
	return next
}
