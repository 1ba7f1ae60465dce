package queue

import (
	"context"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// beat runs the script that keeps the queue going and returns what lies in the worker's processing
// list.
func (q *Queue) beat(ctx context.Context, worker string) ([]string, error) {
	// A worker is dead after missing many beats but well before its leases end.
	timeout := q.cfg.Lease / 2
	reply, err := q.run(ctx, q.scripts.maintain, worker, timeout.Milliseconds(), maintainMax, disappeared, q.cfg.Slots).Slice()
	if err != nil {
		return nil, err
	}
	held, taken := listOf(reply, 0), listOf(reply, 1)
	for i := 0; i+1 < len(taken); i += 2 {
		q.cfg.Log.WarnContext(ctx, "job taken from a worker that stopped answering", "job_id", taken[i], "worker", taken[i+1])
	}
	q.mu.Lock()
	q.notes(worker).known = true
	q.mu.Unlock()
	return held, nil
}

// listOf returns the strings of the i-th list of a reply.
func listOf(reply []any, i int) []string {
	if i >= len(reply) {
		return nil
	}
	list, _ := reply[i].([]any)
	return texts(list)
}

// disappeared is what an attempt's log says of a worker that died, as JSON.
const disappeared = `"The worker stopped answering."`

// Maintain says that the worker lives and moves whatever is due: jobs whose next attempt has come,
// and what dead workers held. working names the jobs that the worker has claimed and not yet
// reported; an id that it took and does not know of, because a reply was lost, is handed back.
// To be called each 250 ms to 1 s.
func (q *Queue) Maintain(ctx context.Context, worker string, working []string) error {
	held, err := q.beat(ctx, worker)
	if err != nil {
		return fault("maintain", err)
	}
	if orphans := q.orphans(worker, held, working); len(orphans) > 0 {
		for _, entry := range orphans {
			if id := entry.(string); isID(id) {
				q.cfg.Log.InfoContext(ctx, "job handed back that nobody works on", "job_id", id, "worker", worker)
			}
		}
		args := append([]any{worker, ""}, orphans...)
		if err := q.run(ctx, q.scripts.giveBack, args...).Err(); err != nil {
			return fault("hand back forgotten jobs", err)
		}
	}
	return fault("sweep", q.sweep(ctx, worker))
}

// orphans returns what the worker holds and has not worked on for a while. One look is not enough:
// an id may be on its way between being taken and being claimed.
func (q *Queue) orphans(worker string, held, working []string) (orphans []any) {
	now := time.Now()
	busy := make(map[string]bool, len(working))
	for _, id := range working {
		busy[id] = true
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.notes(worker)
	suspects := make(map[string]time.Time, len(n.suspects))
	for _, entry := range held {
		if busy[entry] {
			continue
		}
		since, seen := n.suspects[entry]
		switch {
		case !seen:
			suspects[entry] = now
		case now.Sub(since) < orphanAge:
			suspects[entry] = since
		default:
			orphans = append(orphans, entry)
		}
	}
	n.suspects = suspects
	return orphans
}

// sweep finds, now and then, processing lists whose workers are not known, as happens when Redis is
// emptied while a worker waits and the worker then dies. It makes them known: a worker that lives
// goes on, a dead one is found out by the next rounds.
func (q *Queue) sweep(ctx context.Context, worker string) error {
	q.mu.Lock()
	n := q.notes(worker)
	wait := time.Since(n.swept) < sweepEvery
	if !wait {
		n.swept = time.Now()
	}
	q.mu.Unlock()
	if wait {
		return nil
	}
	node, err := q.node(ctx)
	if err != nil {
		return err
	}
	prefix := q.keys.processing("")
	iter := node.Scan(ctx, 0, strings.NewReplacer("{", `\{`, "}", `\}`).Replace(prefix)+"*", 500).Iterator()
	for iter.Next(ctx) {
		now, err := node.Time(ctx).Result()
		if err != nil {
			return err
		}
		z := redis.Z{Score: float64(now.UnixMilli()), Member: strings.TrimPrefix(iter.Val(), prefix)}
		if err := q.rdb.ZAddNX(ctx, q.keys.workers(), z).Err(); err != nil {
			return err
		}
	}
	return iter.Err()
}

// node returns the one server that all keys of the queue lie on.
func (q *Queue) node(ctx context.Context) (redis.Cmdable, error) {
	if c, ok := q.rdb.(*redis.ClusterClient); ok {
		return c.MasterForKey(ctx, q.keys.list())
	}
	return q.rdb, nil
}
