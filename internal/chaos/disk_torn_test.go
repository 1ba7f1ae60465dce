package chaos_test

import (
	"crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A power cut keeps what was synchronised and leaves anything in the place of what was being written.
// The log's size at each answer is known, so it is known which bookings a tear may cost: those that
// were answered after it.
func TestTheLogIsTorn(t *testing.T) {
	row := scenario(t, 37, "write-ahead log torn at a random place")
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	wal := o.file + "-wal"
	const bookings = 60
	var sizes []int64 // of the log, when the booking of that number was answered
	for i := range bookings {
		_, err := o.book(t.Context(), i, fmt.Sprint("client ", i), "", "").appointment()
		require.NoError(t, err)
		info, err := os.Stat(wal)
		require.NoError(t, err)
		sizes = append(sizes, info.Size())
	}
	o.Kill()
	main, err := os.ReadFile(o.file)
	require.NoError(t, err)
	log, err := os.ReadFile(wal)
	require.NoError(t, err)
	require.Len(t, log, int(sizes[bookings-1]), "nothing was moved into the file meanwhile")

	times, more := size(20, 200), 0
	for i := range times {
		tear := int(sizes[0]) + mrand.IntN(len(log)-int(sizes[0]))
		torn := append([]byte(nil), log[:tear]...)
		if i%2 == 0 { // else it ends there
			torn = append(torn, make([]byte, len(log)-tear)...)
			rand.Read(torn[tear:])
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "a.db")
		require.NoError(t, os.WriteFile(file, main, 0o600))
		require.NoError(t, os.WriteFile(file+"-wal", torn, 0o600))
		p, ended := tryStart(t, o, file)
		require.False(t, ended, "a torn log is no damage")
		p.Kill()
		requireNoPanic(t, p.Output())
		rows := records(t, file)
		for n, at := range sizes {
			if at <= int64(tear) && (n >= len(rows) || rows[n].name != fmt.Sprint("client ", n)) {
				row.lost++
			} else if at > int64(tear) && n < len(rows) {
				more++
			}
		}
	}
	require.Zero(t, more, "what was not made to last was answered")
	row.load, row.faults = fmt.Sprintf("%d bookings", bookings), fmt.Sprintf("%d torn logs", times)
	row.note = "all answered before the tear are there, none after it, none half"
}
