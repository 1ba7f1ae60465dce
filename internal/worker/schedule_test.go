package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/worker"
)

func TestParseSchedule(t *testing.T) {
	t.Parallel()
	got, err := worker.ParseSchedule(" daily@07:00, weekly@Mon 06:30,weekly@thu  18:00 , team-2@sun 23:59")
	require.NoError(t, err)
	require.Len(t, got, 4)
	require.Equal(t, "daily", got[0].Label)
	require.Equal(t, "07:00", got[0].At.String())
	require.Empty(t, got[0].Days)
	require.Equal(t, []time.Weekday{time.Monday}, got[1].Days)
	require.Equal(t, "06:30", got[1].At.String())
	require.Equal(t, []time.Weekday{time.Sunday}, got[3].Days)

	for _, empty := range []string{"", "  "} {
		got, err := worker.ParseSchedule(empty)
		require.NoError(t, err)
		require.Empty(t, got)
	}
	for bad, want := range map[string]string{
		"daily":                           "must look like",
		"@07:00":                          "must look like",
		"daily@":                          "must look like",
		"daily@7:00":                      "Enter a time like 09:30",
		"daily@25:00":                     "does not exist",
		"weekly@monday 06:30":             `"monday" must be one of mon`,
		"weekly@mon tue 06:30":            "must look like",
		"Not a label!@07:00":              "small letters",
		"daily@07:00,":                    "must look like",
		"daily@07:00,daily@13:00":         "once a day",
		"weekly@mon 07:00,weekly@13:00":   "once a day",
		"weekly@mon 07:00,weekly@mon 8:0": "Enter a time",
	} {
		_, err := worker.ParseSchedule(bad)
		require.ErrorContains(t, err, want, bad)
	}
}

// fakeRequests notes what was asked for, each id once, as the queue does.
type fakeRequests struct {
	mu    sync.Mutex
	down  bool
	calls int
	at    map[string]time.Time
	label map[string]string
}

func (f *fakeRequests) Request(_ context.Context, id, label string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.down {
		return false, errors.New("away")
	}
	if _, asked := f.at[id]; asked {
		return false, nil
	}
	f.at[id], f.label[id] = time.Now(), label
	return true, nil
}

// schedule runs n schedulers in a zone, from a wall time on, for a while.
func schedule(t *testing.T, n int, entries, zone, from string, d time.Duration) *fakeRequests {
	t.Helper()
	f := &fakeRequests{at: map[string]time.Time{}, label: map[string]string{}}
	stop := begin(t, f, n, entries, zone, from)
	time.Sleep(d)
	stop()
	return f
}

func begin(t *testing.T, f *fakeRequests, n int, entries, zone, from string) (stop func()) {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	parsed, err := worker.ParseSchedule(entries)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", from, loc)
	require.NoError(t, err)
	time.Sleep(time.Until(at)) // a bubble begins in the year 2000
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range n {
		all.Go(func() { worker.NewScheduler(f, parsed, loc, slog.New(slog.DiscardHandler)).Run(ctx) })
	}
	return func() { cancel(); all.Wait() }
}

func (f *fakeRequests) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// wall returns what was asked for as wall times of a zone.
func (f *fakeRequests) wall(t *testing.T, zone string) map[string]string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	f.mu.Lock()
	defer f.mu.Unlock()
	got := map[string]string{}
	for id, at := range f.at {
		got[id] = at.In(loc).Format("2006-01-02 15:04:05 MST")
	}
	return got
}

func TestSchedulersMakeOneJobADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := schedule(t, 5, "daily@07:00,weekly@mon 06:30", "Europe/Berlin", "2026-11-20 05:00", 96*time.Hour)
		require.Equal(t, map[string]string{
			"daily-2026-11-20":  "2026-11-20 07:00:00 CET",
			"daily-2026-11-21":  "2026-11-21 07:00:00 CET",
			"daily-2026-11-22":  "2026-11-22 07:00:00 CET",
			"daily-2026-11-23":  "2026-11-23 07:00:00 CET",
			"weekly-2026-11-23": "2026-11-23 06:30:00 CET",
		}, f.wall(t, "Europe/Berlin"))
		require.Equal(t, "weekly", f.label["weekly-2026-11-23"])
		require.Equal(t, 25, f.count(), "each asks once")
	})
}

func TestALateSchedulerCatchesUpTheSameDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := schedule(t, 1, "daily@07:00,weekly@mon 06:30", "Europe/Berlin", "2026-11-24 23:50", 5*time.Minute)
		require.Equal(t, map[string]string{"daily-2026-11-24": "2026-11-24 23:50:00 CET"}, f.wall(t, "Europe/Berlin"))
	})
}

func TestSchedulesSurviveClockChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		entries, zone, from string
		want                map[string]string
	}{
		"in a gap":       {"daily@02:30", "Europe/Berlin", "2026-03-28 12:00", map[string]string{"daily-2026-03-29": "2026-03-29 03:00:00 CEST"}},
		"after a gap":    {"daily@07:00", "Europe/Berlin", "2026-03-28 12:00", map[string]string{"daily-2026-03-28": "2026-03-28 12:00:00 CET", "daily-2026-03-29": "2026-03-29 07:00:00 CEST"}},
		"repeated":       {"daily@02:30", "Europe/Berlin", "2026-10-24 12:00", map[string]string{"daily-2026-10-25": "2026-10-25 02:30:00 CEST"}},
		"midnight's gap": {"daily@00:30", "Africa/Cairo", "2026-04-23 12:00", map[string]string{"daily-2026-04-24": "2026-04-24 01:00:00 EEST"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got := schedule(t, 2, c.entries, c.zone, c.from, 22*time.Hour).wall(t, c.zone)
				for id, at := range c.want {
					require.Equal(t, at, got[id])
				}
				require.LessOrEqual(t, len(got), 2)
			})
		})
	}
}

func TestASchedulerTriesAgainUntilTheQueueIsThere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeRequests{at: map[string]time.Time{}, label: map[string]string{}, down: true}
		stop := begin(t, f, 1, "daily@07:00", "UTC", "2026-11-24 06:00")
		defer stop()
		time.Sleep(time.Hour + 10*time.Minute)
		require.InDelta(t, 121, f.count(), 2, "every 5 s")
		f.mu.Lock()
		f.down = false
		f.mu.Unlock()
		time.Sleep(6 * time.Second)
		require.Len(t, f.wall(t, "UTC"), 1)
		calls := f.count()
		time.Sleep(time.Hour)
		require.Equal(t, calls, f.count(), "done is done")
	})
}
