package ui

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// briefsPage is the page of the briefs: one to read, those under way, and those before.
type briefsPage struct {
	frame
	Tabs    []briefTab
	Tab     string // empty: all
	Ask     askForm
	Reading *brief
	Chosen  bool     // Reading was asked for by its address
	Awaited *jobCard // the chosen one, where there is nothing to read of it
	Jobs    []jobCard
	History []historyRow
	Older   string
}

// briefTab leads to the briefs of one label, or to all.
type briefTab struct {
	Text, Link string
	Current    bool
	UnderWay   int // how many of its briefs are
}

// otherLabels is the tab of all labels that have none of their own.
const otherLabels = "other"

func tabOf(label string) string {
	if label == agenda.LabelDaily || label == agenda.LabelWeekly {
		return label
	}
	return otherLabels
}

// brief is a written summary.
type brief struct {
	briefText
	ID, Kind, Days string
	DaysLink       string
	Sources        []source // the appointments of its days, as they are now
	Written        string
	Made           string // model, duration and try
	ByAI           bool
	Sent           string // to the model
	Zone           string // that its times are of another than the visitor's
	Unsent         string // why there is nothing to show of it
	Lang           string // it was written in, where that is known and not the page's
	Other          string // which language that is, where it stands for a brief that was asked for
}

// historyRow is a line of the history.
type historyRow struct {
	Link, Kind, Days, Took string
	Badge                  badge
}

// askForm is the form that asks for a brief.
type askForm struct {
	Kind, From, To string
	Fault          string
	Problem        string
	Key            string
}

const (
	historyLimit = 20
	openCards    = 3 // how many briefs under way are drawn at most
	kindRange    = "range"
	kindLabel    = "label" // asks for the very label of an earlier job
)

func (s *site) getBriefs(v *visit) error {
	return v.showBriefs(http.StatusOK, askForm{Kind: agenda.LabelDaily}, nil)
}

func (s *site) getBrief(v *visit) error {
	j, err := v.caller.SummaryJob(v.ctx(), chi.URLParam(v.r, "id"))
	if err != nil {
		return err
	}
	return v.showBriefs(http.StatusOK, askForm{Kind: agenda.LabelDaily}, &j)
}

// showBriefs shows the page with the chosen job, or with the newest brief when none is.
func (v *visit) showBriefs(status int, ask askForm, chosen *agenda.SummaryJob) error {
	mini := v.startMini(v.today())
	q := v.r.URL.Query()
	list := apiclient.JobOptions{Limit: historyLimit, Before: q.Get("before")}
	tab := q.Get("label")
	switch tab {
	case agenda.LabelDaily, agenda.LabelWeekly:
		list.Label = &tab
	case otherLabels:
		list.NotLabels = []string{agenda.LabelDaily, agenda.LabelWeekly}
	default:
		tab = ""
	}
	jobs, err := v.caller.SummaryJobs(v.ctx(), list)
	if err != nil {
		return err
	}
	if ask.Key == "" {
		ask.Key = rand.Text()
	}
	p := briefsPage{Tabs: v.briefTabs(tab), Tab: tab, Ask: ask, Chosen: chosen != nil}
	shown := chosen
	for i := range jobs {
		j := &jobs[i]
		p.History = append(p.History, historyRow{"/briefs/" + j.ID, v.briefKind(j), v.briefDaysShort(j), v.historyTook(j), v.jobBadge(j)})
		if shown == nil && j.State == agenda.JobDone {
			shown = j
		}
		if !j.State.Terminal() && len(p.Jobs) < openCards && (chosen == nil || chosen.ID != j.ID) {
			p.Jobs = append(p.Jobs, v.jobCard(j))
		}
	}
	if p.Reading, err = v.reading(shown, chosen != nil); err != nil {
		return err
	}
	if chosen != nil && chosen.State != agenda.JobDone {
		p.Jobs = append([]jobCard{v.jobCard(chosen)}, p.Jobs...)
	}
	if len(jobs) == historyLimit {
		older := url.Values{"before": {jobs[len(jobs)-1].ID}}
		if tab != "" {
			older.Set("label", tab)
		}
		p.Older = "/briefs?" + older.Encode()
	}
	p.frame = v.frame(v.t("Briefs"), navBriefs)
	p.Faulty = ask.Fault != "" || ask.Problem != ""
	for _, c := range p.Jobs {
		if c.Open {
			p.NoScriptRefresh = 5
		}
	}
	if p.Chosen && p.Reading == nil && len(p.Jobs) > 0 { // there is nothing to read beside it
		p.Awaited, p.Jobs = &p.Jobs[0], p.Jobs[1:]
	}
	p.Mini = mini()
	return v.render(status, "briefs", p)
}

func (v *visit) briefTabs(current string) []briefTab {
	tabs := []briefTab{{Text: v.t("All"), Link: "/briefs", Current: current == ""}}
	for _, tab := range []struct{ text, of string }{
		{v.t("Daily"), agenda.LabelDaily}, {v.t("Weekly"), agenda.LabelWeekly}, {v.t("Other labels"), otherLabels},
	} {
		tabs = append(tabs, briefTab{tab.text, "/briefs?label=" + tab.of, current == tab.of, v.underWay().ByTab[tab.of]})
	}
	return tabs
}

func (v *visit) historyTook(j *agenda.SummaryJob) string {
	if j.State == agenda.JobDead && len(j.Attempts) > 0 {
		return v.tn(len(j.Attempts), "%d try", "%d tries")
	}
	if j.State != agenda.JobDone {
		return "–"
	}
	return v.took(j)
}

// reading is the brief of a job, which is whole or one of a list. A skipped one leads to the brief that
// stood in for it.
func (v *visit) reading(j *agenda.SummaryJob, whole bool) (*brief, error) {
	skipped := j != nil && j.State == agenda.JobSkipped && j.ResultID != ""
	if skipped {
		stood, err := v.caller.SummaryJob(v.ctx(), j.ResultID)
		if agenda.CodeOf(err) == agenda.NotFound {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		j, whole = &stood, true
	}
	if j == nil || j.Summary == nil {
		return nil, nil
	}
	b := &brief{
		briefText: readBrief(*j.Summary, v.briefTitle(j)), ID: j.ID, Kind: v.briefKind(j), Days: v.briefDays(j),
		Made: v.list(v.modelWords(j.Model), v.took(j), v.tryWords(max(1, len(j.Attempts)))),
		ByAI: byAI(j),
	}
	b.Zone = v.briefZone()
	v.linkBrief(b, j)
	v.tellSent(b, j, whole)
	b.Lang = v.briefLang(j)
	if skipped {
		var err error
		if b.Other, err = v.otherLanguage(b.Lang); err != nil {
			return nil, err
		}
	}
	if !j.From.IsZero() && !j.To.IsZero() {
		first, last := v.daysAround(j.From, j.To)
		b.DaysLink = "/agenda?from=" + first.String() + "&to=" + last.String()
	}
	b.Written = v.writtenWords(j)
	return b, nil
}

// writtenWords tells when a brief was written and from how much; "" while it is not.
func (v *visit) writtenWords(j *agenda.SummaryJob) string {
	if j.FinishedAt == nil {
		return ""
	}
	return v.tn(j.Appointments, "Written %[2]s, from %[1]d appointment", "Written %[2]s, from %[1]d appointments", v.byline("", *j.FinishedAt))
}

// byAI tells whether a model wrote the brief, and not the built-in summarizer.
func byAI(j *agenda.SummaryJob) bool { return j.Model != "" && j.Model != builtInModel }

// tellSent says what a model was sent for the brief. A job of a list is not whole: it does not tell it.
func (v *visit) tellSent(b *brief, j *agenda.SummaryJob, whole bool) {
	if j.Model == builtInModel {
		b.Unsent = v.t("Nothing was sent to a model for this: the built-in summarizer wrote it.")
		return
	}
	b.Sent = j.Sent
	if !whole {
		one, err := v.caller.SummaryJob(v.ctx(), j.ID)
		if err != nil {
			b.Unsent = v.t("What was sent to the model could not be loaded.")
			return
		}
		b.Sent = one.Sent
	}
	if b.Sent == "" {
		b.Unsent = v.t("What was sent to the model is not kept for this brief, or no longer.")
	}
}

// postBrief asks for a brief and shows how it comes along.
func (s *site) postBrief(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	get := v.r.PostForm.Get
	ask := askForm{Kind: get("kind"), From: get("from"), To: get("to")}
	label := ask.Kind
	switch ask.Kind {
	case agenda.LabelDaily, agenda.LabelWeekly:
	case kindRange:
		from, fromFault := v.readDay(ask.From)
		to, toFault := v.readDay(ask.To)
		switch {
		case fromFault+toFault != "":
			ask.Fault = fromFault + toFault
		case from.IsZero() || to.IsZero():
			ask.Fault = v.t("Enter the first and the last day.")
		}
		label = from.String() + ".." + to.String()
	case kindLabel:
		label = get("label")
	default:
		ask.Kind, ask.Fault = agenda.LabelDaily, v.t("Say which days the brief is to be about.")
	}
	if ask.Fault != "" {
		return v.showBriefs(http.StatusUnprocessableEntity, ask, nil)
	}
	asked, err := v.caller.AskSummary(v.ctx(), agenda.SummaryAsk{Label: label, Force: get("force") != "", Language: v.Lang}, get("key"))
	if err != nil {
		return v.refuseAsk(ask, err)
	}
	return v.seeOther("/briefs/" + url.PathEscape(asked.JobID))
}

// postStopBrief stops a brief that is under way, and shows what has become of it: it may have ended in
// the meantime.
func (s *site) postStopBrief(v *visit) error {
	id := chi.URLParam(v.r, "id")
	j, err := v.caller.DiscardJob(v.ctx(), id)
	told := toast{Text: v.t("Stopped: %s. You can ask for it again.", v.briefTitle(&j))}
	if codeOf(err) == agenda.Conflict {
		if j, err = v.caller.SummaryJob(v.ctx(), id); j.State == agenda.JobDone {
			told = toast{Text: v.t("Too late to stop: the brief was ready. Here it is."), Stays: true}
		} else {
			told = toast{Text: v.t("Nothing to stop: the brief had ended."), Stays: true}
		}
	}
	if err != nil {
		return err
	}
	v.leaveToast(told)
	return v.seeOther("/briefs/" + url.PathEscape(id))
}

func (v *visit) refuseAsk(ask askForm, err error) error {
	code := codeOf(err)
	e, _ := errors.AsType[*agenda.Error](err)
	switch code {
	case agenda.Invalid:
		ask.Fault = v.fieldFaults(err)[0].text
	case agenda.Rejected, agenda.Conflict:
		ask.Problem = v.said(e.Message)
	case agenda.RateLimited:
		ask.Problem = v.t("Too many briefs were asked for. Ask again in %s.", v.retryAfter(err, serviceRetry))
	default:
		return err
	}
	if ask.Kind == kindLabel {
		ask.Kind = agenda.LabelDaily
	}
	return v.showBriefs(faultStatus[code], ask, nil)
}
