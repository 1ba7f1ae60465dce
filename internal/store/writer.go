package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

// writer serialises all writes over one connection and commits those that wait together in one
// transaction, so that many callers share one fsync. Each has its own savepoint: one that is refused
// is undone alone, and the others of its batch are kept.
type writer struct {
	db       *gorm.DB
	dialect  dialect
	onCommit func(writes int, took time.Duration, err error) // may be nil
	trouble  atomic.Pointer[error]                           // the last failure of the storage, nil when it is mended
	queue    chan *write
	mu       sync.RWMutex // guards ended against a send on the closed queue
	ended    bool
	done     chan struct{}
}

type write struct {
	ctx  context.Context
	op   string
	fn   func(tx *gorm.DB) error
	err  error
	done chan struct{}
}

// maxBatch bounds how long the first of a batch waits for its commit.
const maxBatch = 128

var errStopped = agenda.Fail(agenda.Unavailable, "The service is shutting down, so nothing was saved.")

func newWriter(db *gorm.DB, d dialect, onCommit func(int, time.Duration, error)) *writer {
	w := &writer{db: db, dialect: d, onCommit: onCommit, queue: make(chan *write, maxBatch), done: make(chan struct{})}
	go w.run()
	return w
}

// do runs fn in a transaction and returns after it is on disk. While it waits for its turn the
// caller may give up; once it has begun, it is finished, so that the answer is always the truth.
func (w *writer) do(ctx context.Context, op string, fn func(tx *gorm.DB) error) error {
	job := &write{ctx: ctx, op: op, fn: fn, done: make(chan struct{})}
	w.mu.RLock()
	if w.ended {
		w.mu.RUnlock()
		return errStopped
	}
	select {
	case w.queue <- job:
		w.mu.RUnlock()
	case <-ctx.Done():
		w.mu.RUnlock()
		return translate(op, ctx.Err())
	}
	<-job.done
	return translate(op, job.err)
}

func (w *writer) stop() {
	w.mu.Lock()
	if !w.ended {
		w.ended = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *writer) run() {
	defer close(w.done)
	batch := make([]*write, 0, maxBatch)
	for first := range w.queue {
		batch = append(batch[:0], first)
		for len(batch) < maxBatch {
			select {
			case next, ok := <-w.queue:
				if !ok {
					w.commit(batch)
					return
				}
				batch = append(batch, next)
				continue
			default:
			}
			break
		}
		w.commit(batch)
	}
}

// commit runs a batch and tells every caller how its own write went.
func (w *writer) commit(batch []*write) {
	began := time.Now()
	err := w.transact(batch)
	if w.onCommit != nil {
		w.onCommit(len(batch), time.Since(began), err)
	}
	for _, job := range batch {
		if err != nil {
			job.err = err
		}
		if ofStorage(job.err) {
			w.trouble.Store(&job.err)
		}
		close(job.done)
	}
}

// transact returns an error only when nothing at all of the batch was kept, or when that is not known.
func (w *writer) transact(batch []*write) error {
	tx, err := w.dialect.begin(w.db)
	if err != nil {
		return err
	}
	for _, job := range batch {
		if job.err = job.ctx.Err(); job.err != nil {
			continue
		}
		if err := job.run(tx.db); err != nil {
			tx.rollback()
			return err
		}
	}
	return tx.commit()
}

// run runs one write inside its savepoint. Its own failure goes to job.err; the error it returns
// means that the savepoint is gone, and the whole transaction with it. The caller's patience ends
// before the write begins, not during it: a statement that is interrupted half-way can undo the
// whole transaction.
func (job *write) run(tx *gorm.DB) error {
	if err := tx.Exec("SAVEPOINT w").Error; err != nil {
		return err
	}
	job.err = job.safely(tx)
	if job.err != nil {
		if err := undo(tx); err != nil {
			return job.err
		}
	}
	return tx.Exec("RELEASE w").Error
}

// undo takes back what a write has done so far, and lets it go on. After a statement was refused
// PostgreSQL takes no other before that.
func undo(tx *gorm.DB) error { return tx.Exec("ROLLBACK TO w").Error }

func (job *write) safely(tx *gorm.DB) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic in %s: %v", job.op, r)
		}
	}()
	return job.fn(tx)
}
