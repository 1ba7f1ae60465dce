package api

import (
	"net/http"

	"appointment-manager/internal/agenda"
)

// seen returns what a request tells of where its session is.
func (a *api) seen(r *http.Request) agenda.Session {
	s := agenda.Session{Agent: r.UserAgent()}
	if from := a.clientAddress(r); from.IsValid() {
		s.Address = from.String()
	}
	return s
}

func (a *api) listSessions(w http.ResponseWriter, r *http.Request) error {
	sessions, err := a.Sessions.List(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, sessions)
}

func (a *api) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := a.Sessions.End(r.Context(), pathText(r, "session_id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *api) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	ended, err := a.Sessions.EndOthers(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, struct {
		Ended int `json:"ended"`
	}{ended})
}

func (a *api) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.Sessions.SignOut(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
