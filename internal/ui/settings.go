package ui

import (
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
)

// The sections of the settings.
const (
	navSettings         = "settings"
	sectionPreferences  = "preferences"
	sectionPassword     = "password"
	sectionSessions     = "sessions"
	sectionTokens       = "tokens"
	sectionSubscription = "feed"
)

// settingsFrame is what the settings' pages have around their own content.
type settingsFrame struct {
	frame
	Section string
}

func (v *visit) settingsFrame(title, section string, mini func() *miniMonth) settingsFrame {
	f := settingsFrame{frame: v.frame(title, navSettings), Section: section}
	f.Mini = mini()
	return f
}

// preferencesPage is where a user says how the pages are to be.
type preferencesPage struct {
	settingsFrame
	Languages []option
	Groups    []choiceGroup
	Keys      bool

	FirstZones   []option
	Zones        []zoneGroup
	PracticeZone string
}

// choiceGroup is a row of buttons of which one is chosen.
type choiceGroup struct {
	Name, Legend string
	Options      []option
}

// getPreferences also brings up to date what the cookie says: it may have been changed elsewhere.
func (s *site) getPreferences(v *visit) error {
	me, err := v.caller.Me(v.ctx())
	if err != nil {
		return err
	}
	if err := v.prefer(me.Preferences); err != nil {
		return err
	}
	mini := v.startMini(v.today())
	p := preferencesPage{Languages: []option{{"", v.t("As in the browser"), me.Preferences.Language == ""}}, Keys: me.Preferences.Shortcuts}
	b, err := v.bundle()
	if err != nil {
		return err
	}
	for _, l := range b.spoken() {
		p.Languages = append(p.Languages, option{l.Lang, l.t("English"), me.Preferences.Language == l.Lang}) // each by its own name
	}
	p.Groups = v.choiceGroups(me.Preferences)
	p.FirstZones, p.Zones = v.zoneChoices(me.Preferences.TimeZone)
	p.PracticeZone = v.zoneWords(v.clock.In(v.practice))
	p.settingsFrame = v.settingsFrame(v.t("Settings"), sectionPreferences, mini)
	return v.render(http.StatusOK, "settings", p)
}

func (v *visit) choiceGroups(chosen agenda.Preferences) []choiceGroup {
	afternoon := minuteOfDay(14*60 + 30)
	by := func(halves bool) string { return (&words{language: v.language, halves: halves}).hm(afternoon) }
	group := func(name, legend, selected string, all []string, named ...string) choiceGroup {
		g := choiceGroup{Name: name, Legend: legend}
		for i, value := range all {
			g.Options = append(g.Options, option{value, named[i], value == selected})
		}
		return g
	}
	return []choiceGroup{
		group("hour_cycle", v.t("Clock"), chosen.HourCycle, agenda.HourCycles, by(false), by(true)),
		group("first_day", v.t("Weeks begin on"), chosen.FirstDay, agenda.FirstDays, v.weekday(time.Monday), v.weekday(time.Saturday), v.weekday(time.Sunday)),
		group("default_view", v.t("Begin with"), chosen.DefaultView, agenda.Views, v.t("Day"), v.t("Week"), v.t("Month"), v.t("Agenda")),
		group("theme", v.t("Colours"), chosen.Theme, agenda.Themes, v.t("As the device"), v.t("Light"), v.t("Dark")),
	}
}

func (s *site) postPreferences(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	get := v.r.PostForm.Get
	saved, err := v.caller.SavePreferences(v.ctx(), agenda.Preferences{
		Language: get("language"), HourCycle: get("hour_cycle"), FirstDay: get("first_day"), DefaultView: get("default_view"),
		Theme: get("theme"), Shortcuts: get("shortcuts") != "", TimeZone: get("time_zone"),
	})
	if err != nil {
		return err
	}
	if err := v.prefer(saved); err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Your settings are saved")})
	return v.seeOther("/settings")
}
