package ui_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/ui"
)

// meter notes what it is told.
type meter struct {
	mu       sync.Mutex
	told     []string
	inFlight int
}

func (m *meter) Began() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight++
}

func (m *meter) Ended(method, route string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
	m.told = append(m.told, fmt.Sprintf("%s %q %d %t", method, route, status, took > 0))
}

func TestEveryPageIsCountedByItsRoute(t *testing.T) {
	t.Parallel()
	m := &meter{}
	site := newSite(t, newBackend(t), func(c *ui.Config) { c.Meter = m })
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, path := range []string{"/signin", "/appointments/17", "/healthz", "/Lindqvist", "/Lindqvist/2", "/static/x/y.css"} {
		resp, err := client.Get(site.URL + path)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	require.Eventually(t, func() bool { m.mu.Lock(); defer m.mu.Unlock(); return len(m.told) == 6 && m.inFlight == 0 }, 5*time.Second, time.Millisecond)
	require.Equal(t, []string{
		`GET "/signin" 200 true`, `GET "/appointments/{id}" 303 true`, `GET "/healthz" 200 true`,
		`GET "" 404 true`, `GET "" 404 true`, `GET "/static/{hash}/*" 404 true`,
	}, m.told)
}
