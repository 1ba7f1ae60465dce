package ui

import (
	"context"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// sidePanel is today at a glance, beside the calendar. What could not be loaded is left out.
type sidePanel struct {
	Brief *sideBrief
	Ask   bool // there is no brief of today, nor one under way
	Next  []sideNext
	Jobs  []sideJob
	Fresh int // after how many seconds to look for it again; 0: nothing in it changes by itself
}

type sideBrief struct {
	Link, Title string
	Key         string // so that two clicks ask for one more
	Text        []piece
	Items       []briefItem
	Written     string
	ByAI        bool
	Lang, Zone  string // as those of a brief
}

type sideNext struct{ Link, Name, Time, Kind, Hue, In string }

type sideJob struct {
	Link, Kind, Now string
	Badge           badge
}

const (
	nextShown   = 3
	sideRefresh = 5   // seconds
	sideRetry   = 30  // seconds
	sideLimit   = 200 // of a day's appointments that are looked through for what is next
)

// startSide begins to load the panel while the page loads its days.
func (v *visit) startSide() func() sidePanel {
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	type found struct {
		jobs    []agenda.SummaryJob
		jobsErr error
		today   apiclient.Page
	}
	done := make(chan found, 1)
	caller, today := v.caller, v.today()
	go func() {
		defer cancel()
		var f found
		f.jobs, f.jobsErr = caller.SummaryJobs(ctx, apiclient.JobOptions{Limit: historyLimit})
		f.today, _ = caller.Appointments(ctx, apiclient.ListOptions{From: today, To: today, Sort: agenda.ByStart, Limit: sideLimit})
		done <- f
	}()
	return func() sidePanel {
		f := <-done
		p := sidePanel{Next: v.upNext(f.today.Appointments)}
		for _, j := range f.jobs {
			switch {
			case !j.State.Terminal() && len(p.Jobs) < openCards:
				p.Jobs = append(p.Jobs, v.sideJob(&j))
			case p.Brief == nil && j.State == agenda.JobDone && j.Summary != nil && j.From == v.practiceToday() && j.To == v.practiceToday():
				p.Brief = v.sideBrief(&j, f.today.Appointments)
			}
		}
		p.Ask = f.jobsErr == nil && p.Brief == nil && len(p.Jobs) == 0
		switch {
		case f.jobsErr != nil:
			p.Fresh = sideRetry
		case len(p.Jobs) > 0:
			p.Fresh = sideRefresh
		}
		return p
	}
}

// sideJob says of a brief under way what the step is that runs.
func (v *visit) sideJob(j *agenda.SummaryJob) sideJob {
	card := v.jobCard(j)
	side := sideJob{Link: "/briefs/" + j.ID, Kind: v.briefKind(j), Badge: card.Badge}
	for _, step := range card.Steps {
		if step.Class == "run" {
			side.Now = strings.TrimSuffix(step.Title+" · "+step.Detail, " · ")
		}
	}
	return side
}

// sideBrief is the beginning of today's brief: its first paragraph and its first list.
func (v *visit) sideBrief(j *agenda.SummaryJob, today []agenda.Appointment) *sideBrief {
	text := readBrief(*j.Summary, v.briefTitle(j))
	if v.zone().String() != v.practice.String() {
		today = nil // a brief's times are the practice's, and these are not
	}
	text.link(v.mentioned(today, true, j.Language == "de"))
	b := &sideBrief{Link: "/briefs/" + j.ID, Title: text.Title, Key: "again " + j.ID, Written: v.writtenWords(j), ByAI: byAI(j), Lang: v.briefLang(j), Zone: v.briefZone()}
	for _, block := range text.Blocks {
		if b.Text == nil {
			b.Text = block.Linked
		}
		if b.Items == nil {
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
		n := sideNext{Link: "/appointments/" + strconv.FormatInt(a.ID, 10), Name: a.ClientName, Time: v.spanOf(a).Words, Kind: a.Kind}
		if a.Kind != "" || len(v.kinds()) > 0 {
			n.Hue = v.hue(a.Kind)
		}
		if len(next) == 0 {
			n.In = v.t("in %s", v.minutesWords(int(a.StartsAt.Sub(v.clock)/time.Minute)))
		}
		next = append(next, n)
	}
	return next
}
