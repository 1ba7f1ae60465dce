package agenda_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// leavers are users whose accounts are disabled.
type leavers struct{ agenda.UserStore }

func (leavers) UserByName(_ context.Context, name string) (agenda.User, error) {
	return agenda.User{Username: name, PasswordHash: "hash", TokenVersion: 3, Disabled: true}, nil
}

func TestADisabledUserIsShutOut(t *testing.T) {
	t.Parallel()
	_, record, _ := signInRig()
	users := agenda.NewUsers(leavers{}, record, slowPasswords{}, agenda.UsersConfig{}, time.Now)
	_, err := users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	_, err = users.Authenticated(t.Context(), "hanna", 3)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "a token of the right version opens nothing")
}
