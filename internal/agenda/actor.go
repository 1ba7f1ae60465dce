package agenda

import "context"

// Role says what a user may do beyond the everyday.
type Role string

// The roles. Everything that is not named per route as an administrator's is open to every user.
const (
	RoleUser  Role = "user"
	RoleAdmin Role = "admin"
)

// Actor is who a request acts for. The zero Actor is the program itself: a scheduler, an import.
type Actor struct {
	UserID   int64
	Username string
	Role     Role
	Session  string // the id of the session that speaks; empty: an API token, or nobody from outside
	// RequestID names the request in the log, "" for what the program does by itself.
	RequestID string
}

type actorKey struct{}

// WithActor returns a context that carries who acts.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom returns who acts in ctx, the zero Actor when nobody was named.
func ActorFrom(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
