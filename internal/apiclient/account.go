package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// Token is what signing in gives.
type Token struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
}

// Me is who a token speaks for, and what the practice expects of a user.
type Me struct {
	ID                int64              `json:"id"`
	Username          string             `json:"username"`
	Role              agenda.Role        `json:"role"`
	TimeZone          string             `json:"time_zone"`
	PasswordMinLength int                `json:"password_min_length"`
	Preferences       agenda.Preferences `json:"preferences"`
}

// hashing is the deadline of calls that hash a password. When many people sign in at once, they wait
// for their turn.
const hashing = 15 * time.Second

type credentials struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// SignIn exchanges a name and a password for a token. It fails as Rejected when they do not belong
// together, as RateLimited after too many failures.
func (c *Client) SignIn(ctx context.Context, username, password string) (t Token, err error) {
	form := url.Values{"grant_type": {"password"}, "username": {username}, "password": {password}}
	_, err = c.fetch(ctx, call{
		method: http.MethodPost, path: "/auth/token",
		contentType: "application/x-www-form-urlencoded", body: []byte(form.Encode()), patience: hashing,
	}, &t)
	return t, err
}

// Register makes an account and signs it in. It fails as Invalid, as Rejected when the name is
// taken, as Forbidden where registration is closed.
func (c *Client) Register(ctx context.Context, username, password string) (t Token, err error) {
	q, err := sendJSON(http.MethodPost, "/auth/register", credentials{username, password})
	if err == nil {
		q.patience = hashing
		_, err = c.fetch(ctx, q, &t)
	}
	return t, err
}

// Renew exchanges the client's token for a fresh one, a lasting one for as long as renewing is
// possible. It fails as Unauthenticated when the user has to sign in again.
func (c *Client) Renew(ctx context.Context, lasting bool) (t Token, err error) {
	query := url.Values{"lasting": {strconv.FormatBool(lasting)}}
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: "/auth/renew", query: query}, &t)
	return t, err
}

// Me returns who the token speaks for.
func (c *Client) Me(ctx context.Context) (m Me, err error) {
	_, err = c.fetch(ctx, get("/auth/me", nil), &m)
	return m, err
}

// SavePreferences stores what the user chose. It fails as Invalid.
func (c *Client) SavePreferences(ctx context.Context, p agenda.Preferences) (saved agenda.Preferences, err error) {
	q, err := sendJSON(http.MethodPut, "/auth/preferences", p)
	if err == nil {
		_, err = c.fetch(ctx, q, &saved)
	}
	return saved, err
}

// EndSessions makes every token of the user worthless, this one too.
func (c *Client) EndSessions(ctx context.Context) error {
	_, err := c.fetch(ctx, call{method: http.MethodPost, path: "/auth/revoke"}, nil)
	return err
}

// ChangePassword gives the user a new password, ends all sessions and returns a token for this one.
func (c *Client) ChangePassword(ctx context.Context, current, next string) (t Token, err error) {
	q, err := sendJSON(http.MethodPost, "/auth/password", struct {
		Current string `json:"current_password"`
		New     string `json:"new_password"`
	}{current, next})
	if err == nil {
		q.patience = hashing
		_, err = c.fetch(ctx, q, &t)
	}
	return t, err
}
