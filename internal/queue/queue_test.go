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

func TestOnCluster(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, queuetest.Reuse(t, 2, queuetest.Cluster))
}
