package api

import (
	"net/http"

	"appointment-manager/internal/agenda"
)

func (a *api) listKinds(w http.ResponseWriter, r *http.Request) error {
	kinds, err := a.Kinds.List(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, kinds)
}

func (a *api) createKind(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	name, hue, minutes := o.text("name"), o.optionalInt("hue"), o.optionalInt("minutes")
	d := agenda.KindDraft{Minutes: agenda.DefaultDurationMinutes}
	if hue != nil {
		d.Hue = *hue
	}
	if minutes != nil {
		d.Minutes = *minutes
	}
	if len(o.faults) > 0 {
		found := agenda.KindPatch{Name: name, Hue: hue, Minutes: minutes}
		return o.invalid(found.Faults())
	}
	d.Name = *name
	k, err := a.Kinds.Create(r.Context(), d)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, k)
}

func (a *api) updateKind(w http.ResponseWriter, r *http.Request) error {
	id, pathErr := numberInPath(r, "kind_id")
	patch, err := readKindPatch(w, r)
	if err := joinInvalid(pathErr, err); err != nil {
		return err
	}
	k, err := a.Kinds.Change(r.Context(), id, patch)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, k)
}

func readKindPatch(w http.ResponseWriter, r *http.Request) (agenda.KindPatch, error) {
	o, err := readObject(w, r)
	if err != nil {
		return agenda.KindPatch{}, err
	}
	p := agenda.KindPatch{
		Name: o.optionalText("name"), Hue: o.optionalInt("hue"), Minutes: o.optionalInt("minutes"), Position: o.optionalInt("position"),
	}
	return p, o.invalid(p.Faults())
}

func (a *api) deleteKind(w http.ResponseWriter, r *http.Request) error {
	id, err := numberInPath(r, "kind_id")
	if err == nil {
		err = a.Kinds.Delete(r.Context(), id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
