package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// streams counts the open event streams, so that forgotten tabs cannot use up the server.
type streams struct {
	mu     sync.Mutex
	total  int
	byUser map[string]int
}

const (
	mostStreams        = 500
	mostStreamsPerUser = 3
	firstCheck         = 2 * time.Second
	pingEvery          = 15 * time.Second
	eventTime          = 10 * time.Second // to write one event
)

func newStreams() *streams { return &streams{byUser: map[string]int{}} }

// enter takes a place for the user; leave, which is nil when there is none, gives it back.
func (s *streams) enter(user string) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total >= mostStreams || s.byUser[user] >= mostStreamsPerUser {
		return nil
	}
	s.total++
	s.byUser[user]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.total--
		if s.byUser[user]--; s.byUser[user] == 0 {
			delete(s.byUser, user)
		}
	}
}

// openStates are those of a job that is under way.
var openStates = []agenda.JobState{agenda.JobAccepted, agenda.JobQueued, agenda.JobRunning, agenda.JobRetrying}

// getJobEvents streams the cards of briefs that change, as server-sent events, until none is under
// way any more. 204 tells a browser not to connect again.
func (s *site) getJobEvents(v *visit) error {
	leave := s.streams.enter(v.session.Username)
	if leave == nil {
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	defer leave()
	open, err := v.caller.SummaryJobs(v.ctx(), apiclient.JobOptions{States: openStates, Limit: historyLimit})
	if code := codeOf(err); err != nil && code != agenda.Unauthenticated {
		v.retryAfter(err, serviceRetry)
		heading, _ := v.faultWords(code)
		plain(v.w, faultStatus[code], heading) // a script asks, which shows no page
		return nil
	} else if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	stream := &jobStream{visit: v, out: http.NewResponseController(v.w), open: map[string]bool{}}
	for _, j := range open {
		stream.open[j.ID] = true
	}
	if err := stream.run(); err != nil && v.ctx().Err() == nil {
		v.log.WarnContext(v.ctx(), "job events broke off", "error", err, "request_id", v.id)
	}
	return nil // the answer has begun: the browser connects again by itself
}

// jobStream is one browser's stream.
type jobStream struct {
	*visit
	out  *http.ResponseController
	open map[string]bool // the jobs under way
}

var errIdle = errors.New("ui: no job is under way")

func (s *jobStream) run() error {
	if err := s.write("retry: 3000\n\n"); err != nil {
		return err
	}
	if len(s.open) == 0 {
		return s.write("event: idle\ndata: idle\n\n")
	}
	ctx, cancel := context.WithCancel(s.ctx())
	defer cancel()
	jobs, ended := make(chan agenda.SummaryJob), make(chan error, 1)
	go func() {
		ended <- s.caller.SummaryEvents(ctx, func(j agenda.SummaryJob) error {
			select {
			case jobs <- j:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	check := time.NewTimer(firstCheck)
	defer check.Stop()
	for {
		var err error
		select {
		case j := <-jobs:
			err = s.send(&j)
		case <-check.C:
			check.Reset(pingEvery)
			err = s.check()
		case err := <-ended:
			return err
		}
		if errors.Is(err, errIdle) {
			return s.write("event: idle\ndata: idle\n\n")
		}
		if err != nil {
			return err
		}
	}
}

// check shows proxies that the stream lives, and asks after the jobs under way: one that ended
// just before the subscription began is in no event.
func (s *jobStream) check() error {
	if err := s.write(": ping\n\n"); err != nil {
		return err
	}
	for id := range s.open {
		j, err := s.caller.SummaryJob(s.ctx(), id)
		if err == nil && j.State.Terminal() {
			err = s.send(&j)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// send writes a job's card, and fails with errIdle after the last of those that were under way.
func (s *jobStream) send(j *agenda.SummaryJob) error {
	b, err := s.bundle()
	if err != nil {
		return err
	}
	card, err := b.execute(s.words, "briefs", "job_card", s.jobCard(j))
	if err != nil {
		return err
	}
	data := strings.ReplaceAll(strings.TrimSpace(card.String()), "\n", "\ndata: ")
	if err := s.write(fmt.Sprintf("id: %s-%d-%s\nevent: job\ndata: %s\n\n", j.ID, j.Run, j.State, data)); err != nil {
		return err
	}
	if !j.State.Terminal() {
		s.open[j.ID] = true
		return nil
	}
	delete(s.open, j.ID)
	if len(s.open) == 0 {
		return errIdle
	}
	return nil
}

func (s *jobStream) write(event string) error {
	// A server without deadlines has none to move.
	_ = s.out.SetWriteDeadline(time.Now().Add(eventTime))
	if _, err := s.w.Write([]byte(event)); err != nil {
		return err
	}
	return s.out.Flush()
}
