package chaos_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/e2e/rig"
)

// line is the whole way of a job, as real programs: who asks, a backend, a Redis, workers and a model.
type line struct {
	t        *testing.T
	redis    *rig.Redis
	backends []rig.Backend
	clients  []*apiclient.Client // of the one user, at each backend
	turn     atomic.Int64        // whose backend's it is to be asked
	model    *model
	ledger   *ledger
	workers  []*rig.Program

	mu       sync.Mutex
	kills    map[int]time.Time // by process id
	accepted map[string]string // the labels of the jobs that were answered with 2xx, by id
	refused  []error
	took     []time.Duration // of the answers
}

// lineConfig is how a line is built. Zero members mean one worker for three jobs and the usual answers.
type lineConfig struct {
	workers, concurrency   int
	plan                   func(l *line) plan
	dataDir                string
	postgres               string // the address of a database that two backends share
	backendRedis, workerTo string // addresses at which they find Redis, when not its own
}

func startLine(t *testing.T, c lineConfig) *line {
	t.Helper()
	l := newLine(t)
	l.connect(c)
	return l
}

// newLine starts a Redis alone.
func newLine(t *testing.T) *line {
	t.Helper()
	return &line{t: t, redis: rig.StartRedis(t), kills: map[int]time.Time{}, accepted: map[string]string{}}
}

// connect starts what stands around Redis.
func (l *line) connect(c lineConfig) {
	t, dir := l.t, l.t.TempDir()
	if c.dataDir == "" {
		c.dataDir = dir
	}
	var p plan
	if c.plan != nil {
		p = c.plan(l)
	}
	l.model = startModel(t, p)
	redisAt := func(addr string) []string {
		if addr == "" {
			addr = l.redis.Addr
		}
		return []string{"REDIS_URL=redis://" + addr + "/0", "REDIS_PASSWORD=" + l.redis.Password, "TIME_ZONE=UTC"}
	}
	backends, address := 1, "sqlite:"+c.dataDir+"/a.db"
	driver, source := "sqlite3", "file:"+c.dataDir+"/a.db?mode=ro&_busy_timeout=5000"
	if c.postgres != "" {
		backends, address, driver, source = 2, c.postgres, "pgx", c.postgres
	}
	var token string
	for range backends {
		b := rig.StartBackend(t, dir, append(redisAt(c.backendRedis), "DATABASE_URL="+address, "JWT_SECRET_KEY=one secret for all that stand side by side")...)
		if token == "" {
			token = rig.SignIn(t, b.API, "hanna").Token
		}
		l.backends = append(l.backends, b)
		l.clients = append(l.clients, apiclient.New(b.API, apiclient.Timeout(20*time.Second)).WithToken(token))
	}
	l.ledger = watchLedger(t, driver, source)
	for i := range max(1, c.workers) {
		l.workers = append(l.workers, rig.StartWorker(t, dir, append(redisAt(c.workerTo), "OPENAI_BASE_URL="+l.model.url,
			fmt.Sprintf("OPENAI_API_KEY=%d", i), fmt.Sprintf("WORKER_CONCURRENCY=%d", max(3, c.concurrency)))...))
	}
}

// kill ends a worker as a power cut does, and remembers when.
func (l *line) kill(worker *rig.Program) {
	pid := worker.Pid()
	worker.Kill()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kills[pid] = time.Now()
}

// tend starts the workers again that were killed.
func (l *line) tend() {
	for _, w := range l.workers {
		select {
		case <-w.Ended():
			w.Start(l.t)
		default:
		}
	}
}

// ask asks for one job, at each backend in turn. With a key it asks for a minute until it is answered,
// as a client does that lost a reply.
func (l *line) ask(label, key string) {
	for patience := time.Now().Add(time.Minute); ; {
		client := l.clients[int(l.turn.Add(1))%len(l.clients)]
		began := time.Now()
		a, err := client.AskSummary(context.Background(), agenda.SummaryAsk{Label: label}, key)
		took := time.Since(began)
		if err != nil && key != "" && time.Now().Before(patience) {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		l.mu.Lock()
		l.took = append(l.took, took)
		if err != nil {
			l.refused = append(l.refused, err)
		} else {
			l.accepted[a.JobID] = label
		}
		l.mu.Unlock()
		return
	}
}

// load asks for n jobs, the first with the label of the day from, evenly over a time and from 16
// connections. Each tenth has no label, unless they have keys. The channel is closed when all are answered.
func (l *line) load(from, n int, over time.Duration, keys bool) <-chan struct{} {
	done, began := make(chan struct{}), time.Now()
	var clients sync.WaitGroup
	next := make(chan int)
	for range 16 {
		clients.Go(func() {
			for i := range next {
				label, key := dayLabel(from+i), ""
				if keys {
					key = "key-of-" + label
				} else if i%10 == 9 {
					label = ""
				}
				l.ask(label, key)
			}
		})
	}
	go func() {
		defer close(done)
		for i := range n {
			time.Sleep(time.Until(began.Add(over * time.Duration(i) / time.Duration(n))))
			next <- i
		}
		close(next)
		clients.Wait()
	}()
	return done
}

// drain waits until every job that was accepted has ended, and returns how many have not.
func (l *line) drain(patience time.Duration) (missing int) {
	for began := time.Now(); ; {
		l.tend()
		l.mu.Lock()
		missing = l.ledger.missing(l.accepted)
		l.mu.Unlock()
		if missing == 0 || time.Since(began) > patience {
			return missing
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// fate is how a job must end.
type fate struct {
	state  agenda.JobState
	reason string // part of it
}

// settle counts what was lost and doubled, and returns the jobs. Where fates is nil all must be done.
func (l *line) settle(r *row, fates func(label string) fate) []jobRecord {
	t := l.t
	t.Helper()
	records := l.ledger.records(t)
	byID, labels := map[string]*jobRecord{}, map[string]int{}
	for i := range records {
		byID[records[i].id] = &records[i]
		labels[records[i].label]++
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, label := range l.accepted {
		want := fate{state: agenda.JobDone}
		if fates != nil {
			want = fates(label)
		}
		j := byID[id]
		switch {
		case j == nil || agenda.JobState(j.state) != want.state || !strings.Contains(j.reason, want.reason):
			t.Logf("lost: %s %q is %+v, not %v", id, label, j, want)
			r.lost++
		case want.state == agenda.JobDone && !l.model.gave(j.summary, label):
			t.Logf("lost: %s %q holds what the model did not write for it: %q", id, label, j.summary)
			r.lost++
		}
	}
	l.ledger.mu.Lock()
	r.doubled += l.ledger.changed
	l.ledger.mu.Unlock()
	for label, n := range labels {
		if label != "" && n > 1 && len(l.refused) == 0 && (fates == nil || fates(label).state != agenda.JobSkipped) {
			r.doubled += n - 1
		}
	}
	return records
}

// p99 returns how long 99 of 100 answers took at most.
func (l *line) p99() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.took)
	return l.took[len(l.took)*99/100]
}

// answered demands that every job was accepted, and says how soon.
func (l *line) answered() string {
	l.t.Helper()
	l.mu.Lock()
	err := errors.Join(l.refused...)
	l.mu.Unlock()
	require.NoError(l.t, err, "asking for a job failed")
	return fmt.Sprintf("POST p99 %s", l.p99().Round(time.Millisecond))
}

// empty waits until nothing of any job is left on the queue.
func (l *line) empty() {
	l.t.Helper()
	rig.Eventually(l.t, 20*time.Second, func() error {
		left := l.redis.CLI(l.t, "EVAL", `local n = 0
			for _, k in ipairs({'summary_jobs', '{summary_jobs}:results'}) do n = n + redis.call('LLEN', k) end
			for _, k in ipairs({'{summary_jobs}:leases', '{summary_jobs}:delayed'}) do n = n + redis.call('ZCARD', k) end
			for _, k in ipairs(redis.call('KEYS', '{summary_jobs}:processing:*')) do n = n + redis.call('LLEN', k) end
			return n`, "0")
		if left != "0" {
			return fmt.Errorf("the queue still holds %s entries", left)
		}
		return nil
	})
}

// firstEnd returns how long after a moment the first job ended, 0 when none was asked for since.
func firstEnd(records []jobRecord, after time.Time) (first time.Duration) {
	if !slices.ContainsFunc(records, func(j jobRecord) bool { return j.requested.After(after) }) {
		return 0
	}
	for _, j := range records {
		if d := j.finished.Sub(after); j.ended() && d > 0 && (first == 0 || d < first) {
			first = d
		}
	}
	return first
}
