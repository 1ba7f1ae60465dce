package apiclient

import (
	"context"
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
)

// KindChange is a kind as it is to be: nil members stay as they are. Position is its place in the list,
// from 1.
type KindChange struct {
	Name     *string `json:"name,omitempty"`
	Hue      *int    `json:"hue,omitempty"`
	Minutes  *int    `json:"minutes,omitempty"`
	Position *int    `json:"position,omitempty"`
}

// Kinds returns what appointments can be for, in order.
func (c *Client) Kinds(ctx context.Context) (kinds []agenda.Kind, err error) {
	_, err = c.fetch(ctx, get("/kinds/", nil), &kinds)
	return kinds, err
}

// CreateKind adds a kind. It fails as Invalid, and as Conflict when there is one of that name or too many.
func (c *Client) CreateKind(ctx context.Context, k KindChange) (made agenda.Kind, err error) {
	q, err := sendJSON(http.MethodPost, "/kinds/", k)
	if err == nil {
		_, err = c.fetch(ctx, q, &made)
	}
	return made, err
}

// UpdateKind changes a kind. It fails as Invalid, NotFound, and as Conflict when there is another of that
// name.
func (c *Client) UpdateKind(ctx context.Context, id int64, k KindChange) (changed agenda.Kind, err error) {
	q, err := sendJSON(http.MethodPut, kindPath(id), k)
	if err == nil {
		_, err = c.fetch(ctx, q, &changed)
	}
	return changed, err
}

// DeleteKind takes a kind off the list. It fails as NotFound.
func (c *Client) DeleteKind(ctx context.Context, id int64) error {
	_, err := c.fetch(ctx, call{method: http.MethodDelete, path: kindPath(id)}, nil)
	return err
}

func kindPath(id int64) string { return "/kinds/" + strconv.FormatInt(id, 10) }
