package ui

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// queuePage is how the writing of briefs comes along.
type queuePage struct {
	adminFrame
	AsOf     string
	Decide   string // how many briefs need a decision
	Why      string
	RetryAll string // the button for all of them, where there are several
	Tiles    []tile
	Dead     []queueLine
	Open     []queueLine
	Parts    []partLine
	Troubled string // how many parts are down
	Paused   string // since when and by whom; "": it is not

	Workers            []workerLine
	Locks              []lockLine
	NoWorkers, NoLocks string // why there are none to be shown
}

// workerLine is a worker in the table.
type workerLine struct {
	Name, InUse, Heard string
	Up                 bool   // it was heard of lately
	Slots              []bool // taken or free
	Doing              []workerJob
	Done               int
}

// workerJob is a brief that a worker is writing.
type workerJob struct{ ID, Text string }

// lockLine is a label that is not summarised again for a while.
type lockLine struct{ What, Label, Left string }

// tile is one figure. An unknown one says so and is never 0.
type tile struct {
	Label, Figure, Context string
	Unknown                bool
	Spark                  *spark
	Slots                  []bool // of all workers, taken or free
}

// spark is a small curve: the paths of its area and of its line, in a box of 200 by 32.
type spark struct{ Area, Line string }

// queueLine is a brief in a table.
type queueLine struct {
	ID, Short, Kind, Days string
	By                    string
	Text                  string // the last error, or what is done now
	When                  string
	Badge                 badge
}

// partLine is something that the service needs.
type partLine struct {
	Name, Detail, State string
	Up                  bool
}

// queueRows is how many briefs each table shows at most.
const queueRows = 50

func (s *site) getQueue(v *visit) error {
	mini, database := v.startMini(v.today()), v.startDatabaseWords()
	h, err := v.caller.QueueHealth(v.ctx())
	if err != nil {
		return err
	}
	v.dead.remember(int(min(h.Dead, countLimit)), v.now())
	p := queuePage{AsOf: v.t("As of %s", v.clockTime(h.CheckedAt)), Tiles: v.queueTiles(&h)}
	if n := int(h.Dead); n > 0 {
		p.Decide = v.tn(n, "%d brief needs a decision.", "%d briefs need a decision.")
		p.Why = v.tn(n, "Every try failed, so it was set aside and holds up nothing.", "Every try failed, so they were set aside and hold up nothing.")
		if n > 1 {
			p.RetryAll = v.t("Try all %d again", n)
		}
	}
	if p.Dead, err = v.queueLines(agenda.JobDead); err != nil {
		return err
	}
	if p.Open, err = v.queueLines(agenda.JobAccepted, agenda.JobQueued, agenda.JobRunning, agenda.JobRetrying); err != nil {
		return err
	}
	v.tellRoster(&p, &h)
	v.tellParts(&p, &h, database)
	p.adminFrame = v.adminFrame(v.t("Queue health"), sectionQueue, mini)
	return v.render(http.StatusOK, "admin_queue", p)
}

// tellParts says how what the service needs is, how soon each of it answers, and of the database how large it
// is and when it was backed up.
func (v *visit) tellParts(p *queuePage, h *apiclient.QueueHealth, database func() string) {
	down := 0
	for _, part := range h.Parts {
		l := partLine{v.partWords(part.Name), v.said(part.Detail), v.t("works"), part.Status == "up"}
		switch {
		case !l.Up:
			l.State = v.t("in trouble")
			down++
		case part.Name == "database":
			l.Detail = database()
		}
		if l.Up && part.Seconds > 0 {
			l.State = v.t("%s ms", v.number(max(1, part.Seconds*1000), 0))
		}
		p.Parts = append(p.Parts, l)
	}
	if down > 0 {
		p.Troubled = v.tn(down, "%d in trouble", "%d in trouble")
	}
}

// startDatabaseWords begins to ask what an administrator asks first of a database, and returns how to wait for
// the words; "" when nobody says.
func (v *visit) startDatabaseWords() func() string {
	ctx, cancel := context.WithTimeout(v.ctx(), miniPatience)
	caller := v.caller
	told := make(chan *agenda.System, 1)
	go func() {
		defer cancel()
		s, err := caller.System(ctx)
		if err != nil {
			told <- nil
			return
		}
		told <- &s
	}()
	return func() string {
		s := <-told
		switch {
		case s == nil || s.Database.SizeBytes == nil:
			return ""
		case s.Backups.LastAt == nil:
			return v.bytesWords(*s.Database.SizeBytes)
		}
		return v.list(v.bytesWords(*s.Database.SizeBytes), v.t("backed up %s", v.byline("", *s.Backups.LastAt)))
	}
}

func (v *visit) partWords(name string) string {
	words := map[string]string{
		"database": v.t("Database"), "storage": v.t("Storage"), "redis": "Redis", "jobs": v.t("Briefs"), "backup": v.t("Backups"),
	}
	if w, ok := words[name]; ok {
		return w
	}
	return upperFirst(name)
}

func (v *visit) queueTiles(h *apiclient.QueueHealth) []tile {
	waiting := tile{Label: v.t("Waiting"), Context: v.t("Nothing is overdue, everything has ended"), Spark: newSpark(h.OpenByHour[:])}
	if h.OldestSeconds != nil {
		waiting.Context = v.t("The oldest was asked for %s ago, the target is under 60 s", v.span(*h.OldestSeconds))
	}
	if h.Waiting == nil {
		waiting.Unknown = true
		if h.Accepted > 0 {
			waiting.Context = v.tn(int(h.Accepted), "%d is stored and waits for Redis", "%d are stored and wait for Redis")
		}
	} else {
		n := *h.Waiting + h.Accepted
		if h.Retrying != nil {
			n += *h.Retrying
		}
		waiting.Figure = v.number(float64(n), 0)
	}
	running := tile{Label: v.t("Being written"), Context: v.t("Redis does not answer"), Unknown: h.Running == nil}
	if h.Running != nil && h.QueueHealth.Workers != nil {
		running.Figure = v.number(float64(*h.Running), 0)
		if slots := slotsOf(h.Roster.Workers...); len(slots) > 0 {
			running.Figure, running.Slots = v.t("%d of %d", *h.Running, len(slots)), slots
		}
		running.Context = v.tn(int(*h.QueueHealth.Workers), "%d worker is there", "%d workers are there")
		if *h.QueueHealth.Workers == 0 {
			running.Context = v.t("No worker is there: briefs are kept until one comes")
		}
	}
	done := tile{
		Label: v.t("Ready, last 24 h"), Figure: v.number(float64(h.Done), 0), Spark: newSpark(h.DoneByHour[:]),
		Context: v.tn(h.Failed, "%d was set aside", "%d were set aside"),
	}
	ready := tile{Label: v.t("Time to ready"), Figure: "–", Context: v.t("Nothing was written in the last 24 h")}
	if h.MedianSeconds != nil && h.P95Seconds != nil {
		ready.Figure = v.span(*h.MedianSeconds)
		ready.Context = v.t("Half were faster; 95 of 100 took at most %s", v.span(*h.P95Seconds))
		var medians [24]float64
		for hour, m := range h.MedianByHour {
			if m != nil {
				medians[hour] = *m
			}
		}
		ready.Spark = newSpark(medians[:])
	}
	return []tile{waiting, running, done, ready}
}

// span says a number of seconds.
func (v *visit) span(seconds float64) string {
	return v.secondsWords(time.Duration(seconds * float64(time.Second)))
}

// newSpark draws the values, nil when there is nothing to see.
func newSpark[T int | float64](values []T) *spark {
	const width, height, top = 200.0, 32.0, 2.0
	most := slices.Max(values)
	if most == 0 {
		return nil
	}
	var line strings.Builder
	for i, n := range values {
		x := float64(i) / float64(len(values)-1) * width
		y := height - float64(n)/float64(most)*(height-top)
		fmt.Fprintf(&line, "%c%.1f %.1f", "ML"[min(i, 1)], x, y)
	}
	return &spark{Area: line.String() + "L200 32L0 32Z", Line: line.String()}
}

// queueLines loads the newest briefs in some states.
func (v *visit) queueLines(states ...agenda.JobState) ([]queueLine, error) {
	jobs, err := v.caller.SummaryJobs(v.ctx(), apiclient.JobOptions{States: states, Limit: queueRows})
	if err != nil {
		return nil, err
	}
	lines := make([]queueLine, len(jobs))
	for i := range jobs {
		j := &jobs[i]
		l := queueLine{ID: j.ID, Short: j.ID[max(0, len(j.ID)-6):], Kind: v.briefKind(j), Days: v.briefDaysShort(j), By: v.requester(j), Badge: v.jobBadge(j)}
		at := j.RequestedAt
		if j.FinishedAt != nil {
			at = *j.FinishedAt
		}
		l.When = v.byline("", at)
		if n := len(j.Attempts); n > 0 {
			l.Text = j.Attempts[n-1].Worker
		}
		if j.State == agenda.JobDead {
			l.Text = v.said(j.Error)
		}
		lines[i] = l
	}
	return lines, nil
}

// mostSilence is after how many seconds without a sign of life a worker is no longer taken to be there.
const mostSilence = 30

// maxSlots bounds the squares that are drawn; the figures beside them are exact.
const maxSlots = 32

// slotsOf returns the slots of workers, those that are taken first.
func slotsOf(workers ...agenda.WorkerStatus) []bool {
	taken, all := 0, 0
	for _, w := range workers {
		taken, all = taken+len(w.Jobs), all+max(w.Slots, len(w.Jobs))
	}
	slots := make([]bool, min(all, maxSlots))
	for i := range min(taken, len(slots)) {
		slots[i] = true
	}
	return slots
}

// tellRoster says what the workers do, which labels are locked, and whether jobs are held back.
func (v *visit) tellRoster(p *queuePage, h *apiclient.QueueHealth) {
	if h.Paused != nil {
		p.Paused = v.t("Paused by %s since %s.", h.Paused.By, v.clockTime(h.Paused.Since))
	}
	p.NoWorkers, p.NoLocks = v.t("No worker is there: briefs are kept until one comes"), v.t("Nothing is locked.")
	if h.Roster.Workers == nil {
		p.NoWorkers = v.t("Not known while Redis does not answer.")
		p.NoLocks = p.NoWorkers
	}
	for _, w := range h.Roster.Workers {
		l := workerLine{
			Name: w.Name, Slots: slotsOf(w), Done: w.Done, Heard: v.t("%s ago", v.span(w.HeardSeconds)),
			InUse: v.t("%d of %d", len(w.Jobs), w.Slots), Up: w.HeardSeconds <= mostSilence,
		}
		for _, j := range w.Jobs {
			text := v.briefKind(&agenda.SummaryJob{Label: j.Label})
			if j.Attempt > 1 {
				text = v.t("%s, try %d", text, j.Attempt)
			}
			l.Doing = append(l.Doing, workerJob{j.ID, text})
		}
		p.Workers = append(p.Workers, l)
	}
	for _, l := range h.Locks {
		left := time.Duration(l.LeftSeconds * float64(time.Second))
		line := lockLine{What: v.briefKind(&agenda.SummaryJob{Label: l.Label}), Label: l.Label, Left: v.t("until it is ready")}
		if l.Done {
			line.Left = v.t("%d:%02d left", int(left.Minutes()), int(left.Seconds())%60)
		}
		p.Locks = append(p.Locks, line)
	}
}

func (s *site) postPauseJobs(v *visit) error {
	if err := v.caller.PauseJobs(v.ctx(), true); err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Paused: briefs are kept until you resume")})
	return v.seeOther("/admin/queue")
}

func (s *site) postResumeJobs(v *visit) error {
	if err := v.caller.PauseJobs(v.ctx(), false); err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Resumed: what was kept is written now")})
	return v.seeOther("/admin/queue")
}

func (s *site) postRetryJobs(v *visit) error {
	n, err := v.caller.RetryJobs(v.ctx())
	v.dead.forget()
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.tn(n, "%d brief is tried again", "%d briefs are tried again")})
	return v.seeOther("/admin/queue")
}

func (s *site) postRetryJob(v *visit) error {
	j, err := v.caller.RetryJob(v.ctx(), chi.URLParam(v.r, "id"))
	v.dead.forget()
	if err != nil {
		return v.settled(err)
	}
	v.leaveToast(toast{Text: v.t("Tried again: %s", v.briefTitle(&j))})
	return v.seeOther("/admin/queue")
}

// settled leads back to the queue when a brief was decided on meanwhile; else it returns err.
func (v *visit) settled(err error) error {
	if codeOf(err) != agenda.Conflict {
		return err
	}
	v.leaveToast(toast{Text: v.t("Somebody was faster: that brief is no longer set aside")})
	return v.seeOther("/admin/queue")
}

func (s *site) getDiscardJob(v *visit) error {
	mini := v.startMini(v.today())
	j, err := v.caller.SummaryJob(v.ctx(), chi.URLParam(v.r, "id"))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "admin_confirm", confirmPage{
		adminFrame: v.adminFrame(v.t("Discard brief"), sectionQueue, mini), Icon: "trash", Danger: true, Button: v.t("Discard brief"),
		Text:   v.t("%s, asked for by %s, will not be written. It stays in the history as taken back, and cannot be tried again.", v.briefTitle(&j), v.requester(&j)),
		Action: "/admin/queue/" + url.PathEscape(j.ID) + "/discard", Back: "/admin/queue", Keep: v.t("Keep it"),
	})
}

func (s *site) postDiscardJob(v *visit) error {
	j, err := v.caller.DiscardJob(v.ctx(), chi.URLParam(v.r, "id"))
	v.dead.forget()
	if err != nil {
		return v.settled(err)
	}
	v.leaveToast(toast{Text: v.t("Discarded: %s", v.briefTitle(&j))})
	return v.seeOther("/admin/queue")
}
