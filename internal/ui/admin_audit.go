package ui

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// auditPage is who did what.
type auditPage struct {
	adminFrame
	Who, Object, ObjectID, From, To string // the filters as they were given
	FromFault, ToFault              string
	Filtered                        bool
	Only, All                       string // the one object that is looked at, and the link to all
	Objects, Actions                []option
	Lines                           []auditLine
	First, Older                    string // links to the other parts of a long log
}

type auditLine struct {
	When, Who, What string
	Object, Link    string // the object's name, and all that was done to it
	Fields          string
}

const auditLimit = 50

func (s *site) getAudit(v *visit) error {
	mini := v.startMini(v.today())
	query := v.r.URL.Query()
	get := func(name string) string { return strings.TrimSpace(query.Get(name)) }
	p := auditPage{Who: get("who"), Object: get("object"), ObjectID: get("id"), From: get("from"), To: get("to")}
	o := apiclient.AuditOptions{Actor: p.Who, Action: get("action"), Object: p.Object, ObjectID: p.ObjectID, Limit: auditLimit}
	o.From, p.FromFault = v.readDay(p.From)
	o.To, p.ToFault = v.readDay(p.To)
	o.Before, _ = strconv.ParseInt(get("before"), 10, 64)
	p.Objects = v.choices(o.Object, v.t("Everything"), v.auditObjects())
	p.Actions = v.choices(o.Action, v.t("Every action"), v.auditActions())
	link := url.Values{}
	for name, value := range map[string]string{"who": p.Who, "action": o.Action, "object": p.Object, "id": p.ObjectID, "from": p.From, "to": p.To} {
		if value != "" {
			link.Set(name, value)
		}
	}
	if p.Filtered = len(link) > 0; p.ObjectID != "" {
		all := maps.Clone(link)
		all.Del("id")
		p.Only, p.All = v.objectWords(p.Object)+" "+p.ObjectID, "/admin/audit?"+all.Encode()
	}
	status := http.StatusOK
	if p.FromFault+p.ToFault != "" {
		status = http.StatusUnprocessableEntity
	} else if err := v.fillAudit(&p, o, link); err != nil {
		return err
	}
	p.adminFrame = v.adminFrame(v.t("Audit log"), sectionAudit, mini)
	p.Faulty = status != http.StatusOK
	return v.render(status, "admin_audit", p)
}

// fillAudit loads the entries that o selects.
func (v *visit) fillAudit(p *auditPage, o apiclient.AuditOptions, link url.Values) error {
	entries, more, err := v.caller.Audit(v.ctx(), o)
	if err != nil {
		return err
	}
	names := map[string]string{}
	if users, err := v.caller.Users(v.ctx()); err == nil { // without them the numbers are shown
		for _, u := range users {
			names[strconv.FormatInt(u.ID, 10)] = u.Username
		}
	}
	for i := range entries {
		p.Lines = append(p.Lines, v.auditLine(&entries[i], names))
	}
	if o.Before > 0 {
		p.First = "/admin/audit?" + link.Encode()
	}
	if more {
		link.Set("before", strconv.FormatInt(entries[len(entries)-1].ID, 10))
		p.Older = "/admin/audit?" + link.Encode()
	}
	return nil
}

func (v *visit) auditLine(e *agenda.AuditEntry, users map[string]string) auditLine {
	l := auditLine{When: v.byline("", e.At), Who: e.Actor, What: v.actionWords(e.Action), Fields: v.fieldWords(e.Fields)}
	id := e.ObjectID
	l.Link = "/admin/audit?" + url.Values{"object": {e.Object}, "id": {id}}.Encode()
	if name, ok := users[id]; ok && (e.Object == "user" || e.Object == "feed" || e.Object == "preferences") {
		id = name
	}
	if e.Object == "summary" || e.Object == "session" {
		id = id[max(0, len(id)-6):]
	}
	l.Object = strings.TrimSpace(v.objectWords(e.Object) + " " + id)
	return l
}

// choice is a value of a filter and what it is called.
type choice struct{ value, words string }

// choices are the options of a filter, of which none is every one. A value that is none of them was
// typed into the address, and stays in force.
func (v *visit) choices(selected, all string, named []choice) []option {
	options := []option{{"", all, selected == ""}}
	if selected != "" && !slices.ContainsFunc(named, func(c choice) bool { return c.value == selected }) {
		options = append(options, option{selected, selected, true})
	}
	for _, c := range named {
		options = append(options, option{c.value, c.words, c.value == selected})
	}
	return options
}

func (v *visit) auditObjects() []choice {
	return []choice{
		{"appointment", v.t("Appointment")}, {"user", v.t("Account")}, {"summary", v.t("Brief")}, {"database", v.t("Database")}, {"queue", v.t("Queue")}, {"import", v.t("Import file")}, {"token", v.t("API token")}, {"hours", v.t("Opening hours")}, {"closed", v.t("Closed days")}, {"preferences", v.t("Settings")}, {"feed", v.t("Calendar address")}, {"session", v.t("Session")}, {"kind", v.t("Kind")}, {"client", v.t("Client")},
	}
}

func (v *visit) auditActions() []choice {
	return []choice{
		{"created", v.t("Made")},
		{"changed", v.t("Changed")},
		{"moved", v.t("Moved")},
		{"cancelled", v.t("Cancelled")},
		{"deleted", v.t("Deleted")},
		{"restored", v.t("Restored")},
		{"purged", v.t("Removed for good")},
		{"signed in", v.t("Signed in")},
		{"sign-in refused", v.t("Sign-in refused")},
		{"retried", v.t("Tried again")},
		{"paused", v.t("Paused")},
		{"resumed", v.t("Resumed")},
		{"uploaded", v.t("Uploaded")},
		{"imported", v.t("Imported")},
		{"undone", v.t("Undone")},
		{"ended", v.t("Ended")},
		{"discarded", v.t("Discarded")},
		{"backed up", v.t("Backed up")},
	}
}

func (v *visit) objectWords(object string) string { return wordsOf(v.auditObjects(), object) }
func (v *visit) actionWords(action string) string { return wordsOf(v.auditActions(), action) }

// wordsOf returns what a value is called; itself, when it has no name.
func wordsOf(named []choice, value string) string {
	for _, c := range named {
		if c.value == value {
			return c.words
		}
	}
	return upperFirst(value)
}

// fieldWords names what changed. What follows from another change is left out.
func (v *visit) fieldWords(fields []string) string {
	known := map[string]string{
		"client_name": v.t("name"), "date": v.t("date"), "time": v.t("time"), "notes": v.t("notes"), "duration_minutes": v.t("length"),
		"status": v.t("state"), "overlap": v.t("overlap"), "role": v.t("role"), "disabled": v.t("access"), "password": v.t("password"),
		"sessions": v.t("sessions"), "starts_at": "", "ends_at": "", "deleted_at": "", "time_zone": v.t("time zone"),
		"language": v.t("language"), "hour_cycle": v.t("clock"), "first_day": v.t("first day"), "default_view": v.t("first view"),
		"theme": v.t("colours"), "shortcuts": v.t("shortcuts"),
		"kind": v.t("kind"), "name": v.t("name"), "hue": v.t("colour"), "minutes": v.t("usual length"), "position": v.t("place"),
		"phone": v.t("phone"), "email": v.t("e-mail"), "address": v.t("address"),
	}
	for d, name := range agenda.Weekdays {
		known[name] = v.weekday(time.Weekday(d))
	}
	var names []string
	for _, f := range fields {
		name, ok := known[f]
		if !ok {
			name = f
		}
		names = append(names, name)
	}
	return v.list(names...)
}
