package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func TestAnEmptyFileIsNotTakenForANewDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	_, err := store.Open(t.Context(), store.Config{Path: path})
	require.ErrorContains(t, err, "has lost its content, it has 0 bytes")
}

func TestManyStartsMakeOneDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "a.db")
	var all sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		all.Go(func() {
			s, err := store.Open(t.Context(), store.Config{Path: path})
			if err == nil {
				_, err = s.CreateUser(t.Context(), agenda.User{Username: string(rune('a' + i)), Role: agenda.RoleUser, TokenVersion: 1})
				defer s.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	s, err := store.Open(t.Context(), store.Config{Path: path})
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	users, err := s.Users(t.Context())
	require.NoError(t, err)
	require.Len(t, users, len(errs))
	left, err := filepath.Glob(path + ".new*")
	require.NoError(t, err)
	require.Empty(t, left)
}

// A name is changed in the index of user names and not in the table: each page is sound by itself.
func TestAnIndexThatDisagreesEndsTheStart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := store.Open(t.Context(), store.Config{Path: path})
	require.NoError(t, err)
	_, err = s.CreateUser(t.Context(), agenda.User{Username: "unmistakable", PasswordHash: "x", Role: agenda.RoleUser, TokenVersion: 1})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	at := bytes.Index(file, []byte("unmistakable"))
	require.Positive(t, at)
	file[at] = 'v'
	require.NoError(t, os.WriteFile(path, file, 0o600))
	_, err = store.Open(t.Context(), store.Config{Path: path})
	require.ErrorContains(t, err, "is damaged: restore a backup")
}
