package ui

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// sessionsPage is where a user sees where they are signed in, and signs out there.
type sessionsPage struct {
	settingsFrame
	Sessions []sessionLine
	Others   bool // there are sessions beside this one
	Unlisted bool // this one is not among them
}

type sessionLine struct {
	ID, What    string
	Agent       string // what it calls itself, where that says more than our words
	Address     string // none: nobody knows
	Since, Seen string
	Current     bool
}

func (s *site) getSessions(v *visit) error {
	mini := v.startMini(v.today())
	sessions, err := v.caller.Sessions(v.ctx())
	if err != nil {
		return err
	}
	p := sessionsPage{Unlisted: true}
	for _, s := range sessions {
		l := sessionLine{ID: s.ID, What: v.agentWords(s.Agent), Address: s.Address, Since: v.byline("", s.CreatedAt), Seen: v.seenWords(s.SeenAt), Current: s.Current}
		if l.What == v.t("A program") {
			l.Agent = s.Agent
		}
		p.Sessions = append(p.Sessions, l)
		p.Others, p.Unlisted = p.Others || !s.Current, p.Unlisted && !s.Current
	}
	p.settingsFrame = v.settingsFrame(v.t("Sessions"), sectionSessions, mini)
	return v.render(http.StatusOK, "settings_sessions", p)
}

// seenNow is how long ago something may have been seen that is there now: it is noted now and then.
const seenNow = 10 * time.Minute

// seenWords tells when something was seen, the more roughly the longer ago.
func (v *visit) seenWords(at time.Time) string {
	ago := v.now().Sub(at)
	switch {
	case ago < seenNow:
		return v.t("Just now")
	case ago < time.Hour:
		return v.t("%s ago", v.minutesWords(int(ago/time.Minute)))
	case ago < 24*time.Hour:
		return v.t("%s ago", v.minutesWords(int(ago/time.Hour)*60))
	}
	return v.byline("", at)
}

func (s *site) postEndSession(v *visit) error {
	// One that is gone already is what was wanted.
	if err := v.caller.EndSession(v.ctx(), chi.URLParam(v.r, "id")); err != nil && codeOf(err) != agenda.NotFound {
		return err
	}
	v.leaveToast(toast{Text: v.t("That session has ended")})
	return v.seeOther("/settings/sessions")
}

func (s *site) postEndOtherSessions(v *visit) error {
	ended, err := v.caller.EndOtherSessions(v.ctx())
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.tn(ended, "%d other session has ended", "%d other sessions have ended")})
	return v.seeOther("/settings/sessions")
}

// postEndSessions signs the user out on every device, this one too.
func (s *site) postEndSessions(v *visit) error {
	if err := v.caller.EndSessions(v.ctx()); err != nil {
		return err
	}
	return v.leave()
}
