package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/bcrypt"

	"appointment-manager/internal/agenda"
)

// PasswordsConfig bounds what hashing may take of the machine.
type PasswordsConfig struct {
	Cost     int // bcrypt's cost
	Parallel int // hashes at once, 1 at least; one core less than there are leaves the others to everybody else
	Queue    int // callers that may wait for their turn; more are sent away at once
}

// Passwords hashes and compares passwords. It implements [agenda.Passwords].
type Passwords struct {
	cost    int
	turns   chan struct{}
	waiting chan struct{}
	decoy   []byte // compared with when there is no hash, so that the answer takes as long
}

// usualDecoy is a hash of the cost that the program uses, so that its start need not wait for one.
const usualDecoy = "$2a$12$4iumNgiLoifXJkSOiLBNg.tzb1mQiMnZ6Iu0TeGkap6lGvpi/oioO"

// NewPasswords returns a Passwords.
func NewPasswords(cfg PasswordsConfig) (*Passwords, error) {
	decoy := []byte(usualDecoy)
	if cost, err := bcrypt.Cost(decoy); err != nil || cost != cfg.Cost {
		if decoy, err = bcrypt.GenerateFromPassword([]byte("nobody's password"), cfg.Cost); err != nil {
			return nil, fmt.Errorf("auth: %w", err)
		}
	}
	return &Passwords{
		cost:    cfg.Cost,
		turns:   make(chan struct{}, max(cfg.Parallel, 1)),
		waiting: make(chan struct{}, max(cfg.Parallel, 1)+cfg.Queue),
		decoy:   decoy,
	}, nil
}

// Hash returns the bcrypt hash of a password of at most [agenda.MaxPasswordBytes].
func (p *Passwords) Hash(ctx context.Context, password string) (hash string, err error) {
	err = p.inTurn(ctx, func() error {
		b, err := bcrypt.GenerateFromPassword([]byte(password), p.cost)
		hash = string(b)
		return err
	})
	return hash, err
}

// Matches tells whether hash is that of the password. Hashes of other programs ($2b$, $2y$) are read
// too. An empty hash matches nothing, after the time that a comparison takes.
func (p *Passwords) Matches(ctx context.Context, hash, password string) (matches bool, err error) {
	against := []byte(hash)
	if hash == "" {
		against = p.decoy
	}
	err = p.inTurn(ctx, func() error {
		err := bcrypt.CompareHashAndPassword(against, []byte(password))
		matches = err == nil && hash != ""
		if errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
			err = nil
		}
		return err
	})
	return matches, err
}

func (p *Passwords) inTurn(ctx context.Context, do func() error) error {
	busy := &agenda.Error{Code: agenda.Unavailable, Message: "Too many people are signing in at this moment. Try again shortly.", RetryAfter: 2 * time.Second}
	select {
	case p.waiting <- struct{}{}:
		defer func() { <-p.waiting }()
	default:
		return busy
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		busy.Err = ctx.Err()
		return busy
	}
	if err := do(); err != nil {
		return fmt.Errorf("auth: %w", err)
	}
	return nil
}
