package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
)

const (
	maxStreams   = 500
	pingInterval = 15 * time.Second
	eventTimeout = 10 * time.Second // how long a client may take to receive one event
)

// eventStream is one client that watches jobs.
type eventStream struct {
	a       *api
	w       http.ResponseWriter
	r       *http.Request
	control *http.ResponseController
	only    string // the one job of interest; empty: all
	last    string // the event that was written last
}

// summaryEvents streams jobs as they change, as server-sent events: first those that are open, then
// each that the feed names. A client that reconnects names the last job it heard of, whose end it
// may have missed, in Last-Event-ID.
func (a *api) summaryEvents(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	s := &eventStream{a: a, w: w, r: r, control: http.NewResponseController(w), only: q.id("id")}
	if err := q.invalid(); err != nil {
		return err
	}
	select {
	case a.streams <- struct{}{}:
		defer func() { <-a.streams }()
	default:
		return &agenda.Error{Code: agenda.Unavailable, Message: "Too many event streams are open", RetryAfter: pingInterval}
	}
	// Subscribed before the state of now is read, so that no change falls between the two.
	events, cancel := a.Feed.Subscribe()
	defer cancel()
	open, err := s.stateOfNow(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h["Content-Type"] = []string{"text/event-stream; charset=utf-8"}
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	return s.follow(r.Context(), events, open)
}

// stateOfNow returns the jobs that a new stream begins with.
func (s *eventStream) stateOfNow(r *http.Request) ([]agenda.SummaryJob, error) {
	if s.only != "" {
		job, err := s.a.Summaries.Job(r.Context(), s.only)
		return []agenda.SummaryJob{job}, err
	}
	jobs, err := s.a.Summaries.Jobs(r.Context(), agenda.JobQuery{States: openStates, Limit: maxJobs})
	if err != nil {
		return nil, err
	}
	if last := r.Header.Get("Last-Event-Id"); isPlain(last, maxID) {
		if job, err := s.a.Summaries.Job(r.Context(), last); err == nil && job.State.Terminal() {
			jobs = append(jobs, job)
		}
	}
	return jobs, nil
}

// follow writes events until the client goes, the program stops or the user may not see them any
// more. A write that fails is the ordinary end of a stream.
func (s *eventStream) follow(ctx context.Context, events <-chan string, jobs []agenda.SummaryJob) error {
	err := s.write("retry: 3000\n\n")
	for _, job := range jobs {
		if err == nil {
			err = s.writeJob(job)
		}
	}
	ping := time.NewTicker(pingInterval)
	defer ping.Stop()
	for err == nil {
		select {
		case <-ctx.Done():
			return nil
		case <-s.a.Stop:
			return nil
		case id, more := <-events:
			if !more {
				return nil
			}
			err = s.writeChange(ctx, id)
		case <-ping.C:
			if !s.stillAllowed(ctx) {
				return nil
			}
			err = s.write(": ping\n\n")
		}
	}
	return nil
}

// stillAllowed tells whether the token that opened the stream would still open it. That is no use of the
// session: in a window that is left open nobody may sit.
func (s *eventStream) stillAllowed(ctx context.Context) bool {
	_, _, err := s.a.identify(ctx, s.w.(*exchange), s.r)
	return agenda.CodeOf(err) != agenda.Unauthenticated
}

// writeChange writes the job that the feed named. One that cannot be read just now is left out: its
// next change, or the next connection, brings it.
func (s *eventStream) writeChange(ctx context.Context, id string) error {
	if s.only != "" && id != s.only {
		return nil
	}
	job, err := s.a.Summaries.Job(ctx, id)
	if err != nil {
		return nil
	}
	return s.writeJob(job)
}

func (s *eventStream) writeJob(job agenda.SummaryJob) error {
	job.Sent = "" // long, and the same for good
	b, err := json.Marshal(job)
	if err != nil {
		return fmt.Errorf("api: encode event: %w", err)
	}
	event := "event: job\nid: " + job.ID + "\ndata: " + string(b) + "\n\n"
	if event == s.last { // several of the feed's hints can be of one change
		return nil
	}
	s.last = event
	return s.write(event)
}

func (s *eventStream) write(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(eventTimeout)) // not every writer has deadlines
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
