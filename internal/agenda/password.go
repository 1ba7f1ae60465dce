package agenda

import "context"

// ChangePassword gives the user a new password and ends all its sessions. The current password must
// be shown once more, so that an unattended screen is no way in; a wrong one counts as a failed
// sign-in from address, and fails as Rejected. See [Users.SignIn].
func (s *Users) ChangePassword(ctx context.Context, username, current, next, address string) (User, error) {
	if msg := CheckPassword(next, username, s.minPassword); msg != "" {
		return User{}, InvalidFields([]Field{BodyFault("new_password", FaultValue, msg, nil)})
	}
	if _, err := s.SignIn(ctx, username, current, address); CodeOf(err) == Rejected {
		return User{}, Fail(Rejected, "The current password is wrong")
	} else if err != nil {
		return User{}, err
	}
	return s.SetPassword(ctx, username, next)
}

// CredentialFaults returns what is wrong with a new name and password; nil ones are left aside.
func (s *Users) CredentialFaults(username, password *string) []Field {
	var faults []Field
	name := ""
	if username != nil {
		name = *username
		if msg := CheckUsername(name); msg != "" {
			faults = append(faults, BodyFault("username", FaultValue, msg, name))
		}
	}
	if password != nil {
		if msg := CheckPassword(*password, name, s.minPassword); msg != "" {
			faults = append(faults, BodyFault("password", FaultValue, msg, nil)) // a password is never echoed
		}
	}
	return faults
}
