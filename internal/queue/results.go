package queue

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"appointment-manager/internal/agenda"
)

const (
	resultsMax = 100
	rememberS  = int(endedTime / time.Second)
)

// Outcomes waits up to a second for jobs to end and returns up to a hundred of those that have, in
// the order in which they ended. They are returned again until Ack names them.
func (q *Queue) Outcomes(ctx context.Context) ([]agenda.JobOutcome, error) {
	entries, err := q.wait(ctx, q.keys.results(), resultsMax)
	if err != nil || len(entries) == 0 {
		return nil, fault("wait for results", err)
	}
	cmds := make([]*redis.SliceCmd, len(entries))
	_, err = q.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, entry := range entries {
			_, id, _ := strings.Cut(entry, ":")
			cmds[i] = p.HMGet(ctx, q.keys.job(id), "run", "kind", "label", "state", "output", "error", "log", "finished")
		}
		return nil
	})
	if err != nil {
		return nil, fault("read results", err)
	}
	outcomes := make([]agenda.JobOutcome, 0, len(entries))
	for i, entry := range entries {
		run, id, _ := strings.Cut(entry, ":")
		o, ok := outcome(id, texts(cmds[i].Val()))
		if !ok || strconv.Itoa(o.Run) != run {
			// Its hash is a later life's, or acknowledged by another backend since the list was read.
			if err := q.rdb.LRem(ctx, q.keys.results(), 0, entry).Err(); err != nil {
				return nil, fault("drop an outdated result", err)
			}
			continue
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// wait blocks until the list has entries, or a second long, and returns the oldest.
func (q *Queue) wait(ctx context.Context, list string, most int64) ([]string, error) {
	if entry, err := q.move(ctx, list, list, "right"); err != nil || entry == "" {
		return nil, err
	}
	entries, err := q.rdb.LRange(ctx, list, -most, -1).Result()
	slices.Reverse(entries)
	return entries, err
}

// Ack forgets outcomes that the ledger has. It may be repeated.
func (q *Queue) Ack(ctx context.Context, outcomes ...agenda.JobOutcome) error {
	if len(outcomes) == 0 {
		return nil
	}
	args := make([]any, 1, 1+2*len(outcomes))
	args[0] = rememberS
	for _, o := range outcomes {
		args = append(args, o.ID, o.Run)
	}
	return fault("acknowledge results", q.run(ctx, q.scripts.ack, args...).Err())
}

// outcome reads a job's hash; ok is false when it does not tell of an end.
func outcome(id string, h []string) (o agenda.JobOutcome, ok bool) {
	micros, err := strconv.ParseInt(h[7], 10, 64)
	if err != nil {
		return o, false
	}
	run, _ := strconv.Atoi(h[0])
	o = agenda.JobOutcome{
		ID: id, Run: run, Kind: h[1], Label: h[2], State: agenda.JobState(h[3]), Error: h[5],
		Attempts: attempts(h[6], ""), FinishedAt: time.UnixMicro(micros).UTC(),
	}
	if h[4] != "" {
		o.Output = json.RawMessage(h[4])
	}
	return o, true
}

// texts returns the strings of a reply, "" for what was not there.
func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i], _ = v.(string)
	}
	return out
}
