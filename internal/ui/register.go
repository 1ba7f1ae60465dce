package ui

import (
	"net/http"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// registerPage is the page that makes an account.
type registerPage struct {
	frame
	Username                 string
	UserFault, PasswordFault string
	Problem                  string
	Closed                   bool
	Service                  service
}

func (v *visit) showRegister(status int, p registerPage) error {
	p.frame = v.frame(v.t("Create an account"), "")
	p.Faulty = p.UserFault != "" || p.PasswordFault != "" || p.Problem != ""
	return v.render(status, "register", p)
}

func (s *site) getRegister(v *visit) error {
	if v.session != nil {
		return v.seeOther("/")
	}
	p := registerPage{Service: v.service()}
	p.Closed = p.Service.Closed
	return v.showRegister(http.StatusOK, p)
}

func (s *site) postRegister(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	p := registerPage{Username: strings.TrimSpace(v.r.PostForm.Get("username"))}
	password := v.r.PostForm.Get("password")
	if p.Username == "" {
		p.UserFault = v.t("Choose a username.")
	}
	if password == "" {
		p.PasswordFault = v.t("Choose a password.")
	}
	if p.UserFault != "" || p.PasswordFault != "" {
		p.Service = v.service()
		return v.showRegister(http.StatusUnprocessableEntity, p)
	}
	token, err := v.caller.Register(v.ctx(), p.Username, password)
	if err == nil {
		err = v.signIn(token.AccessToken, false)
	}
	if err != nil {
		return v.refuseRegister(p, err)
	}
	v.leaveToast(toast{Text: v.t("Your account is made and you are signed in.")})
	return v.seeOther("/")
}

func (v *visit) refuseRegister(p registerPage, err error) error {
	p.Service = v.service()
	status := faultStatus[codeOf(err)]
	switch code := codeOf(err); code {
	case agenda.Invalid:
		for _, fault := range v.fieldFaults(err) {
			switch fault.field {
			case "username":
				p.UserFault = fault.text
			case "password":
				p.PasswordFault = fault.text
			default:
				p.Problem = fault.text
			}
		}
	case agenda.Rejected:
		p.UserFault, status = v.t("That name is taken. Choose another."), http.StatusConflict
	case agenda.Forbidden:
		p.Closed = true
	case agenda.RateLimited:
		p.Problem = v.t("Too many accounts were made from here. Try again in %s.", v.retryAfter(err, time.Minute))
	case agenda.Unavailable, timedOut:
		v.retryAfter(err, serviceRetry)
		p.Problem = v.t("The appointment service doesn’t answer, so no account was made. Try again in a few seconds.")
	default:
		return err
	}
	return v.showRegister(status, p)
}
