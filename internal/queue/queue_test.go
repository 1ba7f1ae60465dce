package queue_test

import (
	"testing"

	"appointment-manager/internal/queue/queuetest"
)

func TestOnMiniredis(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, queuetest.Miniredis)
}

func TestOnRedis(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, queuetest.Single)
}

func TestOnClusterOfOne(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, queuetest.Lend(queuetest.Cluster(t), queuetest.Cluster(t)))
}

// special is a password of the characters that an address could stumble over.
const special = "p@ss:w/ord#?%&+ [1]"

func TestWithAPasswordAndADatabase(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, queuetest.With{Password: special, DB: 3}.Single)
}

func TestOnSentinel(t *testing.T) {
	t.Parallel()
	w := queuetest.With{Password: special, DB: 1}
	queuetest.Run(t, queuetest.Lend(w.Sentinel(t), w.Sentinel(t)))
}

func TestOnSentinelWithTLS(t *testing.T) {
	t.Parallel()
	w := queuetest.With{Password: special, SentinelPassword: "-", TLS: queuetest.NewCertificates(t)}
	queuetest.Run(t, queuetest.Lend(w.Sentinel(t), w.Sentinel(t)))
}
