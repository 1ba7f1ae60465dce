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
	if f.Length == usualLength && (f.ID != 0 || len(v.kinds()) == 0) {
		f.setMinutes(agenda.DefaultDurationMinutes)
	}
}

// formKinds are the kinds that the form offers, nil where there are none. A new appointment cannot be of
// one that is not listed.
func (v *visit) formKinds(f *appointmentForm) []option {
	kinds := v.kinds()
	if len(kinds) == 0 {
		return nil
	}
	if f.ID != 0 {
		return v.kindOptions(v.t("None"), f.Kind, kindName)
	}
	if _, listed := agenda.KindNamed(kinds, f.Kind); !listed {
		f.Kind = ""
	}
	return v.kindOptions(v.t("None"), f.Kind, func(k *agenda.Kind) string {
		return v.t("%s · %s", k.Name, v.minutesWords(k.Minutes))
	})
}
