package ui

import (
	"strings"

	"appointment-manager/internal/agenda"
)

// frame is what every page has around its own content. Pages embed it, so none of them may have a
// field of a name that stands here: it would hide the frame's.
type frame struct {
	Title   string
	Nav     string // the section that is marked as the current one
	Faulty  bool   // the page reports faults, and its title says so
	Version string

	Theme   string      // "light" or "dark"; empty: as the device has it
	KeysOff bool        // single keys do nothing
	Clock   *clockLooks // how scripts write times; nil: 15:04

	SignedIn       bool
	User, Initials string
	Place          string // role and zone, under the name
	Admin          bool   // may administer
	SetAside       int    // how many briefs wait for an administrator's decision
	UnderWay       int    // how many briefs are written or about to be
	Toast          *toast
	Mini           *miniMonth

	Refresh         int // seconds after which the browser loads the page again; 0: never
	NoScriptRefresh int // the same, only where scripts are off
}

// clockLooks is how times are written by a clock of twice twelve hours: a layout, and its two halves.
type clockLooks struct{ Layout, Halves string }

// The sections of the main navigation.
const (
	navAgenda   = "agenda"
	navCalendar = "calendar"
	navToday    = "today"
	navNew      = "new"
	navBriefs   = "briefs"
	navClients  = "clients"
	navImport   = "import"
)

// frame starts a page. It takes the waiting toast, so it is called once, for the page that is shown.
func (v *visit) frame(title, nav string) frame {
	f := frame{Title: title, Nav: nav, Version: v.version, Theme: v.prefs.Theme, KeysOff: v.prefs.KeysOff}
	if v.halves {
		f.Clock = &clockLooks{v.t("3:04 pm"), v.t("am|pm")}
	}
	if v.session == nil {
		return f
	}
	f.SignedIn, f.User, f.Initials = true, v.session.Username, initials(v.session.Username)
	f.Place = v.zoneWords(v.clock)
	if c := city(v.clock.Location()); c != "" {
		f.Place = v.list(c, offsetWords(v.clock))
	}
	if v.session.Role == agenda.RoleAdmin {
		f.Place = v.t("Admin · %s", f.Place)
		f.Admin, f.SetAside = true, v.setAside()
	}
	f.UnderWay = v.underWay().All
	f.Toast = v.takeToast()
	return f
}

// initials returns up to two letters for a user name: of its parts, else its first two.
func initials(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("._-@", r) })
	switch {
	case len(parts) == 0:
		return ""
	case len(parts) == 1:
		return strings.ToUpper(parts[0][:min(2, len(parts[0]))])
	}
	return strings.ToUpper(parts[0][:1] + parts[1][:1])
}
