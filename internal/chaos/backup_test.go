package chaos_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
)

// editor books and changes. Each state of an appointment has one word in both its name and its notes,
// so that a copy which holds half of a change shows it.
type editor struct {
	*office
	number int

	mu   sync.Mutex
	kept map[int64]agenda.Appointment // the newest state that was acknowledged, by id
	odd  []string
}

func (e *editor) work(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		word := fmt.Sprintf("word-%d-%d", e.number, n)
		r := e.book(ctx, e.number*slotsOfClerk+n, word, word, "")
		for range 2 {
			e.keep(ctx, r)
			if a, err := r.appointment(); err == nil {
				word += "x"
				notes := &word
				r = e.call(ctx, http.MethodPut, fmt.Sprint("/appointments/", a.ID), agenda.AppointmentPatch{ClientName: &word, Notes: &notes})
			}
		}
		e.keep(ctx, r)
	}
}

func (e *editor) keep(ctx context.Context, r reply) {
	a, err := r.appointment()
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil {
		e.kept[a.ID] = a
	} else if ctx.Err() == nil {
		e.odd = append(e.odd, r.String())
	}
}

// state returns what was acknowledged up to now, by id.
func state(editors []*editor) map[int64]agenda.Appointment {
	all := map[int64]agenda.Appointment{}
	for _, e := range editors {
		e.mu.Lock()
		for id, a := range e.kept {
			all[id] = a
		}
		e.mu.Unlock()
	}
	return all
}

// command runs a subcommand of the backend on the office's database, which need not exist.
func (o *office) command(t *testing.T, args ...string) (out string, status int) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(o.file), 0o700))
	return rig.Command(t, filepath.Dir(o.file), []string{"DATABASE_URL=sqlite:" + o.file, "LOG_LEVEL=error"}, "", "backend", args...)
}

func TestBackupsUnderLoad(t *testing.T) {
	row := scenario(t, 42, "backup and restore while 20 clients write")
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	editors := make([]*editor, 20)
	var all sync.WaitGroup
	for i := range editors {
		editors[i] = &editor{office: o, number: i, kept: map[int64]agenda.Appointment{}}
		all.Go(func() { editors[i].work(ctx) })
	}
	times := size(3, 20)
	for i := range times {
		time.Sleep(rand.N(300 * time.Millisecond))
		before := state(editors)
		copied := filepath.Join(t.TempDir(), "copy.db")
		out, status := o.command(t, "backup", copied)
		require.Zero(t, status, out)
		out, status = o.command(t, "verify", copied)
		require.Zero(t, status, out)
		fresh := &office{file: filepath.Join(t.TempDir(), fmt.Sprint("fresh", i), "a.db")}
		out, status = fresh.command(t, "restore", copied)
		require.Zero(t, status, out)
		row.lost += missing(t, before, records(t, fresh.file))
	}
	stop()
	all.Wait()
	for _, e := range editors {
		require.Empty(t, e.odd, "no write is refused while a copy is made")
	}
	row.load, row.faults = fmt.Sprintf("%d appointments", len(state(editors))), fmt.Sprintf("%d backups, each restored", times)
	row.note = "none half, every copy verified"
}

// missing counts what was acknowledged and is not in a copy, or is there as it was before, and
// requires that nothing in it is half of a change.
func missing(t *testing.T, acknowledged map[int64]agenda.Appointment, rows []record) (n int) {
	t.Helper()
	byID := map[int64]record{}
	for _, r := range rows {
		require.Equal(t, r.name, r.notes, "half of a change")
		require.Equal(t, int64(strings.Count(r.name, "x"))+1, r.version, "half of a change")
		byID[r.id] = r
	}
	for id, a := range acknowledged {
		if byID[id].version < a.Version {
			n++
		}
	}
	return n
}

func TestARestoreIsKilled(t *testing.T) {
	row := scenario(t, 43, "restore killed half-way, under a running backend")
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	appointments := size(1000, 5000)
	fill := func(prefix string, from, to int) {
		statuses, _ := crowd(t, 32, to-from, func(i int) reply {
			return o.book(t.Context(), from+i, fmt.Sprint(prefix, i), strings.Repeat("notes ", 50), "")
		})
		require.Equal(t, map[int]int{http.StatusCreated: to - from}, statuses)
	}
	fill("old ", 0, appointments)
	copied := filepath.Join(t.TempDir(), "copy.db")
	out, status := o.command(t, "backup", copied)
	require.Zero(t, status, out)
	fill("new ", appointments, appointments*11/10)

	whole := []int{appointments, appointments * 11 / 10}
	took := o.timeRestore(t, copied)
	seen, kills := map[int]int{}, size(4, 20)
	for range kills {
		if len(records(t, o.file)) == whole[0] { // it was restored: there is something to lose again
			o.token = rig.SignIn(t, o.API, "hanna").Token
			fill("new ", appointments, whole[1])
		}
		o.killCommand(t, rand.N(took*6/5), "restore", copied)
		n := len(records(t, o.file))
		require.Contains(t, whole, n, "a mixture")
		seen[n]++
	}
	o.Kill()
	require.Contains(t, whole, len(records(t, o.file)))
	o.Start(t)
	o.Await(t)
	row.load, row.faults = fmt.Sprintf("%d appointments", whole[1]), fmt.Sprintf("%d SIGKILLs within %s", kills, took.Round(time.Millisecond))
	row.note = fmt.Sprintf("%d times the old content, %d times the new, no mixture", seen[whole[1]], seen[whole[0]])
}

// timeRestore restores once, onto the side, and returns how long that takes.
func (o *office) timeRestore(t *testing.T, from string) time.Duration {
	t.Helper()
	side := &office{file: filepath.Join(t.TempDir(), "a.db")}
	began := time.Now()
	out, status := side.command(t, "restore", from)
	require.Zero(t, status, out)
	return time.Since(began)
}

// killCommand starts a subcommand and kills it after a while.
func (o *office) killCommand(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	cmd := exec.Command(rig.Path("backend"), args...)
	cmd.Env = []string{"DATABASE_URL=sqlite:" + o.file, "LOG_LEVEL=error"}
	require.NoError(t, cmd.Start())
	time.Sleep(after)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
