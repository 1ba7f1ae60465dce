package backendd

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/queue"
)

// operations is what administrators are told of the running backend, and may have it do.
type operations struct {
	d       *Daemon
	cfg     config.BackendConfig
	began   time.Time
	backups *Backups // writes those that are asked for; nil: there is no directory for them
}

func (d *Daemon) operations(cfg config.BackendConfig) *operations {
	o := &operations{d: d, cfg: cfg, began: time.Now(), backups: d.backups}
	if o.backups == nil && cfg.BackupDir != "" {
		o.backups = newBackups(cfg, d.store, d.log)
	}
	return o
}

// QueueHealth returns how summaries come along. What Redis does not tell in time stays unknown.
func (o *operations) QueueHealth(ctx context.Context) (agenda.QueueHealth, error) {
	now := time.Now().UTC()
	h := agenda.QueueHealth{CheckedAt: now}
	census, err := o.d.store.Census(ctx)
	if err != nil {
		return h, err
	}
	h.Accepted, h.Dead = census.Accepted, census.Dead
	if !census.Oldest.IsZero() {
		seconds := age(census).Seconds()
		h.OldestSeconds = &seconds
	}
	ends, err := o.d.store.JobEnds(ctx, now.Add(-24*time.Hour))
	if err != nil {
		return h, err
	}
	h.Throughput = agenda.NewThroughput(ends, now)
	soon, done := context.WithTimeout(ctx, readyTime)
	defer done()
	if q, err := o.d.queue.Stats(soon); err == nil {
		h.Waiting, h.Running, h.Retrying, h.Workers = &q.Depth, &q.Running, &q.Delayed, &q.Workers
	}
	if h.Paused, err = o.d.store.SummariesPaused(ctx); err != nil {
		return h, err
	}
	labels, err := o.d.store.LiveLabels(ctx, now.Add(-queue.LockTime))
	if err != nil {
		return h, err
	}
	if roster, err := o.d.queue.Roster(soon, labels...); err == nil {
		h.Roster = roster
	}
	return h, nil
}

// Pause keeps jobs in the ledger until Resume; those on the queue are still done.
func (o *operations) Pause(ctx context.Context) error { return o.d.store.PauseSummaries(ctx) }

// Resume ends a pause.
func (o *operations) Resume(ctx context.Context) error { return o.d.store.ResumeSummaries(ctx) }

// System returns what runs and how it was set up.
func (o *operations) System(ctx context.Context) (agenda.System, error) {
	s := agenda.System{
		Version: buildinfo.Get(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		StartedAt: o.began.UTC(), UptimeSeconds: int64(time.Since(o.began).Seconds()), TimeZone: o.cfg.Zone.String(),
		Database: agenda.DatabaseInfo{Kind: o.d.store.Kind(), Name: o.cfg.DatabaseName()},
		Backups:  o.backupInfo(),
	}
	if o.cfg.DatabasePath != "" {
		s.Database.Name = filepath.Base(o.cfg.DatabasePath)
	}
	if size, err := o.d.store.Size(ctx); err == nil {
		s.Database.SizeBytes = &size
	}
	for _, f := range o.cfg.InForce {
		s.Settings = append(s.Settings, agenda.Setting(f))
	}
	return s, nil
}

func (o *operations) backupInfo() agenda.BackupInfo {
	if o.backups == nil {
		return agenda.BackupInfo{}
	}
	status := o.backups.Status()
	info := agenda.BackupInfo{
		Possible: true, EverySeconds: int64(o.cfg.BackupEvery.Seconds()), Keep: o.cfg.BackupKeep, Failed: status.Err != nil,
	}
	if !status.LastSuccess.IsZero() {
		at := status.LastSuccess.UTC()
		info.LastAt = &at
	}
	return info
}

// BackUp writes a backup beside those that are written by themselves.
func (o *operations) BackUp(ctx context.Context) (agenda.BackupMade, error) {
	if o.backups == nil {
		return agenda.BackupMade{}, agenda.Fail(agenda.Rejected,
			"No backup was made: there is no directory for backups. A PostgreSQL database is best backed up on its server; to have backups written here too, set BACKUP_DIR and start again.")
	}
	name, at, err := o.backups.Make(ctx)
	if err != nil {
		return agenda.BackupMade{}, err
	}
	made := agenda.BackupMade{Name: name, At: at}
	if info, err := os.Stat(filepath.Join(o.cfg.BackupDir, name)); err == nil {
		made.SizeBytes = info.Size()
	}
	return made, o.d.store.Record(ctx, "backed up", "database", name)
}
