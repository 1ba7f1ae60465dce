package api_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/auth"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/store"
)

// cpu reports the CPU time of each operation, client's share included, which says more on a shared
// machine than the time that passed.
func cpu(b *testing.B, op func()) {
	b.Helper()
	var before, after syscall.Rusage
	op()
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &before))
	for b.Loop() {
		op()
	}
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &after))
	spent := after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()
	b.ReportMetric(float64(spent)/float64(b.N)/1000, "cpu-us/op")
	b.ReportAllocs()
}

// quiet is a ResponseWriter that keeps nothing, so that what is measured is the handler.
type quiet struct{ h http.Header }

func (q quiet) Header() http.Header         { return q.h }
func (q quiet) Write(p []byte) (int, error) { return len(p), nil }
func (q quiet) WriteHeader(int)             {}

func BenchmarkHandlers(b *testing.B) {
	db, err := store.Open(b.Context(), store.Config{Path: filepath.Join(b.TempDir(), "bench.db")})
	require.NoError(b, err)
	b.Cleanup(func() { _ = db.Close() })
	tokens, err := auth.NewTokens([]byte(secret), time.Hour, time.Now)
	require.NoError(b, err)
	passwords, err := auth.NewPasswords(auth.PasswordsConfig{Cost: 4, Parallel: 1, Queue: 1})
	require.NoError(b, err)
	appointments := agenda.NewAppointments(db, time.UTC, time.Now)
	users := agenda.NewUsers(db, db, passwords, agenda.UsersConfig{PasswordMinLength: 8}, time.Now)
	u, err := users.Create(b.Context(), "user", password, agenda.RoleUser)
	require.NoError(b, err)
	token, ends, err := tokens.Issue(u, "session")
	require.NoError(b, err)
	require.NoError(b, db.CreateSession(b.Context(), agenda.Session{ID: "session", UserID: u.ID, ExpiresAt: ends}, u.TokenVersion, 100))
	for i := range 1000 {
		day := agenda.Date{Year: 2031, Month: 1, Day: 1}.AddDays(i)
		_, _, err := appointments.Create(b.Context(), agenda.AppointmentDraft{ClientName: fmt.Sprint("Client ", i), Date: day.String(), Time: "10:00"}, nil)
		require.NoError(b, err)
	}
	cfg := api.Config{
		Appointments: appointments, Users: users, Sessions: agenda.NewSessions(db, nil, time.Now), Tokens: tokens, Zone: time.UTC,
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	}
	h := api.New(cfg)
	cfg.Meter = metrics.New("").Requests("backend")
	counted := api.New(cfg)
	hello := chi.NewRouter()
	hello.Get("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	tag := func() string {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, request(token, "/appointments/?limit=100", ""))
		return rec.Header().Get("ETag")
	}()
	for _, bench := range []struct {
		name, target, tag string
		h                 http.Handler
	}{
		{"hello", "/", "", hello},
		{"one", "/appointments/7", "", h},
		{"one counted", "/appointments/7", "", counted},
		{"healthz", "/healthz", "", h},
		{"page of 100", "/appointments/?limit=100", "", h},
		{"unchanged page", "/appointments/?limit=100", tag, h},
		{"list of 1000", "/appointments/", "", h},
		{"CSV of 1000", "/appointments/export", "", h},
	} {
		b.Run(bench.name+"/handler", func(b *testing.B) {
			cpu(b, func() { bench.h.ServeHTTP(quiet{http.Header{}}, request(token, bench.target, bench.tag)) })
		})
		b.Run(bench.name+"/wire", func(b *testing.B) {
			srv := httptest.NewServer(bench.h)
			defer srv.Close()
			cpu(b, func() {
				r := request(token, bench.target, bench.tag)
				out, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+bench.target, nil)
				require.NoError(b, err)
				out.Header = r.Header
				resp, err := http.DefaultTransport.RoundTrip(out)
				require.NoError(b, err)
				_, err = copyAll(resp)
				require.NoError(b, err)
			})
		})
	}
}

func request(token, target, tag string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	return r
}

func copyAll(resp *http.Response) (int64, error) {
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}
