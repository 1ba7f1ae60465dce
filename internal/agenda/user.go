package agenda

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// User is somebody who may sign in.
type User struct {
	ID           int64     `json:"id"`
	Username     string    `json:"username"`
	Role         Role      `json:"role"`
	Disabled     bool      `json:"disabled"`
	CreatedAt    time.Time `json:"created_at"`
	PasswordHash string    `json:"-"`
	// TokenVersion is part of every token the user is given. Raising it ends them all at once.
	TokenVersion int64 `json:"-"`
}

// Actor returns the user as the one who acts.
func (u *User) Actor() Actor { return Actor{UserID: u.ID, Username: u.Username, Role: u.Role} }

// MaxPasswordBytes is how much of a password bcrypt looks at. Longer ones are refused, for what is
// silently cut is silently weaker.
const MaxPasswordBytes = 72

// CheckUsername returns the sentence that tells what is wrong with a new user name, or "".
func CheckUsername(name string) string {
	if n := utf8.RuneCountInString(name); n < 3 || n > 64 {
		return "A user name has 3 to 64 characters"
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-@", r)) {
			return "A user name holds only letters from a to z, digits and . _ - @"
		}
	}
	return ""
}

// CheckPassword returns the sentence that tells what is wrong with a new password, or "". min is in
// characters.
func CheckPassword(password, username string, min int) string {
	switch {
	case utf8.RuneCountInString(password) < min:
		return fmt.Sprintf("Use at least %d characters", min)
	case len(password) > MaxPasswordBytes:
		return fmt.Sprintf("A password can have %d bytes, this one has %d", MaxPasswordBytes, len(password))
	case strings.ContainsRune(password, 0):
		return "A password cannot hold the character NUL"
	case strings.EqualFold(password, username):
		return "The password must not be the user name"
	case commonPasswords[strings.ToLower(password)]:
		return "That password is among the first that are guessed"
	}
	return ""
}

// commonPasswords are the ones of eight characters and more that open every published list.
var commonPasswords = map[string]bool{
	"12345678": true, "123456789": true, "1234567890": true, "password": true, "password1": true,
	"qwertyuiop": true, "qwerty123": true, "11111111": true, "00000000": true, "iloveyou": true,
	"sunshine": true, "princess": true, "football": true, "baseball": true, "superman": true,
	"letmein1": true, "admin123": true, "welcome1": true, "passw0rd": true, "trustno1": true,
}
