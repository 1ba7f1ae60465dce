package api

import (
	"net/http"

	"appointment-manager/internal/agenda"
)

func (a *api) listTokens(w http.ResponseWriter, r *http.Request) error {
	tokens, err := a.APITokens.List(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, tokens)
}

func (a *api) createToken(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	name, scope, days := o.text("name"), o.text("scope"), o.optionalInt("expires_in_days")
	if err := o.invalid(nil); err != nil {
		return err
	}
	token, secret, err := a.APITokens.Create(r.Context(), agenda.APITokenDraft{Name: *name, Scope: agenda.Scope(*scope), Days: days})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, struct {
		agenda.APIToken
		Token string `json:"token"`
	}{token, secret})
}

func (a *api) deleteToken(w http.ResponseWriter, r *http.Request) error {
	id, err := numberInPath(r, "token_id")
	if err == nil {
		err = a.APITokens.Revoke(r.Context(), id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
