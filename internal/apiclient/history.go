package apiclient

import (
	"context"
	"fmt"
	"net/url"

	"appointment-manager/internal/agenda"
)

// History returns what was done to an appointment, the newest first, be it deleted meanwhile.
func (c *Client) History(ctx context.Context, id int64) (entries []agenda.AuditEntry, err error) {
	_, err = c.fetch(ctx, get(fmt.Sprintf("/appointments/%d/history", id), nil), &entries)
	return entries, err
}

// Deleted returns appointments that can be restored, the latest deletion first, and the cursor of
// the page after them, "" when there is none.
func (c *Client) Deleted(ctx context.Context, cursor string) (found []agenda.Appointment, next string, err error) {
	q := url.Values{}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	header, err := c.fetch(ctx, get("/appointments/deleted", q), &found)
	return found, nextCursor(header.Get("Link")), err
}
