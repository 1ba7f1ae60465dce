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
	queuetest.Run(t, func(t testing.TB) *queuetest.Server { return queuetest.Single(t) })
}

func TestOnCluster(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, queuetest.Cluster)
}
