package ui

import (
	"net/http"
)

// aboutPage tells what this is and what it is made of.
type aboutPage struct {
	frame
	Service service
}

func (s *site) getAbout(v *visit) error {
	return v.render(http.StatusOK, "about", aboutPage{frame: v.frame(v.t("About"), ""), Service: v.service()})
}

// getReady tells whether pages can be served: this program is up, but without the service behind it
// there is nothing to show.
func (s *site) getReady(v *visit) error {
	status, err := v.caller.Status(v.ctx())
	if err != nil || status.Status == "unavailable" {
		plain(v.w, http.StatusServiceUnavailable, "the appointment service does not answer")
		return nil
	}
	plain(v.w, http.StatusOK, status.Status)
	return nil
}
