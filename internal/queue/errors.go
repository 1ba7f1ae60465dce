package queue

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"

	"appointment-manager/internal/agenda"
)

// fault translates an error of Redis to ours; nil stays nil. The caller's own context ending is not
// a fault of the queue and keeps its meaning.
func fault(op string, err error) error {
	if err == nil {
		return nil
	}
	cause := fmt.Errorf("queue: %s: %w", op, err)
	if errors.Is(err, context.Canceled) {
		return cause
	}
	return &agenda.Error{Code: agenda.Unavailable, Message: known(err).sentence, Err: cause}
}

// trouble is something that Redis can be in.
type trouble struct {
	is       func(error) bool
	lasting  bool // waiting does not end it: somebody must change a setting
	sentence string
}

// known returns what an error tells of.
func known(err error) trouble {
	i := slices.IndexFunc(troubles, func(t trouble) bool { return t.is(err) })
	if i < 0 {
		return trouble{sentence: "The queue cannot be reached at the moment."}
	}
	return troubles[i]
}

// troubles are told apart by their types where go-redis has some and else by the text, which may be
// that of a script's error, or of several sentinels' errors together.
var troubles = []trouble{
	{
		anyOf(redis.IsAuthError, says("WRONGPASS", "NOAUTH", "invalid password", "without any password configured")), true,
		"Redis refuses the password or the user in REDIS_URL.",
	},
	{anyOf(redis.IsPermissionError, says("NOPERM", "The user executing the script can't")), true, "The Redis user in REDIS_URL may not run a command that the queue needs."},
	{is[x509.HostnameError], true, "The certificate of Redis is for another host than the one in REDIS_URL."},
	{is[*tls.CertificateVerificationError], true, "The certificate of Redis is not trusted or out of date; REDIS_URL can name its CA, as in ?ca=/path/to/ca.pem."},
	{says("remote error: tls:"), true, "Redis refuses the certificate of this program; REDIS_URL names one with ?cert=/path/to/cert.pem&key=/path/to/key.pem."},
	{wraps(redis.Nil), true, "The sentinels in REDIS_URL do not know the master that it names."},
	{says("cluster support disabled"), true, "Redis is no cluster; REDIS_URL must not say so."},
	{says("MOVED ", "CROSSSLOT"), true, "Redis is a cluster; REDIS_URL must begin with redis+cluster or rediss+cluster."},
	{says("DB index is out of range"), true, "Redis does not have the database that REDIS_URL names."},
	{redis.IsLoadingError, false, "Redis is still reading its data and answers in a moment."},
	{anyOf(redis.IsOOMError, says("OOM command")), false, "Redis has no memory left."},
	{anyOf(redis.IsReadOnlyError, says("READONLY")), false, "Redis is a read-only replica at the moment."},
	{says("MISCONF"), false, "Redis cannot write to its disk, and accepts no changes until it can."},
	{says("BUSY"), false, "Redis is busy with a script of another program."},
	{says("WRONGTYPE"), false, "Another program has put something else under the name of one of the queue's keys in Redis; delete it there."},
	{says("NOREPLICAS"), false, "Redis has too few replicas to accept changes."},
	{says("CLUSTERDOWN", "TRYAGAIN", "non local key in a cluster"), false, "The Redis Cluster is being repaired or rearranged, and the queue goes on when that is done."},
	{anyOf(wraps(syscall.ECONNRESET), wraps(syscall.EPIPE), wraps(io.EOF)), false, "Redis has closed the connection; if it always does, it expects TLS or a certificate, or is in protected mode."},
}

func anyOf(tests ...func(error) bool) func(error) bool {
	return func(err error) bool {
		return slices.ContainsFunc(tests, func(test func(error) bool) bool { return test(err) })
	}
}

func says(texts ...string) func(error) bool {
	return func(err error) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(err.Error(), text) })
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func wraps(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}
