package ui_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

func (b *backend) kindRoutes(m chi.Router) {
	kinds := agenda.NewKinds(b.store)
	read := func(r *http.Request) (c struct {
		Name                   *string
		Hue, Minutes, Position *int
	}, err error,
	) {
		return c, json.NewDecoder(r.Body).Decode(&c)
	}
	m.Get("/kinds/", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		b.kindsAsked.Add(1)
		list, err := kinds.List(r.Context())
		if err != nil {
			return err
		}
		return answer(w, append([]agenda.Kind{}, list...))
	}))
	m.Post("/kinds/", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		c, err := read(r)
		if err != nil {
			return err
		}
		k, err := kinds.Create(r.Context(), agenda.KindDraft{Name: *c.Name, Hue: *c.Hue, Minutes: *c.Minutes})
		if err != nil {
			return err
		}
		w.WriteHeader(http.StatusCreated)
		return answer(w, k)
	}))
	m.Put("/kinds/{id}", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		c, err := read(r)
		if err != nil {
			return err
		}
		k, err := kinds.Change(r.Context(), idOf(r), agenda.KindPatch{Name: c.Name, Hue: c.Hue, Minutes: c.Minutes, Position: c.Position})
		if err != nil {
			return err
		}
		return answer(w, k)
	}))
	m.Delete("/kinds/{id}", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		if err := kinds.Delete(r.Context(), idOf(r)); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
}

// listKinds has the practice work with the usual kinds.
func (b *backend) listKinds(t testing.TB) {
	t.Helper()
	for _, k := range agenda.UsualKinds {
		if _, err := agenda.NewKinds(b.store).Create(t.Context(), agenda.KindDraft{Name: k.Name, Hue: k.Hue, Minutes: k.Minutes}); err != nil {
			t.Fatal(err)
		}
	}
}

func ofKind(name string) func(*agenda.AppointmentDraft) {
	return func(d *agenda.AppointmentDraft) { d.Kind = &name }
}

// sortOut gives the fixture's appointments the usual kinds, and one that is gone.
func (b *backend) sortOut(t testing.TB) {
	t.Helper()
	b.listKinds(t)
	for i, kind := range []string{"Visit", "Call", "Assessment", "Call", "Follow-up", "Internal", "Acupuncture"} {
		b.store.list[i].Kind = kind
	}
}

func sortedOut(w *browser) { w.back.sortOut(w.t) }
