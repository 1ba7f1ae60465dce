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

// oneUser is a store that knows a single user.
type oneUser struct {
	agenda.UserStore
	version *atomic.Int64
}

func (s oneUser) UserByName(context.Context, string) (agenda.User, error) {
	return agenda.User{ID: 1, Username: "jo", TokenVersion: s.version.Load()}, nil
}

// noJobs is a ledger in which there is nothing.
type noJobs struct{ agenda.SummaryStore }

func (noJobs) Jobs(context.Context, agenda.JobQuery) ([]agenda.SummaryJob, error) { return nil, nil }

// anyToken believes every token, for half an hour.
type anyToken struct{ expires time.Time }

func (anyToken) Issue(agenda.User) (string, error) { return "", nil }

func (anyToken) Renew(agenda.TokenClaims, bool) (string, error) { return "", nil }

func (t anyToken) Verify(string) (agenda.TokenClaims, error) {
	return agenda.TokenClaims{Username: "jo", TokenVersion: 1, ExpiresAt: t.expires}, nil
}

func TestAStreamEndsWithItsToken(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		revoke bool
		lasts  time.Duration
	}{
		"the token expires":  {false, 30 * time.Minute},
		"the sessions ended": {true, 5*time.Minute + 15*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				started := time.Now()
				var version atomic.Int64
				version.Store(1)
				h := api.New(api.Config{
					Users:     agenda.NewUsers(oneUser{version: &version}, nil, nil, agenda.UsersConfig{}, time.Now),
					Summaries: agenda.NewSummaries(noJobs{}, nil, idleQueue{}, idleQueue{}, time.Now),
					Tokens:    anyToken{started.Add(30 * time.Minute)}, Feed: &feed{subs: map[chan string]bool{}},
				})
				req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/summary/events", nil)
				req.Header.Set("Authorization", "Bearer x")
				rec := httptest.NewRecorder()
				if row.revoke {
					time.AfterFunc(5*time.Minute+time.Second, func() { version.Add(1) })
				}
				h.ServeHTTP(rec, req)
				require.Equal(t, row.lasts, time.Since(started))
				require.Equal(t, 200, rec.Code)
				require.Contains(t, rec.Body.String(), "retry: 3000\n\n: ping\n\n: ping\n\n")
			})
		})
	}
}
