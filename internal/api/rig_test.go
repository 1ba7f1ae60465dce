package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/auth"
	"appointment-manager/internal/store"
)

const (
	secret   = "0123456789abcdef0123456789abcdef"
	password = "correct horse battery"
)

// rig is the API over a real connection, on a real database, with a user and an administrator.
type rig struct {
	t      *testing.T
	url    string
	cfg    api.Config
	store  *store.Store
	feed   *feed
	log    *lockedBuffer
	tokens *auth.Tokens
	as     map[string]string // tokens by who: user, other, admin
	late   atomic.Int64      // how far the clock of sessions is ahead
}

type idleQueue struct{}

func (idleQueue) Wake(context.Context, agenda.SummaryJob) {}

func (idleQueue) Withdraw(context.Context, string, int) error { return nil }

func (idleQueue) Progress(context.Context, ...string) (map[string]agenda.JobProgress, error) {
	return nil, nil
}

type feed struct {
	mu   sync.Mutex
	subs map[chan string]bool
}

func (f *feed) Subscribe() (<-chan string, func()) {
	c := make(chan string, 8)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subs[c] = true
	return c, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, c)
	}
}

func (f *feed) publish(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.subs {
		c <- id
	}
}

func (f *feed) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.subs)
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

// newRig starts an API. change, which may be nil, adjusts its configuration.
func newRig(t *testing.T, change func(*api.Config)) *rig {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(t.TempDir(), "test.db")})
	require.NoError(t, err)
	tokens, err := auth.NewTokens([]byte(secret), 30*time.Minute, time.Now)
	require.NoError(t, err)
	passwords, err := auth.NewPasswords(auth.PasswordsConfig{Cost: 4, Parallel: 2, Queue: 1000})
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	appointments := agenda.NewAppointments(db, zone, time.Now)
	r := &rig{
		t: t, store: db, tokens: tokens, log: &lockedBuffer{}, as: map[string]string{},
		feed: &feed{subs: map[chan string]bool{}},
	}
	r.cfg = api.Config{
		Appointments: appointments,
		Summaries:    agenda.NewSummaries(db, appointments, idleQueue{}, idleQueue{}, time.Now),
		Users:        agenda.NewUsers(db, db, passwords, agenda.UsersConfig{OpenRegistration: true, PasswordMinLength: 8}, time.Now),
		Calendars:    agenda.NewFeeds(db, time.Now), APITokens: agenda.NewAPITokens(db, time.Now), Preferences: agenda.NewUserPreferences(db), Practice: agenda.NewPractice(db),
		Records: agenda.NewRecords(db, time.Now), Kinds: agenda.NewKinds(db), ClientCards: agenda.NewClientCards(db), Imports: agenda.NewImports(db, appointments, time.Now), Operations: calmWaters{},
		Tokens: tokens, Feed: r.feed,
		Ready: func(context.Context) []api.Part { return []api.Part{{Name: api.PartDatabase, Status: api.PartUp}} },
		Zone:  zone, Registration: "open", PasswordMinLength: 8, Version: "1.2.3",
		Log: slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	r.cfg.Sessions = agenda.NewSessions(db, nil, func() time.Time { return time.Now().Add(time.Duration(r.late.Load())) })
	if change != nil {
		change(&r.cfg)
	}
	if r.cfg.Registration == "closed" {
		r.cfg.Users = agenda.NewUsers(db, db, passwords, agenda.UsersConfig{PasswordMinLength: 8}, time.Now)
	}
	srv := httptest.NewServer(api.New(r.cfg))
	r.url = srv.URL
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		require.NoError(t, db.Close())
	})
	for name, role := range map[string]agenda.Role{"user": agenda.RoleUser, "other": agenda.RoleUser, "admin": agenda.RoleAdmin} {
		u, err := r.cfg.Users.Create(ctx, name, password, role)
		require.NoError(t, err)
		r.as[name], _, err = tokens.Issue(u, "")
		require.NoError(t, err)
	}
	return r
}

// answer is what came back, read as a whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// json decodes the body.
func (a answer) json(t *testing.T) (v map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(a.body), &v), a.body)
	return v
}

// detail returns the sentence of a refusal.
func (a answer) detail(t *testing.T) string {
	t.Helper()
	s, _ := a.json(t)["detail"].(string)
	return s
}

// faults returns the list of a 422 as "type loc msg" lines.
func (a answer) faults(t *testing.T) (lines []string) {
	t.Helper()
	var v struct {
		Detail []struct {
			Type string
			Loc  []any
			Msg  string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(a.body), &v), a.body)
	for _, f := range v.Detail {
		loc, err := json.Marshal(f.Loc)
		require.NoError(t, err)
		lines = append(lines, f.Type+" "+string(loc)+" "+f.Msg)
	}
	return lines
}

// call makes a request and holds its answer against the OpenAPI document. who is "guest" or one of
// the rig's users; headers come as name, value pairs.
func (r *rig) call(who, method, target, body string, headers ...string) answer {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+target, strings.NewReader(body))
	require.NoError(r.t, err)
	if token := r.as[who]; token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		} else {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(r.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	a := answer{resp.StatusCode, resp.Header, string(b)}
	conforms(r.t, method, target, a)
	return a
}

// book makes an appointment and returns it.
func (r *rig) book(name, date, at string) agenda.Appointment {
	r.t.Helper()
	appt, _, err := r.cfg.Appointments.Create(r.t.Context(), agenda.AppointmentDraft{ClientName: name, Date: date, Time: at}, nil)
	require.NoError(r.t, err)
	return appt
}

// finish ends a job as a worker would.
func (r *rig) finish(id, label string, state agenda.JobState, summary string) {
	r.t.Helper()
	output, err := json.Marshal(agenda.Summary{Text: summary, Model: "built-in", Appointments: 1})
	require.NoError(r.t, err)
	_, err = r.store.FinishJobs(r.t.Context(), []agenda.JobOutcome{{
		ID: id, Run: 1, Kind: agenda.KindSummary, Label: label, State: state, Output: output, FinishedAt: time.Now(),
		Attempts: []agenda.Attempt{{Number: 1, Worker: "w", StartedAt: time.Now()}},
	}})
	require.NoError(r.t, err)
}
