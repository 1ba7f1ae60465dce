package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// refusalTimeout is how long a start waits to learn whether Redis lets it in.
const refusalTimeout = 2 * time.Second

// Refused returns an error when Redis answers and will never let us in, because the password or the
// user is wrong. A Redis that is away refuses nothing: it is waited for.
func (q *Queue) Refused(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, refusalTimeout)
	defer done()
	err := q.Ping(ctx)
	if err != nil && refusal(err) {
		return err
	}
	return nil
}

func refusal(err error) bool {
	return redis.IsAuthError(err) || redis.IsPermissionError(err)
}
