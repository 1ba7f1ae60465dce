package queue

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"appointment-manager/internal/agenda"
)

// Progress returns how jobs stand. Those that are not on the queue are missing from the answer;
// those that ended a moment ago are still in it.
func (q *Queue) Progress(ctx context.Context, ids ...string) (map[string]agenda.JobProgress, error) {
	progress := make(map[string]agenda.JobProgress, len(ids))
	if len(ids) == 0 {
		return progress, nil
	}
	cmds := make([]*redis.SliceCmd, len(ids))
	_, err := q.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, id := range ids {
			cmds[i] = p.HMGet(ctx, q.keys.job(id), "state", "log", "open")
		}
		return nil
	})
	if err != nil {
		return nil, fault("read progress", err)
	}
	for i, id := range ids {
		if h := texts(cmds[i].Val()); h[0] != "" {
			progress[id] = agenda.JobProgress{ID: id, State: agenda.JobState(h[0]), Attempts: attempts(h[1], h[2])}
		}
	}
	return progress, nil
}

// attempts reads a job's log and, unless it is empty, the entry of the try under way. See
// lua/lib.lua for the form.
func attempts(log, open string) []agenda.Attempt {
	if open != "" {
		open += "}"
	}
	var entries []struct {
		Number  int    `json:"n"`
		Worker  string `json:"w"`
		Started int64  `json:"s"`
		Ended   int64  `json:"e"`
		Error   string `json:"x"`
		Retry   int64  `json:"r"`
	}
	text := "[" + strings.TrimSuffix(log+open, ",") + "]"
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		return []agenda.Attempt{} // the story of the tries is for a reader's comfort only
	}
	out := make([]agenda.Attempt, len(entries))
	for i, e := range entries {
		out[i] = agenda.Attempt{Number: e.Number, Worker: e.Worker, StartedAt: time.UnixMicro(e.Started).UTC(), Error: e.Error}
		out[i].EndedAt, out[i].RetryAt = instant(e.Ended), instant(e.Retry)
	}
	return out
}

func instant(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := time.UnixMicro(micros).UTC()
	return &t
}
