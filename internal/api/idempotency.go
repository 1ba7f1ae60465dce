package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"appointment-manager/internal/agenda"
)

const maxKeyLength = 255

// idempotencyKey returns the key that the client gave this attempt, nil where it gave none. The
// store keeps the keys of each user apart. target and body say what is asked for: the same key with anything else is
// another request, and the store refuses it.
func idempotencyKey(r *http.Request, target string, body []byte) (*agenda.IdempotencyKey, error) {
	lines, ok := r.Header["Idempotency-Key"]
	if !ok {
		return nil, nil
	}
	key := lines[0]
	printable := key != "" && len(key) <= maxKeyLength && len(lines) == 1
	for i := range len(key) {
		printable = printable && key[i] >= ' ' && key[i] <= '~'
	}
	if !printable {
		return nil, agenda.InvalidFields([]agenda.Field{{
			Type: agenda.FaultValue, Loc: []any{"header", "Idempotency-Key"},
			Msg: fmt.Sprintf("A key has 1 to %d printable ASCII characters", maxKeyLength), Input: nil,
		}})
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", r.Method, target)
	sum.Write(body)
	return &agenda.IdempotencyKey{
		Key:         key,
		Fingerprint: hex.EncodeToString(sum.Sum(nil)),
	}, nil
}

// markReplay tells the client that this answer was given before.
func markReplay(w http.ResponseWriter, replayed bool) {
	if replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
}
