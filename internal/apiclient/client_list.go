package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"appointment-manager/internal/agenda"
)

// ClientOptions selects clients. Zero members do not restrict.
type ClientOptions struct {
	Text  string // part of the name or of what the card says
	Name  string // part of the name
	After string // only those whose names come after this one
	Limit int
}

// Clients returns those that match, and whether there are more.
func (c *Client) Clients(ctx context.Context, o ClientOptions) (found []agenda.Client, more bool, err error) {
	q := url.Values{"limit": {strconv.Itoa(o.Limit)}}
	for name, value := range map[string]string{"q": o.Text, "name": o.Name, "after": o.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	header, err := c.fetch(ctx, get("/clients/", q), &found)
	return found, header.Get("Link") != "", err
}

// RenameClient gives a client another name and returns how many appointments now bear it. It fails as
// NotFound, and as Conflict when there is a client of that name already, unless both are to be joined.
func (c *Client) RenameClient(ctx context.Context, from, to string, join bool) (int, error) {
	q, err := sendJSON(http.MethodPost, "/clients/rename", struct {
		From string `json:"from"`
		To   string `json:"to"`
		Join bool   `json:"join"`
	}{from, to, join})
	var renamed struct {
		Appointments int `json:"appointments"`
	}
	if err == nil {
		_, err = c.fetch(ctx, q, &renamed)
	}
	return renamed.Appointments, err
}

// ClientCard returns a client's card, an empty one where there is none. It fails as NotFound when nobody is
// called so.
func (c *Client) ClientCard(ctx context.Context, name string) (card agenda.ClientCard, err error) {
	_, err = c.fetch(ctx, get("/clients/card", url.Values{"name": {name}}), &card)
	return card, err
}

// UpdateClientCard changes the members that p names; a card that is emptied is removed. With a non-nil
// ifVersion it fails as Stale, with the card as it is now, when somebody changed it since.
func (c *Client) UpdateClientCard(ctx context.Context, name string, ifVersion *int64, p agenda.ClientCardPatch) (card agenda.ClientCard, err error) {
	q, err := sendJSON(http.MethodPut, "/clients/card", struct {
		Name string `json:"name"`
		agenda.ClientCardPatch
	}{name, p})
	if err == nil {
		_, err = c.fetch(ctx, q.ifVersion(ifVersion), &card)
	}
	return card, err
}
