package apiclient

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"appointment-manager/internal/agenda"
)

// NewFeed is a feed whose secret is in its path.
type NewFeed struct {
	Path string `json:"path"`
	agenda.Feed
}

// FeedInForce returns the user's feed, without its secret. It fails as NotFound where there is none.
func (c *Client) FeedInForce(ctx context.Context) (f agenda.Feed, err error) {
	_, err = c.fetch(ctx, get("/auth/feed", nil), &f)
	return f, err
}

// RenewFeed makes a feed for the user, in place of the one before.
func (c *Client) RenewFeed(ctx context.Context) (f NewFeed, err error) {
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: "/auth/feed"}, &f)
	return f, err
}

// RemoveFeed makes the address of the user's feed worthless.
func (c *Client) RemoveFeed(ctx context.Context) error {
	_, err := c.fetch(ctx, call{method: http.MethodDelete, path: "/auth/feed"}, nil)
	return err
}

// Feed asks for the calendar that a secret opens, and returns the answer with its body still to be read,
// within 30 seconds, and closed. It is a 304 where one of the entity tags that the caller holds is good.
func (c *Client) Feed(ctx context.Context, secret string, held []string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, exportTimeout)
	q := get("/calendar/"+url.PathEscape(secret)+".ics", nil)
	q.secret = true
	if len(held) > 0 {
		q.header = http.Header{"If-None-Match": held}
	}
	resp, err := c.send(ctx, q)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("apiclient: feed: %w", err)
	}
	resp.Body = closeFunc{resp.Body, cancel}
	return resp, nil
}
