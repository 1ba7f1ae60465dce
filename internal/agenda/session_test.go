package agenda_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// guestBook is a store of sessions in memory, all of one user.
type guestBook struct {
	agenda.SessionStore
	owner agenda.User
	full  error // what every write fails with

	mu       sync.Mutex
	sessions map[string]agenda.Session
	noted    int
}

func newGuestBook() *guestBook {
	return &guestBook{owner: agenda.User{ID: 7, Username: "hanna", TokenVersion: 3}, sessions: map[string]agenda.Session{}}
}

func (b *guestBook) UserInSession(_ context.Context, name, id string) (agenda.User, *time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if name != b.owner.Username {
		return agenda.User{}, nil, agenda.Fail(agenda.NotFound, "none")
	}
	if s, ok := b.sessions[id]; ok {
		return b.owner, &s.SeenAt, nil
	}
	return b.owner, nil, nil
}

func (b *guestBook) CreateSession(_ context.Context, s agenda.Session, _ int64, _ int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full == nil {
		s.SeenAt = time.Now()
		b.sessions[s.ID] = s
	}
	return b.full
}

func (b *guestBook) RefreshSession(_ context.Context, s agenda.Session) error {
	at := time.Now()
	time.Sleep(time.Second)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.noted++
	if b.full == nil {
		s.SeenAt, s.CreatedAt = at, b.sessions[s.ID].CreatedAt
		b.sessions[s.ID] = s
	}
	return b.full
}

func (b *guestBook) DeleteSession(_ context.Context, _ int64, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.sessions[id]; !ok {
		return agenda.Fail(agenda.NotFound, "none")
	}
	delete(b.sessions, id)
	return nil
}

// lasting issues tokens that are what they name.
func lasting(d time.Duration) agenda.Issue {
	return func(id string) (string, time.Time, error) { return "token of " + id, time.Now().Add(d), nil }
}

func claimsOf(token string) agenda.TokenClaims {
	return agenda.TokenClaims{Username: "hanna", TokenVersion: 3, Session: strings.TrimPrefix(token, "token of ")}
}

func TestATokenOpensNothingOnceItsSessionHasEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := newGuestBook()
		sessions := agenda.NewSessions(book, nil, time.Now)
		token, err := sessions.Begin(t.Context(), agenda.Session{UserID: 7, Agent: "curl\x00/8\u202e.5"}, 3, lasting(time.Hour))
		require.NoError(t, err)
		other, err := sessions.Begin(t.Context(), agenda.Session{UserID: 7}, 3, lasting(time.Hour))
		require.NoError(t, err)
		require.NotEqual(t, token, other)
		c := claimsOf(token)
		require.Greater(t, len(c.Session), 20)
		require.Equal(t, "curl/8.5", book.sessions[c.Session].Agent)
		require.Equal(t, time.Now(), book.sessions[c.Session].CreatedAt)
		require.Equal(t, time.Now().Add(time.Hour), book.sessions[c.Session].ExpiresAt)
		u, due, err := sessions.User(t.Context(), c)
		require.NoError(t, err)
		require.Equal(t, book.owner, u)
		require.False(t, due)

		time.Sleep(10 * time.Minute)
		signedIn := book.sessions[c.Session].CreatedAt
		renewed, err := sessions.Renew(t.Context(), agenda.Session{ID: c.Session, UserID: 7}, 3, lasting(time.Hour))
		require.NoError(t, err)
		require.Equal(t, token, renewed, "it names the same session")
		require.Equal(t, signedIn, book.sessions[c.Session].CreatedAt)
		require.Equal(t, time.Now().Add(time.Hour-time.Second), book.sessions[c.Session].ExpiresAt)

		for _, wrong := range []agenda.TokenClaims{
			{Username: "hanna", TokenVersion: 3, Session: "forged"},
			{Username: "hanna", TokenVersion: 2, Session: c.Session},
			{Username: "jo", TokenVersion: 3, Session: c.Session},
			{Username: "hanna", TokenVersion: 2},
		} {
			_, _, err = sessions.User(t.Context(), wrong)
			require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "%+v", wrong)
		}
		_, due, err = sessions.User(t.Context(), agenda.TokenClaims{Username: "hanna", TokenVersion: 3})
		require.NoError(t, err, "a token of before there were sessions")
		require.False(t, due)

		ctx := agenda.WithActor(t.Context(), agenda.Actor{UserID: 7, Session: c.Session})
		require.NoError(t, sessions.SignOut(ctx))
		require.NoError(t, sessions.SignOut(ctx), "it is what was wanted")
		require.NoError(t, sessions.SignOut(agenda.WithActor(t.Context(), agenda.Actor{UserID: 7})))
		_, _, err = sessions.User(t.Context(), c)
		require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
		_, _, err = sessions.User(t.Context(), claimsOf(other))
		require.NoError(t, err)
	})
}

func TestASessionIsNotedNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := newGuestBook()
		sessions := agenda.NewSessions(book, nil, time.Now)
		token, err := sessions.Begin(t.Context(), agenda.Session{UserID: 7}, 3, lasting(time.Hour))
		require.NoError(t, err)
		call := func() {
			c := claimsOf(token)
			if _, due, err := sessions.User(t.Context(), c); err != nil || due {
				require.NoError(t, err)
				sessions.Seen(t.Context(), agenda.Session{ID: c.Session, UserID: 7, Address: "192.0.2.7"})
			}
		}
		for range 5 {
			call()
			time.Sleep(time.Minute - time.Nanosecond)
		}
		require.Zero(t, book.noted)
		time.Sleep(time.Second)
		began := time.Now()
		for range 100 {
			call()
		}
		require.Equal(t, began, time.Now(), "nobody waits for the note")
		time.Sleep(2 * time.Second)
		book.mu.Lock()
		defer book.mu.Unlock()
		require.Equal(t, 1, book.noted, "of calls at once one is noted")
		require.Equal(t, "192.0.2.7", book.sessions[claimsOf(token).Session].Address)
	})
}

// While nothing can be written signing in goes on, with tokens that name no session. The next renewal
// gives them one.
func TestASessionThatCannotBeRecordedKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, code := range []agenda.Code{agenda.StorageFull, agenda.Unavailable, agenda.Internal} {
			book, log := newGuestBook(), &bytes.Buffer{}
			book.full = agenda.Fail(code, "The disk is full, so nothing was saved.")
			sessions := agenda.NewSessions(book, slog.New(slog.NewTextHandler(log, nil)), time.Now)
			token, err := sessions.Begin(t.Context(), agenda.Session{UserID: 7}, 3, lasting(time.Hour))
			require.NoError(t, err)
			require.Equal(t, "token of ", token)
			_, _, err = sessions.User(t.Context(), claimsOf(token))
			require.NoError(t, err)
			require.Contains(t, log.String(), "session not recorded")
			require.NotContains(t, log.String(), "hanna")
			token, err = sessions.Renew(t.Context(), agenda.Session{UserID: 7}, 3, lasting(time.Hour))
			require.NoError(t, err)
			require.Equal(t, "token of ", token)

			book.full = nil
			began := time.Now().Add(-time.Hour)
			token, err = sessions.Renew(t.Context(), agenda.Session{UserID: 7, CreatedAt: began}, 3, lasting(time.Hour))
			require.NoError(t, err)
			require.Equal(t, began, book.sessions[claimsOf(token).Session].CreatedAt)
			book.full = agenda.Fail(code, "The disk is full, so nothing was saved.")
			again, err := sessions.Renew(t.Context(), agenda.Session{ID: claimsOf(token).Session, UserID: 7}, 3, lasting(time.Hour))
			require.NoError(t, err)
			require.Equal(t, token, again)
		}
	})
}

func TestATokenThatCannotBeMadeLeavesNoSession(t *testing.T) {
	t.Parallel()
	book := newGuestBook()
	sessions := agenda.NewSessions(book, nil, time.Now)
	refused := func(string) (string, time.Time, error) {
		return "", time.Time{}, agenda.Fail(agenda.Unauthenticated, "too old")
	}
	for _, id := range []string{"", "a"} {
		_, err := sessions.Renew(t.Context(), agenda.Session{ID: id, UserID: 7}, 3, refused)
		require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
	}
	require.Empty(t, book.sessions)
	require.Zero(t, book.noted)
}

func TestAgentNames(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                                     "",
		" curl/8.5.0 ":                         "curl/8.5.0",
		"a\r\nb\x00\x1b[31m":                   "ab[31m",
		"\u202egnp.exe\u2069\u200b\ufeff":      "gnp.exe",
		"half \xc3 a character":                "half  a character",
		"Ünïcödé 🙂":                            "Ünïcödé 🙂",
		strings.Repeat("ö", 300):               strings.Repeat("ö", 200),
		strings.Repeat("a", 200) + " and more": strings.Repeat("a", 200),
	} {
		require.Equal(t, want, agenda.AgentName(given))
	}
}
