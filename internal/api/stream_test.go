package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
)

// oneUser is a store that knows a single user, one session, and API tokens of theirs.
type oneUser struct {
	agenda.SessionStore
	agenda.APITokenStore
	version atomic.Int64
	ended   atomic.Bool // the session
	revoked atomic.Bool // every API token
	seen    atomic.Pointer[time.Time]
	noted   atomic.Int64
}

func (s *oneUser) user() agenda.User {
	return agenda.User{ID: 1, Username: "jo", TokenVersion: s.version.Load()}
}

func (s *oneUser) UserInSession(context.Context, string, string) (agenda.User, *time.Time, error) {
	if s.ended.Load() {
		return s.user(), nil, nil
	}
	return s.user(), s.seen.Load(), nil
}

func (s *oneUser) RefreshSession(context.Context, agenda.Session) error {
	s.seen.Store(new(time.Now()))
	s.noted.Add(1)
	return nil
}

func (s *oneUser) APITokenOwner(context.Context, string) (agenda.User, agenda.APIToken, error) {
	if s.revoked.Load() {
		return agenda.User{}, agenda.APIToken{}, agenda.Fail(agenda.NotFound, "none")
	}
	return s.user(), agenda.APIToken{Scope: agenda.ScopeRead, LastUsedAt: new(time.Now())}, nil
}

// noJobs is a ledger in which there is nothing.
type noJobs struct{ agenda.SummaryStore }

func (noJobs) Jobs(context.Context, agenda.JobQuery) ([]agenda.SummaryJob, error) { return nil, nil }

// anyToken believes every token, for half an hour.
type anyToken struct{ expires time.Time }

func (anyToken) Issue(agenda.User, string) (string, time.Time, error) { return "", time.Time{}, nil }

func (anyToken) Renew(agenda.TokenClaims, bool) (string, time.Time, error) {
	return "", time.Time{}, nil
}

func (t anyToken) Verify(string) (agenda.TokenClaims, error) {
	if !time.Now().Before(t.expires) {
		return agenda.TokenClaims{}, agenda.Fail(agenda.Unauthenticated, "expired")
	}
	return agenda.TokenClaims{Username: "jo", TokenVersion: 1, Session: "s1", ExpiresAt: t.expires}, nil
}

func TestAStreamEndsWithItsToken(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		token string
		end   func(*oneUser)
		lasts time.Duration
	}{
		"the token expires":        {"x", func(*oneUser) {}, 30 * time.Minute},
		"all sessions ended":       {"x", func(s *oneUser) { s.version.Add(1) }, 5*time.Minute + 15*time.Second},
		"the session ended":        {"x", func(s *oneUser) { s.ended.Store(true) }, 5*time.Minute + 15*time.Second},
		"the API token is revoked": {"amt_x", func(s *oneUser) { s.revoked.Store(true) }, 5*time.Minute + 15*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				started := time.Now()
				jo := &oneUser{}
				jo.version.Store(1)
				jo.seen.Store(new(started))
				h := api.New(api.Config{
					Sessions: agenda.NewSessions(jo, nil, time.Now), APITokens: agenda.NewAPITokens(jo, time.Now),
					Summaries: agenda.NewSummaries(noJobs{}, nil, idleQueue{}, idleQueue{}, time.Now),
					Tokens:    anyToken{started.Add(30 * time.Minute)}, Feed: &feed{subs: map[chan string]bool{}},
				})
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/summary/events", nil)
				req.Header.Set("Authorization", "Bearer "+row.token)
				rec := httptest.NewRecorder()
				time.AfterFunc(5*time.Minute+time.Second, func() { row.end(jo) })
				h.ServeHTTP(rec, req)
				require.Equal(t, row.lasts, time.Since(started))
				require.Equal(t, 200, rec.Code)
				require.Contains(t, rec.Body.String(), "retry: 3000\n\n: ping\n\n: ping\n\n")
				synctest.Wait()
				require.Zero(t, jo.noted.Load(), "a stream that is left open is no use of its session")
			})
		})
	}
}
