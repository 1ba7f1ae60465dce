package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/problem"
)

const (
	// readRepeats is how often a read is tried again; a write never is, for it may have been done.
	readRepeats = 2
	// maxAnswer bounds what is read into memory: a page of 500 appointments with full notes is 9 MB at most.
	maxAnswer = 16 << 20
)

// call is one request to be made.
type call struct {
	method      string
	path        string
	secret      bool // so is the path, which is told to nobody then
	query       url.Values
	contentType string
	body        []byte
	header      http.Header
	patience    time.Duration // the deadline, where it is longer than the everyday one
}

// name is the call as errors tell it.
func (q *call) name() string {
	if q.secret {
		return q.method
	}
	return q.method + " " + q.path
}

// get, post and the like name the request; what they lack is set on the result.
func get(path string, query url.Values) call {
	return call{method: http.MethodGet, path: path, query: query}
}

func sendJSON(method, path string, body any) (call, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return call{}, fmt.Errorf("apiclient: encode %s: %w", path, err)
	}
	return call{method: method, path: path, contentType: "application/json", body: b, header: http.Header{}}, nil
}

func (q call) ifVersion(version *int64) call {
	if version != nil {
		q.header.Set("If-Match", `"v`+strconv.FormatInt(*version, 10)+`"`)
	}
	return q
}

func (q call) idempotent(key string) call {
	if key != "" {
		q.header.Set("Idempotency-Key", key)
	}
	return q
}

// fetch makes the call within the everyday deadline and decodes its JSON answer into out, which may
// be nil, in the wall times of the client's zone. It returns the answer's header.
func (c *Client) fetch(ctx context.Context, q call, out any) (http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, max(c.timeout, q.patience))
	defer cancel()
	resp, err := c.send(ctx, q)
	if err != nil {
		return nil, c.localizeError(err)
	}
	defer drain(resp.Body)
	if out == nil {
		return resp.Header, nil
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(out); err != nil {
		return nil, unavailable(fmt.Errorf("apiclient: read answer of %s %s: %w", q.method, q.path, err))
	}
	c.localize(out)
	return resp.Header, nil
}

// send makes the call and returns its answer, whose body the caller closes. Anything but a success
// is an error: see [problem.Read]. Reads are repeated when the service cannot be reached.
func (c *Client) send(ctx context.Context, q call) (*http.Response, error) {
	for attempt := 0; ; attempt++ {
		resp, err := c.once(ctx, q)
		if err == nil && (resp.StatusCode/100 == 2 || resp.StatusCode == http.StatusNotModified) {
			return resp, nil
		}
		again := q.method == http.MethodGet && attempt < readRepeats && (err != nil || awayStatus(resp.StatusCode))
		if err == nil {
			err = problem.Read(resp)
			drain(resp.Body)
		}
		if !again || pause(ctx, attempt) != nil {
			return nil, err
		}
	}
}

func (c *Client) once(ctx context.Context, q call) (*http.Response, error) {
	target := c.base + q.path
	if len(q.query) > 0 {
		target += "?" + q.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, q.method, target, bytes.NewReader(q.body))
	if err != nil {
		return nil, fmt.Errorf("apiclient: %s: %w", q.name(), bare(err))
	}
	for name, values := range q.header {
		req.Header[name] = values
	}
	set := func(name, value string) {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	set("Content-Type", q.contentType)
	set("X-Forwarded-For", c.address)
	set("X-Request-ID", c.requestID)
	set("User-Agent", c.agent)
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, unavailable(fmt.Errorf("apiclient: %s: %w", q.name(), bare(err)))
	}
	return resp, nil
}

// bare takes the URL, whose query may hold a client's name, out of a transport's error.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

func unavailable(cause error) error {
	return &agenda.Error{Code: agenda.Unavailable, Message: "The appointment service does not answer.", Err: cause}
}

func awayStatus(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// pause waits a little longer each time, by a random share of 100 and 200 ms, so that the callers
// of a service that comes back do not all arrive at once.
func pause(ctx context.Context, attempt int) error {
	t := time.NewTimer(rand.N(100*time.Millisecond<<attempt) + 20*time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// drain reads the little that may be left of a body, so that its connection can be used again.
func drain(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 4<<10)
	_ = body.Close()
}
