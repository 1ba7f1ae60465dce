package queue

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

var errForm = errors.New("the Redis URL must look like redis://host:6379/0, with rediss, unix, redis+cluster, rediss+cluster, " +
	"redis-sentinel or rediss-sentinel before ://, and with special characters of the password as %XX")

// parseURL reads a URL in one of the forms that Dial tells of. Its errors do not quote the URL, for
// the password's sake.
func parseURL(raw string) (*redis.UniversalOptions, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.Host+u.Path == "" {
		return nil, errForm
	}
	// A + stands for itself, as it does in the password.
	params, err := url.ParseQuery(strings.ReplaceAll(u.RawQuery, "+", "%2B"))
	if err != nil {
		return nil, errForm
	}
	take := func(name string) string {
		value := params.Get(name)
		params.Del(name)
		return value
	}
	o := &redis.UniversalOptions{Username: u.User.Username()}
	o.Password, _ = u.User.Password()
	form := strings.Replace(u.Scheme, "rediss", "redis", 1)
	database, port := strings.Trim(u.Path, "/"), "6379"
	switch form {
	case "redis":
	case "unix":
		o.Addrs, database = []string{u.Path}, take("db")
	case "redis+cluster":
		o.IsClusterMode = true
	case "redis-sentinel":
		port = "26379"
		o.SentinelUsername, o.SentinelPassword = take("sentinel_user"), take("sentinel_password")
		o.MasterName, database, _ = strings.Cut(database, "/")
		if o.MasterName == "" {
			return nil, errors.New("the Redis URL must name the master, as in redis-sentinel://host:26379/mymaster")
		}
	default:
		return nil, errForm
	}
	if form != "unix" {
		o.Addrs = addresses(u.Host, port)
	}
	if form != u.Scheme {
		if o.TLSConfig, err = tlsConfig(take("ca"), take("cert"), take("key")); err != nil {
			return nil, err
		}
	}
	if o.DB, err = strconv.Atoi(cmp.Or(database, "0")); err != nil || o.DB < 0 || o.IsClusterMode && o.DB != 0 {
		return nil, fmt.Errorf("the Redis URL names the database %q, which must be a number, and 0 in a cluster", database)
	}
	for name := range params {
		return nil, fmt.Errorf("the Redis URL has a parameter %q that means nothing there", name)
	}
	return o, nil
}

// addresses reads hosts, separated by commas, and adds the port to those that come without.
func addresses(hosts, port string) []string {
	list := strings.Split(hosts, ",")
	for i, h := range list {
		if _, _, err := net.SplitHostPort(h); err != nil {
			list[i] = net.JoinHostPort(strings.Trim(h, "[]"), port)
		}
	}
	return list
}
