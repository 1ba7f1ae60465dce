package apiclient

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// Hours is when the practice is open, and the name of the zone whose clocks it lives by.
type Hours struct {
	agenda.PracticeHours
	TimeZone string `json:"time_zone"`
}

// Hours returns when the practice is open.
func (c *Client) Hours(ctx context.Context) (h Hours, err error) {
	_, err = c.fetch(ctx, get("/practice/hours", nil), &h)
	return h, err
}

// SetOpeningHours replaces the week. It fails as Invalid.
func (c *Client) SetOpeningHours(ctx context.Context, w agenda.OpeningHours) (h Hours, err error) {
	for d := range agenda.Weekdays { // a day without openings is sent as an empty list, not as none
		if day := w.Day(time.Weekday(d)); *day == nil {
			*day = []agenda.Opening{}
		}
	}
	q, err := sendJSON(http.MethodPut, "/practice/hours", w)
	if err == nil {
		_, err = c.fetch(ctx, q, &h)
	}
	return h, err
}

// CloseDays closes the practice on some days. It fails as Invalid, and as Conflict when there are too
// many closed days.
func (c *Client) CloseDays(ctx context.Context, first, last, reason string) (d agenda.ClosedDays, err error) {
	q, err := sendJSON(http.MethodPost, "/practice/closed-days/", struct {
		First  string  `json:"first"`
		Last   *string `json:"last"`
		Reason string  `json:"reason"`
	}{first, optional(last), reason})
	if err == nil {
		_, err = c.fetch(ctx, q, &d)
	}
	return d, err
}

// ReopenDays opens the practice on closed days after all. It fails as NotFound.
func (c *Client) ReopenDays(ctx context.Context, id int64) error {
	_, err := c.fetch(ctx, call{method: http.MethodDelete, path: "/practice/closed-days/" + strconv.FormatInt(id, 10)}, nil)
	return err
}

// optional is nil for an empty text.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
