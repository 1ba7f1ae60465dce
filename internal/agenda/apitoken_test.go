package agenda_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// keyRing is a store of API tokens in memory, all of one user.
type keyRing struct {
	agenda.APITokenStore
	owner agenda.User

	mu     sync.Mutex
	tokens map[string]agenda.APIToken // by hash
	notes  int
}

func (r *keyRing) CreateAPIToken(_ context.Context, t agenda.APIToken, hash string, _ int) (agenda.APIToken, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t.ID = int64(len(r.tokens) + 1)
	r.tokens[hash] = t
	return t, nil
}

func (r *keyRing) APITokenOwner(_ context.Context, hash string) (agenda.User, agenda.APIToken, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, ok := r.tokens[hash]
	if !ok {
		return agenda.User{}, t, agenda.Fail(agenda.NotFound, "none")
	}
	return r.owner, t, nil
}

func (r *keyRing) NoteAPITokenUse(_ context.Context, id int64) error {
	at := time.Now()
	time.Sleep(time.Second)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes++
	for hash, t := range r.tokens {
		if t.ID == id {
			t.LastUsedAt = &at
			r.tokens[hash] = t
		}
	}
	return nil
}

// noted is how many uses were.
func (r *keyRing) noted() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.notes
}

func TestAPITokensOpenWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ring := &keyRing{tokens: map[string]agenda.APIToken{}, owner: agenda.User{ID: 7, Username: "hanna"}}
		tokens := agenda.NewAPITokens(ring, time.Now)
		ctx := agenda.WithActor(t.Context(), agenda.Actor{UserID: 7, Username: "hanna"})
		days := 30
		made, ending, err := tokens.Create(ctx, agenda.APITokenDraft{Name: " Till ", Scope: agenda.ScopeRead, Days: &days})
		require.NoError(t, err)
		require.Equal(t, "Till", made.Name)
		require.Equal(t, int64(7), made.UserID)
		made, lasting, err := tokens.Create(ctx, agenda.APITokenDraft{Name: "Door", Scope: agenda.ScopeWrite})
		require.NoError(t, err)
		require.Nil(t, made.ExpiresAt)
		require.NotEqual(t, ending, lasting)
		for hash := range ring.tokens {
			for _, secret := range []string{ending, lasting} {
				require.Len(t, secret, 4+43)
				require.NotContains(t, hash, secret)
			}
		}

		u, scope, err := tokens.Owner(ctx, ending)
		require.NoError(t, err)
		require.Equal(t, "hanna", u.Username)
		require.Equal(t, agenda.ScopeRead, scope)
		for _, wrong := range []string{"", "amt_", lasting + "x", lasting[:46]} {
			_, scope, err = tokens.Owner(ctx, wrong)
			require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), wrong)
			require.Empty(t, scope)
		}

		time.Sleep(30*24*time.Hour - time.Second)
		_, _, err = tokens.Owner(ctx, ending)
		require.NoError(t, err)
		time.Sleep(2 * time.Second)
		_, _, err = tokens.Owner(ctx, ending)
		require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "it has expired")
		_, scope, err = tokens.Owner(ctx, lasting)
		require.NoError(t, err)
		require.Equal(t, agenda.ScopeWrite, scope)
		ring.owner.Disabled = true
		_, _, err = tokens.Owner(ctx, lasting)
		require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
		time.Sleep(time.Minute) // until all is noted
	})
}

func TestTheUseOfAnAPITokenIsNotedNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ring := &keyRing{tokens: map[string]agenda.APIToken{}}
		tokens := agenda.NewAPITokens(ring, time.Now)
		_, secret, err := tokens.Create(t.Context(), agenda.APITokenDraft{Name: "Till", Scope: agenda.ScopeRead})
		require.NoError(t, err)
		began := time.Now()
		for range 100 {
			_, _, err := tokens.Owner(t.Context(), secret)
			require.NoError(t, err)
		}
		require.Equal(t, began, time.Now(), "nobody waits for the note")
		time.Sleep(2 * time.Second)
		require.Equal(t, 1, ring.noted(), "of uses at once one is noted")
		for range 8 {
			_, _, err := tokens.Owner(t.Context(), secret)
			require.NoError(t, err)
			time.Sleep(time.Minute)
		}
		require.Equal(t, 2, ring.noted(), "after five minutes the next")
	})
}

func TestFaultsOfAPITokens(t *testing.T) {
	t.Parallel()
	none, tooMany := 0, 4000
	for _, row := range []struct {
		draft agenda.APITokenDraft
		loc   string
	}{
		{agenda.APITokenDraft{Name: "  ", Scope: agenda.ScopeRead}, "name"},
		{agenda.APITokenDraft{Name: string(make([]rune, 65)), Scope: agenda.ScopeRead}, "name"},
		{agenda.APITokenDraft{Name: "a\x00b", Scope: agenda.ScopeRead}, "name"},
		{agenda.APITokenDraft{Name: "Till", Scope: "all"}, "scope"},
		{agenda.APITokenDraft{Name: "Till", Scope: agenda.ScopeRead, Days: &none}, "expires_in_days"},
		{agenda.APITokenDraft{Name: "Till", Scope: agenda.ScopeRead, Days: &tooMany}, "expires_in_days"},
	} {
		faults := row.draft.Faults()
		require.Len(t, faults, 1)
		require.Equal(t, []any{"body", row.loc}, faults[0].Loc)
	}
}
