package ui

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// usersPage is who may sign in.
type usersPage struct {
	adminFrame
	Count    string
	Users    []userLine
	Username string // as it was typed
	IsAdmin  bool   // the form is to make an administrator
	Fault    string // what is wrong with it
}

type userLine struct {
	ID    int64
	Name  string
	Admin bool
	Off   bool
	You   bool // whose page this is: nobody locks themselves out by a slip
	Since string
}

func (s *site) getUsers(v *visit) error { return v.showUsers(http.StatusOK, usersPage{}) }

// showUsers shows the list, with the form as p has it.
func (v *visit) showUsers(status int, p usersPage) error {
	mini := v.startMini(v.today())
	users, err := v.caller.Users(v.ctx())
	if err != nil {
		return err
	}
	for _, u := range users {
		p.Users = append(p.Users, userLine{
			ID: u.ID, Name: u.Username, Admin: u.Role == agenda.RoleAdmin, Off: u.Disabled, You: strings.EqualFold(u.Username, v.session.Username),
			Since: v.shortDay(agenda.DateOf(u.CreatedAt.In(v.clock.Location()))),
		})
	}
	p.Count = v.tn(len(users), "%d account", "%d accounts")
	p.adminFrame = v.adminFrame(v.t("Users"), sectionUsers, mini)
	p.Faulty = p.Fault != ""
	return v.render(status, "admin_users", p)
}

// postUser makes an account, and shows its password this once.
func (s *site) postUser(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	p := usersPage{Username: strings.TrimSpace(v.r.PostForm.Get("username"))}
	role := agenda.RoleUser
	if p.IsAdmin = v.r.PostForm.Get("role") == string(agenda.RoleAdmin); p.IsAdmin {
		role = agenda.RoleAdmin
	}
	u, err := v.caller.CreateUser(v.ctx(), p.Username, role)
	switch code := codeOf(err); {
	case err == nil:
		return v.showPassword(http.StatusCreated, v.t("Account made"), u.Username, u.Password)
	case code == agenda.Invalid, code == agenda.Rejected:
		p.Fault = v.said(agenda.Sentence(err))
		return v.showUsers(http.StatusUnprocessableEntity, p)
	}
	return err
}

// passwordPage shows a password that was just made. It is rendered in answer to the form: in an
// address, a cookie or a page that can be loaded again it would stay behind.
type passwordPage struct {
	adminFrame
	Name, Password string
}

func (v *visit) showPassword(status int, title, name, password string) error {
	mini := v.startMini(v.today())
	return v.render(status, "admin_password", passwordPage{v.adminFrame(title, sectionUsers, mini), name, password})
}

// userAct is something that can be done to an account, what is said before, and after.
type userAct struct {
	title, text, button, done string
	role                      agenda.Role
	disabled, danger          bool
}

// userAct returns what the path names, for the user named; ok is false where it names nothing.
func (v *visit) userAct(name, user string) (act userAct, ok bool) {
	acts := map[string]userAct{
		"promote": {
			title: v.t("Make administrator"), button: v.t("Make administrator"), done: v.t("%s is an administrator now", user), role: agenda.RoleAdmin,
			text: v.t("%s will be able to manage accounts, read the audit log and see these pages. All sessions of the account end.", user),
		},
		"demote": {
			title: v.t("Take administration away"), button: v.t("Take administration away"), done: v.t("%s is a user now", user), role: agenda.RoleUser, danger: true,
			text: v.t("%s can go on with appointments and briefs, and can no longer open these pages. All sessions of the account end.", user),
		},
		"disable": {
			title: v.t("Disable account"), button: v.t("Disable account"), done: v.t("%s can no longer sign in", user), disabled: true, danger: true,
			text: v.t("%s is signed out everywhere at once and can no longer sign in. Everything that was booked stays.", user),
		},
		"enable": {
			title: v.t("Enable account"), button: v.t("Enable account"), done: v.t("%s can sign in again", user),
			text: v.t("%s can sign in again, with the same password as before.", user),
		},
		"password": {
			title: v.t("New password"), button: v.t("Make a new password"), danger: true,
			text: v.t("%s gets a random password, which you see once. The old one stops working, and all sessions of the account end.", user),
		},
	}
	act, ok = acts[name]
	return act, ok
}

// userInPath returns the user and the act that a path names.
func (v *visit) userInPath() (u agenda.User, act userAct, err error) {
	id, err := v.pathID()
	if err != nil {
		return u, act, err
	}
	users, err := v.caller.Users(v.ctx())
	if err != nil {
		return u, act, err
	}
	for _, u := range users {
		if u.ID == id {
			if act, ok := v.userAct(chi.URLParam(v.r, "act"), u.Username); ok {
				return u, act, nil
			}
		}
	}
	return u, act, agenda.Fail(agenda.NotFound, "")
}

func (s *site) getUserAct(v *visit) error {
	u, act, err := v.userInPath()
	if err != nil {
		return err
	}
	return v.confirmUserAct(http.StatusOK, u, act, "")
}

func (v *visit) confirmUserAct(status int, u agenda.User, act userAct, problem string) error {
	mini := v.startMini(v.today())
	p := confirmPage{
		adminFrame: v.adminFrame(act.title, sectionUsers, mini), Text: act.text, Problem: problem, Button: act.button, Danger: act.danger, Icon: "user",
		Action: fmt.Sprintf("/admin/users/%d/%s", u.ID, chi.URLParam(v.r, "act")), Back: "/admin/users", Keep: v.t("Leave it as it is"),
	}
	p.Faulty = problem != ""
	return v.render(status, "admin_confirm", p)
}

func (s *site) postUserAct(v *visit) error {
	u, act, err := v.userInPath()
	if err != nil {
		return err
	}
	switch name := chi.URLParam(v.r, "act"); name {
	case "password":
		made, err := v.caller.ResetPassword(v.ctx(), u.ID)
		if err != nil {
			return err
		}
		return v.showPassword(http.StatusOK, act.title, made.Username, made.Password)
	case "promote", "demote":
		_, err = v.caller.UpdateUser(v.ctx(), u.ID, &act.role, nil)
	default:
		_, err = v.caller.UpdateUser(v.ctx(), u.ID, nil, &act.disabled)
	}
	if e, ok := errors.AsType[*agenda.Error](err); ok && e.Code == agenda.Conflict {
		return v.confirmUserAct(http.StatusConflict, u, act, v.said(e.Message))
	}
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: act.done})
	return v.seeOther("/admin/users")
}
