package config

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func (v *values) oneOf(name string, allowed ...string) string {
	s := strings.ToLower(v.text(name))
	for _, a := range allowed {
		if s == a {
			return s
		}
	}
	v.fault(name, "%q is none of: %s", s, strings.Join(allowed, ", "))
	return ""
}

// languageTag is the form that the API asks of a tag as well.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

func (v *values) language(name string) string {
	s := v.text(name)
	if !languageTag.MatchString(s) {
		v.fault(name, "%q is not a language's tag such as en or de", s)
	}
	return s
}

func (v *values) number(name string, least, most int) int {
	s := v.text(name)
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		v.fault(name, "%q is not a number from %d to %d", s, least, most)
	}
	return n
}

func (v *values) duration(name string, least, most time.Duration) time.Duration {
	s := v.text(name)
	d, err := time.ParseDuration(s)
	if err != nil || d < least || d > most {
		v.fault(name, "%q is not a duration like 30m, from %s to %s", s, least, most)
	}
	return d
}

func (v *values) address(name string) string {
	s := v.text(name)
	_, port, err := net.SplitHostPort(s)
	if n, numErr := strconv.Atoi(port); err != nil || numErr != nil || n < 0 || n > 65535 {
		v.fault(name, "%q is not an address like :8000 or 127.0.0.1:8000", s)
	}
	return s
}

func (v *values) optionalAddress(name string) string {
	if v.text(name) == "" {
		return ""
	}
	return v.address(name)
}

func (v *values) url(name string, schemes ...string) string {
	s := v.text(name)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	for _, scheme := range schemes {
		if err == nil && u.Scheme == scheme && (u.Host != "" || u.Path != "") {
			return s
		}
	}
	v.fault(name, "it is not an address that begins with %s://", strings.Join(schemes, ":// or ")) // it may hold a password
	return s
}

func (v *values) zone(name string) *time.Location {
	s := v.text(name)
	if s == "" {
		return machineZone()
	}
	loc, err := loadZone(s)
	if err != nil {
		v.fault(name, "%q is not an IANA time zone such as Europe/Berlin", s)
		return time.UTC
	}
	return loc
}

var errNoZone = errors.New("no IANA time zone")

// loadZone returns the zone of an IANA name. What agenda.LoadZone refuses is refused here, too: the pages
// name the practice's zone to the API, which would not know it. See there for why.
func loadZone(name string) (*time.Location, error) {
	if name == "" || len(name) > 64 || name == "Local" || name[0] < 'A' || name[0] > 'Z' || path.Clean(name) != name {
		return nil, errNoZone
	}
	return time.LoadLocation(name)
}

// machineZone returns the machine's zone under its IANA name, so that it can be stored: the zone
// that TZ names, or the file that /etc/localtime points to, else UTC. The file may be of one of the
// database's other trees, in which the name is the same.
func machineZone() *time.Location {
	name := os.Getenv("TZ")
	if name == "" {
		name, _ = filepath.EvalSymlinks("/etc/localtime") // none: UTC
	}
	if _, file, ok := strings.Cut(name, "zoneinfo/"); ok {
		name = file
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "posix/"), "right/")
	loc, err := loadZone(name)
	if err != nil || name == "Etc/UTC" {
		return time.UTC
	}
	return loc
}

func (v *values) prefixes(name string) []netip.Prefix {
	var list []netip.Prefix
	for part := range strings.SplitSeq(v.text(name), ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			addr, addrErr := netip.ParseAddr(part)
			if addrErr != nil {
				v.fault(name, "%q is neither an address nor a network like 10.0.0.0/8", part)
				continue
			}
			p = netip.PrefixFrom(addr, addr.BitLen())
		}
		list = append(list, p)
	}
	return list
}

// sampleSecrets are values that stand in examples everywhere, and so are no secrets.
var sampleSecrets = []string{"changeme", "change-me", "change_me", "your-secret", "your_secret", "supersecret", "super-secret", "example", "secret-key", "secretkey", "placeholder", "dev-secret"}

const minSecretBytes = 32

// secret returns a signing secret, nil when there is none.
func (v *values) secret(name string) []byte {
	s := v.text(name)
	if s == "" {
		return nil
	}
	if len(s) < minSecretBytes {
		v.fault(name, "it has %d bytes and needs %d or more; make one with: openssl rand -hex 32", len(s), minSecretBytes)
	}
	for _, sample := range sampleSecrets {
		if strings.Contains(strings.ToLower(s), sample) {
			v.fault(name, "it is a well-known sample value; make your own with: openssl rand -hex 32")
			break
		}
	}
	return []byte(s)
}

func (v *values) level(name string) slog.Level {
	var level slog.Level
	s := v.text(name)
	if err := level.UnmarshalText([]byte(s)); err != nil {
		v.fault(name, "%q is none of: debug, info, warn, error", s)
	}
	return level
}

func (v *values) logFormat(name string) string {
	s := v.text(name)
	switch s {
	case "json", "text":
		return s
	case "":
		if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return "text"
		}
		return "json"
	}
	v.fault(name, "%q is none of: json, text", s)
	return "json"
}

// database returns what DATABASE_URL names: the path of a SQLite file, or the address of a PostgreSQL
// database. Both are read as SQLAlchemy writes them too, whose users come to us: three slashes before
// a relative path and four before an absolute one; and the name of a Python driver after a plus.
func (v *values) database(name string) (path, address string) {
	s := v.text(name)
	if scheme, rest, ok := strings.Cut(s, "://"); ok {
		scheme, _, _ = strings.Cut(scheme, "+")
		if rest != "" && (scheme == "postgres" || scheme == "postgresql") {
			return "", "postgres://" + rest
		}
	}
	path, ok := strings.CutPrefix(s, "sqlite:")
	if rest, slashes := strings.CutPrefix(path, "//"); slashes {
		path, ok = strings.CutPrefix(rest, "/")
	}
	if !ok || path == "" {
		v.fault(name, "it is not of the form sqlite:path/to/file.db, sqlite:///path/to/file.db or postgres://user@host:5432/name")
	}
	return path, ""
}

var (
	userPassword  = regexp.MustCompile(`^([^:]*://[^:@/]*):.*@`)
	paramPassword = regexp.MustCompile(`(?i)([?&][a-z_]*password=)[^&]*`)
)

// hidePassword takes the passwords out of a URL that holds some, as its user's or as a parameter. It
// takes too much rather than too little from one that is not well-formed.
func hidePassword(s string) string {
	s = paramPassword.ReplaceAllString(s, "${1}xxxxx")
	return userPassword.ReplaceAllString(s, "${1}:xxxxx@")
}

// redisSchemes are the ways in which a Redis, or several that act as one, can be named.
var redisSchemes = []string{"redis", "rediss", "unix", "redis+cluster", "rediss+cluster", "redis-sentinel", "rediss-sentinel"}
