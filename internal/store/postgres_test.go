package store_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

func openURL(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: url})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	storetest.PostgresURL(t) // keeps the server running from the first to the last
	storetest.Run(t, func(t *testing.T) *store.Store { return openURL(t, storetest.PostgresURL(t)) })
}

// rawPostgres connects as any other program would.
func rawPostgres(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}
