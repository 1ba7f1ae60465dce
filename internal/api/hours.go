package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

func (a *api) getHours(w http.ResponseWriter, r *http.Request) error {
	h, err := a.Practice.Hours(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, struct {
		agenda.PracticeHours
		TimeZone string `json:"time_zone"`
	}{h, a.Zone.String()})
}

func (a *api) putHours(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	var week agenda.OpeningHours
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		*week.Day(day) = o.openings(agenda.Weekdays[day])
	}
	if err := o.invalid(week.Faults()); err != nil {
		return err
	}
	if err := a.Practice.SetOpeningHours(r.Context(), week); err != nil {
		return err
	}
	return a.getHours(w, r)
}

// openings returns a member that must be a list of openings, nil where something is wrong with one.
func (o *object) openings(name string) []agenda.Opening {
	raw, _ := o.take(name)
	if raw == nil {
		o.fault(name, agenda.FaultMissing, "Field required", o.bytes)
		return nil
	}
	var list []map[string]json.RawMessage
	if json.Unmarshal(raw, &list) != nil || list == nil {
		o.fault(name, agenda.FaultValue, `Input should be a list such as [{"from":"08:00","to":"18:00"}]`, raw)
		return nil
	}
	if len(list) > agenda.MaxOpenings {
		return make([]agenda.Opening, len(list)) // the domain has the words
	}
	before := len(o.faults)
	openings := []agenda.Opening{}
	for i, members := range list {
		at := object{members: members}
		from, to := at.minute("from"), at.minute("to")
		for _, f := range at.faults {
			f.Loc = []any{"body", name, i, f.Loc[1]}
			o.faults = append(o.faults, f)
		}
		openings = append(openings, agenda.Opening{From: from, To: to})
	}
	if len(o.faults) > before {
		return nil
	}
	return openings
}

// minute returns a member that must be a time from 00:00 to 24:00.
func (o *object) minute(name string) agenda.MinuteOfDay {
	s := o.text(name)
	if s == nil {
		return 0
	}
	m, err := agenda.ParseMinuteOfDay(*s)
	if err != nil {
		o.fault(name, agenda.FaultValue, err.Error(), o.members[name])
	}
	return m
}

func (a *api) closeDays(w http.ResponseWriter, r *http.Request) error {
	o, err := readObject(w, r)
	if err != nil {
		return err
	}
	var c agenda.ClosedDays
	c.First = o.date("first", o.text("first"))
	if last := o.optionalText("last"); last == nil {
		c.Last = c.First
	} else {
		c.Last = o.date("last", last)
	}
	if reason := o.optionalText("reason"); reason != nil {
		c.Reason = strings.TrimSpace(*reason)
	}
	values := slices.DeleteFunc(c.Faults(), func(v agenda.Field) bool {
		return slices.ContainsFunc(o.faults, func(f agenda.Field) bool { return f.Loc[1] == v.Loc[1] })
	})
	if err := o.invalid(values); err != nil {
		return err
	}
	if c, err = a.Practice.Close(r.Context(), c); err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, c)
}

// date reads the text of a member as a day, the zero Date where there is none.
func (o *object) date(name string, s *string) agenda.Date {
	if s == nil {
		return agenda.Date{}
	}
	d, err := agenda.ParseDate(*s)
	if err != nil {
		o.fault(name, agenda.FaultValue, err.Error(), o.members[name])
	}
	return d
}

func (a *api) reopenDays(w http.ResponseWriter, r *http.Request) error {
	id, err := numberInPath(r, "closed_id")
	if err == nil {
		err = a.Practice.Reopen(r.Context(), id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
