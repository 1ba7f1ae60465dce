package rig

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Program is one of ours as a process, which may be ended and started again.
type Program struct {
	dir, name string
	env, args []string

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{}

	out lines
}

// lines is what a process wrote, readable while it writes.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Start starts a program in dir with only the given environment, and ends it with the test.
func Start(t testing.TB, dir string, env []string, name string, args ...string) *Program {
	t.Helper()
	p := &Program{dir: dir, name: name, args: args}
	p.env = append([]string{"LOG_FORMAT=json", "PATH=" + os.Getenv("PATH")}, env...)
	p.Start(t)
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			out := p.Output()
			if len(out) > 40_000 {
				out = "...\n" + out[len(out)-40_000:]
			}
			t.Logf("%s wrote:\n%s", name, out)
		}
	})
	return p
}

// Start starts the program, which has ended, again.
func (p *Program) Start(t testing.TB) {
	t.Helper()
	cmd := exec.Command(Path(p.name), p.args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	cmd.Stdout, cmd.Stderr = &p.out, &p.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	p.mu.Lock()
	p.cmd, p.ended = cmd, ended
	p.mu.Unlock()
	go func() {
		_ = cmd.Wait() // its end is what is asked for; its status is read from ProcessState
		close(ended)
	}()
}

// Kill ends the program as a power cut does, and returns when it is gone.
func (p *Program) Kill() {
	p.Signal(syscall.SIGKILL)
	<-p.Ended()
}

// Signal sends a signal; one to a program that has ended does nothing.
func (p *Program) Signal(sig syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.cmd.Process.Signal(sig)
}

// Stop ends the program as an operator does, with sig, and returns its exit status.
func (p *Program) Stop(t testing.TB, sig syscall.Signal) int {
	t.Helper()
	p.Signal(sig)
	select {
	case <-p.Ended():
	case <-time.After(40 * time.Second):
		t.Fatalf("%s did not end", p.name)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd.ProcessState.ExitCode()
}

// Ended returns a channel that is closed when the program, as started last, has ended.
func (p *Program) Ended() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

// Pid returns the process id of the program as started last.
func (p *Program) Pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd.Process.Pid
}

// Output returns all that the program has written, in all its lives.
func (p *Program) Output() string { return p.out.String() }

// Find waits until the program has written something that pattern matches, and returns its last group.
func (p *Program) Find(t testing.TB, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	var found []string
	Eventually(t, 30*time.Second, func() error {
		if found = re.FindStringSubmatch(p.Output()); found != nil {
			return nil
		}
		select {
		case <-p.Ended():
			t.Fatalf("%s ended without writing %s", p.name, pattern)
		default:
		}
		return fmt.Errorf("%s has not written %s", p.name, pattern)
	})
	return found[len(found)-1]
}
