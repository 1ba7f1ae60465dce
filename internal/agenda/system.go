package agenda

import (
	"math"
	"slices"
	"time"
)

// QueueHealth is how summaries come along. What only the queue can tell is nil while it cannot be
// reached: unknown is not 0.
type QueueHealth struct {
	CheckedAt time.Time `json:"checked_at"`

	Waiting  *int64 `json:"waiting"`  // on the queue's list
	Running  *int64 `json:"running"`  // being written
	Retrying *int64 `json:"retrying"` // between two tries
	Workers  *int64 `json:"workers"`  // heard of lately

	Accepted      int64    `json:"accepted"`       // stored, and not on the queue yet
	Dead          int64    `json:"dead"`           // failed for good
	OldestSeconds *float64 `json:"oldest_seconds"` // since the oldest that has not ended was asked for; nil: all have

	Throughput
	Roster

	Paused *Pause `json:"paused"` // nil: jobs are put on the queue as they come
}

// Pause is since when, and by whom, jobs are kept in the ledger and not put on the queue.
type Pause struct {
	Since time.Time `json:"since"`
	By    string    `json:"by"`
}

// Roster is what the queue knows of its workers and locks. Both are nil while it cannot be reached.
type Roster struct {
	Workers []WorkerStatus `json:"worker_list"`
	Locks   []LabelLock    `json:"locks"`
}

// WorkerStatus is a worker that was heard of lately.
type WorkerStatus struct {
	Name         string      `json:"name"`
	HeardSeconds float64     `json:"heard_seconds"` // since its last sign of life
	Slots        int         `json:"slots"`         // jobs it does at once; 0: it does not tell
	Done         int         `json:"done"`          // since it started
	Jobs         []WorkerJob `json:"jobs"`
}

// WorkerJob is a job that a worker has in hand.
type WorkerJob struct {
	ID      string `json:"id"`
	Label   string `json:"label"`
	Attempt int    `json:"attempt"`
}

// LabelLock keeps a label from being summarised twice.
type LabelLock struct {
	Label       string  `json:"label"`
	LeftSeconds float64 `json:"left_seconds"`
	Done        bool    `json:"done"` // it was summarised; else it is being summarised
}

// JobEnd is when a job was asked for and when it ended; zero: it has not.
type JobEnd struct {
	State                   JobState
	RequestedAt, FinishedAt time.Time
}

// Throughput is what became of the jobs that ended in the last 24 hours, and how many were open meanwhile.
// Of hours the last comes last.
type Throughput struct {
	Done          int      `json:"done_24h"`
	Failed        int      `json:"failed_24h"`     // for good
	MedianSeconds *float64 `json:"median_seconds"` // from being asked for to being ready; nil: nothing was
	P95Seconds    *float64 `json:"p95_seconds"`    // 95 of 100 took no longer

	DoneByHour   [24]int      `json:"done_by_hour"`
	MedianByHour [24]*float64 `json:"median_by_hour"` // of those that became ready in it; nil: none did
	OpenByHour   [24]int      `json:"open_by_hour"`   // when it ended
}

// NewThroughput sums up the jobs that ended in the 24 hours before now, or are open.
func NewThroughput(ends []JobEnd, now time.Time) (t Throughput) {
	var all []float64
	var byHour [24][]float64
	for _, e := range ends {
		for hour := range t.OpenByHour {
			at := now.Add(time.Duration(hour-23) * time.Hour)
			if !e.RequestedAt.After(at) && (e.FinishedAt.IsZero() || e.FinishedAt.After(at)) {
				t.OpenByHour[hour]++
			}
		}
		ago := now.Sub(e.FinishedAt)
		switch {
		case e.FinishedAt.IsZero(), ago >= 24*time.Hour:
		case e.State == JobDead:
			t.Failed++
		case e.State == JobDone:
			hour := 23 - max(0, int(ago/time.Hour)) // another machine's clock may be ahead
			took := max(0, e.FinishedAt.Sub(e.RequestedAt).Seconds())
			t.Done++
			t.DoneByHour[hour]++
			all, byHour[hour] = append(all, took), append(byHour[hour], took)
		}
	}
	t.MedianSeconds, t.P95Seconds = quantile(all, .5), quantile(all, .95)
	for hour, took := range byHour {
		t.MedianByHour[hour] = quantile(took, .5)
	}
	return t
}

// quantile sorts the values and returns the smallest that a share q of them does not exceed; nil of none.
func quantile(values []float64, q float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	return &values[max(0, int(math.Ceil(q*float64(len(values))))-1)]
}

// System is what runs, where its data are, and how it was set up.
type System struct {
	Version       string       `json:"version"`
	Go            string       `json:"go"`
	Platform      string       `json:"platform"`
	StartedAt     time.Time    `json:"started_at"`
	UptimeSeconds int64        `json:"uptime_seconds"`
	TimeZone      string       `json:"time_zone"`
	Database      DatabaseInfo `json:"database"`
	Backups       BackupInfo   `json:"backups"`
	Settings      []Setting    `json:"settings"`
}

// DatabaseInfo describes the database without saying where on the machine it is.
type DatabaseInfo struct {
	Kind      string `json:"kind"`       // "sqlite" or "postgresql"
	Name      string `json:"name"`       // of the file, or the address without its password
	SizeBytes *int64 `json:"size_bytes"` // nil: it could not be asked
}

// BackupInfo tells how the backups stand that the program writes by itself.
type BackupInfo struct {
	Possible     bool       `json:"possible"`      // there is a directory for them
	EverySeconds int64      `json:"every_seconds"` // 0: only when somebody asks
	Keep         int        `json:"keep"`
	LastAt       *time.Time `json:"last_at"` // nil: there is none yet
	Failed       bool       `json:"failed"`  // the last try did
}

// Setting is a setting in force. The value of a secret one is never told.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"` // "default", "environment" or "file"
}

// BackupMade is a backup that was written because somebody asked.
type BackupMade struct {
	Name      string    `json:"name"` // of the file in the backups' directory
	At        time.Time `json:"at"`
	SizeBytes int64     `json:"size_bytes"`
}
