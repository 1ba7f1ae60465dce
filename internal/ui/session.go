package ui

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// session is who is signed in, as a sealed cookie remembers it. The role is for what is shown
// only; the API reads its own at every call.
type session struct {
	Token    string      `json:"t"`
	Username string      `json:"u"`
	Role     agenda.Role `json:"r"`
	Zone     string      `json:"z"`
	Keep     bool        `json:"k"` // somebody asked to stay signed in
	Prefs    prefs       `json:"p,omitzero"`

	Began   int64 `json:"b"` // all in Unix seconds: the signing in,
	Given   int64 `json:"g"` // when this token came,
	Expires int64 `json:"e"` // and its end; 0: only the API knows
	Stale   int64 `json:"s"` // when the API is to be asked again for what is said of the user here
}

// A session ends by itself after a day's work, or after as long as the API lets who asked to stay
// signed in.
const (
	dayLong  = 12 * time.Hour
	keptLong = 30 * 24 * time.Hour
	// keptAfter is how long a kept cookie outlives its session. An ended one signs nobody in, but it
	// tells whose half-written form may be given back.
	keptAfter = 24 * time.Hour
)

func (s *session) end() time.Time {
	if s.Keep {
		return time.Unix(s.Began, 0).Add(keptLong)
	}
	return time.Unix(s.Began, 0).Add(dayLong)
}

func (s *session) ended(now time.Time) bool {
	return s.Expires != 0 && now.Unix() >= s.Expires || !now.Before(s.end())
}

// know takes over what the API tells of the user.
func (s *session) know(me apiclient.Me, now time.Time) {
	s.Role, s.Zone, s.Prefs, s.Stale = me.Role, me.TimeZone, prefsOf(me.Preferences), now.Add(knownFor).Unix()
}

// location is the practice's zone. A zone that this machine does not know is read as UTC, which the
// pages then name.
func (s *session) location() *time.Location {
	if loc, err := agenda.LoadZone(s.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// tokenExpiry reads when a JWT expires, unverified: it only spares a call that would be refused.
func tokenExpiry(token string) int64 {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return 0
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return 0
	}
	var claims struct {
		Expires float64 `json:"exp"`
	}
	_ = json.Unmarshal(payload, &claims) // no claims, no known end
	return int64(claims.Expires)
}

// cookieName tells which cookie holds the session. The __Host- prefix makes browsers refuse one
// that another host or plain HTTP tries to set; it needs TLS.
func cookieName(secure bool, name string) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

const (
	sessionCookie = "am"
	flashCookie   = "am_flash"
)

func (v *visit) setCookie(name, value string, maxAge int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: cookieName(v.secure, name), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteLaxMode,
	})
}

func (v *visit) clearCookie(name string) { v.setCookie(name, "", -1) }

// readSession returns the session of the request's cookie, ended or not, nil when there is none.
func (v *visit) readSession() *session {
	c, err := v.r.Cookie(cookieName(v.secure, sessionCookie))
	if err != nil {
		return nil
	}
	s := &session{}
	if v.sealer.open(sealSession, c.Value, s) != nil {
		return nil
	}
	return s
}

// signIn makes the visitor the holder of token and gives the browser the session's cookie.
func (v *visit) signIn(token string, keep bool) error {
	me, err := v.caller.WithToken(token).Me(v.r.Context())
	if err != nil {
		return err
	}
	s := &session{Username: me.Username, Keep: keep, Began: v.now().Unix()}
	s.know(me, v.now())
	if keep {
		if lasting, err := v.caller.WithToken(token).Renew(v.r.Context(), true); err == nil {
			token = lasting.AccessToken // else a later page asks again: see renew
		}
	}
	s.give(token, v.now())
	return v.remember(s)
}

// give makes token the one of the session.
func (s *session) give(token string, now time.Time) {
	s.Token, s.Given, s.Expires = token, now.Unix(), tokenExpiry(token)
}

// remember gives the browser the session and the visitor its rights.
func (v *visit) remember(s *session) error {
	sealed, err := v.sealer.seal(sealSession, s)
	if err != nil {
		return err
	}
	maxAge := 0 // the cookie ends with the browser
	if s.Keep {
		maxAge = int((s.end().Sub(v.now()) + keptAfter) / time.Second)
	}
	v.setCookie(sessionCookie, sealed, maxAge)
	v.enter(s)
	return nil
}
