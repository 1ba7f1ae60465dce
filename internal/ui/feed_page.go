package ui

import (
	"net/http"

	"appointment-manager/internal/agenda"
)

// feedPage is where a user makes the address at which other programs read the calendar, and withdraws it.
type feedPage struct {
	settingsFrame
	Address    string // only right after it was made: in a page that can be loaded again it would stay behind
	Made, Read string // when it was; "" for not yet
}

func (s *site) getFeedPage(v *visit) error {
	f, err := v.caller.FeedInForce(v.ctx())
	if codeOf(err) == agenda.NotFound {
		return v.showFeed(http.StatusOK, feedPage{})
	}
	if err != nil {
		return err
	}
	p := feedPage{Made: v.byline("", f.CreatedAt)}
	if f.LastUsedAt != nil {
		p.Read = v.byline("", *f.LastUsedAt)
	}
	return v.showFeed(http.StatusOK, p)
}

func (v *visit) showFeed(status int, p feedPage) error {
	mini := v.startMini(v.today())
	p.settingsFrame = v.settingsFrame(v.t("Subscribe to the calendar"), sectionSubscription, mini)
	return v.render(status, "feed", p)
}

func (s *site) postFeed(v *visit) error {
	f, err := v.caller.RenewFeed(v.ctx())
	if err != nil {
		return err
	}
	scheme := "http://"
	if v.secure {
		scheme = "https://"
	}
	return v.showFeed(http.StatusCreated, feedPage{Address: scheme + v.r.Host + f.Path, Made: v.byline("", f.CreatedAt)})
}

func (s *site) postWithdrawFeed(v *visit) error {
	if err := v.caller.RemoveFeed(v.ctx()); err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("The address was withdrawn")})
	return v.seeOther("/settings/feed")
}
