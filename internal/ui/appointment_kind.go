package ui

import "appointment-manager/internal/agenda"

// usualMinutes is how long one of a kind takes, 0 where that is not known.
func (v *visit) usualMinutes(kind string) int {
	k, _ := agenda.KindNamed(v.kinds(), kind)
	return k.Minutes
}

// settleKind prepares a form that is to be shown for the kinds that there are. Where there are none to
// choose from no length is usual, and an appointment that there is already has its own.
func (v *visit) settleKind(f *appointmentForm) {
	f.usual = v.usualMinutes(f.Kind)
	if f.Length == usualLength && (f.ID != 0 || !v.choosesKind(f)) {
		f.setMinutes(agenda.DefaultDurationMinutes)
	}
}

// choosesKind tells whether the form has a field for the kind. Where the kinds could not be loaded it has
// one for what was chosen before, so that this is not lost.
func (v *visit) choosesKind(f *appointmentForm) bool {
	kinds, known := v.askedKinds()
	if known {
		return len(kinds) > 0
	}
	return f.hasKind || f.ID == 0 && f.Kind != ""
}

// unsureLength tells whether the form means the usual length of a kind that could not be looked up.
func (v *visit) unsureLength(f *appointmentForm) bool {
	_, known := v.askedKinds()
	return f.Length == usualLength && f.Kind != "" && !known
}

// formKinds are the kinds that the form offers, nil where there are none. A new appointment cannot be of
// one that is not listed.
func (v *visit) formKinds(f *appointmentForm) []option {
	if !v.choosesKind(f) {
		return nil
	}
	if f.ID != 0 {
		return v.kindOptions(v.t("None"), f.Kind, kindName)
	}
	kinds, known := v.askedKinds()
	if _, listed := agenda.KindNamed(kinds, f.Kind); known && !listed {
		f.Kind = ""
	}
	return v.kindOptions(v.t("None"), f.Kind, func(k *agenda.Kind) string {
		return v.t("%s · %s", k.Name, v.minutesWords(k.Minutes))
	})
}
