package agenda

import (
	"sync"
	"time"
)

// maxGuesses bounds how many accounts and addresses are remembered while guesses cannot be stored.
const maxGuesses = 10_000

// guessMemory counts failed sign-ins that the store cannot take, so that guessing stays slow while
// nothing can be written. It is lost with the program, as the store's record is not.
type guessMemory struct {
	mu   sync.Mutex
	keys map[string]guessCount
}

type guessCount struct {
	failures     int
	last, paused time.Time // paused: until when
}

// blockedUntil returns the latest instant until which any of the keys must wait.
func (m *guessMemory) blockedUntil(keys ...string) (until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range keys {
		if c := m.keys[k]; c.paused.After(until) {
			until = c.paused
		}
	}
	return until
}

// count notes one more failure for each key. It returns false when it has no room for them: then
// they are not counted.
func (m *guessMemory) count(now time.Time, forget time.Duration, guesses []Guess) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.keys)+len(guesses) > maxGuesses {
		for k, c := range m.keys {
			if now.Sub(c.last) > forget {
				delete(m.keys, k)
			}
		}
		if len(m.keys)+len(guesses) > maxGuesses {
			return false
		}
	}
	if m.keys == nil {
		m.keys = map[string]guessCount{}
	}
	for _, g := range guesses {
		c := m.keys[g.Key]
		if now.Sub(c.last) > forget {
			c = guessCount{}
		}
		c.failures++
		c.last, c.paused = now, now.Add(g.Pause(c.failures))
		m.keys[g.Key] = c
	}
	return true
}

// forgive forgets the failures of a key.
func (m *guessMemory) forgive(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, key)
}
