package agenda_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// leavers are users whose accounts are disabled.
type leavers struct {
	agenda.UserStore
	agenda.SessionStore
}

func (leavers) UserByName(_ context.Context, name string) (agenda.User, error) {
	return agenda.User{Username: name, PasswordHash: "hash", TokenVersion: 3, Disabled: true}, nil
}

func (l leavers) UserInSession(ctx context.Context, name, _ string) (agenda.User, *time.Time, error) {
	u, err := l.UserByName(ctx, name)
	return u, nil, err
}

func TestADisabledUserIsShutOut(t *testing.T) {
	t.Parallel()
	_, record, _ := signInRig()
	users := agenda.NewUsers(leavers{}, record, slowPasswords{}, agenda.UsersConfig{}, time.Now)
	_, err := users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	_, _, err = agenda.NewSessions(leavers{}, nil, time.Now).User(t.Context(), agenda.TokenClaims{Username: "hanna", TokenVersion: 3})
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "a token of the right version opens nothing")
}
