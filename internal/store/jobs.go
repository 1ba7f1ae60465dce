package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"appointment-manager/internal/agenda"
)

var errNoJob = agenda.Fail(agenda.NotFound, "There is no such summary job.")

// openStates are the states of the ledger in which a job still has to be done. Whether one is being
// worked on is known to the queue alone.
var openStates = []string{string(agenda.JobAccepted), string(agenda.JobQueued)}

// isOpen is openStates as the index of open jobs says it: a condition with parameters would not use it,
// and every page counts these jobs.
const isOpen = "state IN ('accepted', 'queued')"

// CreateJob implements [agenda.SummaryStore].
func (s *Store) CreateJob(ctx context.Context, j agenda.SummaryJob, key *agenda.IdempotencyKey) (agenda.SummaryJob, error) {
	err := s.writer.do(ctx, "create summary job", func(tx *gorm.DB) error {
		if id, used, err := s.usedKey(ctx, tx, key); err != nil || used {
			if err == nil {
				j, err = findJob(tx, id)
			}
			return err
		}
		if j.ID == "" {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			j.ID = id.String()
		}
		row := jobToRow(&j)
		created := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}).Create(&row)
		if created.Error != nil {
			return created.Error
		}
		if created.RowsAffected == 0 {
			var err error
			j, err = findJob(tx, j.ID)
			return err
		}
		return s.rememberKey(ctx, tx, key, j.ID)
	})
	return j, err
}

func findJob(tx *gorm.DB, id string) (agenda.SummaryJob, error) {
	var rows []jobRow
	if err := tx.Session(&gorm.Session{QueryFields: true}).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return agenda.SummaryJob{}, err
	}
	if len(rows) == 0 {
		return agenda.SummaryJob{}, errNoJob
	}
	return rows[0].job()
}

// Job implements [agenda.SummaryStore].
func (s *Store) Job(ctx context.Context, id string) (agenda.SummaryJob, error) {
	j, err := findJob(s.reader(ctx), id)
	if err == nil && j.State == agenda.JobDone {
		err = s.reader(ctx).Raw("SELECT sent FROM summary_jobs WHERE id = ?", id).Row().Scan(&j.Sent)
	}
	return j, translate("read summary job", err)
}

// Jobs implements [agenda.SummaryStore]. The ledger knows running and retrying jobs as queued.
func (s *Store) Jobs(ctx context.Context, q agenda.JobQuery) ([]agenda.SummaryJob, error) {
	tx := s.reader(ctx).Order("seq DESC")
	if q.Label != nil {
		tx = tx.Where("label = ?", *q.Label)
	}
	if len(q.NotLabels) > 0 {
		tx = tx.Where("label NOT IN ?", q.NotLabels)
	}
	if !q.From.IsZero() {
		tx = tx.Where("from_date <= ? AND (to_date = '' OR to_date >= ?)", q.To.String(), q.From.String())
	}
	if states := ledgerStates(q.States); slices.Equal(states, openStates) {
		tx = tx.Where(isOpen)
	} else if len(states) > 0 {
		tx = tx.Where("state IN ?", states)
	}
	if q.Before != "" {
		tx = tx.Where("seq < (SELECT seq FROM summary_jobs WHERE id = ?)", q.Before)
	}
	if q.Limit > 0 {
		tx = tx.Limit(q.Limit)
	}
	jobs, err := findJobs(tx)
	return jobs, translate("list summary jobs", err)
}

func ledgerStates(states []agenda.JobState) []string {
	names := make([]string, 0, len(states))
	for _, state := range states {
		if state == agenda.JobRunning || state == agenda.JobRetrying {
			state = agenda.JobQueued
		}
		names = append(names, string(state))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func findJobs(tx *gorm.DB) ([]agenda.SummaryJob, error) {
	var rows []jobRow
	if err := tx.Session(&gorm.Session{QueryFields: true}).Find(&rows).Error; err != nil { // all but what was sent, which is long
		return nil, err
	}
	jobs := make([]agenda.SummaryJob, len(rows))
	for i := range rows {
		var err error
		if jobs[i], err = rows[i].job(); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// LatestSummary implements [agenda.SummaryStore].
func (s *Store) LatestSummary(ctx context.Context, label *string) (agenda.SummaryJob, error) {
	tx := s.reader(ctx).Where("state = ?", agenda.JobDone).Order("finished_at DESC, seq DESC").Limit(1)
	if label != nil {
		tx = tx.Where("label = ?", *label)
	}
	jobs, err := findJobs(tx)
	if err == nil && len(jobs) == 0 {
		return agenda.SummaryJob{}, errNoJob
	}
	if err != nil {
		return agenda.SummaryJob{}, translate("read latest summary", err)
	}
	return jobs[0], nil
}

// ReviveJob implements [agenda.SummaryStore].
func (s *Store) ReviveJob(ctx context.Context, id string) (agenda.SummaryJob, error) {
	return s.moveJob(ctx, id, "retried", []string{string(agenda.JobDead)},
		"Only a summary that failed for good can be tried again.",
		map[string]any{"state": agenda.JobAccepted, "run": gorm.Expr("run + 1"), "error": "", "finished_at": nil})
}

// CancelJob implements [agenda.SummaryStore].
func (s *Store) CancelJob(ctx context.Context, id string, dead bool) (agenda.SummaryJob, error) {
	from := openStates
	if dead {
		from = append([]string{string(agenda.JobDead)}, openStates...)
	}
	return s.moveJob(ctx, id, "discarded", from,
		"The summary has ended already.",
		map[string]any{"state": agenda.JobCancelled, "finished_at": s.instant().UnixMicro()})
}

func (s *Store) moveJob(ctx context.Context, id, action string, from []string, refusal string, to map[string]any) (j agenda.SummaryJob, err error) {
	err = s.writer.do(ctx, "move summary job", func(tx *gorm.DB) error {
		moved := tx.Model(&jobRow{}).Where("id = ? AND state IN ?", id, from).Updates(to)
		if moved.Error != nil {
			return moved.Error
		}
		if j, err = findJob(tx, id); err != nil {
			return err
		}
		if moved.RowsAffected == 0 {
			return agenda.Fail(agenda.Conflict, refusal)
		}
		return s.audit(ctx, tx, action, "summary", id, "")
	})
	return j, err
}

// OpenJobs returns jobs that still have to be done, the oldest first, after the one with the id after.
func (s *Store) OpenJobs(ctx context.Context, limit int, after string) ([]agenda.SummaryJob, error) {
	tx := s.reader(ctx).Where(isOpen).Order("seq").Limit(limit)
	if after != "" {
		tx = tx.Where("seq > (SELECT seq FROM summary_jobs WHERE id = ?)", after)
	}
	jobs, err := findJobs(tx)
	return jobs, translate("list open summary jobs", err)
}

// MarkQueued records that jobs are on the queue's list.
func (s *Store) MarkQueued(ctx context.Context, ids ...string) error {
	return s.writer.do(ctx, "mark jobs queued", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE summary_jobs SET state = 'queued' WHERE state = 'accepted' AND id IN ?", ids).Error
	})
}

// FinishJobs records outcomes, each once: one whose job has ended before, or lives another run, is
// dropped and returned, in the state that its job has. A job that the ledger does not know, because it
// was put on the list by a program of old, is entered with its outcome.
func (s *Store) FinishJobs(ctx context.Context, outcomes []agenda.JobOutcome) (dropped []agenda.JobOutcome, err error) {
	err = s.writer.do(ctx, "finish summary jobs", func(tx *gorm.DB) error {
		dropped = nil
		for _, o := range outcomes {
			ended, err := s.finish(tx, &o)
			if err != nil {
				return err
			}
			if ended != "" {
				o.State = ended
				dropped = append(dropped, o)
			}
		}
		return nil
	})
	return dropped, err
}

// finish records an outcome. Where its job has ended, or lives another run, it returns the job's state and
// records nothing.
func (s *Store) finish(tx *gorm.DB, o *agenda.JobOutcome) (ended agenda.JobState, err error) {
	finished := o.FinishedAt.UnixMicro()
	row := jobRow{State: string(o.State), FinishedAt: &finished, Attempts: o.Attempts, Error: o.Error}
	if row.Attempts == nil {
		row.Attempts = []agenda.Attempt{}
	}
	columns := []string{"state", "finished_at", "attempts", "error", "summary", "model", "appointments", "result_id"}
	var sum agenda.Summary
	if o.State == agenda.JobDone {
		if err := json.Unmarshal(o.Output, &sum); err != nil {
			row.State, row.Error = string(agenda.JobDead), "The worker's answer could not be read."
		} else {
			row.Summary, row.Model, row.Appointments = &sum.Text, strings.ToValidUTF8(sum.Model, "?"), sum.Appointments
			if agenda.IsLanguage(sum.Language) { // else, as of a worker of before, English
				row.Language = sum.Language
			}
			columns = append(columns, "language")
		}
	}
	if o.State == agenda.JobSkipped {
		err := tx.Raw("SELECT coalesce((SELECT id FROM summary_jobs WHERE label = ? AND state = 'done' ORDER BY finished_at DESC, seq DESC LIMIT 1), '')", o.Label).Row().Scan(&row.ResultID)
		if err != nil {
			return "", err
		}
	}
	done := tx.Model(&jobRow{}).Where("id = ? AND run = ? AND state IN ?", o.ID, o.Run, openStates).Select(columns).Updates(&row)
	if done.Error != nil || done.RowsAffected > 0 {
		return "", cmp.Or(done.Error, keepSent(tx, o.ID, sum.Sent))
	}
	j, err := findJob(tx, o.ID)
	if !errors.Is(err, errNoJob) {
		return j.State, err
	}
	row.ID, row.Run, row.Label, row.RequestedAt, row.Count = o.ID, o.Run, o.Label, finished, row.Appointments
	return "", cmp.Or(tx.Create(&row).Error, keepSent(tx, o.ID, sum.Sent))
}

func keepSent(tx *gorm.DB, id, sent string) error {
	if sent == "" {
		return nil
	}
	sent = strings.ReplaceAll(sent, "\x00", "\ufffd") // PostgreSQL keeps no NUL
	return tx.Exec("UPDATE summary_jobs SET sent = ? WHERE id = ?", sent, id).Error
}
