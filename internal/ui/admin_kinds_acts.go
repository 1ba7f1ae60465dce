package ui

import (
	"fmt"
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// postUsualKinds adds those that many a practice has, as far as they are not there.
func (s *site) postUsualKinds(v *visit) error {
	for _, k := range v.usualKinds() {
		_, err := v.caller.CreateKind(v.ctx(), apiclient.KindChange{Name: &k.Name, Hue: &k.Hue, Minutes: &k.Minutes})
		if err != nil && codeOf(err) != agenda.Conflict {
			return err
		}
	}
	v.leaveToast(toast{Text: v.t("The usual kinds are added")})
	return v.seeOther("/admin/kinds")
}

// postMoveKind puts a kind at another place of the list.
func (s *site) postMoveKind(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	place, err := strconv.Atoi(v.r.PostForm.Get("position"))
	if err != nil {
		return agenda.Fail(agenda.Invalid, v.t("That is no place of the list."))
	}
	if _, err := v.caller.UpdateKind(v.ctx(), id, apiclient.KindChange{Position: &place}); err != nil {
		return err
	}
	return v.seeOther("/admin/kinds")
}

func (s *site) getDeleteKind(v *visit) error {
	k, _, err := v.kindInPath()
	if err != nil {
		return err
	}
	mini := v.startMini(v.today())
	return v.render(http.StatusOK, "admin_confirm", confirmPage{
		adminFrame: v.adminFrame(v.t("Delete kind"), sectionKinds, mini), Button: v.t("Delete kind"), Danger: true, Icon: "trash",
		Text:   v.t("“%s” can no longer be chosen. Appointments of this kind keep its name and lose its colour.", k.Name),
		Action: fmt.Sprintf("/admin/kinds/%d/delete", k.ID), Back: "/admin/kinds", Keep: v.t("Leave it as it is"),
	})
}

func (s *site) postDeleteKind(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	// One that is gone already is what was wanted.
	if err := v.caller.DeleteKind(v.ctx(), id); err != nil && codeOf(err) != agenda.NotFound {
		return err
	}
	v.leaveToast(toast{Text: v.t("The kind is deleted")})
	return v.seeOther("/admin/kinds")
}
