package ui

import (
	"net/http"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// prefs are what a user chose about the pages, as the session's cookie carries it. Where nothing was
// chosen the language is that of the browser, the clock counts to 24, weeks begin on Monday, colours
// go by the device, single keys do something and the week is shown first.
type prefs struct {
	Language  string `json:"l,omitempty"` // a tag: "de"
	HourCycle string `json:"h,omitempty"` // "12" or "24"
	FirstDay  string `json:"d,omitempty"` // "monday", "saturday" or "sunday"
	Theme     string `json:"t,omitempty"` // "light" or "dark"
	KeysOff   bool   `json:"k,omitempty"`
	View      string `json:"v,omitempty"` // shown first: "day", "week", "month" or "agenda"
	Zone      string `json:"z,omitempty"` // of the times shown and typed; empty: the practice's
}

// prefsOf are those of a user, as the API tells them.
func prefsOf(p agenda.Preferences) prefs {
	if p == (agenda.Preferences{}) {
		return prefs{} // nobody told
	}
	return prefs{Language: p.Language, HourCycle: p.HourCycle, FirstDay: p.FirstDay, Theme: p.Theme, KeysOff: !p.Shortcuts, View: p.DefaultView, Zone: p.TimeZone}
}

// prefer has this page and those after it be as p says.
func (v *visit) prefer(p agenda.Preferences) error {
	if prefsOf(p) == v.session.Prefs {
		return nil
	}
	s := *v.session
	s.Prefs = prefsOf(p)
	return v.remember(&s)
}

// home is the page that is shown first.
func (v *visit) home() string {
	if v.prefs.View == "agenda" {
		return "/agenda"
	}
	return v.calendarHome()
}

// calendarHome is the calendar's page that is shown first.
func (v *visit) calendarHome() string {
	switch v.prefs.View {
	case "day":
		return dayPath(v.today())
	case "month":
		return monthPath(v.today())
	}
	return v.weekPath(v.today())
}

// wordsFor are those that are said to who sent r and chose p.
func (b *bundle) wordsFor(r *http.Request, p prefs) *words {
	l, ok := b.languages[p.Language]
	if !ok {
		l = b.preferred(r)
	}
	w := &words{language: l, halves: p.HourCycle == "12", first: time.Monday}
	for _, d := range []time.Weekday{time.Saturday, time.Sunday} {
		if strings.EqualFold(p.FirstDay, d.String()) {
			w.first = d
		}
	}
	return w
}

// choose has the pages be as p says.
func (v *visit) choose(p prefs) {
	v.prefs = p
	if b, err := v.bundle(); err == nil { // else the page says so
		v.words = b.wordsFor(v.r, p)
	}
}
