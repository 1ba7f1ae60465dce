package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

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
	jobs := []agenda.SummaryJob{}
	q := r.URL.Query()
	states := q.Get("state")
	for _, j := range b.jobs {
		if (states == "" || slices.Contains(strings.Split(states, ","), string(j.State))) && (!q.Has("label") || j.Label == q.Get("label")) {
			j.Sent = "" // told only where one is asked for
			jobs = append(jobs, j)
		}
	}
	return answer(w, jobs)
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
		data, _ := json.Marshal(j)
		fmt.Fprintf(w, "event: job\ndata: %s\n\n", data)
		_ = http.NewResponseController(w).Flush()
	}
	<-r.Context().Done()
	return nil
}
