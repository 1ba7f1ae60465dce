package store

import (
	"context"
	"fmt"
	"sync"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

// writer serialises all writes over one connection and commits those that wait together in one
// transaction, so that many callers share one fsync. Each has its own savepoint: one that is refused
// is undone alone, and the others of its batch are kept.
type writer struct {
	db    *gorm.DB
	queue chan *write
	mu    sync.RWMutex // guards stopped against a send on the closed queue
	ended bool
	done  chan struct{}
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

func newWriter(db *gorm.DB) *writer {
	w := &writer{db: db, queue: make(chan *write, maxBatch), done: make(chan struct{})}
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
	err := w.transact(batch)
	for _, job := range batch {
		if err != nil {
			job.err = err
		}
		close(job.done)
	}
}

// transact returns an error only when nothing at all of the batch was kept. The transaction is begun
// and ended in SQL, on the pool's one connection, and not through database/sql: a statement that is
// prepared outside of a [database/sql.Tx] is prepared again in each, which took a quarter of the
// CPU time of a booking.
func (w *writer) transact(batch []*write) error {
	db := w.db.WithContext(context.Background())
	if err := db.Exec("BEGIN IMMEDIATE").Error; err != nil {
		return err
	}
	for _, job := range batch {
		if job.err = job.ctx.Err(); job.err != nil {
			continue
		}
		if err := job.run(w.db); err != nil {
			rollback(db)
			return err
		}
	}
	if err := db.Exec("COMMIT").Error; err != nil {
		rollback(db)
		return err
	}
	return nil
}

// rollback ends what is left of a transaction. After some faults, a full disk among them, SQLite has
// rolled back by itself and has nothing left to end: that is no fault of its own.
func rollback(db *gorm.DB) { db.Exec("ROLLBACK") }

// run runs one write inside its savepoint. Its own failure goes to job.err; the error it returns
// means that the savepoint is gone, and the whole transaction with it.
func (job *write) run(db *gorm.DB) error {
	// A statement that is interrupted half-way can undo the whole transaction, so the caller's
	// patience ends before the write begins, not during it.
	tx := db.WithContext(context.WithoutCancel(job.ctx))
	if err := tx.Exec("SAVEPOINT w").Error; err != nil {
		return err
	}
	job.err = job.safely(tx)
	if job.err != nil {
		if err := tx.Exec("ROLLBACK TO w").Error; err != nil {
			return job.err
		}
	}
	return tx.Exec("RELEASE w").Error
}

func (job *write) safely(tx *gorm.DB) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic in %s: %v", job.op, r)
		}
	}()
	return job.fn(tx)
}
