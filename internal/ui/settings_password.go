package ui

import (
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
)

// passwordForm is where users change their password.
type passwordForm struct {
	settingsFrame
	MinLength            int // of the new one, 0: not known
	CurrentFault, Faults string
	Problem              string
}

func (s *site) getPassword(v *visit) error { return v.showPasswordForm(http.StatusOK, passwordForm{}) }

func (v *visit) showPasswordForm(status int, p passwordForm) error {
	mini := v.startMini(v.today())
	me, err := v.caller.Me(v.ctx())
	if err != nil {
		return err
	}
	p.MinLength = me.PasswordMinLength
	p.settingsFrame = v.settingsFrame(v.t("Password"), sectionPassword, mini)
	p.Faulty = p.CurrentFault+p.Faults+p.Problem != ""
	return v.render(status, "settings_password", p)
}

func (s *site) postPassword(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	current, next := v.r.PostForm.Get("current"), v.r.PostForm.Get("new")
	var p passwordForm
	if current == "" {
		p.CurrentFault = v.t("Enter the password that you have now.")
	}
	if next == "" {
		p.Faults = v.t("Choose a password.")
	}
	if p.CurrentFault+p.Faults != "" {
		return v.showPasswordForm(http.StatusUnprocessableEntity, p)
	}
	token, err := v.caller.ChangePassword(v.ctx(), current, next)
	if err != nil {
		return v.refusePassword(p, err)
	}
	if err := v.signIn(token.AccessToken, v.session.Keep); err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("The password is changed. You are signed out everywhere else.")})
	return v.seeOther("/settings/password")
}

// refusePassword shows the form again, without what was typed.
func (v *visit) refusePassword(p passwordForm, err error) error {
	switch codeOf(err) {
	case agenda.Rejected:
		p.CurrentFault = v.t("That is not your password.")
		return v.showPasswordForm(http.StatusUnprocessableEntity, p)
	case agenda.Invalid:
		p.Faults = v.said(agenda.Sentence(err))
		return v.showPasswordForm(http.StatusUnprocessableEntity, p)
	case agenda.RateLimited:
		p.Problem = v.t("Too many failed tries. The next one is possible in %s.", v.retryAfter(err, time.Minute))
		return v.showPasswordForm(http.StatusTooManyRequests, p)
	}
	return err
}
