package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"appointment-manager/internal/agenda"
)

// A cursor is the base64url form of the list's filter, hashed to 8 bytes, the start in Unix
// nanoseconds and the id. It is opaque to clients, and the hash keeps them from using it with
// filters that it was not made for, where it would skip appointments silently.
const cursorLength = 24

func filterHash(filter string) uint64 {
	sum := sha256.Sum256([]byte(filter))
	return binary.BigEndian.Uint64(sum[:8])
}

func encodeCursor(c agenda.Cursor, filter string) string {
	b := make([]byte, 0, cursorLength)
	b = binary.BigEndian.AppendUint64(b, filterHash(filter))
	b = binary.BigEndian.AppendUint64(b, uint64(c.StartsAt.UnixNano()))
	b = binary.BigEndian.AppendUint64(b, uint64(c.ID))
	return base64.RawURLEncoding.EncodeToString(b)
}

// decodeCursor reads a cursor; ok is false for one that was not made for this filter.
func decodeCursor(s, filter string) (c *agenda.Cursor, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != cursorLength || binary.BigEndian.Uint64(b) != filterHash(filter) {
		return nil, false
	}
	nanos, id := int64(binary.BigEndian.Uint64(b[8:])), int64(binary.BigEndian.Uint64(b[16:]))
	return &agenda.Cursor{StartsAt: time.Unix(0, nanos).UTC(), ID: id}, true
}
