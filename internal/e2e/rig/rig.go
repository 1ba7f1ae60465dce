// Package rig starts the built programs and the servers they need, for tests that drive them from
// outside: real processes, real ports, real files, and signals as an operator or a power cut sends
// them. It owns their lives: what a test has started ends with the test. It refuses to know what a
// test wants to show.
//
// Methods that take a test fail it when they cannot do what they say, and so belong on the test's own
// goroutine; the others may be called from any.
package rig

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bin is where the programs are built, without the race detector: it makes hashing a password take
// seconds, and what is tested here are the programs as they ship.
var bin string

// Main builds the programs, runs the tests and returns the exit status. A package that uses the rig
// calls it in its TestMain.
func Main(m *testing.M) int {
	dir, err := os.MkdirTemp("", "rig-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin = dir
	build := exec.Command("go", "build", "-o", dir+"/", "appointment-manager/cmd/...")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "the programs do not build:", err)
		return 1
	}
	return m.Run()
}

// Path returns where a program was built.
func Path(name string) string { return filepath.Join(bin, name) }

// Command runs a program to its end, a minute at most, with only the given environment.
func Command(t testing.TB, dir string, env []string, in, name string, args ...string) (out string, status int) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	cmd := exec.CommandContext(ctx, Path(name), args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, append([]string{"PATH=" + os.Getenv("PATH")}, env...), strings.NewReader(in)
	b, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(b), cmd.ProcessState.ExitCode()
}

// Eventually tries until check returns nil, and fails the test with its last error after patience.
// It returns how long that took.
func Eventually(t testing.TB, patience time.Duration, check func() error) time.Duration {
	t.Helper()
	began := time.Now()
	for {
		err := check()
		took := time.Since(began)
		if err == nil {
			return took
		}
		if took > patience {
			t.Fatalf("after %s: %v", patience, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Skip skips a test for want of a program, unless E2E=required says that everything must be there.
func Skip(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("E2E") == "required" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// FreeAddr returns a loopback address that nobody listened on a moment ago. It does not listen there itself: a
// program that is started just then would hold the address. Its port is none that connections leave from.
func FreeAddr() string {
	for {
		addr := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			return addr
		}
		c.Close()
	}
}
