package store

import (
	"context"
	"sync"
	"time"

	"gorm.io/gorm"
)

// probe bounds how often a storage that failed is tried.
type probe struct {
	mu   sync.Mutex
	last time.Time
}

// probeEvery is how long the answer of a try holds.
const probeEvery = time.Second

// Writable tells whether the storage takes writes: nil when the last one did not fail for want of
// it, because it was full, read-only, broken or out of reach. After such a failure it tries a real,
// tiny write, at most once a second, and else returns what was wrong last.
func (s *Store) Writable(ctx context.Context) error {
	if s.writer.trouble.Load() == nil {
		return nil
	}
	s.probe.mu.Lock()
	defer s.probe.mu.Unlock()
	trouble := s.writer.trouble.Load()
	if trouble == nil {
		return nil
	}
	if now := time.Now(); now.Sub(s.probe.last) < probeEvery {
		return translate("write", *trouble)
	}
	err := s.writer.do(ctx, "try to write", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE calendars SET revision = revision").Error
	})
	s.probe.last = time.Now()
	if err == nil {
		s.writer.trouble.Store(nil)
	}
	return err
}
