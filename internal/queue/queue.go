// Package queue carries jobs between the backend and the workers over Redis. It is the only
// importer of go-redis.
//
// It owns the names of all keys, the scripts that move a job from one state to the next, the lease
// and fence that decide which worker's report counts, and the lock that keeps one label from being
// worked on twice. It refuses to know what a job is about (it never looks into a payload, adopted
// jobs of the original's form aside), when a failed job deserves another try, and anything of SQL:
// the ledger is the truth and whatever lies here may vanish at any moment.
//
// A job is a hash; what travels over the lists is its id:
//
//	Enqueue -> summary_jobs -> Take -> processing list -> Claim -> lease
//	        -> Complete | Fail for good -> results -> Ack
//	        -> Fail with another try -> delayed -> Maintain -> summary_jobs
//
// Each arrow is one atomic script or one BLMOVE, safe to repeat when its reply was lost, and uses
// Redis' own clock, so that the clocks of workers and backends need not agree.
package queue

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Config is how a Queue behaves. Only URL is required.
type Config struct {
	URL           string        // see Dial
	Password      string        // replaces the one in URL, if set
	Lease         time.Duration // how long a claim holds unless it is extended; 30 s
	MaxAttempts   int           // failures after which a job is dead; 3
	MaxDeliveries int           // tries, crashes among them, after which a job is dead; 10
	Slots         int           // how many jobs a worker does at once, for those who look at it; 0: it is not told
	Log           *slog.Logger  // discards unless set

	// Dial replaces the network, for a Redis within the process.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// The times that callers need not choose.
const (
	block       = time.Second            // a blocking pop cannot be interrupted, so it is kept short
	answerTime  = 3 * time.Second        // that Redis may take for an answer
	parkTime    = 300 * time.Millisecond // until a job is tried again whose label is being worked on
	LockTime    = 300 * time.Second      // how long a label counts as done
	endedTime   = time.Minute            // how long an acknowledged job is remembered
	markerTime  = 7 * 24 * time.Hour     // how long a scheduler's request is remembered
	orphanAge   = time.Second            // how long an id may lie taken before it counts as forgotten
	sweepEvery  = 15 * time.Second       // between searches for lists of workers that nobody knows
	refusalTime = 2 * time.Second        // that a start waits to learn whether it is let in
	maintainMax = 100                    // jobs moved by one step of Maintain
)

// Queue is a connection to the queue. It is safe for concurrent use.
type Queue struct {
	rdb     redis.UniversalClient
	cfg     Config
	keys    keys
	scripts *scripts

	nonce  string        // makes the fences of this Queue unlike those of any other
	fences atomic.Uint64 // how many were made

	mu      sync.Mutex
	workers map[string]*workerNotes
}

// workerNotes is what a Queue remembers of a worker that uses it.
type workerNotes struct {
	known    bool                 // the worker is registered
	suspects map[string]time.Time // taken ids that it did not say it works on, and since when
	swept    time.Time
}

// Dial prepares a Queue. It connects when it is first used, so that it fails only for a URL it
// cannot read and not because Redis is away. The forms of a URL are
//
//	redis://[user:password@]host:port/db
//	unix://[user:password@]/path?db=0
//	redis+cluster://[user:password@]host:port,host:port
//	redis-sentinel://[user:password@]host:port,host:port/master/db
//
// With rediss instead of redis it is TLS, and the parameters ca, cert and key may name files. Sentinels
// that ask for a password are given the same, or that of the parameters sentinel_user and
// sentinel_password.
func Dial(cfg Config) (*Queue, error) {
	cfg.Lease = cmp.Or(cfg.Lease, 30*time.Second)
	cfg.MaxAttempts = cmp.Or(cfg.MaxAttempts, 3)
	cfg.MaxDeliveries = cmp.Or(cfg.MaxDeliveries, 10)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	opts, err := parseURL(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	if cfg.Password != "" {
		opts.Password = cfg.Password
	}
	opts.Dialer = cfg.Dial
	k := keys{tagged: opts.IsClusterMode}
	return &Queue{
		rdb: newClient(opts), cfg: cfg, keys: k, scripts: loadScripts(k),
		nonce: rand.Text()[:12], workers: map[string]*workerNotes{},
	}, nil
}

// Ping tells whether Redis answers and lets us in. Its error is Unavailable, with a sentence that
// says which of the two it is.
func (q *Queue) Ping(ctx context.Context) error { return fault("ping", q.rdb.Ping(ctx).Err()) }

// Refused is Ping for a program that starts: it fails when Redis answers and does not let us in,
// or is another than REDIS_URL says, which waiting will not change. A Redis that is away refuses
// nothing and is waited for.
func (q *Queue) Refused(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, refusalTime)
	defer cancel()
	err := q.Ping(ctx)
	if err != nil && known(err).lasting {
		return err
	}
	return nil
}

// Close ends all connections. Calls that wait for a job return.
func (q *Queue) Close() error { return q.rdb.Close() }

// Incarnation returns a name for one run of a worker. A worker that starts again is another one,
// because what its predecessor held must be taken from it.
func Incarnation() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "worker"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), strings.ToLower(rand.Text()[:6]))
}

// fence returns a token that no Queue has made before, not even one on a Redis that was emptied
// since.
func (q *Queue) fence() string { return fmt.Sprintf("%s-%d", q.nonce, q.fences.Add(1)) }

// notes returns what is remembered of a worker. Its caller holds q.mu.
func (q *Queue) notes(worker string) *workerNotes {
	n := q.workers[worker]
	if n == nil {
		n = &workerNotes{suspects: map[string]time.Time{}}
		q.workers[worker] = n
	}
	return n
}
