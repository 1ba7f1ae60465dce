package agenda

import (
	"context"
	"strings"
	"time"
)

// Client is everybody for whom appointments are booked, or a card is kept, under one name. Names that
// differ only in the case of ASCII letters are one.
type Client struct {
	Name         string     `json:"name"`
	Appointments int        `json:"appointments"` // all that are not deleted, cancelled ones too
	Last         *time.Time `json:"last"`         // start of the latest visit that has begun; cancelled ones are no visits
	Next         *time.Time `json:"next"`         // start of the next visit
	Phone        string     `json:"phone"`        // as the card has it
}

// ClientQuery selects clients in the order of their names. Zero members do not restrict.
type ClientQuery struct {
	Text  string // part of the name or of what the card says, in any case
	Name  string // part of the name, in any case
	After string // only those whose names come after this one
	Limit int
	Now   time.Time // between the last visit and the next
}

// Clients returns those for whom there are appointments or cards, in the order of their names. It fails only
// as the store does. The query's Now is set here.
func (s *Appointments) Clients(ctx context.Context, q ClientQuery) ([]Client, error) {
	q.Now = s.now()
	return s.store.Clients(ctx, q)
}

// RenameClient gives a client another name, and returns how many appointments now bear it. It fails as
// Invalid for a name that cannot be shown, as Rejected for a blank one, as NotFound when nobody is called
// from, and as Conflict when somebody is called to already: with join the two are one from then on, unless
// their cards cannot be: see [ClientCard.Join].
func (s *Appointments) RenameClient(ctx context.Context, from, to string, join bool) (int, error) {
	if msg := checkName(to); msg != "" {
		return 0, InvalidFields([]Field{BodyFault("to", FaultValue, msg, to)})
	}
	to = strings.TrimSpace(to)
	if isBlank(to) {
		return 0, Fail(Rejected, msgBlankName)
	}
	return s.store.RenameClient(ctx, strings.TrimSpace(from), to, join)
}
