package apiclient

import (
	"context"
	"net/url"
	"strconv"

	"appointment-manager/internal/agenda"
)

// Clients returns up to limit of those whose names contain text and come after another, and whether
// there are more.
func (c *Client) Clients(ctx context.Context, text, after string, limit int) (found []agenda.Client, more bool, err error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	for name, value := range map[string]string{"q": text, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	header, err := c.fetch(ctx, get("/clients/", q), &found)
	return found, header.Get("Link") != "", err
}
