// Package apiclient is the typed client of our own API, for the HTML front end, the refresher and
// the tests. It owns deadlines, repeats of reads and the bounds on what it is willing to read, and
// it turns every refusal back into the [agenda.Error] that the service wrote, so that its callers
// see a conflict and not a 409.
//
// It refuses to know where tokens are kept and what a person is shown.
package apiclient

import (
	"net"
	"net/http"
	"strings"
	"time"
)

// The deadlines of calls that were given none: everyday ones, and exports, which stream.
const (
	callTimeout   = 3 * time.Second
	exportTimeout = 30 * time.Second
)

// Client calls the API for one user, or for a guest. It is safe for concurrent use, and copies of it
// share their connections.
type Client struct {
	base      string
	http      *http.Client
	timeout   time.Duration
	token     string
	address   string
	requestID string
	agent     string
	zone      *time.Location // nil: the practice's
}

// Option changes how a Client calls.
type Option func(*Client)

// Timeout sets the deadline of everyday calls instead of three seconds.
func Timeout(d time.Duration) Option { return func(c *Client) { c.timeout = d } }

// New returns a Client of the API at baseURL, such as http://localhost:8000.
func New(baseURL string, opts ...Option) *Client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		MaxIdleConns:        128,
		MaxIdleConnsPerHost: 64, // one front end talks to one back end: the default of 2 would redial all day
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 2 * time.Second,
		ForceAttemptHTTP2:   true,
	}
	c := &Client{
		base:    strings.TrimRight(baseURL, "/"),
		timeout: callTimeout,
		// A redirect is never ours, and following one would carry the token elsewhere.
		http: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}},
	}
	for _, o := range opts {
		o(c)
	}
	return c
}

// WithToken returns a copy of c that calls for whoever holds the token.
func (c *Client) WithToken(token string) *Client {
	d := *c
	d.token = token
	return &d
}

// WithForwarded returns a copy of c that calls on behalf of a request that came from addr, bears
// requestID, and was made by what calls itself agent, so that guesses are counted against whoever makes
// them, both logs can be joined, and sessions tell where they are. The service believes addr only from a
// proxy that it trusts. The agent must be one that can stand in a header.
func (c *Client) WithForwarded(addr, requestID, agent string) *Client {
	d := *c
	d.address, d.requestID, d.agent = addr, requestID, agent
	return &d
}
