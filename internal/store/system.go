package store

import (
	"context"
	"time"

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

// maxEnds bounds how many ends are read. A practice has a few hundred a day.
const maxEnds = 20_000

// JobEnds returns when jobs that were done, or failed for good, since then were asked for and ended.
func (s *Store) JobEnds(ctx context.Context, since time.Time) ([]agenda.JobEnd, error) {
	var rows []struct {
		State                   string
		RequestedAt, FinishedAt int64
	}
	err := s.reader(ctx).Raw(`SELECT state, requested_at, finished_at FROM summary_jobs
		WHERE state IN ('done', 'dead') AND finished_at >= ? ORDER BY seq DESC LIMIT ?`, since.UnixMicro(), maxEnds).Scan(&rows).Error
	if err != nil {
		return nil, translate("read the ends of jobs", err)
	}
	ends := make([]agenda.JobEnd, len(rows))
	for i, r := range rows {
		ends[i] = agenda.JobEnd{
			State: agenda.JobState(r.State), RequestedAt: time.UnixMicro(r.RequestedAt).UTC(), FinishedAt: time.UnixMicro(r.FinishedAt).UTC(),
		}
	}
	return ends, nil
}
