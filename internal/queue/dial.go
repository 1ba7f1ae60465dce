package queue

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strconv"
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
	o.ReadTimeout, o.WriteTimeout = 3*time.Second, 3*time.Second
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = 2, 8*time.Millisecond, 64*time.Millisecond
	o.PoolSize = 128 // every slot of a worker may hold one in a blocking pop; opened as needed
	o.PoolTimeout = 2 * time.Second
	o.ReadBufferSize, o.WriteBufferSize = 8<<10, 8<<10
	switch {
	case o.IsClusterMode:
		return redis.NewClusterClient(o.Cluster())
	case o.MasterName != "":
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

func parseURL(raw string) (*redis.UniversalOptions, error) {
	scheme, rest, found := strings.Cut(raw, "://")
	if !found || rest == "" {
		return nil, errors.New("the Redis URL must look like redis://host:6379/0")
	}
	switch scheme {
	case "redis+cluster", "rediss+cluster", "redis-sentinel":
		return parseMany(scheme, rest)
	}
	o, err := redis.ParseURL(raw)
	if err != nil {
		// The library's text may quote the URL, and with it the password.
		return nil, errors.New("the Redis URL must look like redis://host:6379/0, rediss://host:6379/0 or unix:///path/to/socket")
	}
	return &redis.UniversalOptions{
		Addrs: []string{o.Addr}, DB: o.DB, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig,
	}, nil
}

// parseMany reads the forms with several hosts, which net/url does not.
func parseMany(scheme, rest string) (*redis.UniversalOptions, error) {
	o := &redis.UniversalOptions{}
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		user, err := url.Parse("redis://" + rest[:i] + "@x")
		if err != nil {
			return nil, errors.New("the user and password in the Redis URL cannot be read")
		}
		o.Username = user.User.Username()
		o.Password, _ = user.User.Password()
		rest = rest[i+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	o.Addrs = strings.Split(hosts, ",")
	switch scheme {
	case "redis-sentinel":
		master, db, _ := strings.Cut(path, "/")
		if o.MasterName = master; master == "" {
			return nil, errors.New("the Redis URL must name the master, as in redis-sentinel://host:26379/mymaster")
		}
		if n, err := strconv.Atoi(db); db != "" && err != nil {
			return nil, fmt.Errorf("the Redis database %q must be a number", db)
		} else {
			o.DB = n
		}
	case "rediss+cluster":
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		fallthrough
	default:
		o.IsClusterMode = true
	}
	return o, nil
}
