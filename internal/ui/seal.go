package ui

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// sealer makes texts that only it can read and nobody can change: AES-256-GCM with a key derived
// from the session key. A text is bound to its purpose, so that none passes for another.
type sealer struct {
	current cipher.AEAD
	all     []cipher.AEAD // the current one first
}

// The purposes of sealed texts.
const (
	sealSession = "session"
	sealFlash   = "flash"
	sealKept    = "kept form"
	sealDraft   = "draft"
)

func newSealer(key, previous []byte) (*sealer, error) {
	s := &sealer{}
	for _, secret := range [][]byte{key, previous} {
		if len(secret) == 0 {
			continue
		}
		derived, err := hkdf.Key(sha256.New, secret, nil, "appointment-manager front end v1", 32)
		if err != nil {
			return nil, fmt.Errorf("ui: derive session key: %w", err)
		}
		block, err := aes.NewCipher(derived)
		if err != nil {
			return nil, fmt.Errorf("ui: session cipher: %w", err)
		}
		// A random nonce of 96 bits is safe for 2^32 texts under one key: years of signing in.
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("ui: session cipher: %w", err)
		}
		s.all = append(s.all, aead)
	}
	s.current = s.all[0]
	return s, nil
}

// seal returns v, as JSON, sealed for a purpose.
func (s *sealer) seal(purpose string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("ui: seal %s: %w", purpose, err)
	}
	return base64.RawURLEncoding.EncodeToString(s.current.Seal(nil, nil, plain, []byte(purpose))), nil
}

var errNotSealed = errors.New("ui: not a text that was sealed here")

// open reads into v what seal made for the same purpose.
func (s *sealer) open(purpose, text string, v any) error {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text) // only as it was written: each text has one form
	if err != nil {
		return errNotSealed
	}
	for _, aead := range s.all {
		if plain, err := aead.Open(nil, nil, sealed, []byte(purpose)); err == nil {
			return json.Unmarshal(plain, v)
		}
	}
	return errNotSealed
}
