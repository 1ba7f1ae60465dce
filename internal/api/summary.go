package api

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

const (
	defaultJobs = 50
	maxJobs     = 200
)

// readAsk reads which summary is wanted, from the query or, before that, from a JSON body. The
// documented call has neither, and ignores whatever else it is sent.
func readAsk(w http.ResponseWriter, r *http.Request) (a agenda.SummaryAsk, body []byte, err error) {
	if body, err = readBody(w, r); err != nil {
		return a, nil, err
	}
	q := queryOf(r)
	a = agenda.SummaryAsk{Label: q.text("label", maxSearchText), Force: q.truth("force"), Language: q.text("language", maxSearchText)}
	o := &object{}
	if isJSON(r.Header.Get("Content-Type")) && !blank(body) && strings.TrimSpace(string(body)) != "null" {
		if o, err = parseObject(body); err != nil {
			return a, nil, err
		}
	}
	if text := o.optionalText("label"); text != nil {
		a.Label = *text
	}
	a.Force = o.optionalBool("force") || a.Force
	if text := o.optionalText("language"); text != nil {
		a.Language = *text
	}
	return a, body, agenda.InvalidFields(append(q.faults, o.faults...))
}

func (a *api) askSummary(w http.ResponseWriter, r *http.Request) error {
	ask, body, err := readAsk(w, r)
	if err != nil {
		return err
	}
	target := "/summary/?label=" + strconv.Quote(ask.Label) + "&force=" + strconv.FormatBool(ask.Force)
	if ask.Language != "" {
		target += "&language=" + strconv.Quote(ask.Language)
	}
	key, err := idempotencyKey(r, target, body)
	if err != nil {
		return err
	}
	asked := a.Now()
	job, err := a.Summaries.Ask(r.Context(), ask, key)
	if err != nil {
		return err
	}
	markReplay(w, key != nil && job.RequestedAt.Before(asked.Truncate(time.Millisecond)))
	err = writeJSON(w, http.StatusOK, struct {
		Status   string          `json:"status"`
		Count    int             `json:"count"`
		JobID    string          `json:"job_id"`
		Label    string          `json:"label"`
		State    agenda.JobState `json:"state"`
		Language string          `json:"language,omitempty"`
	}{"queued", job.Count, job.ID, job.Label, job.State, job.Language})
	if err == nil { // a line of the documented trace, to the letter
		a.Log.LogAttrs(r.Context(), slog.LevelInfo, "[BACKEND] POST /summary/ 200", slog.String("job_id", job.ID))
	}
	return err
}

// labelParam reads the label that a query restricts to, nil where it does not.
func (a *api) labelParam(q *query) *string {
	if !q.has("label") {
		return nil
	}
	label, ok := q.lookup("label", maxSearchText)
	if ok {
		a.checkLabel(q, "label", label)
	}
	return &label
}

func (a *api) checkLabel(q *query, name, label string) {
	if _, _, err := agenda.ParseLabel(label, agenda.DateOf(a.Now().In(a.Zone))); err != nil {
		q.fault(name, agenda.FaultValue, "No summary can have this label", label)
	}
}

func (a *api) summaryResult(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	label := a.labelParam(q)
	if err := q.invalid(); err != nil {
		return err
	}
	job, ok, err := a.Summaries.Latest(r.Context(), label)
	if err != nil {
		return err
	}
	if !ok {
		return writeJSON(w, http.StatusOK, struct {
			Status  string  `json:"status"`
			Summary *string `json:"summary"`
		}{"pending", nil})
	}
	return writeJSON(w, http.StatusOK, struct {
		Status       string     `json:"status"`
		Summary      *string    `json:"summary"`
		JobID        string     `json:"job_id"`
		Label        string     `json:"label"`
		GeneratedAt  *time.Time `json:"generated_at"`
		Model        string     `json:"model"`
		Appointments int        `json:"appointments"`
		Language     string     `json:"language,omitempty"`
	}{"ready", job.Summary, job.ID, job.Label, job.FinishedAt, job.Model, job.Appointments, job.Language})
}

var jobStates = []agenda.JobState{
	agenda.JobAccepted, agenda.JobQueued, agenda.JobRunning, agenda.JobRetrying,
	agenda.JobDone, agenda.JobSkipped, agenda.JobDead, agenda.JobCancelled,
}

// openStates are those in which a job has still to be done.
var openStates = slices.DeleteFunc(slices.Clone(jobStates), agenda.JobState.Terminal)

func (a *api) listJobs(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	jobs := agenda.JobQuery{Label: a.labelParam(q)}
	for _, state := range q.list("state") {
		jobs.States = append(jobs.States, checkOneOf(q, "state", agenda.JobState(state), jobStates))
	}
	for _, label := range q.list("not_label") {
		a.checkLabel(q, "not_label", label)
		jobs.NotLabels = append(jobs.NotLabels, label)
	}
	jobs.Limit = q.integer("limit", 1, maxJobs, defaultJobs)
	jobs.Before = q.id("before")
	appointment := int64(q.integer("mentions", 1, math.MaxInt, 0))
	if err := q.invalid(); err != nil {
		return err
	}
	find := a.Summaries.Jobs
	if appointment != 0 {
		find = func(ctx context.Context, jobs agenda.JobQuery) ([]agenda.SummaryJob, error) {
			return a.Summaries.Mentioning(ctx, appointment, jobs)
		}
	}
	found, err := find(r.Context(), jobs)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, found)
}

func (a *api) getJob(w http.ResponseWriter, r *http.Request) error {
	return a.withJob(w, r, a.Summaries.Job)
}

func (a *api) retryJob(w http.ResponseWriter, r *http.Request) error {
	return a.withJob(w, r, a.Summaries.Retry)
}

func (a *api) discardJob(w http.ResponseWriter, r *http.Request) error {
	return a.withJob(w, r, func(ctx context.Context, id string) (agenda.SummaryJob, error) {
		if w.(*exchange).scope != "" { // an API token, an administrator's too, does nothing that is for administrators
			actor := agenda.ActorFrom(ctx)
			actor.Role = agenda.RoleUser
			ctx = agenda.WithActor(ctx, actor)
		}
		return a.Summaries.Discard(ctx, id)
	})
}

// withJob answers with the job in the path, after act was done to it.
func (a *api) withJob(w http.ResponseWriter, r *http.Request, act func(context.Context, string) (agenda.SummaryJob, error)) error {
	id, err := jobID(r)
	if err != nil {
		return err
	}
	job, err := act(r.Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, job)
}
