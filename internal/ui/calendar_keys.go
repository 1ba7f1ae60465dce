package ui

import "net/http"

// shortcutsPage tells what the keys do.
type shortcutsPage struct {
	frame
	Keys []shortcut
}

type shortcut struct{ Keys, Does string }

func (s *site) getShortcuts(v *visit) error {
	p := shortcutsPage{frame: v.frame(v.t("Keyboard shortcuts"), ""), Keys: []shortcut{
		{"c", v.t("New appointment")},
		{"q", v.t("New appointment from one line")},
		{"/", v.t("Search")},
		{"t", v.t("Today")},
		{"j →", v.t("Next day, week or month")},
		{"k ←", v.t("Previous day, week or month")},
		{"d w m", v.t("Day, week or month")},
		{"a", v.t("Agenda")},
		{"↑ ↓ ← →", v.t("On an appointment: go to the next one")},
		{"e", v.t("On an appointment: edit it")},
		{"x", v.t("On an appointment: cancel it")},
		{"Del", v.t("On an appointment: delete it")},
		{"m", v.t("On an appointment: move it. Arrows move it, with Shift they change its length; Enter saves, Esc leaves it where it was")},
		{"z", v.t("Undo what the note at the foot of the page tells of")},
		{"g c", v.t("Go to the calendar; g a: agenda, g l: clients, g b: briefs, g s: settings, g q: queue")},
		{".", v.t("Show or hide what is beside the calendar")},
		{"?", v.t("This page")},
	}}
	return v.render(http.StatusOK, "shortcuts", p)
}
