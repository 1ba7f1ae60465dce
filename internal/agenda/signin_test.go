package agenda_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// guesses is a record of failed sign-ins that lives in memory.
type guesses struct {
	mu       sync.Mutex
	failures map[string]int
	until    map[string]time.Time
	last     map[string]time.Time
	now      func() time.Time
	full     error // what every write fails with
}

func (g *guesses) BlockedUntil(_ context.Context, keys ...string) (until time.Time, _ error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, k := range keys {
		if g.until[k].After(until) {
			until = g.until[k]
		}
	}
	return until, nil
}

func (g *guesses) RecordFailures(_ context.Context, _ string, forget time.Duration, all ...agenda.Guess) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.full != nil {
		return g.full
	}
	for _, guess := range all {
		if g.now().Sub(g.last[guess.Key]) > forget {
			g.failures[guess.Key] = 0
		}
		g.failures[guess.Key]++
		g.last[guess.Key] = g.now()
		g.until[guess.Key] = g.now().Add(guess.Pause(g.failures[guess.Key]))
	}
	return nil
}

func (g *guesses) RecordSignIn(_ context.Context, _, key string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.failures, key)
	return g.full
}

// people are the users of these tests: everybody exists.
type people struct{ agenda.UserStore }

func (people) UserByName(_ context.Context, name string) (agenda.User, error) {
	return agenda.User{Username: name, PasswordHash: "hash"}, nil
}

// slowPasswords take as long for a comparison as it takes to send many guesses at once.
type slowPasswords struct{ agenda.Passwords }

func (slowPasswords) Matches(_ context.Context, _, password string) (bool, error) {
	time.Sleep(20 * time.Millisecond)
	return password == "right", nil
}

func signInRig() (*agenda.Users, *guesses, *time.Time) {
	now := time.Date(2031, 11, 25, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	g := &guesses{failures: map[string]int{}, until: map[string]time.Time{}, last: map[string]time.Time{}, now: clock}
	return agenda.NewUsers(people{}, g, slowPasswords{}, agenda.UsersConfig{PasswordMinLength: 8}, clock), g, &now
}

func TestGuessesSentAtOnceAreSlowedDownToo(t *testing.T) {
	t.Parallel()
	users, _, _ := signInRig()
	codes := make([]agenda.Code, 60)
	var all sync.WaitGroup
	for i := range codes {
		all.Go(func() {
			_, err := users.SignIn(t.Context(), []string{"hanna", "Hanna"}[i%2], fmt.Sprint("guess ", i), "192.0.2.1")
			codes[i] = agenda.CodeOf(err)
		})
	}
	all.Wait()
	count := map[agenda.Code]int{}
	for _, c := range codes {
		count[c]++
	}
	require.Equal(t, map[agenda.Code]int{agenda.Rejected: 5, agenda.RateLimited: 55}, count)
}

// Who mistypes hears how many tries are left, and nothing of whether there is such an account.
func TestRefusalsTellHowManyTriesAreLeft(t *testing.T) {
	t.Parallel()
	users, _, now := signInRig()
	left := func(name, from string) int {
		_, err := users.SignIn(t.Context(), name, "wrong", from)
		refusal, ok := errors.AsType[*agenda.Error](err)
		require.True(t, ok)
		require.Equal(t, agenda.Rejected, refusal.Code)
		return refusal.TriesLeft
	}
	var told []int
	for range 5 {
		told = append(told, left("hanna", "192.0.2.1"))
	}
	require.Equal(t, []int{4, 3, 2, 1, 0}, told)
	*now = now.Add(time.Minute)
	require.Zero(t, left("hanna", "192.0.2.1"), "after a pause one try is one try")

	told = nil
	for i := range 20 {
		told = append(told, left("jo", fmt.Sprint("192.0.2.", i)))
	}
	require.Equal(t, []int{4, 4, 4}, told[:3], "from elsewhere it is not counted who else guessed")
	require.Equal(t, []int{4, 4, 3, 2, 1, 0}, told[14:], "until it is for the account as a whole")
}

func TestWhoWaitsForATurnMayGiveUp(t *testing.T) {
	t.Parallel()
	users, _, _ := signInRig()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	refused := 0
	for range 20 { // a turn that is free may be taken all the same
		if _, err := users.SignIn(ctx, "hanna", "right", "192.0.2.1"); err != nil {
			require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
			refused++
		}
	}
	require.NotZero(t, refused)
	_, err := users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
	require.NoError(t, err)
}

// While nothing can be written, who knows the password is let in, and guessing is as slow as always.
func TestAFullDiskShutsNobodyOutAndMakesGuessingNotFree(t *testing.T) {
	t.Parallel()
	for _, code := range []agenda.Code{agenda.StorageFull, agenda.Unavailable} {
		users, record, now := signInRig()
		record.full = agenda.Fail(code, "Nothing can be written")
		for n := range 5 {
			_, err := users.SignIn(t.Context(), "hanna", "wrong", "192.0.2.1")
			require.Equal(t, agenda.Rejected, agenda.CodeOf(err), n)
		}
		_, err := users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
		require.Equal(t, agenda.RateLimited, agenda.CodeOf(err), "the right password waits too, or it could be told from the wrong ones")
		_, err = users.SignIn(t.Context(), "hanna", "right", "192.0.2.2")
		require.NoError(t, err, "from elsewhere the owner signs in")
		*now = now.Add(time.Second)
		_, err = users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
		require.NoError(t, err)
		for n := range 5 {
			_, err = users.SignIn(t.Context(), "hanna", "wrong", "192.0.2.1")
			require.Equal(t, agenda.Rejected, agenda.CodeOf(err), "a success forgives slips, %d", n)
		}
		record.full = nil
		_, err = users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
		require.Equal(t, agenda.RateLimited, agenda.CodeOf(err), "what was counted in memory still counts")
		require.Equal(t, agenda.SignInCounts{Refused: 10, Slowed: 2, Unrecorded: 12}, users.SignIns())
	}
}

func TestWhatIsCountedInMemoryIsForgottenAfterAnHourOfQuiet(t *testing.T) {
	t.Parallel()
	users, record, now := signInRig()
	record.full = agenda.Fail(agenda.StorageFull, "The disk is full")
	for n := range 9 {
		_, err := users.SignIn(t.Context(), "hanna", "slip", "192.0.2.1")
		require.Equal(t, agenda.Rejected, agenda.CodeOf(err), n)
		if n == 3 {
			*now = now.Add(61 * time.Minute)
		}
	}
}

// Memory has a bound. A guess beyond it is not answered, or a full disk would make guessing free.
func TestAGuessThatCannotBeCountedIsNotAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		users, record, _ := signInRig()
		record.full = agenda.Fail(agenda.StorageFull, "The disk is full")
		answered := 0
		for n := range 5000 {
			_, err := users.SignIn(t.Context(), fmt.Sprint("name", n), "wrong", fmt.Sprint("address", n))
			if agenda.CodeOf(err) == agenda.Rejected {
				answered++
			} else {
				require.Equal(t, agenda.StorageFull, agenda.CodeOf(err))
			}
		}
		require.Equal(t, 3333, answered, "of three keys each")
	})
}

// A fault that is not the storage's is nobody's pass.
func TestAFaultOfOursLetsNobodyIn(t *testing.T) {
	t.Parallel()
	users, record, _ := signInRig()
	record.full = errors.New("a mistake in the program")
	for _, password := range []string{"right", "wrong"} {
		_, err := users.SignIn(t.Context(), "hanna", password, "192.0.2.1")
		require.Equal(t, agenda.Internal, agenda.CodeOf(err), password)
	}
}

// Everybody of a practice comes from one address. Slips that lie hours apart are no attack.
func TestAnOfficeIsNotShutOutByItsSlips(t *testing.T) {
	t.Parallel()
	users, _, now := signInRig()
	for day := range 60 {
		*now = now.Add(9 * time.Hour)
		_, err := users.SignIn(t.Context(), fmt.Sprint("person", day%12), "slip", "192.0.2.1")
		require.Equal(t, agenda.Rejected, agenda.CodeOf(err), day)
		_, err = users.SignIn(t.Context(), "hanna", "right", "192.0.2.1")
		require.NoError(t, err, day)
	}
}
