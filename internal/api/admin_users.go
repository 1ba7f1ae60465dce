package api

import (
	"net/http"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// userWithPassword is a user and the password that was just given to it.
type userWithPassword struct {
	agenda.User
	Password string `json:"password"`
}

func (a *api) listUsers(w http.ResponseWriter, r *http.Request) error {
	users, err := a.Users.List(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, users)
}

// role reads a member that is a role; nil where it is absent, null or at fault.
func (o *object) role(name string) *agenda.Role {
	text := o.optionalText(name)
	if text == nil {
		return nil
	}
	for _, r := range roles {
		if *text == string(r) {
			return &r
		}
	}
	o.fault(name, agenda.FaultValue, "A role is user or admin", []byte(strconv.Quote(*text)))
	return nil
}

func (a *api) createUser(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	o.secret = true
	username, password, role := o.text("username"), o.optionalText("password"), o.role("role")
	if err := o.invalid(a.Users.CredentialFaults(username, password)); err != nil {
		return err
	}
	if password == nil {
		made := a.Users.RandomPassword()
		password = &made
	}
	given := agenda.RoleUser
	if role != nil {
		given = *role
	}
	u, err := a.Users.Create(r.Context(), *username, *password, given)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, userWithPassword{u, *password})
}

func (a *api) updateUser(w http.ResponseWriter, r *http.Request) error {
	id, pathErr := userID(r)
	var p agenda.UserPatch
	o, err := readObject(w, r)
	if err == nil {
		p = agenda.UserPatch{Role: o.role("role"), Disabled: o.optionalTruth("disabled")}
		err = o.invalid(nil)
	}
	if err := joinInvalid(pathErr, err); err != nil {
		return err
	}
	u, err := a.Users.Change(r.Context(), id, p)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, u)
}

// resetPassword gives a user another password. Without a body it makes one.
func (a *api) resetPassword(w http.ResponseWriter, r *http.Request) error {
	id, pathErr := userID(r)
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	o := &object{}
	if isJSON(r.Header.Get("Content-Type")) && !blank(body) && strings.TrimSpace(string(body)) != "null" {
		o, err = parseObject(body)
	}
	var password *string
	if err == nil {
		o.secret = true
		password = o.optionalText("password")
		err = o.invalid(nil)
	}
	if err := joinInvalid(pathErr, err); err != nil {
		return err
	}
	u, given, err := a.Users.ResetPassword(r.Context(), id, password)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, userWithPassword{u, given})
}
