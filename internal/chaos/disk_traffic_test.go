package chaos_test

import (
	"context"
	"fmt"
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

// traffic is readers and writers that never stop, and how they were answered.
type traffic struct {
	*office
	stop     func()
	readable string // the path of an appointment that is there from the beginning

	mu      sync.Mutex
	reads   map[int]int // since the last call of counts, by status
	writes  map[int]int
	slowest time.Duration // of the writes, since then
	said    map[string]bool
	kept    []agenda.Appointment // acknowledged, from the beginning
	refused map[string]bool      // names that were told that nothing was saved
	next    int
}

// traffic starts readers and writers.
func (o *office) traffic(t *testing.T, readers, writers int) *traffic {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	tr := &traffic{office: o, next: 1, refused: map[string]bool{}}
	tr.reset()
	first, err := o.book(ctx, 0, "the first client", "", "").appointment()
	require.NoError(t, err)
	tr.readable = fmt.Sprint("/appointments/", first.ID)
	var all sync.WaitGroup
	for i := range readers {
		all.Go(func() { tr.read(ctx, i) })
	}
	for range writers {
		all.Go(func() { tr.write(ctx) })
	}
	tr.stop = func() { cancel(); all.Wait() }
	t.Cleanup(tr.stop)
	return tr
}

func (tr *traffic) reset() {
	tr.reads, tr.writes, tr.said, tr.slowest = map[int]int{}, map[int]int{}, map[string]bool{}, 0
}

func (tr *traffic) read(ctx context.Context, i int) {
	paths := []string{"/appointments/?limit=20", "/appointments/export", tr.readable, "/appointments/free?date=2031-05-01&time=10:00", "/auth/me"}
	for ; ctx.Err() == nil; i++ {
		r := tr.call(ctx, http.MethodGet, paths[i%len(paths)], nil)
		if ctx.Err() == nil {
			tr.mu.Lock()
			tr.reads[r.status]++
			tr.mu.Unlock()
		}
		time.Sleep(5 * time.Millisecond) // a few hundred a second are enough, and leave the cores to others
	}
}

func (tr *traffic) write(ctx context.Context) {
	notes := strings.Repeat("What is written down takes room. ", 100)
	for ctx.Err() == nil {
		tr.mu.Lock()
		n := tr.next
		tr.next++
		tr.mu.Unlock()
		began := time.Now()
		r := tr.book(ctx, n, fmt.Sprint("client ", n), notes, "")
		if ctx.Err() != nil {
			return
		}
		a, err := r.appointment()
		tr.mu.Lock()
		tr.writes[r.status]++
		tr.slowest = max(tr.slowest, time.Since(began))
		if err == nil {
			tr.kept = append(tr.kept, a)
		} else {
			tr.said[r.sentence()] = true
			tr.refused[fmt.Sprint("client ", n)] = strings.Contains(r.sentence(), "nothing was saved")
		}
		tr.mu.Unlock()
		time.Sleep(2 * time.Millisecond)
	}
}

// counts are the answers of one phase.
type counts struct {
	reads, writes map[int]int
	said          map[string]bool
	slowest       time.Duration
}

// counts returns how requests were answered since it was last called.
func (tr *traffic) counts() counts {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	c := counts{tr.reads, tr.writes, tr.said, tr.slowest}
	tr.reset()
	return c
}

// await waits until n writes were answered with status since counts was last called.
func (tr *traffic) await(t *testing.T, status, n int) time.Duration {
	t.Helper()
	return rig.Eventually(t, 30*time.Second, func() error {
		tr.mu.Lock()
		defer tr.mu.Unlock()
		if tr.writes[status] < n {
			return fmt.Errorf("writes are answered %v, reads %v", tr.writes, tr.reads)
		}
		return nil
	})
}

// requireOnly requires that all reads were answered with 200, and all writes with one of statuses.
func (c counts) requireOnly(t *testing.T, statuses ...int) {
	t.Helper()
	require.NotZero(t, c.reads[http.StatusOK])
	require.Len(t, c.reads, 1, "reads go on: %v", c.reads)
	for status := range c.writes {
		require.Contains(t, statuses, status, "%v: %v", c.writes, c.said)
	}
	for sentence := range c.said {
		require.True(t, strings.HasSuffix(sentence, "."), "%q is no sentence", sentence)
	}
}

// finish ends the traffic and the backend, and counts what was acknowledged and is not in the file.
// What is there although its client was told that nothing was saved fails the test.
func (tr *traffic) finish(t *testing.T, row *row) {
	t.Helper()
	tr.stop()
	tr.Kill()
	rows := map[int64]record{}
	for _, r := range records(t, tr.file) {
		rows[r.id] = r
		if tr.refused[r.name] {
			t.Errorf("%s was told that nothing was saved, and is there", r.name)
		}
	}
	for _, a := range tr.kept {
		if r, ok := rows[a.ID]; !ok || r.name != a.ClientName || r.notes != *a.Notes || r.starts != a.StartsAt.Unix() {
			row.lost++
		}
	}
}

// smallDisk mounts a file system of so many MiB, for root where mounting is allowed; else ok is false.
func smallDisk(t *testing.T, mib int) (dir string, ok bool) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "disk")
	require.NoError(t, os.Mkdir(dir, 0o700))
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", mib), "tmpfs", dir).CombinedOutput(); err != nil {
		t.Logf("no file system of its own: %v %s", err, out)
		return "", false
	}
	t.Cleanup(func() {
		// Cleanups run last in, first out: whatever was started on it has ended.
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, out)
		}
	})
	return dir, true
}

// failing makes the kernel answer the backend's calls on its database as inject says, in strace's
// words, until mend is called.
func (o *office) failing(t *testing.T, calls, inject string) (mend func()) {
	t.Helper()
	s := o.strace(t, "-P", o.file, "-P", o.file+"-wal", "-e", "trace="+calls, "-e", "inject="+calls+":"+inject)
	return s.detach
}

// tracer is strace, attached to a program.
type tracer struct {
	cmd *exec.Cmd
}

// strace attaches strace to the backend and returns when it has hold of all of its threads.
func (o *office) strace(t *testing.T, args ...string) *tracer {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		rig.Skip(t, "there is no strace on this machine")
	}
	s := &tracer{}
	t.Cleanup(func() { s.detach() })
	// A thread that is made while strace attaches is missed by it: then once more.
	for range 10 {
		var said strings.Builder
		s.cmd = exec.Command("strace", append([]string{"-f", "-o", os.DevNull, "-p", fmt.Sprint(o.Pid())}, args...)...)
		s.cmd.Stderr = &said
		require.NoError(t, s.cmd.Start())
		for range 50 {
			time.Sleep(20 * time.Millisecond)
			if traced(o.Pid(), s.cmd.Process.Pid) {
				return s
			}
		}
		s.detach()
		if strings.Contains(said.String(), "not permitted") {
			t.Skip("strace may not attach here: ", said.String()) // a container without ptrace
		}
	}
	t.Fatal("strace never had hold of all threads")
	return nil
}

// traced tells whether every thread of a process is traced by tracer.
func traced(pid, tracer int) bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, path := range threads {
		b, readErr := os.ReadFile(path)
		if readErr != nil || !strings.Contains(string(b), fmt.Sprintf("TracerPid:\t%d\n", tracer)) {
			return false
		}
	}
	return err == nil && len(threads) > 0
}

// detach lets the program go.
func (s *tracer) detach() {
	if s.cmd != nil && s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
	}
}
