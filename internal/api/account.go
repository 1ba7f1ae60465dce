package api

import (
	"errors"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

// tokenAnswer is what signing in gives.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
}

// writeToken begins a session of u, who has just shown who they are, and answers with its token.
func (a *api) writeToken(w http.ResponseWriter, r *http.Request, u agenda.User) error {
	session := a.seen(r)
	session.UserID = u.ID
	token, err := a.Sessions.Begin(r.Context(), session, u.TokenVersion, func(id string) (string, time.Time, error) {
		return a.Tokens.Issue(u, id)
	})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, tokenAnswer{token, "bearer"})
}

// renew lets a session go on without its password. The token that was sent lives on until it
// expires: two requests of one page may renew at the same time.
func (a *api) renew(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	lasting := q.truth("lasting")
	if err := agenda.InvalidFields(q.faults); err != nil {
		return err
	}
	claims := w.(*exchange).claims
	session := a.seen(r)
	session.ID, session.UserID, session.CreatedAt = claims.Session, agenda.ActorFrom(r.Context()).UserID, claims.SignedInAt
	token, err := a.Sessions.Renew(r.Context(), session, claims.TokenVersion, func(id string) (string, time.Time, error) {
		claims.Session = id
		return a.Tokens.Renew(claims, lasting)
	})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, tokenAnswer{token, "bearer"})
}

func (a *api) register(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	o.secret = true
	username, password := o.text("username"), o.text("password")
	if err := o.invalid(a.Users.CredentialFaults(username, password)); err != nil {
		return err
	}
	u, err := a.Users.Register(r.Context(), *username, *password)
	if err != nil {
		return err
	}
	return a.writeToken(w, r, u)
}

func (a *api) signIn(w http.ResponseWriter, r *http.Request) error {
	username, password, err := readCredentials(w, r)
	if err != nil {
		return err
	}
	u, err := a.Users.SignIn(r.Context(), username, password, a.guesser(r))
	if err != nil {
		return err
	}
	return a.writeToken(w, r, u)
}

// readCredentials reads the form of RFC 6749 section 4.3.2, urlencoded or multipart. A body that is
// no form holds no fields, and is told so. An empty field is a missing one, as in the documented API.
func readCredentials(w http.ResponseWriter, r *http.Request) (username, password string, err error) {
	if r.ContentLength > maxBody {
		return "", "", errTooLarge
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); t == "multipart/form-data" {
		err = r.ParseMultipartForm(maxBody)
	} else {
		err = r.ParseForm()
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "", "", tooLarge
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return "", "", unreadable(w, err)
	}
	var faults []agenda.Field
	if grant := r.PostForm.Get("grant_type"); grant != "" && grant != "password" {
		faults = append(faults, agenda.BodyFault("grant_type", agenda.FaultPattern, "String should match pattern '^password$'", nil))
	}
	username, password = r.PostForm.Get("username"), r.PostForm.Get("password")
	if username == "" {
		faults = append(faults, agenda.BodyFault("username", agenda.FaultMissing, "Field required", nil))
	}
	if password == "" {
		faults = append(faults, agenda.BodyFault("password", agenda.FaultMissing, "Field required", nil))
	}
	return possibleName(username), password, agenda.InvalidFields(faults)
}

// possibleName returns a name as it is if an account could bear it, else one that no account has,
// so that neither the database nor the record of failed sign-ins is given just anything to keep.
func possibleName(s string) string {
	if len(s) > 256 || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "?"
	}
	return s
}

func (a *api) me(w http.ResponseWriter, r *http.Request) error {
	actor := agenda.ActorFrom(r.Context())
	preferences, err := a.Preferences.Get(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, struct {
		ID                int64              `json:"id"`
		Username          string             `json:"username"`
		Role              agenda.Role        `json:"role"`
		TimeZone          string             `json:"time_zone"`
		PasswordMinLength int                `json:"password_min_length"`
		Preferences       agenda.Preferences `json:"preferences"`
	}{actor.UserID, actor.Username, actor.Role, a.Zone.String(), a.PasswordMinLength, preferences})
}

func (a *api) changePassword(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	o.secret = true
	current, next := o.text("current_password"), o.text("new_password")
	if err := o.invalid(nil); err != nil {
		return err
	}
	name := agenda.ActorFrom(r.Context()).Username
	u, err := a.Users.ChangePassword(r.Context(), name, *current, *next, a.guesser(r))
	if err != nil {
		return err
	}
	return a.writeToken(w, r, u)
}

func (a *api) endSessions(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.Users.EndSessions(r.Context(), agenda.ActorFrom(r.Context()).Username); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *api) pingAdmin(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, http.StatusOK, struct {
		Status string `json:"status"`
		User   string `json:"user"`
	}{"ok", agenda.ActorFrom(r.Context()).Username})
}
