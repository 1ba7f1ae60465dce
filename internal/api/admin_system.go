package api

import (
	"context"
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
)

// backupTimeout is how long a backup may take. It reads and checks the whole database.
const backupTimeout = 5 * time.Minute

func (a *api) queueHealth(w http.ResponseWriter, r *http.Request) error {
	health, err := a.Operations.QueueHealth(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, struct {
		agenda.QueueHealth
		Parts []Part `json:"parts"`
	}{health, a.Ready(r.Context())})
}

func (a *api) retryJobs(w http.ResponseWriter, r *http.Request) error {
	n, err := a.Summaries.RetryAll(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, struct {
		Retried int `json:"retried"`
	}{n})
}

func (a *api) pauseJobs(w http.ResponseWriter, r *http.Request) error {
	return a.nowHealth(w, r, a.Operations.Pause)
}

func (a *api) resumeJobs(w http.ResponseWriter, r *http.Request) error {
	return a.nowHealth(w, r, a.Operations.Resume)
}

// nowHealth answers how the queue is after a change.
func (a *api) nowHealth(w http.ResponseWriter, r *http.Request, change func(context.Context) error) error {
	if err := change(r.Context()); err != nil {
		return err
	}
	return a.queueHealth(w, r)
}

func (a *api) system(w http.ResponseWriter, r *http.Request) error {
	s, err := a.Operations.System(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, s)
}

func (a *api) backUp(w http.ResponseWriter, r *http.Request) error {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(backupTimeout + callTimeout)) // not every writer has deadlines
	ctx, cancel := context.WithTimeout(r.Context(), backupTimeout)
	defer cancel()
	made, err := a.Operations.BackUp(ctx)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, made)
}
