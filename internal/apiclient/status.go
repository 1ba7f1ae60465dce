package apiclient

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"appointment-manager/internal/problem"
)

// Status is how the service is: "ready", "degraded" while it works without one of its parts, or
// "unavailable".
type Status struct {
	Status            string `json:"status"`
	Version           string `json:"version"`
	Registration      string `json:"registration"`        // "open" or "closed"
	PasswordMinLength int    `json:"password_min_length"` // in characters, of a new password
	Parts             []Part `json:"parts"`
}

// Part is something that the service needs.
type Part struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Detail string `json:"detail"`

	Seconds float64 `json:"seconds"` // that it took to answer; 0: not known
}

// Status asks the service how it is, once. A service that cannot work says so in the Status; an
// error means that it could not be asked.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	resp, err := c.once(ctx, get("/readyz", nil))
	if err != nil {
		return Status{}, err
	}
	defer drain(resp.Body)
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusServiceUnavailable {
		return Status{}, problem.Read(resp)
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&s); err != nil {
		return Status{}, unavailable(fmt.Errorf("apiclient: read status: %w", err))
	}
	return s, nil
}
