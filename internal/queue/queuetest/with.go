package queuetest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// With is how the servers of a setup are made. The zero value lets everybody in.
type With struct {
	Password         string // of the default user, or of User
	User             string // a user with no other rights than ACL; then the default user is off
	ACL              string
	SentinelPassword string        // the password of the sentinels; "-" means that they have none, "" that it is Password
	TLS              *Certificates // makes it TLS, for clients with a certificate
	DB               int
	Conf             []string // further lines of the servers' configuration
}

const adminPassword = "the administrator's"

// adminAuth is how the tests themselves sign in, past whatever they test.
func (w With) adminAuth() []any {
	switch {
	case w.User != "":
		return []any{"admin", adminPassword}
	case w.Password != "":
		return []any{w.Password}
	}
	return nil
}

// access returns the lines of a configuration that say who is let in.
func (w With) access() []string {
	switch {
	case w.User != "":
		return []string{
			fmt.Sprintf("user admin on %q ~* &* +@all", ">"+adminPassword),
			fmt.Sprintf("user %s on %q %s", w.User, ">"+w.Password, w.ACL),
			"user default off",
			"masteruser admin", fmt.Sprintf("masterauth %q", adminPassword),
		}
	case w.Password != "":
		return []string{fmt.Sprintf("requirepass %q", w.Password), fmt.Sprintf("masterauth %q", w.Password)}
	}
	return nil
}

// url makes a REDIS_URL; where is what follows the user.
func (w With) url(scheme, where string, params url.Values) string {
	if params == nil {
		params = url.Values{}
	}
	if c := w.TLS; c != nil {
		scheme = strings.Replace(scheme, "redis", "rediss", 1)
		params.Set("ca", c.CA)
		params.Set("cert", c.Cert)
		params.Set("key", c.Key)
	}
	user := ""
	if w.Password != "" {
		user = url.UserPassword(w.User, w.Password).String() + "@"
	}
	if len(params) > 0 {
		where += "?" + params.Encode()
	}
	return scheme + "://" + user + where
}

// Single starts a redis-server, on a unix socket unless it is to be TLS.
func (w With) Single(t testing.TB) *Server {
	t.Helper()
	network := "unix"
	if w.TLS != nil {
		network = "tcp"
	}
	n := w.newNode(t, network, append(w.access(), w.Conf...)...)
	n.db = w.DB
	n.start(t)
	s := &Server{do: n.do, Stop: n.kill, Signal: n.signal, Start: func() { n.start(t) }}
	s.URL = w.url("redis", fmt.Sprintf("%s/%d", n.addr, w.DB), nil)
	if network == "unix" {
		s.URL = w.url("unix", n.addr, url.Values{"db": {strconv.Itoa(w.DB)}})
	}
	s.Restart = func() {
		n.kill()
		n.start(t)
		s.Do(t, "FLUSHALL")
	}
	return s
}

// Single starts a redis-server of its own. Without the program installed the test is skipped,
// unless E2E=required.
func Single(t testing.TB) *Server {
	t.Helper()
	return With{}.Single(t)
}
