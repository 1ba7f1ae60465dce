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
	sessions    []agenda.Session
	signedOut   int
	ended       int // how often all sessions were
	asked       int // how often for what is known of the user
}

func newPersonal() personal {
	ago := func(days int) *time.Time {
		at := clockNow.AddDate(0, 0, -days)
		return &at
	}
	session := func(id, agent, address string, days int) agenda.Session {
		return agenda.Session{ID: id, Agent: agent, Address: address, CreatedAt: clockNow.AddDate(0, 0, -days), SeenAt: clockNow.AddDate(0, 0, -days/2), ExpiresAt: clockNow.AddDate(0, 0, 30)}
	}
	sessions := []agenda.Session{
		session("HERE", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "192.0.2.7", 0),
		session("PHONE", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", "2001:db8:85a3:8d3:1319:8a2e:370:7348", 1),
		session("SCRIPT", "Export-Job-of-the-practice-with-a-long-name/2.3 (<b>nightly</b>; +https://example.org/what-it-is-good-for)", "", 9),
	}
	sessions[0].Current = true
	sessions[1].SeenAt = clockNow.Add(-5*time.Hour - 12*time.Minute)
	return personal{preferences: agenda.DefaultPreferences, sessions: sessions, tokens: []agenda.APIToken{
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
		b.personal.asked++
		return answer(w, map[string]any{
			"id": 1, "username": userOf(r), "role": b.office.roleOf(userOf(r)), "time_zone": b.appointments.Zone().String(), "password_min_length": 8,
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
	b.sessionRoutes(handle)
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

func (b *backend) sessionRoutes(handle func(method, path string, h func(http.ResponseWriter, *http.Request) error)) {
	handle("GET", "/auth/sessions/", func(w http.ResponseWriter, _ *http.Request) error { return answer(w, b.personal.sessions) })
	keep := func(kept func(agenda.Session) bool) (ended int) {
		before := len(b.personal.sessions)
		b.personal.sessions = slices.DeleteFunc(b.personal.sessions, func(s agenda.Session) bool { return !kept(s) })
		return before - len(b.personal.sessions)
	}
	handle("DELETE", "/auth/sessions/", func(w http.ResponseWriter, _ *http.Request) error {
		return answer(w, map[string]any{"ended": keep(func(s agenda.Session) bool { return s.Current })})
	})
	handle("DELETE", "/auth/sessions/{id}", func(w http.ResponseWriter, r *http.Request) error {
		if keep(func(s agenda.Session) bool { return s.ID != chi.URLParam(r, "id") }) == 0 {
			return agenda.Fail(agenda.NotFound, "There is no such session.")
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	handle("POST", "/auth/logout", func(w http.ResponseWriter, _ *http.Request) error {
		b.personal.signedOut++
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}
