package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
	return &agenda.Error{Code: agenda.Unavailable, Message: sentence(err), Err: cause}
}

func sentence(err error) string {
	switch {
	case refusal(err):
		return "Redis refuses the password or the user in REDIS_URL."
	case redis.IsLoadingError(err):
		return "Redis is still reading its data and answers in a moment."
	case redis.IsOOMError(err):
		return "Redis has no memory left."
	case redis.IsPermissionError(err):
		return "The Redis user in REDIS_URL may not run a command that the queue needs."
	case redis.IsReadOnlyError(err):
		return "Redis is a read-only replica at the moment."
	}
	return "The queue cannot be reached at the moment."
}

// refusal tells whether Redis answered that the user or the password is wrong, in one of the ways
// in which the versions and the kinds of Redis say it.
func refusal(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	return redis.IsAuthError(err) || strings.Contains(text, "WRONGPASS") || strings.Contains(text, "NOAUTH") ||
		strings.Contains(text, "invalid password") || strings.Contains(text, "without any password configured")
}
