package ui

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// visit is one request on its way through the site, and who makes it.
type visit struct {
	*site
	w       http.ResponseWriter
	r       *http.Request
	id      string // of the request, in both services' logs
	address string
	secure  bool // the browser speaks TLS, to us or to a proxy that we trust

	caller     *apiclient.Client                    // calls as this visitor, in the visitor's zone
	session    *session                             // nil for a guest and after the session's end
	ended      *session                             // a session that is over
	clock      time.Time                            // now, in the visitor's zone: see zone.go
	practice   *time.Location                       // the practice's zone
	prefs      prefs                                // of who is, or was, signed in
	kindsAsked func() (_ []agenda.Kind, known bool) // see [visit.kinds]
	hoursAsked func() *openHours                    // see [visit.startHours]
	counted    func() underWay                      // see [visit.startCounting]
	*words                                          // what is said to this visitor
}

type handler func(*visit) error

// guest lets everybody in.
func (s *site) guest(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if err := h(v); err != nil {
			v.fail(err)
		}
	}
}

// user lets in who is signed in, and sends others to do so.
func (s *site) user(h handler) http.HandlerFunc {
	return s.listener(func(v *visit) error {
		v.renew(true)
		return h(v)
	})
}

// listener is user for what a page asks beside itself, which leaves the session as it is.
func (s *site) listener(h handler) http.HandlerFunc {
	return s.guest(func(v *visit) error {
		if v.session == nil {
			return agenda.Fail(agenda.Unauthenticated, "Sign in first.")
		}
		return h(v)
	})
}

func (s *site) visit(w http.ResponseWriter, r *http.Request) *visit {
	id, _ := r.Context().Value(requestIDKey{}).(string)
	v := &visit{site: s, w: w, r: r, id: id, clock: s.now(), words: &words{language: english, first: time.Monday}}
	v.practice = v.clock.Location()
	v.address, v.secure = s.origin(r)
	v.caller = s.api.WithForwarded(v.address, v.id, agenda.AgentName(r.UserAgent()))
	switch found := v.readSession(); {
	case found == nil:
		v.choose(prefs{})
	case found.ended(s.now()):
		v.ended = found
		v.choose(found.Prefs)
	default:
		v.enter(found)
	}
	return v
}

// enter makes the visitor the session's user.
func (v *visit) enter(s *session) {
	v.session = s
	v.caller = v.caller.WithToken(s.Token)
	v.practice = s.location()
	v.choose(s.Prefs)
	v.in(v.ownZone())
}

// ctx is the request's context.
func (v *visit) ctx() context.Context { return v.r.Context() }

// today is the day in the visitor's zone.
func (v *visit) today() agenda.Date { return agenda.DateOf(v.clock) }

// seeOther sends the browser to a page of ours after an action.
func (v *visit) seeOther(path string) error {
	v.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// origin tells which address a request comes from and whether over TLS. What headers say counts
// only when a trusted proxy wrote them: of the addresses it names, the last that is not a proxy's.
func (s *site) origin(r *http.Request) (address string, secure bool) {
	secure = r.TLS != nil
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr, secure
	}
	at := peer.Addr().Unmap()
	if !s.trusted(at) {
		return at.String(), secure
	}
	secure = secure || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(at); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
	}
	return at.String(), secure
}

func (s *site) trusted(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// localPath returns target if it is a path of this site, else fallback. Browsers read a backslash
// as a slash and drop control characters, so that "/\evil.example" would leave the site.
func localPath(target, fallback string) string {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || len(target) > 2000 ||
		strings.ContainsFunc(target, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }) {
		return fallback
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return fallback
	}
	return target
}

// back returns the page that an action was asked for on, with its filters, if it is the agenda or one
// of those in also; else the plain agenda.
func (v *visit) back(also ...string) string {
	u, err := url.Parse(v.r.Referer())
	if err != nil || u.Host != v.r.Host || u.Path != "/agenda" && !strings.HasPrefix(u.Path, "/calendar/") && !slices.Contains(also, u.Path) {
		return "/agenda"
	}
	return localPath(u.RequestURI(), "/agenda")
}
