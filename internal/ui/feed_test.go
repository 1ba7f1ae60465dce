package ui_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ui"
)

const feedSecret = "k2-Qx_9vT0feedfeedfeedfeedfeedfeedfeedfeed"

func TestTheFeedIsPassedOnToPrograms(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	var log bytes.Buffer
	m := &meter{}
	site := newSite(t, b, func(c *ui.Config) {
		c.Meter, c.Log = m, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	ask := func(method, path string, headers ...string) (*http.Response, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, site.URL+path, nil)
		require.NoError(t, err)
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp, string(body)
	}
	feed := "/calendar/" + feedSecret + ".ics"
	resp, body := ask("GET", feed)
	require.Equal(t, 200, resp.StatusCode)
	require.Equal(t, "text/calendar; charset=utf-8", resp.Header.Get("Content-Type"))
	require.Equal(t, "private, no-cache", resp.Header.Get("Cache-Control"))
	require.Equal(t, `"f1"`, resp.Header.Get("ETag"))
	require.Equal(t, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", body)
	resp, body = ask("GET", feed, "If-None-Match", resp.Header.Get("ETag"))
	require.Equal(t, 304, resp.StatusCode)
	require.Equal(t, `"f1"`, resp.Header.Get("ETag"))
	require.Empty(t, body)
	resp, body = ask("HEAD", feed)
	require.Equal(t, 200, resp.StatusCode)
	require.Empty(t, body)

	for _, other := range []string{"x", "week", "%00", strings.Repeat("y", 5000)} {
		resp, body = ask("GET", "/calendar/"+other+".ics", "Accept-Language", "de")
		require.Equal(t, 404, resp.StatusCode)
		require.Equal(t, "text/plain; charset=utf-8", resp.Header.Get("Content-Type"))
		require.Equal(t, "Unter dieser Adresse gibt es keinen Kalender.\n", body)
	}
	for status, e := range map[int]*agenda.Error{
		429: {Code: agenda.RateLimited, RetryAfter: 40 * time.Second}, 503: {Code: agenda.Unavailable, RetryAfter: 40 * time.Second}, 500: {Code: agenda.Internal},
	} {
		b.refuse("GET "+feed, e)
		resp, body = ask("GET", feed)
		require.Equal(t, status, resp.StatusCode)
		require.Equal(t, "The calendar cannot be read right now. Try again later.\n", body)
		require.Equal(t, status != 500, resp.Header.Get("Retry-After") == "40")
	}
	b.Close()
	resp, _ = ask("GET", feed)
	require.Equal(t, 503, resp.StatusCode)
	require.Equal(t, 405, func() int { resp, _ := ask("POST", feed); return resp.StatusCode }())

	site.Close()
	require.Equal(t, 3, strings.Count(log.String(), `"feed failed"`))
	require.NotContains(t, log.String(), "k2-Qx")
	m.mu.Lock()
	defer m.mu.Unlock()
	require.NotContains(t, strings.Join(m.told, "\n"), "k2-Qx")
	require.Contains(t, m.told, `GET "/calendar/{secret}.ics" 304 true`)
}

func TestAnAddressForOtherProgramsIsShownOnce(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	p := w.get("/settings/feed")
	p.says("There is no address yet.", "Make an address", "the last 90 days")
	p = w.post("/settings/feed")
	require.Equal(t, http.StatusCreated, p.Status)
	require.Equal(t, "no-store", p.Header.Get("Cache-Control"))
	require.Equal(t, []string{w.base + "/calendar/" + feedSecret + ".ics"}, p.class("secret"))
	p.says("Whoever knows it can read every appointment.")
	require.Equal(t, http.StatusOK, w.get(strings.TrimPrefix(p.class("secret")[0], w.base)).Status)
	p = w.get("/settings/feed")
	require.NotContains(t, p.body, feedSecret)
	p.says("Last read Not yet")
	read := clockNow.Add(-time.Hour)
	b.published.LastUsedAt = &read
	w.get("/settings/feed").says("Last read 25 Nov, 09:42")
	p = w.post("/settings/feed/withdraw")
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "/settings/feed", p.Location)
	w.get("/settings/feed").says("The address was withdrawn", "There is no address yet.")
}
