package queue_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

func TestURLs(t *testing.T) {
	t.Parallel()
	for url, network := range map[string]string{
		"redis://h:7/2":                           "tcp h:7",
		"redis://h":                               "tcp h:6379",
		"redis://user:pa%40ss@h:7":                "tcp h:7",
		"unix:///run/redis.sock?db=1":             "unix /run/redis.sock",
		"redis+cluster://user:pass@h:7,i:8":       "tcp h:7 tcp i:8",
		"redis-sentinel://:pass@h:7,i:8/master/3": "tcp h:7 tcp i:8",
		"redis-sentinel://h/master":               "tcp h:26379",
		"redis+cluster://[::1]":                   "tcp [::1]:6379",
		"rediss-sentinel://h/master":              "tcp h:26379",
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			dialled := make(chan string, 64)
			q, err := queue.Dial(queue.Config{URL: url, Dial: func(_ context.Context, network, addr string) (net.Conn, error) {
				select {
				case dialled <- network + " " + addr:
				default:
				}
				return nil, errors.New("nobody there")
			}})
			require.NoError(t, err)
			err = q.Ping(t.Context())
			require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
			require.Contains(t, network, <-dialled)
			require.NoError(t, q.Refused(t.Context()), "who is away refuses nothing")
			require.NoError(t, q.Close())
		})
	}
	for _, url := range []string{
		"", "localhost:6379", "http://h", "redis://", "redis-sentinel://h:1", "redis-sentinel://h:1/m/x", "redis://h:secret@x:y:z",
		"redis://h/-1", "redis+cluster://h/1", "redis://h?pool_size=3", "redis://h?ca=/dev/null", "rediss://h?ca=/nowhere", "rediss://h?ca=/dev/null",
		"rediss://h?cert=/dev/null", "rediss://h?cert=/dev/null&key=/dev/null", "redis://h?sentinel_password=secret", "redis://h?a=%zz",
	} {
		_, err := queue.Dial(queue.Config{URL: url})
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestRedisAwayIsSaidSoon(t *testing.T) {
	t.Parallel()
	q, err := queue.Dial(queue.Config{URL: "unix:///nowhere/at/all"})
	require.NoError(t, err)
	defer q.Close()
	begin := time.Now()
	_, err = q.Progress(t.Context(), "j1")
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
	require.Less(t, time.Since(begin), time.Second)
}

func TestAWrongPasswordIsSaidClearly(t *testing.T) {
	t.Parallel()
	s := queuetest.Single(t)
	require.NoError(t, s.Dial(t, queue.Config{}).Refused(t.Context()))
	s.Do(t, "CONFIG", "SET", "requirepass", "right")
	for _, password := range []string{"wrong", ""} {
		q, err := queue.Dial(queue.Config{URL: s.URL, Password: password})
		require.NoError(t, err)
		defer q.Close()
		e, ok := errors.AsType[*agenda.Error](q.Ping(t.Context()))
		require.True(t, ok)
		require.Equal(t, agenda.Unavailable, e.Code)
		require.Equal(t, "Redis refuses the password or the user in REDIS_URL.", e.Message)
		require.Error(t, e.Err)
		require.Error(t, q.Refused(t.Context()))
	}
	q, err := queue.Dial(queue.Config{URL: s.URL, Password: "right"})
	require.NoError(t, err)
	defer q.Close()
	require.NoError(t, q.Ping(t.Context()))
}

func TestIncarnationsDiffer(t *testing.T) {
	t.Parallel()
	a, b := queue.Incarnation(), queue.Incarnation()
	require.NotEqual(t, a, b)
	require.GreaterOrEqual(t, strings.Count(a, "-"), 2)
}
