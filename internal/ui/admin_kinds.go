package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// kindsPage is what appointments can be for, and the form of a new kind or of the one that is changed.
type kindsPage struct {
	adminFrame
	Count   string
	Kinds   []kindLine
	Hues    []hueChoice
	Editing int64 // 0: a new one
	Name    string
	Minutes string
	hue     int
	all     []agenda.Kind // as the API lists them; nil: that is still to be asked

	NameFault, MinutesFault, Fault string
	LongestName                    int
}

type kindLine struct {
	ID          int64
	Name, Class string
	Hue, Length string
	Up, Down    int // the places to move it to, from 1; 0: there is none
	Current     bool
}

type hueChoice struct {
	Value        int
	Class, Words string
	Selected     bool
}

func (s *site) getKinds(v *visit) error {
	return v.showKinds(http.StatusOK, kindsPage{Minutes: strconv.Itoa(agenda.DefaultDurationMinutes), hue: -1})
}

func (s *site) getKind(v *visit) error {
	k, all, err := v.kindInPath()
	if err != nil {
		return err
	}
	return v.showKinds(http.StatusOK, kindsPage{all: all, Editing: k.ID, Name: k.Name, Minutes: strconv.Itoa(k.Minutes), hue: k.Hue})
}

// kindInPath returns the kind that a path names, and all that there are.
func (v *visit) kindInPath() (k agenda.Kind, all []agenda.Kind, err error) {
	id, err := v.pathID()
	if err != nil {
		return k, nil, err
	}
	all, err = v.caller.Kinds(v.ctx())
	if err != nil {
		return k, nil, err
	}
	at := slices.IndexFunc(all, func(k agenda.Kind) bool { return k.ID == id })
	if at < 0 {
		return k, nil, agenda.Fail(agenda.NotFound, "")
	}
	return all[at], all, nil
}

// showKinds shows the list, with the form as p has it. A hue below 0 is the first that is not used yet.
func (v *visit) showKinds(status int, p kindsPage) error {
	mini := v.startMini(v.today())
	kinds := p.all
	if kinds == nil {
		var err error
		if kinds, err = v.caller.Kinds(v.ctx()); err != nil {
			return err
		}
	}
	names := v.hueWords()
	free := make([]bool, len(names))
	for i := range free {
		free[i] = true
	}
	for i, k := range kinds {
		k.Hue = min(max(k.Hue, 0), agenda.Hues-1)
		l := kindLine{ID: k.ID, Name: k.Name, Class: hueClass(k.Hue), Hue: names[k.Hue], Length: v.minutesWords(k.Minutes), Up: i, Current: k.ID == p.Editing}
		if i < len(kinds)-1 {
			l.Down = i + 2
		}
		p.Kinds = append(p.Kinds, l)
		free[k.Hue] = false
	}
	if p.hue < 0 {
		p.hue = max(0, slices.Index(free, true))
	}
	for i, name := range names {
		p.Hues = append(p.Hues, hueChoice{Value: i, Class: hueClass(i), Words: name, Selected: i == p.hue})
	}
	p.Count = v.tn(len(kinds), "%d kind", "%d kinds")
	p.LongestName = agenda.MaxKindName
	p.adminFrame = v.adminFrame(v.t("Kinds of appointments"), sectionKinds, mini)
	p.Faulty = p.NameFault+p.MinutesFault+p.Fault != ""
	return v.render(status, "admin_kinds", p)
}

// postKind adds a kind, or changes the one that the path names.
func (s *site) postKind(v *visit) error {
	var id int64
	var all []agenda.Kind
	if v.r.URL.Path != "/admin/kinds" {
		k, found, err := v.kindInPath()
		if err != nil {
			return err
		}
		id, all = k.ID, found
	}
	if err := v.form(); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }
	p := kindsPage{all: all, Editing: id, Name: get("name"), Minutes: get("minutes")}
	p.hue, _ = strconv.Atoi(get("hue")) // the first, where none was chosen
	if p.Name == "" {
		p.NameFault = v.t("Give the kind a name.")
	}
	minutes, err := strconv.Atoi(p.Minutes)
	if err != nil {
		p.MinutesFault = v.t("Enter a length between %d and %d minutes.", agenda.MinDurationMinutes, agenda.MaxDurationMinutes)
	}
	if p.NameFault+p.MinutesFault != "" {
		return v.showKinds(http.StatusUnprocessableEntity, p)
	}
	change := apiclient.KindChange{Name: &p.Name, Hue: &p.hue, Minutes: &minutes}
	if id == 0 {
		_, err = v.caller.CreateKind(v.ctx(), change)
	} else {
		_, err = v.caller.UpdateKind(v.ctx(), id, change)
	}
	switch code := codeOf(err); {
	case err == nil:
		v.leaveToast(toast{Text: v.t("Saved: %s", p.Name)})
		return v.seeOther("/admin/kinds")
	case code == agenda.Invalid, code == agenda.Conflict:
		v.refuseKind(&p, err)
		return v.showKinds(faultStatus[code], p)
	}
	return err
}

// refuseKind puts what the API said beside the fields.
func (v *visit) refuseKind(p *kindsPage, err error) {
	p.hue = min(max(p.hue, 0), agenda.Hues-1)
	for _, f := range v.fieldFaults(err) {
		switch f.field {
		case "name":
			p.NameFault = f.text
		case "minutes":
			p.MinutesFault = f.text
		default:
			p.Fault = f.text
		}
	}
}
