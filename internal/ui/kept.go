package ui

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// kept is a form that was sent when its session had ended, or that was not sent yet: see draft.go. It
// travels, sealed, through the sign-in page, or lies on the device, and is shown again, filled in, to the
// same user. It is never carried out by itself: between the two, a person may have thought better of it.
type kept struct {
	Username string     `json:"u"`
	Path     string     `json:"p"`
	Form     url.Values `json:"f"`
	Until    int64      `json:"e"` // Unix seconds
}

// keepFor is how long a kept form can be given back.
const keepFor = 15 * time.Minute

// keep seals the request's form for username. A form that cannot be read is not kept.
func (v *visit) keep(username string) string {
	if v.r.URL.Path == "/settings/password" { // a password goes nowhere
		return ""
	}
	if v.form() != nil || len(v.r.PostForm) == 0 || v.r.PostForm.Has("draft") { // the device has a draft already
		return ""
	}
	sealed, err := v.sealForm(sealKept, username, keepFor)
	if err != nil {
		return ""
	}
	return sealed
}

// sealForm seals the request's form, which was read before, for username and a while.
func (v *visit) sealForm(purpose, username string, while time.Duration) (string, error) {
	return v.sealer.seal(purpose, kept{Username: username, Path: v.r.URL.Path, Form: v.r.PostForm, Until: v.now().Add(while).Unix()})
}

// isOf tells whether it was the session's user who typed it.
func (k *kept) isOf(s *session) bool { return strings.EqualFold(k.Username, s.Username) }

// giveBack sends who has just signed in on to next, or back to the form that was kept for them.
func (v *visit) giveBack(sealed, next string) error {
	var k kept
	if sealed == "" || v.sealer.open(sealKept, sealed, &k) != nil || !k.isOf(v.session) {
		return v.seeOther(next)
	}
	if v.now().Unix() > k.Until {
		v.leaveToast(toast{Text: v.t("You are signed in. What was typed was kept for 15 minutes and is gone.")})
		return v.seeOther(next)
	}
	again := v.t("You are signed in again. Nothing was saved yet: look it over and save.")
	switch id, action := appointmentPath(k.Path); {
	case k.Path == "/clients/edit":
		f := readCardForm(k.Form)
		f.Notice = again
		return v.showCardForm(http.StatusOK, f)
	case action == "new", action == "edit":
		if err := v.readZone(k.Form); err != nil {
			return err
		}
		f := readAppointmentForm(id, k.Form)
		f.Notice = again
		return v.showForm(http.StatusOK, f)
	default:
		v.leaveToast(toast{Text: v.t("You are signed in again. The last action was not carried out.")})
		return v.seeOther(next)
	}
}

// appointmentPath takes /appointments/new or /appointments/7/edit apart.
func appointmentPath(path string) (id int64, action string) {
	rest, ok := strings.CutPrefix(path, "/appointments/")
	if !ok {
		return 0, ""
	}
	if rest == "new" {
		return 0, rest
	}
	number, action, _ := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, ""
	}
	return id, action
}

// pageOf returns the page on which the action at path is offered: an action has none of its own.
func pageOf(path string) string {
	switch id, action := appointmentPath(path); action {
	case "new", "edit":
		return path
	case "delete", "status", "move":
		return "/appointments/" + strconv.FormatInt(id, 10)
	}
	for _, page := range []string{"/settings/password", "/settings/tokens", "/settings/feed", "/settings"} {
		if strings.HasPrefix(path, page) {
			return page
		}
	}
	for _, page := range []string{"/briefs", "/clients"} {
		if strings.HasPrefix(path, page) {
			return page
		}
	}
	return "/agenda"
}
