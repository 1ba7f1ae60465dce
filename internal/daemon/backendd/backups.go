package backendd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/config"
	"appointment-manager/internal/store"
)

// BackupsConfig says where backups go, and how often.
type BackupsConfig struct {
	Dir   string
	Every time.Duration
	Keep  int                                          // how many are kept, 1 at least
	Write func(ctx context.Context, path string) error // writes a whole, checked backup or none
	Log   *slog.Logger
	Now   func() time.Time
}

// Backups writes backups of a running backend by itself. What it knows of earlier ones it reads from
// the names in its directory, and so a restart neither repeats nor forgets one.
type Backups struct {
	BackupsConfig
	writing sync.Mutex // held while one is written
	mu      sync.Mutex
	status  BackupStatus
}

// BackupStatus tells how the backups stand.
type BackupStatus struct {
	LastSuccess time.Time // the zero time when there is none yet
	Err         error     // why the last try failed, nil when it did not
	RetryAt     time.Time // when the next try is due after one that failed
}

const (
	// lookEvery is how often it is looked whether one is due. A long wait in one piece would sleep
	// through changes of the clock.
	lookEvery = time.Minute
	// retryAfter is how long after a failure the next try is made.
	retryAfter = 15 * time.Minute
	// abandoned is the age at which an unfinished backup is one of a program that was killed.
	abandoned = time.Hour
)

// scheduledBackups returns the Backups that are configured, nil when none are wanted.
func scheduledBackups(cfg config.BackendConfig, s *store.Store, log *slog.Logger) *Backups {
	if cfg.BackupDir == "" || cfg.BackupEvery == 0 {
		return nil
	}
	return newBackups(cfg, s, log)
}

func newBackups(cfg config.BackendConfig, s *store.Store, log *slog.Logger) *Backups {
	return NewBackups(BackupsConfig{Dir: cfg.BackupDir, Every: cfg.BackupEvery, Keep: cfg.BackupKeep, Write: s.BackUp, Log: log, Now: time.Now})
}

// NewBackups returns Backups. Nothing is written before Run.
func NewBackups(cfg BackupsConfig) *Backups {
	b := &Backups{BackupsConfig: cfg}
	if made, err := b.list(); err == nil && len(made) > 0 {
		b.status.LastSuccess = made[0].at
	}
	return b
}

// Run writes backups when they are due, until ctx is done. One that was missed is written soon.
func (b *Backups) Run(ctx context.Context) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			b.look(ctx)
		}
	}
}

// Status tells how the backups stand.
func (b *Backups) Status() BackupStatus {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.status
}

// parts tells how they stand, for whoever asks how the backend is. It may be asked of nil.
func (b *Backups) parts() []api.Part {
	if b == nil {
		return nil
	}
	status := b.Status()
	if status.Err == nil {
		return []api.Part{{Name: "backup", Status: api.PartUp}}
	}
	last := "The last backup failed, and there is none yet."
	if !status.LastSuccess.IsZero() {
		last = fmt.Sprintf("The last backup failed, and the last good one is of %s.", status.LastSuccess.UTC().Format("2006-01-02 15:04 MST"))
	}
	return []api.Part{{Name: "backup", Status: api.PartDown, Detail: fmt.Sprintf(
		"%s Everything else works. Look at the directory %s and the disk's room; the log has the reason, and it is tried again at %s.",
		last, b.Dir, status.RetryAt.UTC().Format("15:04 MST"))}}
}

// Make writes a backup because somebody asks, and returns its name. It fails as Conflict while
// another is written. One that fails is not tried again.
func (b *Backups) Make(ctx context.Context) (name string, at time.Time, err error) {
	if !b.writing.TryLock() {
		return "", at, agenda.Fail(agenda.Conflict, "A backup is being written at this moment. Look again when it is ready.")
	}
	defer b.writing.Unlock()
	at = b.Now().UTC().Truncate(time.Second)
	if err := b.write(ctx, at); err != nil {
		b.Log.ErrorContext(ctx, "backup failed", "dir", b.Dir, "error", err)
		return "", at, &agenda.Error{Code: agenda.Unavailable, Message: "The backup could not be written. Look at the directory for backups and the disk's room; the log has the reason.", Err: err}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.status = BackupStatus{LastSuccess: at}
	return backupName(at), at, nil
}

func (b *Backups) look(ctx context.Context) {
	b.writing.Lock()
	defer b.writing.Unlock()
	now := b.Now()
	status := b.Status()
	// A clock that was put back must not put the retry off with it.
	if status.Err != nil && now.Before(status.RetryAt) && status.RetryAt.Sub(now) <= retryAfter {
		return
	}
	made, err := b.list()
	if err == nil {
		if len(made) > 0 && !made[0].at.After(now) && now.Sub(made[0].at) < b.Every {
			return
		}
		err = b.write(ctx, now)
	}
	if ctx.Err() != nil {
		return // the program ends, and the next one makes up for it
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.status.Err, b.status.RetryAt = err, now.Add(retryAfter)
		b.Log.ErrorContext(ctx, "backup failed", "dir", b.Dir, "error", err, "retry_at", b.status.RetryAt)
		return
	}
	b.status = BackupStatus{LastSuccess: now}
}

// write writes one backup and, when it is there, removes those that are too many.
func (b *Backups) write(ctx context.Context, now time.Time) error {
	if err := os.MkdirAll(b.Dir, 0o700); err != nil {
		return err
	}
	begin := time.Now()
	name := backupName(now)
	if err := b.Write(ctx, filepath.Join(b.Dir, name)); err != nil {
		return err
	}
	b.Log.InfoContext(ctx, "backup written", "file", filepath.Join(b.Dir, name), "took", time.Since(begin))
	made, err := b.list()
	if err != nil {
		return err
	}
	for _, old := range made[min(b.Keep, len(made)):] {
		if old.name != name {
			b.remove(ctx, old.name)
		}
	}
	return nil
}

func (b *Backups) remove(ctx context.Context, name string) {
	if err := os.Remove(filepath.Join(b.Dir, name)); err != nil {
		b.Log.WarnContext(ctx, "old backup not removed", "file", name, "error", err)
	}
}

// backup is a file of ours, and when it was made.
type backup struct {
	name string
	at   time.Time
}

// A backup's name is the instant at which it was begun, in UTC, between these.
const (
	prefix = "appointments-"
	suffix = ".db"
	part   = ".part" // is added while it is written

	instantName = "20060102T150405Z"
)

func backupName(at time.Time) string { return prefix + at.UTC().Format(instantName) + suffix }

// list returns the backups in the directory, the newest first. One that is dated later than now was
// made before the clock was put back, and so before all that have been made since: it comes last.
// What a killed program has left unfinished is removed on the way.
func (b *Backups) list() (made []backup, err error) {
	entries, err := os.ReadDir(b.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	now := b.Now()
	for _, e := range entries {
		name, unfinished := strings.CutSuffix(e.Name(), part)
		at, ok := madeAt(name)
		switch {
		case !ok || !e.Type().IsRegular():
		case !unfinished:
			made = append(made, backup{name, at})
		default:
			if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > abandoned {
				b.remove(context.Background(), e.Name())
			}
		}
	}
	slices.SortFunc(made, func(x, y backup) int {
		if ahead := x.at.After(now); ahead != y.at.After(now) {
			if ahead {
				return 1
			}
			return -1
		}
		return y.at.Compare(x.at)
	})
	return made, err
}

// madeAt reads the instant in a name of ours.
func madeAt(name string) (at time.Time, ok bool) {
	text, begins := strings.CutPrefix(name, prefix)
	text, ends := strings.CutSuffix(text, suffix)
	at, err := time.Parse(instantName, text)
	return at, begins && ends && err == nil && at.Format(instantName) == text
}
