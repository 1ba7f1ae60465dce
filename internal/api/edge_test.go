package api_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
)

func TestPathsAndMethods(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	rows := []struct {
		method, target string
		status         int
		allow          string
	}{
		{"GET", "/nothing", 404, ""},
		{"GET", "/appointments/1/2", 404, ""},
		{"GET", "//appointments", 404, ""},
		{"PROPFIND", "/nothing", 404, ""},
		{"POST", "/", 405, "GET, HEAD"},
		{"PATCH", "/appointments/1", 405, "GET, HEAD, PUT, DELETE"},
		{"PROPFIND", "/appointments/1", 405, "GET, HEAD, PUT, DELETE"},
		{"OPTIONS", "/appointments/", 405, "GET, HEAD, POST"},
		{"DELETE", "/appointments", 405, "GET, HEAD, POST"},
		{"GET", "/summary/", 405, "POST"},
		{"GET", "/auth/token", 405, "POST"},
		{"POST", "/appointments/free", 405, "GET, HEAD, PUT, DELETE"},
		{"TRACE", "/healthz", 405, "GET, HEAD"},
	}
	for _, row := range rows {
		for _, who := range []string{"guest", "user"} {
			a := r.call(who, row.method, row.target, "")
			require.Equal(t, row.status, a.status, "%s %s", row.method, row.target)
			require.Equal(t, row.allow, a.header.Get("Allow"))
			require.Equal(t, map[int]string{404: "Not Found", 405: "Method Not Allowed"}[row.status], a.detail(t))
		}
	}
}

func TestCollectionsAnswerWithAndWithoutSlash(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, path := range []string{"/appointments", "/summary/jobs", "/docs"} {
		bare, slash := r.call("user", "GET", path, ""), r.call("user", "GET", path+"/", "")
		require.Equal(t, 200, bare.status)
		require.Equal(t, bare.body, slash.body)
	}
	require.Equal(t, 201, r.call("user", "POST", "/appointments", lindqvist).status)
}

// Clients of the documented API were sent on from a slash too many, and so never noticed it.
func TestASlashTooManyIsForgiven(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	for _, path := range []string{"/appointments/1", "/appointments/export", "/summary/result", "/auth/me", "/openapi.json"} {
		bare, slash := r.call("user", "GET", path, ""), r.call("user", "GET", path+"/", "")
		require.Equal(t, 200, slash.status, path)
		require.Equal(t, bare.body, slash.body, path)
		require.Equal(t, "GET, HEAD", r.call("user", "POST", path+"/", "").header.Get("Allow")[:9], path)
	}
	require.Equal(t, 200, r.call("user", "PUT", "/appointments/1/", `{"notes":"x"}`).status)
	require.Equal(t, 204, r.call("user", "DELETE", "/appointments/1/", "").status)
	require.Equal(t, 404, r.call("user", "GET", "/appointments/1//", "").status)
	require.Equal(t, 404, r.call("user", "GET", "/appointments//", "").status)
}

func TestHEADAnswersWhereGETDoes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	for _, target := range []string{"/", "/healthz", "/readyz", "/openapi.json", "/docs", "/auth/me", "/appointments/1", "/appointments?limit=1", "/summary/result", "/summary/jobs", "/summary/events"} {
		head := r.call("user", "HEAD", target, "")
		require.Equal(t, 200, head.status, target)
		require.Empty(t, head.body)
	}
	require.Equal(t, 404, r.call("user", "HEAD", "/appointments/9", "").status)
	require.Equal(t, 401, r.call("guest", "HEAD", "/appointments/", "").status)
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("guest", "GET", "/nothing", "", "X-Request-ID", "abc-123")
	require.Equal(t, "abc-123", a.header.Get("X-Request-ID"))
	require.Equal(t, "abc-123", a.json(t)["request_id"])
	require.Contains(t, r.log.String(), `"request_id":"abc-123"`)
	for _, odd := range []string{"a b", `a"b`, strings.Repeat("a", 65), "ü"} {
		require.NotEqual(t, odd, r.call("guest", "GET", "/", "", "X-Request-ID", odd).header.Get("X-Request-ID"))
	}
	require.NotEqual(t, r.call("guest", "GET", "/", "").header.Get("X-Request-ID"), r.call("guest", "GET", "/", "").header.Get("X-Request-ID"))
}

func TestTheAccessLogTellsNothingPrivate(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.call("user", "POST", "/appointments/", lindqvist)
	r.call("user", "GET", "/appointments/?q=Lindqvist", "")
	r.call("user", "GET", "/appointments/Lindqvist", "")
	r.call("guest", "GET", "/Lindqvist", "")
	r.call("guest", "POST", "/auth/token", "username=user&password=Lindqvist", "Content-Type", "application/x-www-form-urlencoded")
	r.call("user", strings.Repeat("M", 99), "/", "")
	log := r.log.String()
	require.Equal(t, 6, strings.Count(log, `"msg":"request"`), "one line for each request")
	require.NotContains(t, log, "Lindqvist")
	require.NotContains(t, log, r.as["user"])
	require.NotContains(t, log, "MMM")
	require.Regexp(t, `"method":"POST","route":"/appointments/","status":201,"duration_ms":[0-9.]+,"request_id":"[0-9a-z]+"`, log)
	require.Contains(t, log, `"route":"/appointments/{appointment_id}","status":422`)
}

// brokenStore fails in the ways that a test names.
type brokenStore struct {
	agenda.AppointmentStore
	rows  int // how many a list yields before it fails
	fails func() error
}

func (s brokenStore) Revision(context.Context) (int64, error) { return 1, nil }

func (s brokenStore) Extent(context.Context, agenda.AppointmentQuery) (agenda.Span, error) {
	return agenda.Span{}, nil
}

func (s brokenStore) Appointment(context.Context, int64) (agenda.Appointment, error) {
	return agenda.Appointment{}, s.fails()
}

func (s brokenStore) EachAppointment(_ context.Context, _ agenda.AppointmentQuery, yield func(*agenda.Appointment) error) error {
	for i := range s.rows {
		if err := yield(&agenda.Appointment{ID: int64(i), ClientName: strings.Repeat("x", 100)}); err != nil {
			return err
		}
	}
	return s.fails()
}

func (s brokenStore) BusySpans(context.Context, agenda.Span) ([]agenda.Span, error) {
	return nil, s.fails()
}

func (s brokenStore) Hours(context.Context, agenda.Date, agenda.Date) (agenda.PracticeHours, error) {
	return agenda.PracticeHours{}, s.fails()
}

func broken(rows int, fails func() error) func(*api.Config) {
	return func(cfg *api.Config) {
		cfg.Appointments = agenda.NewAppointments(brokenStore{rows: rows, fails: fails}, cfg.Zone, time.Now)
	}
}

func TestFaultsOfOursAreNotShown(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func() error{
		"an error": func() error { return errors.New("disk /dev/sda1 says 0x17") },
		"a panic":  func() error { panic("disk /dev/sda1 says 0x17") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, broken(3, fails))
			for _, target := range []string{"/appointments/7", "/appointments/", "/appointments/export", "/appointments/export.ics", "/appointments/free?date=2031-11-25&time=10:00"} {
				a := r.call("user", "GET", target, "")
				require.Equal(t, 500, a.status, target)
				require.NotContains(t, a.body, "sda1")
				require.Contains(t, a.detail(t), a.header.Get("X-Request-ID"))
				require.Empty(t, a.header.Get("ETag"))
				require.Empty(t, a.header.Get("Content-Disposition"))
			}
			require.Equal(t, 5, strings.Count(r.log.String(), "sda1"), "the cause is logged once for each request")
		})
	}
}

func TestSlowAndFullAreToldApart(t *testing.T) {
	t.Parallel()
	r := newRig(t, broken(0, func() error { return fmt.Errorf("store: read: %w", context.DeadlineExceeded) }))
	a := r.call("user", "GET", "/appointments/7", "")
	require.Equal(t, 503, a.status)
	require.Equal(t, "1", a.header.Get("Retry-After"))
	r = newRig(t, broken(0, func() error {
		return &agenda.Error{Code: agenda.Unavailable, Message: "Busy.", RetryAfter: 1200 * time.Millisecond}
	}))
	a = r.call("user", "GET", "/appointments/7", "")
	require.Equal(t, "2", a.header.Get("Retry-After"), "rounded up")
	require.Equal(t, "Busy.", a.detail(t))
}

func TestAStreamThatFailsIsBrokenOff(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func() error{
		"an error": func() error { return errors.New("no more") },
		"a panic":  func() error { panic("no more") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, broken(2000, fails))
			for _, target := range []string{"/appointments/", "/appointments/export", "/appointments/export.ics"} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+target, nil)
				require.NoError(t, err)
				req.Header.Set("Authorization", "Bearer "+r.as["user"])
				resp, err := http.DefaultTransport.RoundTrip(req)
				require.NoError(t, err)
				_, err = io.ReadAll(resp.Body)
				require.ErrorIs(t, err, io.ErrUnexpectedEOF, "a part of a list must not look like a whole one")
				resp.Body.Close()
			}
			require.Equal(t, 3, strings.Count(r.log.String(), `"msg":"request"`))
			require.Contains(t, r.log.String(), "no more")
		})
	}
}

func TestGuestsAreLimitedByAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(cfg *api.Config) {
		cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
		stood := time.Now()
		cfg.Now = func() time.Time { return stood }
	})
	from := func(hops string) answer {
		return r.call("guest", "POST", "/auth/register", "{}", "X-Forwarded-For", hops)
	}
	for i := range 300 {
		a := from("203.0.113.7")
		require.Equal(t, 422, a.status)
		require.Equal(t, "300", a.header.Get("RateLimit-Limit"))
		require.Equal(t, fmt.Sprint(299-i), a.header.Get("RateLimit-Remaining"))
	}
	a := from("203.0.113.7")
	require.Equal(t, 429, a.status)
	require.Equal(t, "1", a.header.Get("Retry-After"))
	require.Equal(t, "60", a.header.Get("RateLimit-Reset"))
	for _, hops := range []string{"198.51.100.1, 203.0.113.7", "203.0.113.7, 10.1.2.3", "203.0.113.7:4711", "::ffff:203.0.113.7", "garbage, 203.0.113.7"} {
		require.Equal(t, 429, from(hops).status, "the same caller by another name: %s", hops)
	}
	for _, hops := range []string{"203.0.113.8", "203.0.113.7, 198.51.100.2", "2001:db8::1", "", "203.0.113.7, garbage"} {
		require.Equal(t, 422, from(hops).status, "another caller: %s", hops)
	}
	require.Equal(t, 200, r.call("guest", "GET", "/", "", "X-Forwarded-For", "203.0.113.7").status)
}

// Whoever has one IPv6 address has 2^64 of them: a guess from each must not be a first guess each time.
func TestGuessesOfANetworkAreCountedTogether(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(cfg *api.Config) { cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	guess := func(address string) int {
		return r.call("guest", "POST", "/auth/token", "username=user&password=wrong",
			"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-For", address).status
	}
	for i := range 5 {
		require.Equal(t, 400, guess("2001:db8:0:1::"+strconv.Itoa(i+1)), i)
	}
	require.Equal(t, 429, guess("2001:db8:0:1::6"))
	require.Equal(t, 400, guess("2001:db8:0:2::1"))
	require.Equal(t, 400, guess("192.0.2.1"))
}

func TestNobodyIsBelievedButProxies(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(cfg *api.Config) {
		stood := time.Now()
		cfg.Now = func() time.Time { return stood }
	})
	for i := range 300 {
		require.Equal(t, 422, r.call("guest", "POST", "/auth/register", "{}", "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i%250)).status)
	}
	require.Equal(t, 429, r.call("guest", "POST", "/auth/register", "{}", "X-Forwarded-For", "203.0.113.200").status)
}

// Whoever sends slower than the server reads is told so, rather than cut off.
func TestABodyThatComesTooSlowlyIsAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	srv := httptest.NewUnstartedServer(api.New(r.cfg))
	srv.Config.ReadTimeout = 300 * time.Millisecond
	srv.Start()
	defer srv.Close()
	for target, contentType := range map[string]string{
		"/appointments/": "application/json", "/auth/token": "application/x-www-form-urlencoded", "/summary/": "application/json",
	} {
		conn, err := net.Dial("tcp", srv.Listener.Addr().String())
		require.NoError(t, err)
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: 50\r\n\r\n{", target, r.as["user"], contentType)
		require.NoError(t, err)
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err, target)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		a := answer{resp.StatusCode, resp.Header, string(body)}
		require.Equal(t, 408, a.status, target)
		require.Contains(t, a.detail(t), "did not arrive in time")
		require.True(t, resp.Close, "the connection is of no use any more")
		conforms(t, "POST", target, a)
		require.NoError(t, conn.Close())
	}
}

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
	if took <= 0 {
		route = "no time at all"
	}
	m.told = append(m.told, fmt.Sprint(method, " ", route, " ", status))
}

func TestEveryRequestIsCountedByItsRoute(t *testing.T) {
	t.Parallel()
	m := &meter{}
	r := newRig(t, func(cfg *api.Config) { cfg.Meter = m })
	r.call("user", "GET", "/appointments/7", "")
	r.call("user", "GET", "/appointments/8/", "")
	r.call("guest", "GET", "/appointments/", "")
	r.call("user", "POST", "/appointments/", lindqvist)
	r.call("guest", "GET", "/Lindqvist", "")
	r.call("guest", "DELETE", "/healthz", "")
	r = newRig(t, func(cfg *api.Config) {
		broken(0, func() error { panic("no") })(cfg)
		cfg.Meter = m
	})
	r.call("user", "GET", "/appointments/7", "")
	require.Eventually(t, func() bool { m.mu.Lock(); defer m.mu.Unlock(); return m.inFlight == 0 }, 5*time.Second, time.Millisecond)
	require.Equal(t, []string{
		"GET /appointments/{appointment_id} 404", "GET /appointments/{appointment_id} 404", "GET /appointments/ 401",
		"POST /appointments/ 201", "GET  404", "DELETE  405", "GET /appointments/{appointment_id} 500",
	}, m.told)
}

func TestUsersAreLimitedOnlyIfSet(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Empty(t, r.call("user", "GET", "/auth/me", "").header.Get("RateLimit-Limit"))
	now := time.Now()
	r = newRig(t, func(cfg *api.Config) { cfg.RateLimit, cfg.Now = 3, func() time.Time { return now } })
	for range 3 {
		require.Equal(t, 200, r.call("user", "GET", "/auth/me", "").status)
	}
	a := r.call("user", "GET", "/auth/me", "")
	require.Equal(t, 429, a.status)
	require.Equal(t, "20", a.header.Get("Retry-After"))
	require.Equal(t, 200, r.call("other", "GET", "/auth/me", "").status)
	now = now.Add(20 * time.Second)
	require.Equal(t, 200, r.call("user", "GET", "/auth/me", "").status)
	require.Equal(t, 429, r.call("user", "GET", "/auth/me", "").status)
}

func TestALimiterRemembersSoMany(t *testing.T) {
	t.Parallel()
	stood := time.Now()
	require.LessOrEqual(t, api.Crowd(200_000, func() time.Time { return stood }), 1<<16)
	require.LessOrEqual(t, api.Crowd(200_000, func() time.Time { stood = stood.Add(time.Second); return stood }), 1<<16)
}
