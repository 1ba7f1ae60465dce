package chaos_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
)

// Every booking that is answered with 201 was on disk before: its row is written to the write-ahead
// log after the request was read, the log is synchronised after that, and the answer is sent after
// that. Seen in the system calls, for one caller and for many who share their commits.
func TestOnDiskBeforeTheAnswer(t *testing.T) {
	r := scenario(t, 40, "on disk before the answer")
	if err := exec.Command("strace", "-o", os.DevNull, "true").Run(); err != nil {
		t.Skip("system calls cannot be watched here: ", err)
	}
	dir := t.TempDir()
	log := filepath.Join(dir, "trace")
	addr := rig.FreeAddr()
	// -D: the process that is started is the backend, and the watcher its child.
	cmd := exec.Command("strace", "-D", "-f", "-y", "-s", "4200", "-o", log,
		"-e", "trace=read,write,pwrite64,fsync,fdatasync", rig.Path("backend"))
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "BACKEND_ADDR=" + addr, "REDIS_URL=redis://127.0.0.1:1", "LOG_LEVEL=error"}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	b := rig.Backend{API: "http://" + addr}
	b.Await(t)
	c := rig.SignIn(t, b.API, "hanna")

	alone, together := size(30, 200), size(320, 3200)
	names := book(t, c, "alone", 2031, 1, alone)
	names = append(names, book(t, c, "together", 2041, 64, together)...)
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait())
	f, err := os.Open(log)
	require.NoError(t, err)
	defer f.Close()
	rig.Eventually(t, 10*time.Second, func() error { return endsWith(log, "+++ exited with 0 +++\n") })

	seen, err := readTrace(bufio.NewReaderSize(f, 1<<20))
	require.NoError(t, err)
	unsafe := seen.unsafe(names)
	r.lost = len(unsafe)
	require.Empty(t, unsafe)
	shared := seen.syncsAfter(names[alone])
	require.Less(t, shared, together/4, "callers who wait together share their syncs")
	r.load = fmt.Sprintf("%d bookings by one caller, %d by 64", alone, together)
	r.faults = "each system call watched"
	r.note = fmt.Sprintf("%.0f bookings per sync when shared", float64(together)/float64(shared))
}

// book makes n bookings by several callers and returns the names that they are traced by.
func book(t *testing.T, c rig.Account, prefix string, year, callers, n int) []string {
	t.Helper()
	names := make([]string, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, callers)
	for range callers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				names[i] = fmt.Sprintf("trace-%s-%05d", prefix, i)
				date := agenda.Date{Year: year, Month: 1, Day: 1}.AddDays(int(i))
				_, err := c.CreateAppointment(t.Context(), agenda.AppointmentDraft{ClientName: names[i], Date: date.String(), Time: "10:00"}, "")
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-failed:
		t.Fatal(err)
	default:
	}
	return names
}

func endsWith(path, want string) error {
	b, err := os.ReadFile(path)
	if err == nil && !strings.HasSuffix(string(b), want) {
		err = fmt.Errorf("%s does not end with %q", path, want)
	}
	return err
}

// trace is what strace saw, by the numbers of its lines, which stand in the order in which it happened.
type trace struct {
	asked, logged, answered map[string]int // by a booking's name: its request, its row in the log, its 201
	syncs                   []span         // of the write-ahead log
}

// span is the line on which a call began and the one on which it had ended.
type span struct{ begin, end int }

// readTrace reads strace's output. A call that others overtook stands on two lines: "unfinished",
// with its arguments, and "resumed", with what is known at its end.
func readTrace(in *bufio.Reader) (*trace, error) {
	tr := &trace{asked: map[string]int{}, logged: map[string]int{}, answered: map[string]int{}}
	open := map[string]unfinished{}
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		if err != nil && line == "" {
			return tr, nil
		}
		pid, call, found := strings.Cut(strings.TrimRight(line, "\n"), " ")
		if !found {
			return nil, fmt.Errorf("line %d is no system call: %q", n, line)
		}
		call = strings.TrimLeft(call, " ")
		begin := n
		switch {
		case strings.HasSuffix(call, "<unfinished ...>"):
			open[pid] = unfinished{call, n}
			continue
		case strings.HasPrefix(call, "<... "):
			call, begin = open[pid].text+call, open[pid].line
			delete(open, pid)
		}
		tr.note(call, span{begin, n})
	}
}

type unfinished struct {
	text string
	line int
}

func (tr *trace) note(call string, at span) {
	name, rest, _ := strings.Cut(call, "(")
	wal := strings.Contains(rest[:min(len(rest), 300)], "-wal>")
	switch {
	case name == "fdatasync" || name == "fsync":
		if wal && strings.HasSuffix(call, "= 0") {
			tr.syncs = append(tr.syncs, at)
		}
	case wal:
		first(tr.logged, call, at.end)
	case name == "read" && strings.Contains(call, `client_name\"`): // the first byte of a request may be read alone
		first(tr.asked, call, at.end)
	case name == "write" && strings.Contains(call, `"HTTP/1.1 201`):
		first(tr.answered, call, at.begin)
	}
}

// first notes the line of every booking whose name a call holds, unless an earlier one did.
func first(lines map[string]int, call string, line int) {
	const length = len("00000")
	for rest := call; ; {
		i := strings.Index(rest, "trace-")
		if i < 0 {
			return
		}
		rest = rest[i:]
		dash := strings.IndexByte(rest[len("trace-"):], '-') + len("trace-") + 1
		if dash+length > len(rest) {
			return
		}
		name := rest[:dash+length]
		if _, seen := lines[name]; !seen {
			lines[name] = line
		}
		rest = rest[dash:]
	}
}

// unsafe returns the bookings that were not, one after the other, asked for, written to the log,
// synchronised and answered.
func (tr *trace) unsafe(names []string) (found []string) {
	for _, name := range names {
		asked, logged, answered := tr.asked[name], tr.logged[name], tr.answered[name]
		synced := false
		for _, s := range tr.syncs {
			synced = synced || s.begin > logged && s.end < answered
		}
		if asked == 0 || logged < asked || !synced {
			found = append(found, fmt.Sprintf("%s: asked on line %d, logged on %d, answered on %d, synchronised: %t", name, asked, logged, answered, synced))
		}
	}
	return found
}

// syncsAfter counts the syncs of the log since a booking was asked for.
func (tr *trace) syncsAfter(name string) (n int) {
	for _, s := range tr.syncs {
		if s.begin > tr.asked[name] {
			n++
		}
	}
	return n
}

func TestAnAnswerBeforeTheDiskIsSeen(t *testing.T) {
	t.Parallel()
	const (
		ask    = `9 read(7<TCP>, "OST /appointments/ {\"client_name\":\"trace-x-00001", 4096) = 33` + "\n"
		row    = `9 pwrite64(5</d/a.db-wal>, "\0trace-x-00001"..., 4096, 32) = 4096` + "\n"
		begin  = `9 fdatasync(5</d/a.db-wal> <unfinished ...>` + "\n"
		end    = `9 <... fdatasync resumed>) = 0` + "\n"
		answer = `8 write(7<TCP>, "HTTP/1.1 201 Created trace-x-00001", 90) = 90` + "\n"
	)
	for name, c := range map[string]struct {
		trace string
		safe  bool
	}{
		"as it should be":             {ask + row + begin + end + answer, true},
		"answered while it is synced": {ask + row + begin + answer + end, false},
		"synced before it is written": {ask + begin + end + row + answer, false},
		"never synced":                {ask + row + answer, false},
		"the sync failed":             {ask + row + begin + strings.Replace(end, "= 0", "= -1 EIO", 1) + answer, false},
		"never answered":              {ask + row + begin + end, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen, err := readTrace(bufio.NewReader(strings.NewReader(c.trace)))
			require.NoError(t, err)
			require.Equal(t, c.safe, len(seen.unsafe([]string{"trace-x-00001"})) == 0)
		})
	}
}
