package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"appointment-manager/internal/apiclient"
	"appointment-manager/web"
)

// Config is what the front end needs. API and SessionKey are required.
type Config struct {
	API *apiclient.Client
	// SessionKey seals the cookies; at least 32 bytes. What PreviousSessionKey sealed is still
	// read, so that a key can be changed without signing everybody out.
	SessionKey, PreviousSessionKey []byte
	Log                            *slog.Logger // none: nothing is logged
	Version                        string
	// TrustedProxies may say where a request came from, and that it came over TLS.
	TrustedProxies []netip.Prefix
	Now            func() time.Time // none: time.Now
	Meter          Meter            // none: nothing is counted
	// Dev reads Files anew for every request; Files are those of package web unless set.
	Dev   bool
	Files fs.FS
}

// minSessionKey is the least number of bytes that a session key has.
const minSessionKey = 32

// site is the front end.
type site struct {
	api     *apiclient.Client
	sealer  *sealer
	log     *slog.Logger
	version string
	proxies []netip.Prefix
	now     func() time.Time
	bundle  func() (*bundle, error)
	streams *streams
	dead    deadCount
	// minLength is what the API last said of new passwords: its answer to a page may come too late.
	minLength atomic.Int64
}

// New returns the front end. Its requests may last as long as their context: an event stream ends
// when the server's base context does.
func New(c Config) (http.Handler, error) {
	if c.API == nil {
		return nil, errors.New("ui: no API client given")
	}
	if len(c.SessionKey) < minSessionKey {
		return nil, fmt.Errorf("ui: the session key has %d bytes, at least %d are needed", len(c.SessionKey), minSessionKey)
	}
	s := &site{
		api: c.API, log: c.Log, version: c.Version, proxies: c.TrustedProxies, now: c.Now,
		streams: newStreams(),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if c.Files == nil {
		c.Files = web.Files
	}
	var err error
	if s.sealer, err = newSealer(c.SessionKey, c.PreviousSessionKey); err != nil {
		return nil, err
	}
	built, err := newBundle(c.Files)
	if err != nil {
		return nil, err
	}
	s.bundle = func() (*bundle, error) { return built, nil }
	if c.Dev {
		s.bundle = func() (*bundle, error) { return newBundle(c.Files) }
	}
	return s.protect(s.routes(c.Meter)), nil
}
