package chaos_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/store/storetest"
)

func TestAnUpgradeIsKilled(t *testing.T) {
	row := scenario(t, 44, "upgrade from the first released schema killed half-way")
	appointments, times := size(20_000, 100_000), size(4, 20)
	old := filepath.Join(t.TempDir(), "old.db")
	storetest.Fixture(t, 1, old)
	storetest.Crowd(t, old, appointments)
	image, err := os.ReadFile(old)
	require.NoError(t, err)
	columns := storetest.Columns(t, old)
	want := storetest.Rows(t, old, columns)

	o := &office{file: fresh(t, image)}
	took := o.upgrade(t)
	kills, copied := 0, 0
	for range times {
		o := &office{file: fresh(t, image)}
		for range 1 + rand.IntN(3) {
			o.killCommand(t, rand.N(took*11/10), "user", "list")
			kills++
			// A copy that bears the name is whole, whenever it was cut off.
			if _, err := os.Stat(o.file + ".before-0002"); err == nil {
				copied++
				require.Equal(t, "ok", verdict(openFile(t, o.file+".before-0002", "mode=ro")))
			}
		}
		row.recovered(o.upgrade(t))
		require.Equal(t, "ok", verdict(openFile(t, o.file, "mode=ro")))
		row.lost += unlike(want, storetest.Rows(t, o.file, columns))
		require.Zero(t, unlike(want, storetest.Rows(t, o.file+".before-0002", columns)), "the copy is what was there before")
	}
	row.load, row.faults = fmt.Sprintf("%d appointments, %d upgrades", appointments, times), fmt.Sprintf("%d SIGKILLs", kills)
	row.note = fmt.Sprintf("whole in %s; the copy was there after %d of the kills", took.Round(time.Millisecond), copied)
}

// fresh puts a database file into a directory of its own.
func fresh(t *testing.T, image []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	require.NoError(t, os.WriteFile(path, image, 0o600))
	return path
}

// upgrade starts a program that upgrades the database, lets it end, and returns how long that took.
func (o *office) upgrade(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	out, status := o.command(t, "user", "list")
	require.Zero(t, status, out)
	return time.Since(began)
}

// unlike counts the rows that two databases do not have in common, table by table.
func unlike(want, got map[string][]string) (n int) {
	for table, rows := range want {
		if reflect.DeepEqual(rows, got[table]) {
			continue
		}
		there := map[string]bool{}
		for _, r := range got[table] {
			there[r] = true
		}
		for _, r := range rows {
			if !there[r] {
				n++
			}
		}
		n += max(0, len(got[table])-len(rows))
	}
	return n
}
