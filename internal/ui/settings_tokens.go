package ui

import (
	"net/http"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// tokensPage is where a user makes tokens for programs, and revokes them.
type tokensPage struct {
	settingsFrame
	Made             string // the token, only right after it was made: in a page that can be loaded again it would stay behind
	Tokens           []tokenLine
	Name             string // as it was typed
	Scopes, Lives    []option
	NameFault, Fault string
}

type tokenLine struct {
	ID                 int64
	Name               string
	Writes, Over       bool
	Since, Until, Used string
}

func (s *site) getTokens(v *visit) error { return v.showTokens(http.StatusOK, tokensPage{}) }

// showTokens shows the list, with the form as p has it.
func (v *visit) showTokens(status int, p tokensPage) error {
	mini := v.startMini(v.today())
	tokens, err := v.caller.APITokens(v.ctx())
	if err != nil {
		return err
	}
	for _, t := range tokens {
		l := tokenLine{ID: t.ID, Name: t.Name, Writes: t.Scope == agenda.ScopeWrite, Since: v.shortDay(agenda.DateOf(t.CreatedAt.In(v.clock.Location())))}
		if t.ExpiresAt != nil {
			l.Until, l.Over = v.shortDay(agenda.DateOf(t.ExpiresAt.In(v.clock.Location()))), !v.now().Before(*t.ExpiresAt)
		}
		if t.LastUsedAt != nil {
			l.Used = v.byline("", *t.LastUsedAt)
		}
		p.Tokens = append(p.Tokens, l)
	}
	get := v.r.PostForm.Get
	p.Scopes = []option{{"read", v.t("Reading"), get("scope") != "write"}, {"write", v.t("Reading and changing"), get("scope") == "write"}}
	for _, days := range []int{30, 90, 365} {
		p.Lives = append(p.Lives, option{strconv.Itoa(days), v.tn(days, "%d day", "%d days"), get("days") == strconv.Itoa(days) || get("days") == "" && days == 90})
	}
	p.Lives = append(p.Lives, option{"never", v.t("Until it is revoked"), get("days") == "never"})
	p.settingsFrame = v.settingsFrame(v.t("API tokens"), sectionTokens, mini)
	p.Faulty = p.NameFault+p.Fault != ""
	return v.render(status, "settings_tokens", p)
}

func (s *site) postToken(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	get := v.r.PostForm.Get
	p := tokensPage{Name: strings.TrimSpace(get("name"))}
	if p.Name == "" {
		p.NameFault = v.t("Give the token a name, such as that of the program.")
		return v.showTokens(http.StatusUnprocessableEntity, p)
	}
	var days *int
	if n, err := strconv.Atoi(get("days")); err == nil {
		days = &n
	}
	made, err := v.caller.CreateAPIToken(v.ctx(), p.Name, agenda.Scope(get("scope")), days)
	switch code := codeOf(err); {
	case err == nil:
		v.r.PostForm = nil // the form begins anew
		return v.showTokens(http.StatusCreated, tokensPage{Made: made.Token})
	case code == agenda.Invalid:
		p.NameFault = v.said(agenda.Sentence(err))
		return v.showTokens(faultStatus[code], p)
	case code == agenda.Conflict:
		p.Fault = v.t("You have as many tokens as you can have. Revoke one that is not needed any more.")
		return v.showTokens(faultStatus[code], p)
	}
	return err
}

func (s *site) postRevokeToken(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	// One that is gone already is what was wanted.
	if err := v.caller.RevokeAPIToken(v.ctx(), id); err != nil && codeOf(err) != agenda.NotFound {
		return err
	}
	v.leaveToast(toast{Text: v.t("The token is revoked")})
	return v.seeOther("/settings/tokens")
}
