package ui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

func (b *backend) briefRoutes(m chi.Router) {
	m.Post("/summary/", b.signed(b.ask))
	m.Get("/summary/jobs", b.signed(b.listJobs))
	m.Get("/summary/jobs/{id}", b.signed(b.job))
	m.Get("/summary/events", b.signed(b.stream))
	m.Post("/summary/jobs/{id}/discard", b.signed(b.discard))
}

// discard stops a brief, by the rules of the API.
func (b *backend) discard(w http.ResponseWriter, r *http.Request) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.jobs, func(j agenda.SummaryJob) bool { return j.ID == chi.URLParam(r, "id") })
	if i < 0 {
		return agenda.Fail(agenda.NotFound, "There is no such summary job.")
	}
	j, admin := &b.jobs[i], b.office.roleOf(userOf(r)) == agenda.RoleAdmin
	switch {
	case !admin && j.RequestedBy != userOf(r):
		return agenda.Fail(agenda.Forbidden, "Only who asked for it, or an administrator, can stop this.")
	case j.State.Terminal() && !(admin && j.State == agenda.JobDead):
		return agenda.Fail(agenda.Conflict, "The summary has ended already.")
	}
	j.State = agenda.JobCancelled
	return answer(w, j)
}

func (b *backend) ask(w http.ResponseWriter, r *http.Request) error {
	var d struct {
		Label, Language string
		Force           bool
	}
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		return err
	}
	if _, _, err := agenda.ParseLabel(d.Label, agenda.DateOf(clockNow)); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, d.Label)
	j := agenda.SummaryJob{ID: fmt.Sprintf("asked-%d", len(b.asked)), Label: d.Label, State: agenda.JobQueued, RequestedAt: clockNow, RequestedBy: userOf(r), Attempts: []agenda.Attempt{}, Run: 1, Language: d.Language}
	b.jobs = append([]agenda.SummaryJob{j}, b.jobs...)
	return answer(w, map[string]any{"status": "queued", "count": 0, "job_id": j.ID, "label": j.Label, "state": j.State})
}

func (b *backend) listJobs(w http.ResponseWriter, r *http.Request) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	q, values := agenda.JobQuery{}, r.URL.Query()
	if label := values.Get("label"); values.Has("label") {
		q.Label = &label
	}
	split := func(name string) []string {
		return slices.DeleteFunc(strings.Split(values.Get(name), ","), func(s string) bool { return s == "" })
	}
	q.NotLabels = split("not_label")
	for _, state := range split("state") {
		q.States = append(q.States, agenda.JobState(state))
	}
	q.Limit, _ = strconv.Atoi(values.Get("limit"))
	kept := keptJobs{b: b}
	find := kept.Jobs
	if id, _ := strconv.ParseInt(values.Get("mentions"), 10, 64); id != 0 {
		find = func(ctx context.Context, q agenda.JobQuery) ([]agenda.SummaryJob, error) {
			return agenda.NewSummaries(kept, b.appointments, nil, nil, time.Now).Mentioning(ctx, id, q)
		}
	}
	jobs, err := find(r.Context(), q)
	if err != nil {
		return err
	}
	return answer(w, jobs)
}

// keptJobs are the backend's jobs as a ledger. Whoever asks has locked it.
type keptJobs struct {
	agenda.SummaryStore
	b *backend
}

func (k keptJobs) Jobs(_ context.Context, q agenda.JobQuery) ([]agenda.SummaryJob, error) {
	jobs := []agenda.SummaryJob{}
	for _, j := range k.b.jobs {
		of := q.From.IsZero() || j.From.Compare(q.To) <= 0 && (j.To.IsZero() || j.To.Compare(q.From) >= 0)
		labelled := (q.Label == nil || j.Label == *q.Label) && !slices.Contains(q.NotLabels, j.Label)
		if of && labelled && (len(q.States) == 0 || slices.Contains(q.States, j.State)) {
			j.Sent = "" // told only where one is asked for
			jobs = append(jobs, j)
		}
	}
	return jobs, nil
}

func (b *backend) job(w http.ResponseWriter, r *http.Request) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, j := range b.jobs {
		if j.ID == chi.URLParam(r, "id") {
			return answer(w, j)
		}
	}
	return agenda.Fail(agenda.NotFound, "Summary job not found")
}

func (b *backend) stream(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/event-stream")
	for _, j := range b.events {
		b.mu.Lock()
		if i := slices.IndexFunc(b.jobs, func(known agenda.SummaryJob) bool { return known.ID == j.ID }); i >= 0 {
			b.jobs[i] = j
		}
		b.mu.Unlock()
		data, _ := json.Marshal(j)
		fmt.Fprintf(w, "event: job\ndata: %s\n\n", data)
		_ = http.NewResponseController(w).Flush()
	}
	<-r.Context().Done()
	return nil
}
