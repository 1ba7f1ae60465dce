package api

import (
	"net/http"

	"appointment-manager/internal/agenda"
)

func (a *api) getPreferences(w http.ResponseWriter, r *http.Request) error {
	p, err := a.Preferences.Get(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, p)
}

func (a *api) putPreferences(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	c := agenda.PreferencesPatch{
		Language: o.optionalText("language"), HourCycle: o.optionalText("hour_cycle"), FirstDay: o.optionalText("first_day"),
		DefaultView: o.optionalText("default_view"), Theme: o.optionalText("theme"), Shortcuts: o.optionalTruth("shortcuts"),
		TimeZone: o.optionalText("time_zone"),
	}
	if err := o.invalid(nil); err != nil {
		return err
	}
	p, err := a.Preferences.Change(r.Context(), c)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, p)
}
