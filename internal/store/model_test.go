package store_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/store/storetest"
)

func TestSQLiteAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	storetest.AgreesWithTheModel(t, open(t, path), raw(t, path))
}

func TestPostgreSQLAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	storetest.AgreesWithTheModel(t, openURL(t, url), db)
}
