package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func apiTokens(t *testing.T, s *store.Store) {
	ctx := t.Context()
	hanna, jo := member(t, s, "hanna"), member(t, s, "jo.keller")
	ends := time.Date(2031, 1, 2, 3, 4, 5, 0, time.UTC)
	_, err := s.CreateAPIToken(ctx, agenda.APIToken{UserID: jo.ID, Name: "Jo's", Scope: agenda.ScopeRead}, "h0", 2)
	require.NoError(t, err)
	first, err := s.CreateAPIToken(ctx, agenda.APIToken{UserID: hanna.ID, Name: "Till", Scope: agenda.ScopeWrite, ExpiresAt: &ends}, "h1", 2)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), first.CreatedAt, time.Minute)
	owner, read, err := s.APITokenOwner(ctx, "h1")
	require.NoError(t, err)
	require.Equal(t, first, read)
	require.Equal(t, hanna, owner)
	for _, hash := range []string{"h2", "", "H1", "h1 "} {
		_, _, err = s.APITokenOwner(ctx, hash)
		requireCode(t, agenda.NotFound, err)
	}
	require.NoError(t, s.NoteAPITokenUse(ctx, first.ID))

	second, err := s.CreateAPIToken(ctx, agenda.APIToken{UserID: hanna.ID, Name: "Door", Scope: agenda.ScopeRead}, "h2", 2)
	require.NoError(t, err)
	_, err = s.CreateAPIToken(ctx, agenda.APIToken{UserID: hanna.ID, Name: "One more", Scope: agenda.ScopeRead}, "h3", 2)
	requireCode(t, agenda.Conflict, err)
	tokens, err := s.APITokens(ctx, hanna.ID)
	require.NoError(t, err)
	require.Len(t, tokens, 2)
	require.Equal(t, second, tokens[0])
	require.WithinDuration(t, time.Now(), *tokens[1].LastUsedAt, time.Minute)

	requireCode(t, agenda.NotFound, s.DeleteAPIToken(ctx, jo.ID, first.ID))
	require.NoError(t, s.DeleteAPIToken(ctx, hanna.ID, first.ID))
	requireCode(t, agenda.NotFound, s.DeleteAPIToken(ctx, hanna.ID, first.ID))
	_, _, err = s.APITokenOwner(ctx, "h1")
	requireCode(t, agenda.NotFound, err)
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "token", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 4)
	require.Equal(t, "deleted", entries[0].Action)
}
