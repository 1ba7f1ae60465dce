package worker

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Config is how a Pool behaves. Queue and Handlers are required.
type Config struct {
	Queue          Queue
	Handlers       map[string]Handler // by the kind of job
	Name           string             // of this run of the worker, unlike any other's
	Concurrency    int                // jobs at once; 3
	MaxAttempts    int                // failures after which a job is dead; 3
	Lease          time.Duration      // how long the queue's lease lasts; 30 s
	AttemptTimeout time.Duration      // of one try; 90 s
	Grace          time.Duration      // for running jobs to finish when the pool is told to end; 25 s
	Log            *slog.Logger       // discards unless set
	OnTry          func(Outcome)      // called when a try has ended; may be nil
	Rand           func() float64     // in [0,1), for all jitter; safe for concurrent use; nil means math/rand
}

// The times that callers need not choose.
const (
	reachBase   = 100 * time.Millisecond
	reachCap    = 2 * time.Second
	retryBase   = 2 * time.Second
	retryCap    = 60 * time.Second
	maintainGap = 250 * time.Millisecond
	callTimeout = 5 * time.Second  // of one call of the queue
	handover    = 3 * time.Second  // for handlers to notice that they are stopped
	silence     = 10 * time.Second // without an answer of the queue before the pool is not ready
	stuckAfter  = 30 * time.Second // that one call for a job may take, and the wait after it
)

// What ends a job from outside, as the cause of its context.
var (
	errLost     = errors.New("the lease was lost")
	errHandBack = errors.New("the worker ends")
	errSlow     = errors.New("the try took too long")
)

// Pool takes jobs from the queue and does a bounded number of them at once.
type Pool struct {
	cfg   Config
	slots chan struct{}
	busy  sync.WaitGroup

	mu      sync.Mutex
	working map[string]int // ids in hand
	running bool
	askedAt time.Time // when the pool last asked for a job; zero while it has no slot free for one
	heardAt time.Time // when the queue last answered
	outage  outage
}

// New returns a pool. Nothing happens before Run.
func New(cfg Config) *Pool {
	cfg.Name = cmp.Or(cfg.Name, "worker-"+strings.ToLower(rand.Text()[:8]))
	cfg.Concurrency = max(1, cmp.Or(cfg.Concurrency, 3))
	cfg.MaxAttempts = max(1, cmp.Or(cfg.MaxAttempts, 3))
	cfg.Lease = cmp.Or(cfg.Lease, 30*time.Second)
	cfg.AttemptTimeout = cmp.Or(cfg.AttemptTimeout, 90*time.Second)
	cfg.Grace = cmp.Or(cfg.Grace, 25*time.Second)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.OnTry == nil {
		cfg.OnTry = func(Outcome) {}
	}
	return &Pool{cfg: cfg, slots: make(chan struct{}, cfg.Concurrency), working: map[string]int{}}
}

// Run takes and does jobs until ctx is done. Then it takes no more, lets those that run finish within
// Grace, hands the rest back, and returns. A queue that cannot be reached is waited for.
func (p *Pool) Run(ctx context.Context) {
	p.setRunning(true)
	defer p.setRunning(false)
	base := context.WithoutCancel(ctx)
	jobs, end := context.WithCancelCause(base)
	defer end(nil)
	keep, stopKeeping := context.WithCancel(base)
	var keeper sync.WaitGroup
	keeper.Go(func() { p.keep(keep) })

	p.consume(ctx, jobs)
	p.setRunning(false)
	p.drain(end)

	stopKeeping()
	keeper.Wait()
	call, cancel := context.WithTimeout(base, callTimeout)
	defer cancel()
	if err := p.cfg.Queue.Leave(call, p.cfg.Name); err != nil {
		p.cfg.Log.Warn("worker not signed off; what it holds is taken from it later", "worker", p.cfg.Name, "error", err)
	}
}

// consume starts a job for each free slot until ctx is done. The slot comes first, so that no job
// is taken that nobody has time for.
func (p *Pool) consume(ctx, jobs context.Context) {
	for {
		p.asking(false)
		select {
		case <-ctx.Done():
			return
		case p.slots <- struct{}{}:
		}
		id, ok := p.take(ctx)
		if !ok {
			<-p.slots
			return
		}
		p.busy.Go(func() {
			defer func() { <-p.slots }()
			p.work(jobs, id)
		})
	}
}

// take waits for a job; ok is false when ctx is done. An id that arrives at that very moment is left
// in the queue's hands, and Maintain or Leave gives it back.
func (p *Pool) take(ctx context.Context) (id string, ok bool) {
	for failures := 0; ctx.Err() == nil; {
		p.asking(true)
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		id, err := p.cfg.Queue.Take(call, p.cfg.Name)
		cancel()
		p.heard("take", err)
		switch {
		case err != nil:
			p.again(ctx, failures)
			failures++
		case id != "" && ctx.Err() == nil:
			p.begin(id)
			return id, true
		default:
			failures = 0
		}
	}
	return "", false
}

// keep maintains the queue until ctx is done.
func (p *Pool) keep(ctx context.Context) {
	wait := Backoff{Base: maintainGap, Cap: maintainGap, Rand: p.cfg.Rand}
	for failures, goOn := 0, true; goOn; {
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		err := p.cfg.Queue.Maintain(call, p.cfg.Name, p.inHand())
		cancel()
		p.heard("maintain", err)
		if err != nil {
			goOn = p.again(ctx, failures)
			failures++
			continue
		}
		failures = 0
		goOn = sleep(ctx, maintainGap/2+wait.Delay(0))
	}
}

// drain waits for running jobs, first for their own end and then for the one it makes.
func (p *Pool) drain(end context.CancelCauseFunc) {
	done := make(chan struct{})
	go func() {
		p.busy.Wait()
		close(done)
	}()
	select {
	case <-done:
		return
	case <-time.After(p.cfg.Grace):
	}
	p.cfg.Log.Info("grace is over; running jobs are handed back", "worker", p.cfg.Name, "jobs", len(p.inHand()))
	end(errHandBack)
	select {
	case <-done:
	case <-time.After(handover): // a handler that does not listen; Leave hands its job back
	}
}
