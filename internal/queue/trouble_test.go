package queue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

// sentence returns what people are told of an error, which must be Unavailable and have a cause.
func sentence(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*agenda.Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, agenda.Unavailable, e.Code)
	require.Error(t, e.Err)
	return e.Message
}

// TestTroublesOfRedis puts a real Redis into each trouble while a job waits and another is worked
// on, looks at what is said, mends it, and holds that both jobs end and nothing is left over.
func TestTroublesOfRedis(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct {
		make, mend func(t *testing.T, s *queuetest.Server)
		says       string
	}{
		"a replica": {
			do("REPLICAOF", "127.0.0.1", 1), do("REPLICAOF", "NO", "ONE"),
			"Redis is a read-only replica at the moment.",
		},
		"no memory left": {
			do("CONFIG", "SET", "maxmemory", 1), do("CONFIG", "SET", "maxmemory", 0),
			"Redis has no memory left.",
		},
		"a disk that takes no writes": {
			func(t *testing.T, s *queuetest.Server) {
				s.Do(t, "CONFIG", "SET", "dir", t.TempDir())
				was := s.Do(t, "CONFIG", "GET", "dir").([]any)[1].(string)
				require.NoError(t, os.RemoveAll(was))
				s.Do(t, "CONFIG", "SET", "save", "3600 1000000")
				s.Do(t, "BGSAVE")
				require.Eventually(t, func() bool {
					return strings.Contains(s.Do(t, "INFO", "persistence").(string), "rdb_last_bgsave_status:err")
				}, 10*time.Second, 10*time.Millisecond)
			},
			func(t *testing.T, s *queuetest.Server) {
				s.Do(t, "CONFIG", "SET", "dir", dir)
				s.Do(t, "SAVE")
			},
			"Redis cannot write to its disk, and accepts no changes until it can.",
		},
		"a script that does not end": {
			func(t *testing.T, s *queuetest.Server) {
				s.Do(t, "CONFIG", "SET", "busy-reply-threshold", 1)
				s.Begin(t, "EVAL", "while true do end", 0)
				require.Eventually(t, func() bool { return s.Refuses("BUSY", "PING") }, 10*time.Second, time.Millisecond)
			},
			do("SCRIPT", "KILL"),
			"Redis is busy with a script of another program.",
		},
		"another program's value in the place of the list": {
			func(t *testing.T, s *queuetest.Server) {
				s.Do(t, "RENAME", "summary_jobs", "aside")
				s.Do(t, "SET", "summary_jobs", "a note")
			},
			do("RENAME", "aside", "summary_jobs"),
			"Another program has put something else under the name of one of the queue's keys in Redis; delete it there.",
		},
		"too few replicas": {
			do("CONFIG", "SET", "min-replicas-to-write", 1), do("CONFIG", "SET", "min-replicas-to-write", 0),
			"Redis has too few replicas to accept changes.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := queuetest.With{Conf: []string{"enable-protected-configs yes"}}.Single(t)
			q := s.Dial(t, queue.Config{})
			put := func(id string) error {
				return q.Enqueue(t.Context(), agenda.JobEnvelope{ID: id, Run: 1, Kind: "summary", Label: id, Payload: []byte("{}")})
			}
			require.NoError(t, put("working"))
			l := next(t, q)
			require.NoError(t, put("waiting"))
			c.make(t, s)
			require.Equal(t, c.says, sentence(t, put("new")))
			_, err := q.Take(t.Context(), "w1")
			require.Equal(t, c.says, sentence(t, err))
			_, err = q.Complete(t.Context(), l, []byte("{}"), "text")
			require.Equal(t, c.says, sentence(t, err))
			require.NoError(t, q.Refused(t.Context()), "it is waited for")
			c.mend(t, s)
			require.Eventually(t, func() bool { return put("new") == nil }, 10*time.Second, 10*time.Millisecond)
			finish(t, q, l)
			finish(t, q, next(t, q))
			finish(t, q, next(t, q))
			ended, err := q.Outcomes(t.Context())
			require.NoError(t, err)
			require.Len(t, ended, 3)
			require.NoError(t, q.Ack(t.Context(), ended...))
			got, err := q.Stats(t.Context())
			require.NoError(t, err)
			require.Zero(t, got.Depth+got.Running+got.Results)
		})
	}
}

func do(args ...any) func(*testing.T, *queuetest.Server) {
	return func(t *testing.T, s *queuetest.Server) { s.Do(t, args...) }
}

// next takes and claims the next job.
func next(t *testing.T, q *queue.Queue) agenda.Lease {
	t.Helper()
	id, err := q.Take(t.Context(), "w1")
	require.NoError(t, err)
	l, ok, err := q.Claim(t.Context(), id, "w1")
	require.NoError(t, err)
	require.True(t, ok, id)
	return l
}

func finish(t *testing.T, q *queue.Queue, l agenda.Lease) {
	t.Helper()
	stored, err := q.Complete(t.Context(), l, []byte("{}"), "text")
	require.NoError(t, err)
	require.True(t, stored)
}

// TestALabelsLockThatIsNoTextIsOverwritten is about a key that other programs may read and so may
// spoil too.
func TestALabelsLockThatIsNoTextIsOverwritten(t *testing.T) {
	t.Parallel()
	s := queuetest.Single(t)
	q := s.Dial(t, queue.Config{Lease: 100 * time.Millisecond})
	require.NoError(t, q.Enqueue(t.Context(), agenda.JobEnvelope{ID: "j1", Run: 1, Kind: "summary", Label: "daily", Payload: []byte("{}")}))
	next(t, q)
	s.Do(t, "DEL", "refresh_lock:summary:daily")
	s.Do(t, "LPUSH", "refresh_lock:summary:daily", "x")
	require.Eventually(t, func() bool {
		require.NoError(t, q.Maintain(t.Context(), "w2", nil), "the lease that ran out is taken back")
		got, err := q.Stats(t.Context())
		require.NoError(t, err)
		return got.Depth == 1
	}, 10*time.Second, 5*time.Millisecond)
	finish(t, q, next(t, q))
	require.Equal(t, "done", s.Do(t, "GET", "refresh_lock:summary:daily"))
}

// TestRestarts starts a Redis again that has all on its disk, after moments and after longer than
// any backoff of the client's, and looks at how soon a waiting worker has a job.
func TestRestarts(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]time.Duration{"at once": 0, "after ten seconds": 10 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := queuetest.With{Conf: []string{"appendonly yes", "appendfsync always"}}.Single(t)
			q := s.Dial(t, queue.Config{})
			for i := range 300 {
				e := agenda.JobEnvelope{ID: fmt.Sprintf("j%d", i), Run: 1, Kind: "summary", Payload: []byte("{}")}
				require.NoError(t, q.Enqueue(t.Context(), e))
			}
			l := next(t, q)
			s.Stop()
			ctx, cancel := context.WithCancel(t.Context())
			tried := make(chan struct{})
			for range 8 { // more failures than the client's pool has places, after which it tries less often
				go func() {
					for ctx.Err() == nil {
						_ = q.Ping(ctx)
						time.Sleep(10 * time.Millisecond)
					}
					tried <- struct{}{}
				}()
			}
			time.Sleep(away)
			s.Start()
			back := time.Now()
			require.Eventually(t, func() bool {
				id, err := q.Take(t.Context(), "w1")
				return err == nil && id == "j1"
			}, 30*time.Second, 10*time.Millisecond)
			t.Logf("first job taken %v after Redis answered", time.Since(back))
			require.Less(t, time.Since(back), 5*time.Second)
			finish(t, q, l)
			for n := 2; n < 300; n++ {
				require.Equal(t, fmt.Sprintf("j%d", n), next(t, q).Envelope.ID)
			}
			cancel()
			for range 8 {
				<-tried
			}
		})
	}
}

func TestLoadingIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := queuetest.With{Conf: []string{"key-load-delay 5000", "loading-process-events-interval-bytes 1024"}}.Single(t)
	q := s.Dial(t, queue.Config{})
	for i := range 200 {
		e := agenda.JobEnvelope{ID: fmt.Sprintf("j%d", i), Run: 1, Kind: "summary", Payload: []byte(`"` + strings.Repeat("x", 2000) + `"`)}
		require.NoError(t, q.Enqueue(t.Context(), e))
	}
	s.Do(t, "SAVE")
	s.Stop()
	s.Start()
	require.Equal(t, "Redis is still reading its data and answers in a moment.", sentence(t, q.Ping(t.Context())))
	require.NoError(t, q.Refused(t.Context()))
	require.Eventually(t, func() bool { return q.Ping(t.Context()) == nil }, 20*time.Second, 10*time.Millisecond)
	require.Equal(t, "j0", next(t, q).Envelope.ID)
}

// TestASettingThatIsWrongIsSaid starts with addresses that cannot work however long one waits.
func TestASettingThatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	mine, other := queuetest.NewCertificates(t), queuetest.NewCertificates(t)
	secure, cluster, socket := queuetest.With{TLS: mine}.Single(t), queuetest.With{}.Cluster(t, 2, 0), queuetest.Single(t)
	sentinel := queuetest.With{Password: special, SentinelPassword: "other"}.Sentinel(t)
	limited := queuetest.With{User: "queue", Password: "p", ACL: "~* +ping +hello"}.Single(t)
	nodes := strings.Split(strings.TrimPrefix(cluster.URL, "redis+cluster://"), ",")
	tlsAddr, _, _ := strings.Cut(strings.TrimPrefix(secure.URL, "rediss://"), "/")
	with := func(ca, pair *queuetest.Certificates) string {
		return "rediss://" + tlsAddr + "?ca=" + ca.CA + "&cert=" + pair.Cert + "&key=" + pair.Key
	}
	for _, c := range []struct{ url, says string }{
		{with(other, mine), "The certificate of Redis is not trusted or out of date; REDIS_URL can name its CA, as in ?ca=/path/to/ca.pem."},
		{"rediss://" + tlsAddr, "The certificate of Redis is not trusted or out of date; REDIS_URL can name its CA, as in ?ca=/path/to/ca.pem."},
		{"rediss://" + tlsAddr + "?ca=" + mine.CA, "Redis refuses the certificate of this program; REDIS_URL names one with ?cert=/path/to/cert.pem&key=/path/to/key.pem."},
		{with(mine, other), "Redis refuses the certificate of this program; REDIS_URL names one with ?cert=/path/to/cert.pem&key=/path/to/key.pem."},
		{strings.Replace(with(mine, mine), "127.0.0.1", "localhost", 1), "The certificate of Redis is for another host than the one in REDIS_URL."},
		{strings.Replace(sentinel.URL, "/queue/", "/nobody/", 1), "The sentinels in REDIS_URL do not know the master that it names."},
		{strings.Replace(sentinel.URL, "sentinel_password=other", "sentinel_password=wrong", 1), "Redis refuses the password or the user in REDIS_URL."},
		{strings.Replace(sentinel.URL, "sentinel_password=other", "", 1), "Redis refuses the password or the user in REDIS_URL."},
		{strings.Replace(with(mine, mine), "rediss", "rediss+cluster", 1), "Redis is no cluster; REDIS_URL must not say so."},
		{strings.Replace(socket.URL, "db=0", "db=99", 1), "Redis does not have the database that REDIS_URL names."},
	} {
		t.Run(c.url, func(t *testing.T) {
			t.Parallel()
			q, err := queue.Dial(queue.Config{URL: c.url})
			require.NoError(t, err)
			defer q.Close()
			said := sentence(t, q.Ping(t.Context()))
			if strings.Contains(c.says, "certificate of this program") {
				// Whether its reason arrives before the connection ends is a matter of luck.
				require.Contains(t, []string{c.says, hungUp}, said)
				return
			}
			require.Equal(t, c.says, said)
			require.Equal(t, c.says, sentence(t, q.Refused(t.Context())))
			_, err = q.Outcomes(t.Context())
			require.Error(t, err, "and it is not taken for an empty list")
		})
	}
	told := map[string]bool{}
	for _, url := range []string{"redis://" + nodes[0], "redis://" + nodes[1], limited.URL} {
		q, err := queue.Dial(queue.Config{URL: url})
		require.NoError(t, err)
		defer q.Close()
		if err := q.Enqueue(t.Context(), agenda.JobEnvelope{ID: "j1", Run: 1, Kind: "summary"}); err != nil {
			told[sentence(t, err)] = true
		}
	}
	require.Equal(t, map[string]bool{
		"Redis is a cluster; REDIS_URL must begin with redis+cluster or rediss+cluster.": true,
		"The Redis user in REDIS_URL may not run a command that the queue needs.":        true,
	}, told)
	require.NoError(t, secure.Dial(t, queue.Config{}).Refused(t.Context()))
	require.NoError(t, sentinel.Dial(t, queue.Config{}).Refused(t.Context()))
}

const hungUp = "Redis has closed the connection; if it always does, it expects TLS or a certificate, or is in protected mode."

// TestARedisThatHangsUp is one in protected mode, or one that expects TLS and is spoken to without.
func TestARedisThatHangsUp(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	go func() {
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			_, _ = io.WriteString(c, "-DENIED Redis is running in protected mode because protected mode is enabled.\r\n")
			_ = c.Close()
		}
	}()
	q, err := queue.Dial(queue.Config{URL: "redis://" + l.Addr().String()})
	require.NoError(t, err)
	defer q.Close()
	require.Equal(t, hungUp, sentence(t, q.Ping(t.Context())))
	require.NoError(t, q.Refused(t.Context()))
}
