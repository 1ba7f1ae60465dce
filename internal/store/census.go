package store

import (
	"context"
	"time"

	"appointment-manager/internal/agenda"
)

// Census is how many jobs of the ledger have not ended, and how many failed for good.
type Census struct {
	Accepted, Queued, Dead int64
	Oldest                 time.Time // when the oldest that has not ended was asked for; zero: there is none
}

// Census counts the jobs of the ledger.
func (s *Store) Census(ctx context.Context) (c Census, err error) {
	var rows []struct {
		State       string
		Jobs        int64
		RequestedAt int64
	}
	tx := s.reader(ctx)
	err = tx.Raw("SELECT state, count(*) AS jobs, min(requested_at) AS requested_at FROM summary_jobs WHERE state IN ('accepted', 'queued') GROUP BY state").Scan(&rows).Error
	if err == nil {
		err = tx.Raw("SELECT count(*) FROM summary_jobs WHERE state = 'dead'").Scan(&c.Dead).Error
	}
	for _, r := range rows {
		if at := time.UnixMicro(r.RequestedAt).UTC(); c.Oldest.IsZero() || at.Before(c.Oldest) {
			c.Oldest = at
		}
		if r.State == string(agenda.JobAccepted) {
			c.Accepted = r.Jobs
		} else {
			c.Queued = r.Jobs
		}
	}
	return c, translate("count summary jobs", err)
}
