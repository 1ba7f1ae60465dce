package queue

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// silence keeps go-redis from writing to standard error: whatever matters reaches us as an error
// and is logged once, by whoever it concerns.
type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

func init() { redis.SetLogger(silence{}) }

// newClient returns a client that gives up soon: its callers all come again by themselves, and a
// page that asks for a job's progress must not wait for a Redis that is away.
func newClient(o *redis.UniversalOptions) redis.UniversalClient {
	o.Protocol = 2
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	o.DialTimeout = time.Second
	o.DialerRetries = 1
	o.ReadTimeout, o.WriteTimeout = answerTime, answerTime
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = 2, 8*time.Millisecond, 64*time.Millisecond
	o.PoolSize = 128 // every slot of a worker may hold one in a blocking pop; opened as needed
	o.PoolTimeout = 2 * time.Second
	o.ReadBufferSize, o.WriteBufferSize = 8<<10, 8<<10
	switch {
	case o.IsClusterMode:
		return redis.NewClusterClient(o.Cluster())
	case o.MasterName != "":
		if o.SentinelPassword == "" && o.Password != "" {
			o.OnConnect = signIn(cmp.Or(o.SentinelUsername, o.Username), o.Password)
		}
		return redis.NewFailoverClient(o.Failover())
	default:
		return redis.NewClient(withNetwork(o))
	}
}

// withNetwork is Simple, which knows nothing of unix sockets but takes a path for an address.
func withNetwork(o *redis.UniversalOptions) *redis.Options {
	simple := o.Simple()
	if strings.HasPrefix(simple.Addr, "/") {
		simple.Network = "unix"
	}
	return simple
}

// signIn gives the password of the data nodes to the sentinels that ask for one: many have the same,
// many have none, and those refuse to be given one.
func signIn(user, password string) func(context.Context, *redis.Conn) error {
	return func(ctx context.Context, c *redis.Conn) error {
		switch err := c.Ping(ctx).Err(); {
		case !redis.IsAuthError(err):
			return nil // let in already, as on all data nodes; whatever else is wrong shows itself
		case user != "":
			return c.AuthACL(ctx, user, password).Err()
		default:
			return c.Auth(ctx, password).Err()
		}
	}
}

// move waits up to block for an entry of the list from, moves it and returns it; "" when none came.
// Moving the oldest entry of a list onto its own place waits without taking anything away.
func (q *Queue) move(ctx context.Context, from, to, end string) (entry string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	// go-redis would wait for the answer ten seconds longer than Redis for the entry.
	ctx, cancel := context.WithTimeout(ctx, block+answerTime)
	defer cancel()
	entry, err = q.rdb.BLMove(ctx, from, to, "right", end, block).Result()
	if err == redis.Nil { // itself: sentinels that know no master wrap it
		return "", nil
	}
	return entry, err
}
