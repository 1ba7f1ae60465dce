package agenda

import (
	"context"
	"errors"
	"time"
)

// Guessing a password is slowed, never ended: the owner of an account under attack can always sign
// in from an address of its own after a short wait.
const (
	freeGuesses     = 5
	longestPause    = 15 * time.Minute
	accountPause    = time.Minute // the longest pause for an account over all addresses
	forgetFailures  = time.Hour   // of quiet: an office's slips of the day before must not shut it out today
	freeForAccount  = 20
	freeForAddress  = 30
	firstPauseAfter = time.Second
)

// pauseAfter is how long the next try must wait after so many failures more than are free.
func pauseAfter(more int, longest time.Duration) time.Duration {
	if more < 0 {
		return 0
	}
	return min(firstPauseAfter<<min(more, 20), longest)
}

// SignIn returns the user whose name and password these are. It fails as Rejected, with the same
// sentence and after the same time for an unknown name, a wrong password and a disabled account; as
// RateLimited after too many failures. Either way it tells how many tries are left until the next one
// must wait, which depends on failures alone. address is where the request came from. Guesses at one account
// are answered one after another, so that those sent at once do not all pass before the first of
// them counts.
//
// While nothing can be written, on a full disk, signing in goes on: a success is let in without its
// record, and failures are counted in memory. One that cannot be counted there either gets no answer.
func (s *Users) SignIn(ctx context.Context, username, password, address string) (User, error) {
	name := foldName(username)
	pair, account, from := "pair:"+name+"|"+address, "account:"+name, "address:"+address
	end, err := s.turns.take(ctx, name)
	if err != nil {
		return User{}, &Error{Code: Unavailable, Message: "Too many people are signing in at this moment. Try again shortly.", RetryAfter: time.Second, Err: err}
	}
	defer end()
	if err := s.mayGuess(ctx, pair, account, from); err != nil {
		return User{}, err
	}
	u, err := s.store.UserByName(ctx, username)
	if err != nil && CodeOf(err) != NotFound {
		return User{}, err
	}
	ok := false
	if len(password) <= MaxPasswordBytes {
		ok, err = s.passwords.Matches(ctx, u.PasswordHash, password)
	} else {
		_, err = s.passwords.Matches(ctx, "", "x")
	}
	if err != nil {
		return User{}, err
	}
	if !ok || u.Disabled {
		left := freeGuesses
		free := func(guesses int, longest time.Duration) func(int) time.Duration {
			return func(failures int) time.Duration {
				left = max(0, min(left, guesses-failures))
				return pauseAfter(failures-guesses, longest)
			}
		}
		err := s.failed(ctx, username, Guess{pair, free(freeGuesses, longestPause)},
			Guess{account, free(freeForAccount, accountPause)}, Guess{from, free(freeForAddress, longestPause)})
		if refusal, ok := errors.AsType[*Error](err); ok && refusal.Code == Rejected {
			refusal.TriesLeft = left
		}
		return User{}, err
	}
	return u, s.succeeded(ctx, u.Username, pair)
}

// mayGuess fails as RateLimited while any of the keys must wait.
func (s *Users) mayGuess(ctx context.Context, keys ...string) error {
	until, err := s.signIns.BlockedUntil(ctx, keys...)
	if err != nil {
		return err
	}
	if unstored := s.unstored.blockedUntil(keys...); unstored.After(until) {
		until = unstored
	}
	if wait := until.Sub(s.now()); wait > 0 {
		s.slowed.Add(1)
		return &Error{Code: RateLimited, Message: "Too many failed sign-ins. Wait before the next try.", RetryAfter: wait}
	}
	return nil
}

// failed counts a guess and returns the refusal that answers it.
func (s *Users) failed(ctx context.Context, username string, guesses ...Guess) error {
	err := s.signIns.RecordFailures(ctx, username, forgetFailures, guesses...)
	if err != nil {
		if !nothingWritten(err) || !s.unstored.count(s.now(), forgetFailures, guesses) {
			return err
		}
		s.unrecorded(ctx, err)
	}
	s.refused.Add(1)
	return Fail(Rejected, msgBadCredentials)
}

func (s *Users) succeeded(ctx context.Context, username, pair string) error {
	s.unstored.forgive(pair)
	err := s.signIns.RecordSignIn(ctx, username, pair)
	if nothingWritten(err) {
		s.unrecorded(ctx, err)
		return nil
	}
	return err
}

// nothingWritten tells whether an error is a store's that takes no writes at the moment.
func nothingWritten(err error) bool {
	code := CodeOf(err)
	return code == StorageFull || code == Unavailable
}

func (s *Users) unrecorded(ctx context.Context, err error) {
	s.notRecorded.Add(1)
	s.log.ErrorContext(ctx, "sign-in not recorded", "error", err)
}

// SignInCounts is what became of sign-ins since the program started.
type SignInCounts struct {
	Refused    uint64 // for their credentials
	Slowed     uint64 // without looking at them, for too many failures before
	Unrecorded uint64 // answered although nothing could be written
}

// SignIns returns what became of sign-ins.
func (s *Users) SignIns() SignInCounts {
	return SignInCounts{Refused: s.refused.Load(), Slowed: s.slowed.Load(), Unrecorded: s.notRecorded.Load()}
}
