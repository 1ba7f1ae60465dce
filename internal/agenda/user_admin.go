package agenda

import (
	"context"
	"crypto/rand"
	"strings"
)

// UserPatch is a change of an account by an administrator: nil members stay as they are.
type UserPatch struct {
	Role     *Role
	Disabled *bool
}

// Administers tells whether the user can sign in as an administrator.
func (u *User) Administers() bool { return u.Role == RoleAdmin && !u.Disabled }

// ErrLastAdministrator is the refusal of a change after which nobody could administer the practice.
var ErrLastAdministrator = Fail(Conflict, "This is the last administrator who can sign in, so nothing was changed. Make somebody else an administrator first.")

// List returns all users in the order of their names.
func (s *Users) List(ctx context.Context) ([]User, error) { return s.store.Users(ctx) }

// Change changes an account and ends its sessions, unless it is so already. It fails as NotFound, as
// Rejected when p names nothing, and as Conflict when no administrator would be left.
func (s *Users) Change(ctx context.Context, id int64, p UserPatch) (User, error) {
	if p.Role == nil && p.Disabled == nil {
		return User{}, Fail(Rejected, msgEmptyPatch)
	}
	u, err := s.store.UserByID(ctx, id)
	if err != nil {
		return User{}, err
	}
	wanted := u
	p.apply(&wanted)
	if wanted == u {
		return u, nil
	}
	return s.change(ctx, u.Username, p.apply)
}

func (p UserPatch) apply(u *User) {
	if p.Role != nil {
		u.Role = *p.Role
	}
	if p.Disabled != nil {
		u.Disabled = *p.Disabled
	}
}

// ResetPassword gives an account the password, or a random one when it is nil, and ends its sessions.
// The password is returned, for it is stored nowhere.
func (s *Users) ResetPassword(ctx context.Context, id int64, password *string) (User, string, error) {
	u, err := s.store.UserByID(ctx, id)
	if err != nil {
		return User{}, "", err
	}
	if password == nil {
		made := s.RandomPassword()
		password = &made
	}
	u, err = s.SetPassword(ctx, u.Username, *password)
	return u, *password, err
}

// RandomPassword returns a password of at least 100 random bits, in groups that can be read aloud.
func (s *Users) RandomPassword() string {
	const group = 5
	var groups []string
	for len(groups) < 4 || (group+1)*len(groups)-1 < s.minPassword {
		groups = append(groups, strings.ToLower(rand.Text()[:group]))
	}
	return strings.Join(groups, "-")
}
