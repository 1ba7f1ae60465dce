package store_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
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

// What a change has read is still so when it is written: between the two, no other program that has
// the file open can write.
func TestNobodyWritesInBetween(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s, db := open(t, path), raw(t, path)
	db.SetMaxOpenConns(1)
	_, err := db.Exec("PRAGMA busy_timeout = 0")
	require.NoError(t, err)
	_, err = s.CreateUser(t.Context(), agenda.User{Username: "hanna", Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)
	var between error
	_, err = s.ChangeUser(t.Context(), "hanna", func(u agenda.User) (agenda.User, error) {
		_, between = db.Exec("UPDATE users SET disabled = 1")
		u.TokenVersion++
		return u, nil
	})
	require.NoError(t, err)
	require.ErrorContains(t, between, "locked")
}
