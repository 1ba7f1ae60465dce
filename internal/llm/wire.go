package llm

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxAnswer bounds what is read of an answer, in bytes: a brief has a few thousand, and go-openai
// reads whatever it is sent.
const maxAnswer = 1 << 20

// maxRetryAfter bounds what a model can ask for, so that a wrong header does not park a job for days.
const maxRetryAfter = time.Hour

var errTooLong = errors.New("the answer is too long")

// wire is what one call saw of HTTP, which go-openai does not hand on: errors made of an answer
// lose its headers.
type wire struct {
	status     int // 0 when nothing came back
	retryAfter time.Duration
}

type wireKey struct{}

// withWire returns a context whose request notes its answer in the wire.
func withWire(ctx context.Context) (context.Context, *wire) {
	w := &wire{}
	return context.WithValue(ctx, wireKey{}, w), w
}

// observer is the http.RoundTripper that fills the wire of each call and bounds its answer.
type observer struct{ next http.RoundTripper }

func (o observer) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := o.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if w, ok := r.Context().Value(wireKey{}).(*wire); ok {
		w.status, w.retryAfter = res.StatusCode, retryAfter(res.Header, time.Now())
	}
	res.Body = &bounded{ReadCloser: res.Body, left: maxAnswer}
	return res, nil
}

// retryAfter reads Retry-After in both forms of RFC 9110 section 10.2.3, and the finer
// retry-after-ms that OpenAI sends beside it.
func retryAfter(h http.Header, now time.Time) time.Duration {
	var d time.Duration
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		d = time.Duration(min(ms, float64(maxRetryAfter.Milliseconds())) * float64(time.Millisecond))
	} else if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil {
		d = time.Duration(min(s, maxRetryAfter.Seconds()) * float64(time.Second))
	} else if at, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		d = at.Sub(now)
	}
	return max(0, min(d, maxRetryAfter))
}

type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
