package ui

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// signInPage is the page that asks who somebody is.
type signInPage struct {
	frame
	Username, Next, Kept string
	Keep                 bool
	Ended                bool   // a session is over
	Fault                string // under the password
	Problem              string // above the form
	Service              service
}

// service is how the API is, for the foot of the pages in front of the door.
type service struct {
	Class, Words string
	Closed       bool // to new accounts, as far as is known
	MinLength    int  // of a new password; 0: nobody said
}

// statusPatience is how long a page in front of the door waits to hear how the service is.
const statusPatience = time.Second

func (v *visit) service() service {
	ctx, cancel := context.WithTimeout(v.ctx(), statusPatience)
	defer cancel()
	status, err := v.caller.Status(ctx)
	if err == nil && status.PasswordMinLength > 0 {
		v.minLength.Store(int64(status.PasswordMinLength))
	}
	s := service{Closed: err == nil && status.Registration == "closed", MinLength: int(v.minLength.Load())}
	switch {
	case err != nil || status.Status == "unavailable":
		s.Class, s.Words = "badge-danger", v.t("The service does not answer")
	case status.Status == "ready":
		s.Class, s.Words = "badge-ok", v.t("All services up")
	default:
		s.Class, s.Words = "badge-warn", v.t("Working, with limits")
		if down := v.partsDown(status.Parts); down != "" {
			s.Words = v.t("Working, without: %s", down)
		}
	}
	return s
}

func (v *visit) partsDown(parts []apiclient.Part) string {
	var names []string
	for _, p := range parts {
		if p.Status != "up" {
			names = append(names, v.partWords(p.Name))
		}
	}
	return v.list(names...)
}

func (v *visit) showSignIn(status int, p signInPage) error {
	p.frame = v.frame(v.t("Sign in"), "")
	p.Faulty = p.Fault != "" || p.Problem != ""
	p.Service = v.service()
	return v.render(status, "signin", p)
}

func (s *site) getSignIn(v *visit) error {
	next := localPath(v.r.FormValue("next"), "/")
	if v.session != nil {
		return v.seeOther(next)
	}
	p := signInPage{Next: next, Ended: v.r.FormValue("ended") != ""}
	if v.ended != nil {
		p.Username, p.Keep, p.Ended = v.ended.Username, v.ended.Keep, true
	}
	return v.showSignIn(http.StatusOK, p)
}

func (s *site) postSignIn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	get := v.r.PostForm.Get
	p := signInPage{
		Username: strings.TrimSpace(get("username")), Next: localPath(get("next"), "/"),
		Kept: get("kept"), Keep: get("keep") != "",
	}
	if p.Username == "" || get("password") == "" {
		p.Fault = v.t("Enter your username and your password.")
		return v.showSignIn(http.StatusUnprocessableEntity, p)
	}
	token, err := v.caller.SignIn(v.ctx(), p.Username, get("password"))
	if err == nil {
		err = v.signIn(token.AccessToken, p.Keep)
	}
	if err != nil {
		return v.refuseSignIn(p, err)
	}
	return v.giveBack(p.Kept, p.Next)
}

// refuseSignIn shows the page again with what was typed, the password aside.
func (v *visit) refuseSignIn(p signInPage, err error) error {
	switch code := codeOf(err); code {
	case agenda.Rejected, agenda.Invalid:
		p.Fault = v.t("Username and password don’t match.")
		if e, ok := errors.AsType[*agenda.Error](err); ok && e.TriesLeft > 0 {
			p.Fault = v.tn(e.TriesLeft, "Username and password don’t match. %d try left before a pause.", "Username and password don’t match. %d tries left before a pause.")
		}
		return v.showSignIn(http.StatusUnprocessableEntity, p)
	case agenda.RateLimited:
		p.Fault = v.t("Too many failed tries. The next one is possible in %s.", v.retryAfter(err, time.Minute))
		return v.showSignIn(http.StatusTooManyRequests, p)
	case agenda.Unavailable, timedOut:
		v.retryAfter(err, serviceRetry)
		p.Problem = v.t("The appointment service doesn’t answer, so nobody can sign in at the moment. Try again in a few seconds.")
		return v.showSignIn(faultStatus[code], p)
	case agenda.Unauthenticated:
		return errors.New("ui: the service refuses the token that it just gave")
	}
	return err
}

// askToSignIn sends a visitor whose session is missing or over to the sign-in page. What was
// typed into a form is not lost on the way: see keep.
func (v *visit) askToSignIn() error {
	if v.session != nil {
		v.ended, v.session = v.session, nil // the API would not have it any more
		v.caller = v.caller.WithToken("")
		v.clearCookie(sessionCookie)
	}
	if v.r.Method != http.MethodPost {
		query := url.Values{"next": {v.r.URL.RequestURI()}}
		if v.ended != nil {
			query.Set("ended", "1")
		}
		return v.seeOther("/signin?" + query.Encode())
	}
	p := signInPage{Next: pageOf(v.r.URL.Path), Ended: v.ended != nil}
	if v.ended != nil {
		p.Username, p.Keep = v.ended.Username, v.ended.Keep
		p.Kept = v.keep(v.ended.Username)
	}
	return v.showSignIn(http.StatusUnauthorized, p)
}

// postSignOut ends the session for good, so that nobody goes on with a copy of its token. Whether that
// succeeds or not, this browser forgets it.
func (s *site) postSignOut(v *visit) error {
	if v.session != nil {
		ctx := context.WithoutCancel(v.ctx()) // whoever signs out and closes the window means it
		if err := v.caller.SignOut(ctx); err != nil && codeOf(err) != agenda.Unauthenticated {
			v.log.WarnContext(ctx, "session not ended", "error", err, "request_id", v.id)
		}
	}
	return v.leave()
}

// leave has the browser forget who was signed in.
func (v *visit) leave() error {
	v.clearCookie(sessionCookie)
	v.clearCookie(flashCookie)
	return v.seeOther("/signin")
}
