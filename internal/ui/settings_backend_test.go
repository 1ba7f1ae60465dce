package ui_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// personal is what the backend keeps of its one user.
type personal struct {
	preferences agenda.Preferences
	tokens      []agenda.APIToken
	ended       int // how often all sessions were
}

func newPersonal() personal {
	ago := func(days int) *time.Time {
		at := clockNow.AddDate(0, 0, -days)
		return &at
	}
	return personal{preferences: agenda.DefaultPreferences, tokens: []agenda.APIToken{
		{ID: 2, Name: "Till at the front desk", Scope: agenda.ScopeWrite, CreatedAt: *ago(3), LastUsedAt: ago(0)},
		{ID: 1, Name: "An evaluation with a name of nearly sixty-four letters, oh yes", Scope: agenda.ScopeRead, CreatedAt: *ago(91), ExpiresAt: ago(1)},
	}}
}

func (b *backend) settingsRoutes(m chi.Router) {
	handle := func(method, path string, h func(http.ResponseWriter, *http.Request) error) {
		m.Method(method, path, b.signed(func(w http.ResponseWriter, r *http.Request) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			return h(w, r)
		}))
	}
	handle("GET", "/auth/me", func(w http.ResponseWriter, r *http.Request) error {
		return answer(w, map[string]any{
			"id": 1, "username": userOf(r), "role": b.office.roleOf(userOf(r)), "time_zone": zoneName, "password_min_length": 8,
			"preferences": b.personal.preferences,
		})
	})
	handle("PUT", "/auth/preferences", func(w http.ResponseWriter, r *http.Request) error {
		var p agenda.Preferences
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			return err
		}
		if err := agenda.InvalidFields(p.Faults()); err != nil {
			return err
		}
		b.personal.preferences = p
		return answer(w, p)
	})
	handle("POST", "/auth/password", func(w http.ResponseWriter, r *http.Request) error {
		var d struct {
			Current string `json:"current_password"`
			New     string `json:"new_password"`
		}
		if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
			return err
		}
		if msg := agenda.CheckPassword(d.New, userOf(r), 8); msg != "" {
			return agenda.InvalidFields([]agenda.Field{agenda.BodyFault("new_password", agenda.FaultValue, msg, nil)})
		}
		if d.Current == "wrong" {
			return agenda.Fail(agenda.Rejected, "The current password is wrong")
		}
		return answer(w, map[string]any{"access_token": newToken(userOf(r)), "token_type": "bearer"})
	})
	handle("POST", "/auth/revoke", func(w http.ResponseWriter, _ *http.Request) error {
		b.personal.ended++
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	handle("GET", "/auth/tokens/", func(w http.ResponseWriter, _ *http.Request) error { return answer(w, b.personal.tokens) })
	handle("POST", "/auth/tokens/", func(w http.ResponseWriter, r *http.Request) error {
		var d struct {
			Name  string
			Scope agenda.Scope
			Days  *int `json:"expires_in_days"`
		}
		if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
			return err
		}
		draft := agenda.APITokenDraft{Name: d.Name, Scope: d.Scope, Days: d.Days}
		if err := agenda.InvalidFields(draft.Faults()); err != nil {
			return err
		}
		made := agenda.APIToken{ID: int64(len(b.personal.tokens) + 1), Name: d.Name, Scope: d.Scope, CreatedAt: clockNow}
		if d.Days != nil {
			ends := clockNow.AddDate(0, 0, *d.Days)
			made.ExpiresAt = &ends
		}
		b.personal.tokens = append([]agenda.APIToken{made}, b.personal.tokens...)
		w.WriteHeader(http.StatusCreated)
		return answer(w, struct {
			agenda.APIToken
			Token string `json:"token"`
		}{made, "amt_k2Qx9vT0tokentokentokentokentokentokentoken"})
	})
	handle("DELETE", "/auth/tokens/{id}", func(w http.ResponseWriter, r *http.Request) error {
		b.personal.tokens = slices.DeleteFunc(b.personal.tokens, func(t agenda.APIToken) bool { return t.ID == idOf(r) })
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}
