package worker_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/worker"
)

// fakeAPI answers each label's requests in turn with errors, and then well.
type fakeAPI struct {
	takes time.Duration

	mu     sync.Mutex
	errs   map[string][]error
	asked  []string
	now    int
	atOnce int
}

func (a *fakeAPI) AskSummary(ctx context.Context, label string) error {
	a.mu.Lock()
	a.asked = append(a.asked, label)
	a.now++
	a.atOnce = max(a.atOnce, a.now)
	var err error
	if left := a.errs[label]; len(left) > 0 {
		err, a.errs[label] = left[0], left[1:]
	}
	a.mu.Unlock()
	select {
	case <-time.After(a.takes):
	case <-ctx.Done():
		err = ctx.Err()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now--
	return err
}

type fakeLocks map[string]bool

func (l fakeLocks) Locked(_ context.Context, label string) (bool, error) {
	if l == nil {
		return false, agenda.Fail(agenda.Unavailable, "The queue cannot be reached at the moment.")
	}
	return l[label], nil
}

// refresh runs within a bubble and returns what was printed, line by line in any order.
func refresh(t *testing.T, api *fakeAPI, locks worker.Locks, labels ...string) (out, errs []string, took time.Duration, err error) {
	var o, e bytes.Buffer
	began := time.Now()
	err = worker.Refresh(t.Context(), worker.RefreshConfig{
		API: api, Locks: locks, Labels: labels, Out: &o, Err: &e, Backoff: worker.Backoff{Rand: func() float64 { return 1 }},
	})
	sorted := func(s string) []string { l := strings.Split(strings.TrimSpace(s), "\n"); slices.Sort(l); return l }
	return sorted(o.String()), sorted(e.String()), time.Since(began), err
}

func TestRefreshSkipsWhatIsLockedAndAsksForTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{takes: time.Second}
		out, errs, took, err := refresh(t, api, fakeLocks{"daily": true}, "daily", "weekly", "a", "b", "c", "d", "weekly")
		require.NoError(t, err)
		require.Equal(t, []string{"DONE a", "DONE b", "DONE c", "DONE d", "DONE weekly", "SKIP daily: already processed"}, out)
		require.Equal(t, []string{""}, errs)
		require.Len(t, api.asked, 5, "a label is asked for once")
		require.Equal(t, 3, api.atOnce)
		require.Equal(t, 2*time.Second, took)
	})
}

func TestRefreshTriesAgainWhatMaySucceed(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]error{
		"network":     errors.New("connection refused"),
		"internal":    agenda.Fail(agenda.Internal, "Something went wrong."),
		"unavailable": agenda.Fail(agenda.Unavailable, "Away."),
		"limited":     agenda.Fail(agenda.RateLimited, "Too often."),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &fakeAPI{errs: map[string][]error{"daily": {again, again}, "weekly": {again, again, again}}}
				out, errs, took, err := refresh(t, api, fakeLocks{}, "daily", "weekly")
				require.EqualError(t, err, "worker: not refreshed: weekly")
				require.Equal(t, []string{"DONE daily"}, out)
				require.Contains(t, errs[0], "FAIL weekly: ")
				require.Len(t, api.asked, 6)
				require.Equal(t, 3*time.Second, took, "1 s and 2 s between three attempts")
			})
		})
	}
}

func TestRefreshWaitsAsLongAsItIsAskedTo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{errs: map[string][]error{"daily": {&agenda.Error{Code: agenda.RateLimited, RetryAfter: 20 * time.Second}}}}
		out, _, took, err := refresh(t, api, nil, "daily")
		require.NoError(t, err)
		require.Equal(t, []string{"DONE daily"}, out)
		require.Equal(t, 20*time.Second, took)
	})
}

func TestRefreshGivesUpAtOnceWhatCannotSucceed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{errs: map[string][]error{"Bad!": {agenda.Fail(agenda.Invalid, "A label has small letters.")}}}
		out, errs, took, err := refresh(t, api, fakeLocks{}, "Bad!", "daily")
		require.EqualError(t, err, "worker: not refreshed: Bad!")
		require.Equal(t, []string{"DONE daily"}, out)
		require.Equal(t, []string{"FAIL Bad!: A label has small letters."}, errs)
		require.Zero(t, took)
	})
}

func TestRefreshEndsWhenTheCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	for _, code := range []agenda.Code{agenda.Unauthenticated, agenda.Forbidden} {
		synctest.Test(t, func(t *testing.T) {
			refused := agenda.Fail(code, "Could not validate credentials")
			api := &fakeAPI{takes: time.Second, errs: map[string][]error{"a": {refused}}}
			slow := worker.AskFunc(func(ctx context.Context, label string) error {
				if label == "a" {
					return api.AskSummary(ctx, label)
				}
				<-ctx.Done()
				return ctx.Err()
			})
			var out bytes.Buffer
			began := time.Now()
			err := worker.Refresh(t.Context(), worker.RefreshConfig{API: slow, Labels: []string{"b", "a", "c", "d", "e"}, Out: &out})
			require.EqualError(t, err, "worker: refresh ended: the API refuses the credentials: Could not validate credentials")
			require.Equal(t, time.Second, time.Since(began))
			require.Equal(t, []string{"a"}, api.asked)
			require.Empty(t, out.String())
		})
	}
}

func TestRefreshGoesOnWithoutTheLocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out, errs, _, err := refresh(t, &fakeAPI{}, fakeLocks(nil), "daily")
		require.NoError(t, err)
		require.Equal(t, []string{"DONE daily"}, out)
		require.Equal(t, []string{"The lock of daily cannot be looked at; asking all the same: The queue cannot be reached at the moment."}, errs)
	})
}

func TestRefreshEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := worker.Refresh(ctx, worker.RefreshConfig{API: &fakeAPI{takes: time.Hour}, Labels: []string{"daily"}})
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
