package ui_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"appointment-manager/internal/agenda"
)

// withCards adds what the cards say to the clients that q found by their appointments.
func (m *memory) withCards(found []agenda.Client, q agenda.ClientQuery) []agenda.Client {
	for _, c := range m.cards {
		at := slices.IndexFunc(found, func(f agenda.Client) bool { return f.Name == c.Name })
		if at < 0 && c.Name > q.After && m.says(c.Name, q) {
			at, found = len(found), append(found, agenda.Client{Name: c.Name})
		}
		if at >= 0 {
			found[at].Phone = c.Phone
		}
	}
	return found
}

// says tells whether q is about a client of this name, by the name or by the card.
func (m *memory) says(name string, q agenda.ClientQuery) bool {
	all := name
	if at := m.cardAt(name); at >= 0 {
		c := &m.cards[at]
		all = strings.Join([]string{name, c.Phone, c.Email, c.Notes}, "\n")
	}
	return strings.Contains(strings.ToLower(all), strings.ToLower(q.Text)) && strings.Contains(strings.ToLower(name), strings.ToLower(q.Name))
}

func (m *memory) cardAt(name string) int {
	return slices.IndexFunc(m.cards, func(c agenda.ClientCard) bool { return c.Name == name })
}

func (m *memory) renameCard(from, to string, join bool) (moved bool, err error) {
	at, other := m.cardAt(from), m.cardAt(to)
	switch {
	case at < 0 || at == other:
		return at >= 0, nil
	case other < 0:
		m.cards[at].Name = to
		return true, nil
	case !join:
		return false, agenda.Fail(agenda.Conflict, "There is a client of that name already.")
	}
	m.cards[other], err = m.cards[other].Join(m.cards[at])
	m.cards = slices.Delete(m.cards, at, at+1)
	return true, err
}

func (m *memory) ClientCard(_ context.Context, name string) (agenda.ClientCard, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := m.cardAt(name); at >= 0 {
		return m.cards[at], nil
	}
	for _, a := range m.list {
		if a.ClientName == name && a.DeletedAt == nil {
			return agenda.ClientCard{Name: name}, nil
		}
	}
	return agenda.ClientCard{}, agenda.Fail(agenda.NotFound, "There is no client of that name.")
}

func (m *memory) ChangeClientCard(ctx context.Context, name string, change func(agenda.ClientCard) (agenda.ClientCard, error)) (agenda.ClientCard, error) {
	before, err := m.ClientCard(ctx, name)
	if err != nil {
		return before, err
	}
	after, err := change(before)
	if err != nil || after == before {
		return before, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cards = slices.DeleteFunc(m.cards, func(c agenda.ClientCard) bool { return c.Name == name })
	if after.Empty() {
		return agenda.ClientCard{Name: name}, nil
	}
	after.ID, after.Version, after.UpdatedAt, after.UpdatedBy = 1, before.Version+1, &clockNow, agenda.ActorFrom(ctx).Username
	m.cards = append(m.cards, after)
	return after, nil
}

func (b *backend) clientCard(w http.ResponseWriter, r *http.Request) error {
	c, err := agenda.NewClientCards(b.store).Get(r.Context(), r.URL.Query().Get("name"))
	if err != nil {
		return err
	}
	return answer(w, c)
}

func (b *backend) saveClientCard(w http.ResponseWriter, r *http.Request) error {
	var asked struct {
		Name string
		agenda.ClientCardPatch
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return err
	}
	ctx := agenda.WithActor(r.Context(), agenda.Actor{Username: userOf(r)})
	c, err := agenda.NewClientCards(b.store).Change(ctx, asked.Name, versionOf(r), asked.ClientCardPatch)
	if err != nil {
		return err
	}
	return answer(w, c)
}

// keep writes a client's card as jo.keller does.
func (b *backend) keep(t testing.TB, name string, p agenda.ClientCardPatch) agenda.ClientCard {
	t.Helper()
	ctx := agenda.WithActor(context.Background(), agenda.Actor{Username: "jo.keller"})
	c, err := agenda.NewClientCards(b.store).Change(ctx, name, nil, p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
