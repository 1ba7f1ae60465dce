package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeepSecret returns the secret kept in the file at path, and makes a random one there, readable by
// its owner alone, when there is no file.
func KeepSecret(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the secret kept in %s cannot be read: %w", path, err)
	}
	secret := strings.TrimSpace(string(b))
	if len(secret) < minSecretBytes {
		return nil, fmt.Errorf("the secret kept in %s is too short: delete the file, and a new one is made", path)
	}
	return []byte(secret), nil
}

func makeSecret(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("no secret can be kept: %w", err)
	}
	random := make([]byte, 32)
	rand.Read(random) // never fails
	secret := hex.EncodeToString(random)
	// Written aside and linked into place, so that of two programs which start at once both use the
	// same whole secret.
	aside, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return nil, fmt.Errorf("no secret can be kept: %w", err)
	}
	defer os.Remove(aside.Name())
	_, err = aside.WriteString(secret + "\n")
	if err := errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return nil, fmt.Errorf("no secret can be kept: %w", err)
	}
	if err := os.Link(aside.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("no secret can be kept: %w", err)
	}
	return KeepSecret(path)
}
