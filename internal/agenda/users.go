package agenda

import (
	"cmp"
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// UserStore keeps users. Names are compared without case.
type UserStore interface {
	// CreateUser stores u and returns it with its ID; a name that exists fails as Conflict.
	CreateUser(ctx context.Context, u User) (User, error)
	// UserByName returns the user, else a NotFound error.
	UserByName(ctx context.Context, username string) (User, error)
	// UserByID returns the user, else a NotFound error.
	UserByID(ctx context.Context, id int64) (User, error)
	// Users returns all users in the order of their names.
	Users(ctx context.Context) ([]User, error)
	// ChangeUser hands the user to change and stores what it returns, in one step that no other write
	// comes between. It fails as [ErrLastAdministrator] when no administrator could sign in after it.
	ChangeUser(ctx context.Context, username string, change func(User) (User, error)) (User, error)
}

// SignInStore remembers failed sign-ins over restarts. A key is an account, an address, or a pair of
// both.
type SignInStore interface {
	// BlockedUntil returns the latest instant until which any of the keys must wait.
	BlockedUntil(ctx context.Context, keys ...string) (time.Time, error)
	// RecordFailures counts one more failure for each key and blocks it for as long as its Pause says
	// for that count. A key whose last failure is older than forget starts from zero.
	RecordFailures(ctx context.Context, username string, forget time.Duration, guesses ...Guess) error
	// RecordSignIn notes a success and forgets the failures of key.
	RecordSignIn(ctx context.Context, username, key string) error
}

// Guess is a failed sign-in as seen from one key.
type Guess struct {
	Key   string
	Pause func(failures int) time.Duration
}

// Passwords hashes and compares. Both are slow on purpose; an implementation bounds how many run at
// once and fails as Unavailable when too many wait.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	// Matches compares with hash. With an empty hash it takes the same time and returns false.
	Matches(ctx context.Context, hash, password string) (bool, error)
}

// Users is who may sign in, and how.
type Users struct {
	store        UserStore
	signIns      SignInStore
	passwords    Passwords
	registration bool
	minPassword  int
	now          func() time.Time
	turns        turns // of those who sign in to one account
	log          *slog.Logger

	unstored                     guessMemory
	refused, slowed, notRecorded atomic.Uint64
}

// UsersConfig is how Users behaves.
type UsersConfig struct {
	OpenRegistration  bool // anybody may register
	PasswordMinLength int  // characters
	// Log is told of sign-ins that could not be recorded, never by whom. None: nothing is.
	Log *slog.Logger
}

// NewUsers returns the users kept in store.
func NewUsers(store UserStore, signIns SignInStore, passwords Passwords, cfg UsersConfig, now func() time.Time) *Users {
	return &Users{
		store: store, signIns: signIns, passwords: passwords, registration: cfg.OpenRegistration, minPassword: cfg.PasswordMinLength, now: now,
		log: cmp.Or(cfg.Log, slog.New(slog.DiscardHandler)),
	}
}

// The sentences of the documented API.
const (
	msgUserExists     = "User already exists"
	msgBadCredentials = "Incorrect username or password"
)

// Register makes an account for whoever asks, where registration is open. It never makes an administrator.
func (s *Users) Register(ctx context.Context, username, password string) (User, error) {
	if !s.registration {
		return User{}, Fail(Forbidden, "Registration is closed. Ask an administrator for an account.")
	}
	return s.Create(ctx, username, password, RoleUser)
}

// Create makes an account with a role. It fails as Invalid, or as Rejected when the name is taken.
func (s *Users) Create(ctx context.Context, username, password string, role Role) (User, error) {
	if err := InvalidFields(s.CredentialFaults(&username, &password)); err != nil {
		return User{}, err
	}
	// Asked first so that a taken name costs no hash; the store decides when two ask at once.
	if _, err := s.store.UserByName(ctx, username); err == nil {
		return User{}, Fail(Rejected, msgUserExists)
	}
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	// The version begins at the clock: an account of the same name that a restore has taken away had
	// a lower one, and its tokens must not open this one.
	u, err := s.store.CreateUser(ctx, User{Username: username, Role: role, PasswordHash: hash, TokenVersion: s.now().UnixMicro()})
	if CodeOf(err) == Conflict {
		return User{}, Fail(Rejected, msgUserExists)
	}
	return u, err
}

// foldName brings a user name to the form in which names are compared. It never fails: a name with
// bytes that no account can have is folded to one that none has.
func foldName(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// SetRole, SetDisabled, SetPassword and EndSessions change an account and end its tokens at once.
func (s *Users) SetRole(ctx context.Context, username string, role Role) (User, error) {
	return s.change(ctx, username, func(u *User) { u.Role = role })
}

// SetDisabled takes an account's access away or gives it back.
func (s *Users) SetDisabled(ctx context.Context, username string, disabled bool) (User, error) {
	return s.change(ctx, username, func(u *User) { u.Disabled = disabled })
}

// EndSessions makes every token of the account worthless.
func (s *Users) EndSessions(ctx context.Context, username string) (User, error) {
	return s.change(ctx, username, func(*User) {})
}

// SetPassword gives the account a new password.
func (s *Users) SetPassword(ctx context.Context, username, password string) (User, error) {
	if msg := CheckPassword(password, username, s.minPassword); msg != "" {
		return User{}, InvalidFields([]Field{BodyFault("password", FaultValue, msg, nil)})
	}
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	return s.change(ctx, username, func(u *User) { u.PasswordHash = hash })
}

func (s *Users) change(ctx context.Context, username string, change func(*User)) (User, error) {
	return s.store.ChangeUser(ctx, username, func(u User) (User, error) {
		change(&u)
		u.TokenVersion++
		return u, nil
	})
}
