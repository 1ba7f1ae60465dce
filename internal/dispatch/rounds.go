package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
)

// dispatch goes over the ledger: over all open jobs each second, and over the new ones at once when
// it is woken. It spends at most a tenth of its time on full rounds, however long the ledger is.
func (d *Dispatcher) dispatch(ctx context.Context, desk Desk) {
	full := time.NewTimer(0)
	defer full.Stop()
	var pace backoff
	for {
		d.pulse.beat("dispatch")
		var err error
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
			err = d.round(ctx, desk, d.newest, nil)
		case <-full.C:
			begin := time.Now()
			found := map[string]bool{}
			if err = d.round(ctx, desk, "", found); err == nil {
				d.missing = found
			}
			full.Reset(max(period, 10*time.Since(begin)))
		}
		if err == nil {
			pace.reset()
			continue
		}
		pace.wait(ctx)
		full.Reset(0)
	}
}

// round goes over the open jobs after one of them. A full round has a map for found: it collects
// the queued jobs that the line does not know, and puts those on the line again that were missing
// the last time too. Missing once is not enough: the job may have ended between the reading of the
// ledger and the question to the line. Had it, the ledger would not name it a second time. While
// summaries are paused nothing is put on the line; the first full round after that finds it all.
func (d *Dispatcher) round(ctx context.Context, desk Desk, after string, found map[string]bool) error {
	if paused, err := d.paused(ctx); err != nil || paused {
		return err
	}
	var failed []error // of single jobs, which do not hold up the others
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(ctx, callTime)
		jobs, err := d.ledger.OpenJobs(call, page, after)
		cancel()
		if !d.ledgerOutage.saw(ctx, "dispatch", err) {
			return fmt.Errorf("dispatch: read open jobs: %w", err)
		}
		lost, err := d.lost(ctx, jobs, found)
		if err != nil {
			return err
		}
		var sent []string
		for i, j := range jobs {
			if j.State != agenda.JobAccepted && !lost[j.ID] {
				continue
			}
			if err := d.send(ctx, desk, &jobs[i]); err != nil {
				if failed = append(failed, err); len(failed) == manyFailed || !refused(err) {
					return errors.Join(failed...)
				}
				continue
			}
			if j.State == agenda.JobAccepted {
				sent = append(sent, j.ID)
			}
		}
		if err := d.markQueued(ctx, sent); err != nil {
			return err
		}
		if len(jobs) > 0 {
			after = jobs[len(jobs)-1].ID
			d.newest = after
		}
		if len(jobs) < page {
			break
		}
	}
	return errors.Join(failed...)
}

func (d *Dispatcher) paused(ctx context.Context) (bool, error) {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	pause, err := d.ledger.SummariesPaused(call)
	if !d.ledgerOutage.saw(ctx, "dispatch", err) {
		return false, fmt.Errorf("dispatch: read whether summaries are paused: %w", err)
	}
	return pause != nil, nil
}

// lost returns which of the queued jobs must be put on the line again, in a full round.
func (d *Dispatcher) lost(ctx context.Context, jobs []agenda.SummaryJob, found map[string]bool) (map[string]bool, error) {
	var queued []string
	for _, j := range jobs {
		if j.State != agenda.JobAccepted {
			queued = append(queued, j.ID)
		}
	}
	if found == nil || len(queued) == 0 {
		return nil, nil
	}
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	progress, err := d.line.Progress(call, queued...)
	if !d.queueOutage.saw(ctx, "dispatch", err) {
		return nil, fmt.Errorf("dispatch: ask for progress: %w", err)
	}
	lost := map[string]bool{}
	for _, id := range queued {
		if _, known := progress[id]; known {
			continue
		}
		found[id] = true
		if lost[id] = d.missing[id]; lost[id] {
			d.log.WarnContext(ctx, "summary job lost by the queue", "job_id", id)
		}
	}
	return lost, nil
}

// send puts one job on the line, with its payload as the appointments are now.
func (d *Dispatcher) send(ctx context.Context, desk Desk, j *agenda.SummaryJob) error {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	request, err := desk.Request(call, *j)
	if !d.ledgerOutage.saw(ctx, "dispatch", err) {
		return fmt.Errorf("dispatch: read appointments: %w", err)
	}
	payload, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("dispatch: encode job %s: %w", j.ID, err)
	}
	again := j.State != agenda.JobAccepted
	err = d.line.Enqueue(call, agenda.JobEnvelope{
		ID: j.ID, Run: j.Run, Kind: agenda.KindSummary, Label: j.Label, Force: j.Force, Payload: payload,
	})
	if !d.queueOutage.saw(ctx, "dispatch", err) {
		return fmt.Errorf("dispatch: enqueue job %s: %w", j.ID, err)
	}
	d.counts.dispatched.Add(1)
	if again {
		d.counts.redispatched.Add(1)
	}
	d.log.InfoContext(ctx, "summary job dispatched", "job_id", j.ID, "run", j.Run, "again", again)
	return nil
}

// markQueued records what is on the line. Until it has, sending once more does no harm.
func (d *Dispatcher) markQueued(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	call, cancel := finishing(ctx, storeTime)
	defer cancel()
	err := d.ledger.MarkQueued(call, ids...)
	if !d.ledgerOutage.saw(ctx, "dispatch", err) {
		return fmt.Errorf("dispatch: mark jobs queued: %w", err)
	}
	for _, id := range ids {
		d.feed.Publish(id)
	}
	return nil
}
