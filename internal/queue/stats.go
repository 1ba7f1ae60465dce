package queue

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Stats is how much is on the queue, and what has happened since Redis was last emptied.
type Stats struct {
	Depth, Running, Delayed, Results, Requests, Workers int64

	Reaped     int64 // taken back from workers that died
	Stale      int64 // reports dropped because the lease was lost
	Duplicates int64 // entries of the list whose job was under way or had ended
	Gone       int64 // entries of the list whose job was flushed
	Poisoned   int64 // jobs given up because they stopped too many workers
	Adopted    int64 // entries of the original's form
}

// Stats returns how the queue stands.
func (q *Queue) Stats(ctx context.Context) (Stats, error) {
	p := q.rdb.Pipeline()
	depth, running, delayed := p.LLen(ctx, q.keys.list()), p.ZCard(ctx, q.keys.leases()), p.ZCard(ctx, q.keys.delayed())
	results, requests, workers := p.LLen(ctx, q.keys.results()), p.LLen(ctx, q.keys.requests()), p.ZCard(ctx, q.keys.workers())
	counters := p.HMGet(ctx, q.keys.counters(), "reaped", "stale", "duplicates", "gone", "poisoned", "adopted")
	if _, err := p.Exec(ctx); err != nil && err != redis.Nil {
		return Stats{}, fault("read statistics", err)
	}
	count := func(i int) int64 { return int64(number(counters.Val()[i])) }
	return Stats{
		Depth: depth.Val(), Running: running.Val(), Delayed: delayed.Val(),
		Results: results.Val(), Requests: requests.Val(), Workers: workers.Val(),
		Reaped: count(0), Stale: count(1), Duplicates: count(2), Gone: count(3), Poisoned: count(4), Adopted: count(5),
	}, nil
}
