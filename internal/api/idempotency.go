package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
)

const maxKeyLength = 255

// idempotencyKey returns the key that the client gave this attempt, nil where it gave none. Keys of
// two users never meet. target and body say what is asked for: the same key with anything else is
// another request, and the store refuses it.
func idempotencyKey(ctx context.Context, r *http.Request, target string, body []byte) (*agenda.IdempotencyKey, error) {
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
		Key:         strconv.FormatInt(agenda.ActorFrom(ctx).UserID, 10) + ":" + key,
		Fingerprint: hex.EncodeToString(sum.Sum(nil)),
	}, nil
}

// markReplay tells the client that this answer was given before.
func markReplay(w http.ResponseWriter, replayed bool) {
	if replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
}
