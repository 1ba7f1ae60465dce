package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"appointment-manager/internal/agenda"
)

// SignOut ends the session of the client's token.
func (c *Client) SignOut(ctx context.Context) error {
	_, err := c.fetch(ctx, call{method: http.MethodPost, path: "/auth/logout"}, nil)
	return err
}

// Sessions returns where the user is signed in, what was seen last first.
func (c *Client) Sessions(ctx context.Context) (sessions []agenda.Session, err error) {
	_, err = c.fetch(ctx, get("/auth/sessions/", nil), &sessions)
	return sessions, err
}

// EndSession ends one of the user's sessions. It fails as NotFound.
func (c *Client) EndSession(ctx context.Context, id string) error {
	_, err := c.fetch(ctx, call{method: http.MethodDelete, path: "/auth/sessions/" + url.PathEscape(id)}, nil)
	return err
}

// EndOtherSessions ends all of the user's sessions but that of the client's token, and returns how many
// these were.
func (c *Client) EndOtherSessions(ctx context.Context) (int, error) {
	var answer struct {
		Ended int `json:"ended"`
	}
	_, err := c.fetch(ctx, call{method: http.MethodDelete, path: "/auth/sessions/"}, &answer)
	return answer.Ended, err
}
