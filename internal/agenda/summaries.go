package agenda

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// withdrawTime is how long the queue may take to hear that a job was stopped.
const withdrawTime = 2 * time.Second

// SummaryStore is the ledger of summary jobs: what is not terminal here must still be done.
type SummaryStore interface {
	// CreateJob stores a job in the state accepted. An empty ID is given a UUIDv7; a job whose ID
	// exists already is returned as it is, and nothing is stored. For key see
	// [AppointmentStore.CreateAppointment].
	CreateJob(ctx context.Context, j SummaryJob, key *IdempotencyKey) (SummaryJob, error)
	// Job returns one job, else a NotFound error.
	Job(ctx context.Context, id string) (SummaryJob, error)
	// Jobs returns jobs, the newest first.
	Jobs(ctx context.Context, q JobQuery) ([]SummaryJob, error)
	// LatestSummary returns the newest job in the state done, with the label if label is not nil,
	// else a NotFound error.
	LatestSummary(ctx context.Context, label *string) (SummaryJob, error)
	// ReviveJob puts a dead job back to accepted, its Run one higher; in any other state it fails as Conflict.
	ReviveJob(ctx context.Context, id string) (SummaryJob, error)
	// CancelJob ends a job that has not ended, or, with dead set, a dead one too; else it fails as Conflict.
	CancelJob(ctx context.Context, id string, dead bool) (SummaryJob, error)
	// SummariesPaused returns nil unless an administrator has had jobs kept off the queue.
	SummariesPaused(ctx context.Context) (*Pause, error)
	// FirstVisit tells whether no earlier appointment, cancelled ones aside, bears the client's name.
	FirstVisit(ctx context.Context, a *Appointment) (bool, error)
}

// JobQuery selects jobs. Zero members do not restrict.
type JobQuery struct {
	Label     *string
	NotLabels []string // only jobs of other labels than these
	States    []JobState
	From, To  Date   // together: only jobs in whose scope one of these days lies
	Before    string // only jobs older than the one with this id
	Limit     int
}

// JobLine is the queue, where jobs are between being dispatched and ending. It fails when the queue
// cannot be reached.
type JobLine interface {
	// Progress returns what is known of the jobs; it knows nothing of one that is not on the queue.
	Progress(ctx context.Context, ids ...string) (map[string]JobProgress, error)
	// Withdraw takes a job that was cancelled in this run off the queue, and out of its worker's hands.
	Withdraw(ctx context.Context, id string, run int) error
}

// JobWake tells the dispatcher that the ledger holds a new job, or a dead one with a new life, so
// that it need not wait for its next round. It never blocks. ctx says who asked for the job.
type JobWake interface {
	Wake(ctx context.Context, j SummaryJob)
}

// Summaries is the desk where summaries are asked for and collected.
type Summaries struct {
	store        SummaryStore
	appointments *Appointments
	line         JobLine
	wake         JobWake
	now          func() time.Time
	language     string
}

// NewSummaries returns the desk in front of store and the queue.
func NewSummaries(store SummaryStore, appointments *Appointments, line JobLine, wake JobWake, now func() time.Time) *Summaries {
	return &Summaries{store: store, appointments: appointments, line: line, wake: wake, now: now}
}

// Speak sets the language, by its tag, of summaries for which none is asked. It returns s. Before, it is English.
func (s *Summaries) Speak(language string) *Summaries {
	s.language = language
	return s
}

// Ask accepts a job for what is asked for and returns it. When it returns without an error the job is
// on disk and will be done, whatever happens to the queue.
func (s *Summaries) Ask(ctx context.Context, a SummaryAsk, key *IdempotencyKey) (SummaryJob, error) {
	return s.ask(ctx, SummaryJob{Label: a.Label, Force: a.Force, Language: a.Language, RequestedBy: ActorFrom(ctx).Username}, key)
}

// AskOnce is Ask for schedulers: the job carries the id that they agree upon, and exists once
// however many of them ask.
func (s *Summaries) AskOnce(ctx context.Context, id, label string) error {
	_, err := s.ask(ctx, SummaryJob{ID: id, Label: label, RequestedBy: "scheduler"}, nil)
	return err
}

func (s *Summaries) ask(ctx context.Context, j SummaryJob, key *IdempotencyKey) (SummaryJob, error) {
	now := s.now()
	var err error
	j.From, j.To, err = ParseLabel(j.Label, DateOf(now.In(s.appointments.Zone())))
	if faults := languageFaults(j.Language); len(faults) > 0 {
		e, _ := errors.AsType[*Error](err)
		if e != nil {
			faults = append(slices.Clone(e.Fields), faults...)
		}
		return SummaryJob{}, InvalidFields(faults)
	}
	if err != nil {
		return SummaryJob{}, err
	}
	j.Language = cmp.Or(j.Language, s.language)
	j.Count, err = s.appointments.Count(ctx, s.appointments.Days(j.From, j.To))
	if err != nil {
		return SummaryJob{}, err
	}
	if j.Count == 0 && j.To.IsZero() {
		// Nothing is upcoming: the documented call then speaks of what there is, rather than of nothing.
		j.From = Date{}
		if j.Count, err = s.appointments.Count(ctx, AppointmentQuery{}); err != nil {
			return SummaryJob{}, err
		}
	}
	j.State, j.Run, j.RequestedAt, j.Attempts = JobAccepted, 1, now.UTC(), []Attempt{}
	asked := j.RequestedAt
	if j, err = s.store.CreateJob(ctx, j, key); err == nil && j.RequestedAt.Equal(asked) { // else one of before
		s.wake.Wake(ctx, j)
	}
	return j, err
}

// Request freezes what a worker needs to do the job.
func (s *Summaries) Request(ctx context.Context, j SummaryJob) (SummaryRequest, error) {
	q := s.appointments.Days(j.From, j.To)
	q.Sort = ByStart
	now := s.now().In(s.appointments.Zone())
	r := SummaryRequest{
		Label: j.Label, From: j.From, To: j.To, Today: DateOf(now), Now: now,
		TimeZone: s.appointments.Zone().String(), Language: j.Language, Appointments: []SummaryAppointment{},
	}
	var err error
	if r.Total, err = s.appointments.Count(ctx, q); err != nil {
		return r, err
	}
	q.Limit = MaxSummarised
	err = s.appointments.Each(ctx, q, func(a *Appointment) error {
		first, err := s.store.FirstVisit(ctx, a)
		r.Appointments = append(r.Appointments, SummaryAppointment{
			ClientName: a.ClientName, Date: a.Date, Time: a.Time, Notes: a.Notes, DurationMinutes: a.DurationMinutes,
			Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt, FirstVisit: first,
		})
		return err
	})
	return r, err
}

// Job returns one job with its progress.
func (s *Summaries) Job(ctx context.Context, id string) (SummaryJob, error) {
	j, err := s.store.Job(ctx, id)
	if err != nil {
		return SummaryJob{}, err
	}
	jobs := []SummaryJob{j}
	s.addProgress(ctx, jobs)
	return jobs[0], nil
}

// Jobs returns jobs with their progress, the newest first.
func (s *Summaries) Jobs(ctx context.Context, q JobQuery) ([]SummaryJob, error) {
	jobs, err := s.store.Jobs(ctx, q)
	if err == nil {
		s.addProgress(ctx, jobs)
	}
	return jobs, err
}

// addProgress completes jobs that are under way with what the queue knows. When the queue cannot be
// reached they keep what the ledger knows: that they are accepted or queued. One that has ended on
// the queue, and not yet in the ledger, is still under way: it must not seem to have gone back.
func (s *Summaries) addProgress(ctx context.Context, jobs []SummaryJob) {
	var open []string
	for _, j := range jobs {
		if !j.State.Terminal() {
			open = append(open, j.ID)
		}
	}
	if len(open) == 0 {
		return
	}
	defer s.addPause(ctx, jobs)
	progress, err := s.line.Progress(ctx, open...)
	if err != nil {
		return
	}
	for i := range jobs {
		p, ok := progress[jobs[i].ID]
		switch {
		case !ok || jobs[i].State.Terminal():
		case !p.State.Terminal():
			jobs[i].State, jobs[i].Attempts = p.State, p.Attempts
		case jobs[i].State == JobQueued && len(p.Attempts) > 0: // of this run: an accepted one is not on the queue yet
			jobs[i].State, jobs[i].Attempts = JobRunning, p.Attempts
		}
	}
}

// addPause marks the jobs that wait because summaries are paused. That it cannot be read hides
// nothing else.
func (s *Summaries) addPause(ctx context.Context, jobs []SummaryJob) {
	accepted := func(j SummaryJob) bool { return j.State == JobAccepted }
	if !slices.ContainsFunc(jobs, accepted) {
		return
	}
	pause, err := s.store.SummariesPaused(ctx)
	for i := range jobs {
		jobs[i].Paused = err == nil && pause != nil && accepted(jobs[i])
	}
}

// Latest returns the newest summary, with the label if label is not nil; ok is false when there is none.
func (s *Summaries) Latest(ctx context.Context, label *string) (j SummaryJob, ok bool, err error) {
	j, err = s.store.LatestSummary(ctx, label)
	if CodeOf(err) == NotFound {
		return SummaryJob{}, false, nil
	}
	return j, err == nil, err
}

// Retry gives a dead job another life.
func (s *Summaries) Retry(ctx context.Context, id string) (SummaryJob, error) {
	j, err := s.store.ReviveJob(ctx, id)
	if err == nil {
		s.wake.Wake(ctx, j)
	}
	return j, err
}

// RetryAll gives every dead job another life and returns how many it gave one.
func (s *Summaries) RetryAll(ctx context.Context) (retried int, err error) {
	q := JobQuery{States: []JobState{JobDead}, Limit: 200}
	for {
		dead, err := s.store.Jobs(ctx, q)
		if err != nil {
			return retried, err
		}
		for _, j := range dead {
			_, err := s.Retry(ctx, j.ID)
			switch CodeOf(err) {
			case "":
				retried++
			case Conflict: // somebody else was faster
			default:
				return retried, err
			}
		}
		if len(dead) < q.Limit {
			return retried, nil
		}
		q.Before = dead[len(dead)-1].ID
	}
}

// Discard ends a job that nobody wants any more: of their own, those who asked for one that has not
// ended, and administrators any, also what failed for good. It fails as Forbidden for others, and as
// Conflict when the job has ended, which may have been a moment ago.
func (s *Summaries) Discard(ctx context.Context, id string) (SummaryJob, error) {
	actor := ActorFrom(ctx)
	if actor.Role != RoleAdmin {
		j, err := s.store.Job(ctx, id)
		if err != nil {
			return SummaryJob{}, err
		}
		if j.RequestedBy != actor.Username {
			return SummaryJob{}, Fail(Forbidden, "Only who asked for it, or an administrator, can stop this.")
		}
	}
	j, err := s.store.CancelJob(ctx, id, actor.Role == RoleAdmin)
	if err == nil {
		// The ledger has decided, whether or not who asked still waits. Where the queue does not hear of it now,
		// it does when what comes of the job is dropped.
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), withdrawTime)
		defer cancel()
		_ = s.line.Withdraw(call, j.ID, j.Run)
	}
	return j, err
}
