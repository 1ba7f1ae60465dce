package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Stats is how much is on the queue, and what has happened since Redis was last emptied.
type Stats struct {
	Depth, Running, Delayed, Results, Requests, Workers int64

	Oldest time.Duration // since the job that is taken next was put on the queue; 0: none, or not known

	Retried    int64 // failed tries after which the job waits for another
	Reaped     int64 // taken back from workers that died
	Stale      int64 // reports dropped because the lease was lost
	Duplicates int64 // entries of the list whose job was under way or had ended
	Gone       int64 // entries of the list whose job was flushed
	Poisoned   int64 // jobs given up because they stopped too many workers
	Adopted    int64 // entries of the original's form
}

// Stats returns how the queue stands.
func (q *Queue) Stats(ctx context.Context) (Stats, error) {
	sizes, err := q.run(ctx, q.scripts.stats).Int64Slice()
	if err != nil {
		return Stats{}, fault("read statistics", err)
	}
	counters, err := q.rdb.HMGet(ctx, q.keys.counters(), "retried", "reaped", "stale", "duplicates", "gone", "poisoned", "adopted").Result()
	if err != nil && err != redis.Nil {
		return Stats{}, fault("read statistics", err)
	}
	count := func(i int) int64 { return int64(number(counters[i])) }
	return Stats{
		Depth: sizes[0], Running: sizes[1], Delayed: sizes[2], Results: sizes[3], Requests: sizes[4], Workers: sizes[5],
		Oldest:  time.Duration(sizes[6]) * time.Millisecond,
		Retried: count(0), Reaped: count(1), Stale: count(2), Duplicates: count(3), Gone: count(4), Poisoned: count(5), Adopted: count(6),
	}, nil
}
