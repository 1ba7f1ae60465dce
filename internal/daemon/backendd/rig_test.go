package backendd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon/backendd"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/metrics/metricstest"
)

const password = "correct horse battery"

// rig is a backend on a database in dir and a Redis of its own.
type rig struct {
	t     *testing.T
	d     *backendd.Daemon
	m     *metrics.Registry
	log   *lockedBuffer
	token string
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// prepare makes a backend that does not serve yet.
func prepare(t *testing.T, dir, redis string) *rig {
	t.Helper()
	cfg, _, err := config.LoadBackend(func(name string) (string, bool) {
		v, ok := map[string]string{
			"BACKEND_ADDR": "127.0.0.1:0", "DATABASE_URL": "sqlite:" + dir + "/test.db", "REDIS_URL": redis, "BACKUP_EVERY": "0",
			"ADMIN_USERNAME": "hanna", "ADMIN_PASSWORD": password, "TIME_ZONE": "Europe/Berlin", "SUMMARY_LANGUAGE": "de",
		}[name]
		return v, ok
	})
	require.NoError(t, err)
	r := &rig{t: t, m: metrics.New("1.2.3"), log: &lockedBuffer{}}
	r.d, err = backendd.New(t.Context(), cfg, slog.New(slog.NewJSONHandler(r.log, nil)), r.m)
	require.NoError(t, err)
	return r
}

// serve lets the backend serve until the test ends, and signs in.
func (r *rig) serve() {
	r.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.d.Serve(ctx) }()
	r.t.Cleanup(func() {
		stop()
		require.NoError(r.t, <-ended)
	})
	status, body := r.signIn(password)
	require.Equal(r.t, 200, status, body)
	r.token, _ = body["access_token"].(string)
}

func (r *rig) signIn(password string) (status int, body map[string]any) {
	r.t.Helper()
	form := url.Values{"username": {"hanna"}, "password": {password}}
	return r.call("POST", "/auth/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func (r *rig) call(method, target, body string, headers ...string) (status int, answer map[string]any) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://"+r.d.Addr()+target, strings.NewReader(body))
	require.NoError(r.t, err)
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	_ = json.Unmarshal(b, &answer) // a list is not looked at
	return resp.StatusCode, answer
}

func (r *rig) scrape() map[string]float64 { return metricstest.Read(r.t, r.m) }

// part returns how /readyz says that the whole and one part of it are.
func (r *rig) part(name string) (whole string, up bool, detail string) {
	r.t.Helper()
	status, body := r.call("GET", "/readyz", "")
	require.Equal(r.t, 200, status, "reads go on, so nobody is sent elsewhere")
	for _, p := range body["parts"].([]any) {
		p := p.(map[string]any)
		require.Equal(r.t, p["status"] != "up", p["detail"] != nil, "what is down has a sentence")
		if p["name"] == name {
			detail, _ = p["detail"].(string)
			return body["status"].(string), p["status"] == "up", detail
		}
	}
	require.Fail(r.t, "there is no such part", name)
	return "", false, ""
}

// eventually waits for something that other goroutines do.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, 30*time.Second, 20*time.Millisecond, what)
}
