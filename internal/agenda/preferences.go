package agenda

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// Preferences are what a user chose about the pages.
type Preferences struct {
	Language    string `json:"language"`     // a tag of BCP 47 such as de; empty: the browser's
	HourCycle   string `json:"hour_cycle"`   // one of HourCycles
	FirstDay    string `json:"first_day"`    // of the week, one of FirstDays
	DefaultView string `json:"default_view"` // what is shown first, one of Views
	Theme       string `json:"theme"`        // one of Themes; empty: the device's
	Shortcuts   bool   `json:"shortcuts"`    // single keys do something
	TimeZone    string `json:"time_zone"`    // an IANA name: that of the times shown and typed; empty: the practice's
}

// DefaultPreferences are those of who chose nothing yet.
var DefaultPreferences = Preferences{HourCycle: "24", FirstDay: "monday", DefaultView: "week", Shortcuts: true}

// What there is to choose from.
var (
	HourCycles = []string{"24", "12"}
	FirstDays  = []string{"monday", "saturday", "sunday"}
	Views      = []string{"day", "week", "month", "agenda"}
	Themes     = []string{"", "light", "dark"}
)

var languageTag = regexp.MustCompile(`^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$`)

// IsLanguage tells whether s has the form of a tag of BCP 47, or is empty.
func IsLanguage(s string) bool { return languageTag.MatchString(s) }

// languageFaults returns what is wrong with a member that names a language.
func languageFaults(s string) []Field {
	if IsLanguage(s) {
		return nil
	}
	return []Field{BodyFault("language", FaultValue, "A language is a tag such as de, or empty", nil)}
}

// Faults returns what is wrong with the preferences.
func (p *Preferences) Faults() []Field {
	faults := languageFaults(p.Language)
	for _, c := range []struct {
		member, value string
		from          []string
	}{
		{"hour_cycle", p.HourCycle, HourCycles},
		{"first_day", p.FirstDay, FirstDays},
		{"default_view", p.DefaultView, Views},
		{"theme", p.Theme, Themes},
	} {
		if !slices.Contains(c.from, c.value) {
			faults = append(faults, BodyFault(c.member, FaultValue, "Choose one of: "+strings.TrimPrefix(strings.Join(c.from, ", "), ", "), nil))
		}
	}
	if p.TimeZone != "" {
		if _, err := LoadZone(p.TimeZone); err != nil {
			faults = append(faults, BodyFault("time_zone", FaultValue, "A time zone is a name such as Europe/Berlin, or empty for the practice's", nil))
		}
	}
	return faults
}

// PreferencesPatch is a change of preferences: nil members stay as they are.
type PreferencesPatch struct {
	Language, HourCycle, FirstDay, DefaultView, Theme, TimeZone *string
	Shortcuts                                                   *bool
}

func (c *PreferencesPatch) apply(p *Preferences) {
	for _, m := range []struct{ to, from *string }{
		{&p.Language, c.Language},
		{&p.HourCycle, c.HourCycle},
		{&p.FirstDay, c.FirstDay},
		{&p.DefaultView, c.DefaultView},
		{&p.Theme, c.Theme},
		{&p.TimeZone, c.TimeZone},
	} {
		if m.from != nil {
			*m.to = *m.from
		}
	}
	if c.Shortcuts != nil {
		p.Shortcuts = *c.Shortcuts
	}
}

// PreferenceStore keeps preferences.
type PreferenceStore interface {
	// Preferences returns a user's, [DefaultPreferences] when nothing was chosen.
	Preferences(ctx context.Context, userID int64) (Preferences, error)
	// ChangePreferences hands a user's to change and stores what it returns, in one step that no other
	// write comes between.
	ChangePreferences(ctx context.Context, userID int64, change func(Preferences) (Preferences, error)) (Preferences, error)
}

// UserPreferences is what users chose. Whoever acts in a call's context reads and changes their own.
type UserPreferences struct{ store PreferenceStore }

// NewUserPreferences returns the preferences kept in store.
func NewUserPreferences(store PreferenceStore) *UserPreferences { return &UserPreferences{store} }

// Get returns the preferences.
func (s *UserPreferences) Get(ctx context.Context) (Preferences, error) {
	return s.store.Preferences(ctx, ActorFrom(ctx).UserID)
}

// Change changes them. It fails as Invalid.
func (s *UserPreferences) Change(ctx context.Context, c PreferencesPatch) (Preferences, error) {
	return s.store.ChangePreferences(ctx, ActorFrom(ctx).UserID, func(p Preferences) (Preferences, error) {
		c.apply(&p)
		return p, InvalidFields(p.Faults())
	})
}
