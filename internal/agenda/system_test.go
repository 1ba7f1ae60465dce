package agenda_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestThroughput(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	none := agenda.NewThroughput(nil, now)
	require.Nil(t, none.MedianSeconds, "of nothing there is no median")
	require.Nil(t, none.P95Seconds)

	end := func(state agenda.JobState, ago, took time.Duration) agenda.JobEnd {
		return agenda.JobEnd{State: state, RequestedAt: now.Add(-ago - took), FinishedAt: now.Add(-ago)}
	}
	ends := []agenda.JobEnd{
		end(agenda.JobDone, 24*time.Hour, time.Hour), // too long ago
		end(agenda.JobDead, time.Hour, time.Hour),
		end(agenda.JobDone, -time.Minute, time.Second), // by a clock that is ahead
		end(agenda.JobDone, 24*time.Hour-time.Second, 2*time.Second),
		end(agenda.JobDone, 90*time.Minute, 30*time.Second),
	}
	got := agenda.NewThroughput(ends, now)
	require.Equal(t, 3, got.Done)
	require.Equal(t, 1, got.Failed)
	require.Equal(t, 2.0, *got.MedianSeconds)
	require.Equal(t, 30.0, *got.P95Seconds)
	var hours [24]int
	hours[0], hours[22], hours[23] = 1, 1, 1
	require.Equal(t, hours, got.DoneByHour)
	require.Nil(t, got.MedianByHour[21])
	require.Equal(t, []float64{2, 30, 1}, []float64{*got.MedianByHour[0], *got.MedianByHour[22], *got.MedianByHour[23]})

	got = agenda.NewThroughput([]agenda.JobEnd{
		{State: agenda.JobQueued, RequestedAt: now.Add(-90 * time.Minute)},
		{State: agenda.JobAccepted, RequestedAt: now},
		end(agenda.JobDone, 30*time.Minute, 2*time.Hour), end(agenda.JobDead, 22*time.Hour, 30*time.Hour),
	}, now)
	require.Equal(t, []int{1, 0, 0}, got.OpenByHour[:3], "what was asked for long ago was open until it ended")
	require.Equal(t, []int{0, 1, 2, 2}, got.OpenByHour[20:])
	require.Equal(t, []int{1, 1}, []int{got.Done, got.Failed}, "what is open is neither")

	ends = nil
	for i := range 100 {
		ends = append(ends, end(agenda.JobDone, time.Hour, time.Duration(100-i)*time.Second))
	}
	got = agenda.NewThroughput(ends, now)
	require.Equal(t, 50.0, *got.MedianSeconds)
	require.Equal(t, 95.0, *got.P95Seconds)
}

func TestRandomPasswords(t *testing.T) {
	t.Parallel()
	for _, min := range []int{8, 23, 24, 64} {
		users := agenda.NewUsers(nil, nil, nil, agenda.UsersConfig{PasswordMinLength: min}, time.Now)
		made := users.RandomPassword()
		require.Regexp(t, `^[a-z2-7]{5}(-[a-z2-7]{5}){3,}$`, made)
		require.Empty(t, agenda.CheckPassword(made, "hanna", min))
		require.NotEqual(t, made, users.RandomPassword())
	}
}
