package ui_test

import (
	"cmp"
	"encoding/json"
	"net/http"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

func (b *backend) hoursRoutes(m chi.Router) {
	practice := agenda.NewPractice(b.store)
	only := func(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
		return b.signed(func(w http.ResponseWriter, r *http.Request) error {
			if b.office.roleOf(userOf(r)) != agenda.RoleAdmin {
				return agenda.Fail(agenda.Forbidden, "Insufficient permissions")
			}
			return h(w, r)
		})
	}
	get := func(w http.ResponseWriter, r *http.Request) error {
		b.mu.Lock()
		b.hoursAsked++
		b.mu.Unlock()
		h, err := practice.Hours(r.Context())
		if err != nil {
			return err
		}
		return answer(w, struct {
			agenda.PracticeHours
			TimeZone string `json:"time_zone"`
		}{h, cmp.Or(b.hoursZone, zoneName)})
	}
	m.Get("/practice/hours", b.signed(get))
	m.Put("/practice/hours", only(func(w http.ResponseWriter, r *http.Request) error {
		var week agenda.OpeningHours
		if err := json.NewDecoder(r.Body).Decode(&week); err != nil {
			return err
		}
		if err := practice.SetOpeningHours(r.Context(), week); err != nil {
			return err
		}
		return get(w, r)
	}))
	m.Post("/practice/closed-days/", only(func(w http.ResponseWriter, r *http.Request) error {
		var d struct{ First, Last, Reason string }
		if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
			return err
		}
		c := agenda.ClosedDays{Reason: d.Reason}
		for name, p := range map[string]*agenda.Date{"first": &c.First, "last": &c.Last} {
			day, err := agenda.ParseDate(map[string]string{"first": d.First, "last": cmp.Or(d.Last, d.First)}[name])
			if err != nil {
				return agenda.InvalidFields([]agenda.Field{agenda.BodyFault(name, agenda.FaultValue, err.Error(), nil)})
			}
			*p = day
		}
		made, err := practice.Close(r.Context(), c)
		if err != nil {
			return err
		}
		w.WriteHeader(http.StatusCreated)
		return answer(w, made)
	}))
	m.Delete("/practice/closed-days/{id}", only(func(w http.ResponseWriter, r *http.Request) error {
		if err := practice.Reopen(r.Context(), idOf(r)); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
}
