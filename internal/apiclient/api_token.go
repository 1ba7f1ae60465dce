package apiclient

import (
	"context"
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
)

// TokenMade is an API token that was just made, with itself, which is told this once.
type TokenMade struct {
	agenda.APIToken
	Token string `json:"token"`
}

// APITokens returns the user's API tokens, the newest first.
func (c *Client) APITokens(ctx context.Context) (tokens []agenda.APIToken, err error) {
	_, err = c.fetch(ctx, get("/auth/tokens/", nil), &tokens)
	return tokens, err
}

// CreateAPIToken makes an API token that expires after so many days, nil: never. It fails as Invalid,
// and as Conflict when there are too many.
func (c *Client) CreateAPIToken(ctx context.Context, name string, scope agenda.Scope, days *int) (t TokenMade, err error) {
	q, err := sendJSON(http.MethodPost, "/auth/tokens/", struct {
		Name  string       `json:"name"`
		Scope agenda.Scope `json:"scope"`
		Days  *int         `json:"expires_in_days"`
	}{name, scope, days})
	if err == nil {
		_, err = c.fetch(ctx, q, &t)
	}
	return t, err
}

// RevokeAPIToken makes an API token worthless. It fails as NotFound.
func (c *Client) RevokeAPIToken(ctx context.Context, id int64) error {
	_, err := c.fetch(ctx, call{method: http.MethodDelete, path: "/auth/tokens/" + strconv.FormatInt(id, 10)}, nil)
	return err
}
