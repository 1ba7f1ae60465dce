package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

func (sqliteDialect) kind() string   { return "sqlite" }
func (postgresDialect) kind() string { return "postgresql" }

func (sqliteDialect) size() string {
	return "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
}

func (postgresDialect) size() string { return "SELECT pg_database_size(current_database())" }

// Kind returns which database program keeps the data.
func (s *Store) Kind() string { return s.dialect.kind() }

// Size returns how many bytes the database takes.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	err = s.reader(ctx).Raw(s.dialect.size()).Row().Scan(&bytes)
	return bytes, translate("read the database's size", err)
}

// lockedLabels bounds how many labels are looked at.
const lockedLabels = 50

// LiveLabels returns the labels of jobs that have not ended, or were done since then: the queue may
// hold locks on these alone.
func (s *Store) LiveLabels(ctx context.Context, since time.Time) (labels []string, err error) {
	err = s.reader(ctx).Raw(`SELECT label FROM summary_jobs WHERE label <> '' AND (state IN ? OR state = 'done' AND finished_at >= ?)
		GROUP BY label ORDER BY label LIMIT ?`, openStates, since.UnixMicro(), lockedLabels).Scan(&labels).Error
	return labels, translate("read the labels of jobs", err)
}

// SummariesPaused returns since when jobs are not put on the queue; nil when they are.
func (s *Store) SummariesPaused(ctx context.Context) (*agenda.Pause, error) {
	var rows []struct {
		Since int64
		By    string
	}
	err := s.reader(ctx).Raw("SELECT since, set_by AS by FROM switches WHERE name = ?", summariesPaused).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate("read whether summaries are paused", err)
	}
	return &agenda.Pause{Since: time.UnixMicro(rows[0].Since).UTC(), By: rows[0].By}, nil
}

const summariesPaused = "summaries paused"

// PauseSummaries keeps jobs from being put on the queue from now on. It changes nothing if they are
// kept from it already.
func (s *Store) PauseSummaries(ctx context.Context) error {
	return s.writer.do(ctx, "pause summaries", func(tx *gorm.DB) error {
		set := tx.Exec("INSERT INTO switches (name, since, set_by) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
			summariesPaused, s.instant().UnixMicro(), agenda.ActorFrom(ctx).Username)
		return s.switched(ctx, tx, set, "paused")
	})
}

// ResumeSummaries ends what PauseSummaries began.
func (s *Store) ResumeSummaries(ctx context.Context) error {
	return s.writer.do(ctx, "resume summaries", func(tx *gorm.DB) error {
		return s.switched(ctx, tx, tx.Exec("DELETE FROM switches WHERE name = ?", summariesPaused), "resumed")
	})
}

func (s *Store) switched(ctx context.Context, tx, set *gorm.DB, action string) error {
	if set.Error != nil || set.RowsAffected == 0 {
		return set.Error
	}
	return s.audit(ctx, tx, action, "queue", "", "")
}

// maxEnds bounds how many ends are read. A practice has a few hundred a day.
const maxEnds = 20_000

// JobEnds returns when jobs that were done, or failed for good, since then were asked for and ended, and
// before them the newest that are open.
func (s *Store) JobEnds(ctx context.Context, since time.Time) ([]agenda.JobEnd, error) {
	var rows []struct {
		State       string
		RequestedAt int64
		FinishedAt  *int64
	}
	const newest = "SELECT * FROM (SELECT state, requested_at, finished_at FROM summary_jobs WHERE %s ORDER BY seq DESC LIMIT ?) AS %s"
	err := s.reader(ctx).Raw(fmt.Sprintf(newest, isOpen, "open")+" UNION ALL "+
		fmt.Sprintf(newest, "state IN ('done', 'dead') AND finished_at >= ?", "ended"), maxEnds, since.UnixMicro(), maxEnds).Scan(&rows).Error
	if err != nil {
		return nil, translate("read the ends of jobs", err)
	}
	ends := make([]agenda.JobEnd, len(rows))
	for i, r := range rows {
		ends[i] = agenda.JobEnd{State: agenda.JobState(r.State), RequestedAt: time.UnixMicro(r.RequestedAt).UTC()}
		if r.FinishedAt != nil {
			ends[i].FinishedAt = time.UnixMicro(*r.FinishedAt).UTC()
		}
	}
	return ends, nil
}
