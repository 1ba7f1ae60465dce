package agenda_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

type ledger struct {
	agenda.SummaryStore
	job agenda.SummaryJob
}

func (l ledger) Job(context.Context, string) (agenda.SummaryJob, error) { return l.job, nil }

// SummariesPaused says that they are.
func (l ledger) SummariesPaused(context.Context) (*agenda.Pause, error) { return &agenda.Pause{}, nil }

type line struct{ progress agenda.JobProgress }

func (line) Withdraw(context.Context, string, int) error { return nil }

func (l line) Progress(context.Context, ...string) (map[string]agenda.JobProgress, error) {
	return map[string]agenda.JobProgress{l.progress.ID: l.progress}, nil
}

// Between a job's end on the queue and its end in the ledger whoever watches must not see it go back.
func TestAJobIsNeverSeenToGoBack(t *testing.T) {
	t.Parallel()
	tried := []agenda.Attempt{{Number: 1}}
	for _, row := range []struct {
		ledger, queue agenda.JobState
		attempts      []agenda.Attempt
		want          agenda.JobState
	}{
		{agenda.JobQueued, agenda.JobQueued, nil, agenda.JobQueued},
		{agenda.JobQueued, agenda.JobRunning, tried, agenda.JobRunning},
		{agenda.JobQueued, agenda.JobRetrying, tried, agenda.JobRetrying},
		{agenda.JobQueued, agenda.JobDone, tried, agenda.JobRunning},
		{agenda.JobQueued, agenda.JobDead, tried, agenda.JobRunning},
		{agenda.JobQueued, agenda.JobSkipped, nil, agenda.JobQueued},
		{agenda.JobAccepted, agenda.JobDead, tried, agenda.JobAccepted}, // retried: the queue speaks of its former life
		{agenda.JobDone, agenda.JobRunning, tried, agenda.JobDone},
	} {
		desk := agenda.NewSummaries(ledger{job: agenda.SummaryJob{ID: "j", State: row.ledger}}, nil,
			line{agenda.JobProgress{ID: "j", State: row.queue, Attempts: row.attempts}}, nil, time.Now)
		j, err := desk.Job(t.Context(), "j")
		require.NoError(t, err)
		require.Equal(t, row.want == agenda.JobAccepted, j.Paused, "what is on the queue is not kept from it")
		require.Equal(t, row.want, j.State, "%s in the ledger, %s on the queue", row.ledger, row.queue)
		if row.want == agenda.JobRunning {
			require.Equal(t, tried, j.Attempts)
		}
	}
}

func (l ledger) CancelJob(context.Context, string, bool) (agenda.SummaryJob, error) {
	return agenda.SummaryJob{ID: "j", Run: 3, State: agenda.JobCancelled}, nil
}

type deadLine struct {
	line
	withdrawn []string
}

func (d *deadLine) Withdraw(ctx context.Context, id string, run int) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.withdrawn = append(d.withdrawn, fmt.Sprint(id, " ", run))
	return agenda.Fail(agenda.Unavailable, "Redis is away")
}

// The queue hears of a job that was stopped; where it does not, the ledger has decided all the same.
func TestStoppingDoesNotNeedTheQueue(t *testing.T) {
	t.Parallel()
	away := &deadLine{}
	desk := agenda.NewSummaries(ledger{job: agenda.SummaryJob{ID: "j", RequestedBy: "jo"}}, nil, away, nil, time.Now)
	j, err := desk.Discard(agenda.WithActor(t.Context(), agenda.Actor{Username: "jo", Role: agenda.RoleUser}), "j")
	require.NoError(t, err)
	require.Equal(t, agenda.JobCancelled, j.State)
	require.Equal(t, []string{"j 3"}, away.withdrawn)

	gone, cancel := context.WithCancel(agenda.WithActor(t.Context(), agenda.Actor{Username: "jo", Role: agenda.RoleUser}))
	cancel()
	_, err = desk.Discard(gone, "j")
	require.NoError(t, err)
	require.Len(t, away.withdrawn, 2, "who asked need not wait for it")
}
