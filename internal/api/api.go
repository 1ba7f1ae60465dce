// Package api is the HTTP side of the domain: the documented routes and ours, their JSON and CSV
// forms, conditional requests, and the OpenAPI document that describes them all.
//
// It owns what a request looks like and in which order it is checked for shape. It decides nothing
// about appointments, users or summaries, knows no database, queue or key, and renders no failure
// by itself: every handler returns its error, which is logged once and written once, by package
// problem.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// Tokens makes and checks the tokens that users carry.
type Tokens interface {
	// Issue returns a token that names u and, unless it is empty, a session, and when it expires.
	Issue(u agenda.User, session string) (string, time.Time, error)
	// Renew returns a fresh token in place of one that said c, unless that session is too old.
	// A lasting one is good for as long as there would be another.
	Renew(c agenda.TokenClaims, lasting bool) (string, time.Time, error)
	// Verify returns what a token says. Whatever is wrong with it, it fails.
	Verify(token string) (agenda.TokenClaims, error)
}

// Feed tells which summary jobs changed.
type Feed interface {
	// Subscribe returns a channel of job ids until cancel is called. A closed channel ends the
	// streams that read from it.
	Subscribe() (events <-chan string, cancel func())
}

// Meter counts requests.
type Meter interface {
	Began()
	// Ended is told the pattern of the route, "" for a path that is none, and never the path itself.
	Ended(method, route string, status int, took time.Duration)
}

// Part is something the service needs, and how it is.
type Part struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Detail string `json:"detail,omitempty"`

	Seconds float64 `json:"seconds,omitempty"` // that it took to answer; 0: it did not, or was not asked
}

// What a [Part] can be. Without the part named PartDatabase nothing works; without any other the
// service is degraded.
const (
	PartUp       = "up"
	PartDown     = "down"
	PartDatabase = "database"
)

// Operations is what administrators are told of the running service, and may have it do.
type Operations interface {
	QueueHealth(ctx context.Context) (agenda.QueueHealth, error)
	System(ctx context.Context) (agenda.System, error)
	// BackUp writes a backup. It fails as Rejected where there is no place for one.
	BackUp(ctx context.Context) (agenda.BackupMade, error)
	// Pause keeps summary jobs in the ledger, and off the queue, until Resume.
	Pause(ctx context.Context) error
	Resume(ctx context.Context) error
}

// Config is what the API stands on and how it behaves.
type Config struct {
	Appointments *agenda.Appointments
	Summaries    *agenda.Summaries
	Users        *agenda.Users
	Sessions     *agenda.Sessions
	Records      *agenda.Records
	APITokens    *agenda.APITokens
	Preferences  *agenda.UserPreferences
	Kinds        *agenda.Kinds // of appointments
	ClientCards  *agenda.ClientCards
	Practice     *agenda.Practice
	Calendars    *agenda.Feeds // those that programs subscribe to
	Imports      *agenda.Imports
	Operations   Operations
	Tokens       Tokens
	Feed         Feed
	Ready        func(ctx context.Context) []Part
	Stop         <-chan struct{} // closed when the program is about to end, so that streams end; nil: never

	Zone              *time.Location
	Registration      string // "open" or "closed", as people are told
	PasswordMinLength int
	Version           string
	TrustedProxies    []netip.Prefix // whose X-Forwarded-For is believed
	RateLimit         int            // calls per minute of one signed-in user; 0: no limit

	Log   *slog.Logger     // none unless set
	Meter Meter            // none unless set
	Now   func() time.Time // time.Now unless set
}

// callTimeout is how long an everyday call may take; streams may take as long as somebody reads.
const callTimeout = 10 * time.Second

// api is the state that handlers share.
type api struct {
	Config
	boot       string // part of every list's ETag: a restored database may repeat its revisions
	guestLimit *limiter[netip.Prefix]
	userLimit  *limiter[int64]
	streams    chan struct{} // a place for each open event stream
	document   func() []byte // the OpenAPI document
}

// New returns the API.
func New(cfg Config) http.Handler {
	a, r := build(cfg)
	return a.edge(r)
}

func build(cfg Config) (*api, chi.Router) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	a := &api{
		Config:     cfg,
		boot:       strconv.FormatInt(cfg.Now().UnixNano(), 36),
		guestLimit: newLimiter[netip.Prefix](guestPerMinute, guestBurst, cfg.Now),
		userLimit:  newLimiter[int64](cfg.RateLimit, max(1, cfg.RateLimit), cfg.Now),
		streams:    make(chan struct{}, maxStreams),
	}
	a.document = a.describe()
	return a, a.router()
}
