package chaos_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/e2e/rig"
)

func TestTheDiskIsFull(t *testing.T) {
	row := scenario(t, 33, "disk full while 8 readers and 4 writers work")
	times := size(2, 10)
	fill, room := fullDisk(t)
	o := openOffice(t, filepath.Join(fill.dir, "a.db"))
	fill.office = o
	tr := o.traffic(t, 8, 4)
	written, refused := 0, 0
	for range times {
		tr.await(t, http.StatusCreated, 20)
		before := tr.counts()
		before.requireOnly(t, http.StatusCreated, http.StatusInsufficientStorage)
		fill.full(t)
		tr.await(t, http.StatusInsufficientStorage, 40)
		during := tr.counts()
		during.requireOnly(t, http.StatusCreated, http.StatusInsufficientStorage)
		room(t)
		row.recovered(tr.await(t, http.StatusCreated, 1))
		written += before.writes[http.StatusCreated] + during.writes[http.StatusCreated]
		refused += during.writes[http.StatusInsufficientStorage]
	}
	row.load, row.faults = fmt.Sprintf("%d writes", written+refused), fmt.Sprintf("filled %d times", times)
	row.note = fmt.Sprintf("%d writes answered 507, every read 200", refused)
	tr.finish(t, row)
}

// filler fills the disk that an office keeps its database on.
type filler struct {
	dir    string
	office *office
	mend   func()
}

// fullDisk returns a disk that can be filled, and how to make room: a small file system where one may
// be mounted, else a kernel that says so.
func fullDisk(t *testing.T) (f *filler, room func(*testing.T)) {
	t.Helper()
	dir, ok := smallDisk(t, 64) // the traffic of all rounds and its log must fit, or a full disk stays full
	if !ok {
		f = &filler{dir: t.TempDir()}
		return f, func(*testing.T) { f.mend() }
	}
	f = &filler{dir: dir}
	return f, func(t *testing.T) { t.Helper(); require.NoError(t, os.Remove(f.ballast())) }
}

func (f *filler) ballast() string { return filepath.Join(f.dir, "ballast") }

func (f *filler) full(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("mountpoint", "-q", f.dir).CombinedOutput(); err != nil {
		t.Logf("the kernel is told to be full: %s", out)
		f.mend = f.office.failing(t, "pwrite64", "error=ENOSPC")
		return
	}
	file, err := os.Create(f.ballast())
	require.NoError(t, err)
	defer file.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	require.ErrorContains(t, err, "no space left")
}

func TestTheDiskFails(t *testing.T) {
	row := scenario(t, 34, "disk turns read-only, or fails, in mid-life")
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	tr := o.traffic(t, 8, 4)
	refused := 0
	// The last three let some calls through: a commit is written half, or written and not made to last.
	// A commit that moves the log into the file syncs twice, so every second sync would always be its second.
	faults := [][2]string{
		{"pwrite64", "error=EROFS"},
		{"pwrite64", "error=EIO"},
		{"fsync,fdatasync", "error=EIO"},
		{"pwrite64", "error=EIO:when=3+7"},
		{"pwrite64", "error=ENOSPC:when=2+5"},
		{"fsync,fdatasync", "error=EIO:when=2+3"},
	}
	times := size(1, 4)
	for i := range times * len(faults) {
		tr.await(t, http.StatusCreated, 10)
		tr.counts().requireOnly(t, http.StatusCreated, http.StatusServiceUnavailable, http.StatusInsufficientStorage)
		mend := o.failing(t, faults[i%len(faults)][0], faults[i%len(faults)][1])
		status := http.StatusServiceUnavailable
		if strings.Contains(faults[i%len(faults)][1], "ENOSPC") {
			status = http.StatusInsufficientStorage
		}
		tr.await(t, status, 10)
		during := tr.counts()
		during.requireOnly(t, http.StatusCreated, status)
		refused += during.writes[status]
		mend()
		row.recovered(tr.await(t, http.StatusCreated, 1))
	}
	tr.stop()
	o.failing(t, "fsync,fdatasync", "error=EIO") // and killed right after
	last := o.book(t.Context(), tr.next, "the last client", "", "")
	require.Equal(t, http.StatusServiceUnavailable, last.status, "%s", last)
	tr.refused["the last client"] = strings.Contains(last.sentence(), "nothing was saved")
	row.load, row.faults = fmt.Sprintf("%d writes", tr.next), fmt.Sprintf("%d faults of 6 kinds (EROFS, EIO, ENOSPC; of write, of fsync)", times*len(faults))
	row.note = fmt.Sprintf("%d writes answered 503 or 507, every read 200", refused)
	tr.finish(t, row)
}

func TestAStartOnAReadOnlyDiskIsRefused(t *testing.T) {
	row := scenario(t, 35, "start on a read-only file system")
	row.load, row.faults = "1 start", "mounted ro"
	dir, ok := smallDisk(t, 8)
	if !ok {
		t.Skip("only root can mount")
	}
	o := openOffice(t, filepath.Join(dir, "a.db"))
	o.Kill()
	require.NoError(t, exec.Command("mount", "-o", "remount,ro", dir).Run())
	requireRefused(t, o.file)
	require.NoError(t, exec.Command("mount", "-o", "remount,rw", dir).Run())
	o.Start(t)
	row.recovered(o.Await(t))
	row.note = "one line, exit 1"
}

// requireRefused requires that a start on a database file ends with one line that names the file.
func requireRefused(t *testing.T, file string) {
	t.Helper()
	out, status := startOn(t, file)
	require.Equal(t, 1, status, out)
	require.True(t, strings.HasPrefix(out, "backend: ") && strings.Count(out, "\n") == 1 && strings.Contains(out, file), out)
}

// startOn starts a backend on a file until it ends or listens, and returns what it wrote and its
// exit status. One that listens is ended: its status is -1.
func startOn(t *testing.T, file string) (out string, status int) {
	t.Helper()
	return rig.Command(t, t.TempDir(), []string{"DATABASE_URL=sqlite:" + file, "LOG_LEVEL=error", "BACKEND_ADDR=127.0.0.1:0"}, "", "backend")
}

func TestAnotherProgramHoldsTheDatabase(t *testing.T) {
	row := scenario(t, 41, "another program holds the write lock for 8 s")
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	tr := o.traffic(t, 8, 16)
	tr.await(t, http.StatusCreated, 20)
	other := openFile(t, o.file, "_busy_timeout=5000")
	_, err := other.Exec("BEGIN IMMEDIATE")
	require.NoError(t, err)
	before := tr.counts()
	before.requireOnly(t, http.StatusCreated)
	time.Sleep(8 * time.Second) // longer than a write waits for the lock
	_, err = other.Exec("COMMIT")
	require.NoError(t, err)
	row.recovered(tr.await(t, http.StatusCreated, 20))
	during := tr.counts()
	during.requireOnly(t, http.StatusCreated, http.StatusServiceUnavailable)
	require.NotZero(t, during.writes[http.StatusServiceUnavailable])
	require.Less(t, during.slowest, 12*time.Second, "a write is answered in bounded time")
	row.load, row.faults = "8 readers, 16 writers", "1 lock"
	row.note = fmt.Sprintf("%d reads all 200, %d writes 503, the others waited; slowest answer %s", during.reads[http.StatusOK], during.writes[http.StatusServiceUnavailable], during.slowest.Round(time.Millisecond))
	tr.finish(t, row)
}
