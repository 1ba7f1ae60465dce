package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// lab is a copy of the source in which mutants are made and tried.
type lab struct{ dir string }

// testTimeout bounds one test. A guard that is missing may well make it hang, which is noticed too.
const testTimeout = "120s"

// newLab copies the source at root, but for what is built or kept beside it.
func newLab(root string) (*lab, error) {
	dir, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == ".git" || path == "bin" || path == "data"):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, path), 0o700)
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, path), b, 0o600)
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &lab{dir}, nil
}

// try makes the mutant, runs its test and puts the guard back.
func (l *lab) try(ctx context.Context, m mutant) (r result) {
	r = result{mutant: m, verdict: broken}
	if err := l.passes(ctx, m); err != nil {
		r.detail = err.Error()
		return r
	}
	before, after, err := m.place(os.DirFS(l.dir))
	if err != nil {
		r.detail = err.Error()
		return r
	}
	path := filepath.Join(l.dir, m.file)
	if err := os.WriteFile(path, []byte(after), 0o600); err != nil {
		r.detail = err.Error()
		return r
	}
	began := time.Now()
	out, failed := l.test(ctx, m)
	r.took = time.Since(began)
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		r.detail = err.Error()
		return r
	}
	switch {
	case !failed:
		r.verdict = survived
	case unbuilt(out):
		r.detail = "without the guard the code does not compile:\n" + out
	default:
		r.verdict = killed
	}
	return r
}

// sound remembers which tests pass on the source as it is.
var sound = struct {
	mu    sync.Mutex
	known map[string]error
}{known: map[string]error{}}

// passes returns an error when the mutant's test fails on the source as it is: then its failing says
// nothing about the guard.
func (l *lab) passes(ctx context.Context, m mutant) error {
	sound.mu.Lock()
	defer sound.mu.Unlock()
	name := m.pkg + " " + m.test
	err, ok := sound.known[name]
	if ok {
		return err
	}
	if out, failed := l.test(ctx, m); failed {
		err = errors.New("the test fails with the guard in place:\n" + out)
	} else if strings.Contains(out, "no tests to run") || strings.Contains(out, "--- SKIP") {
		err = errors.New("the test was not run:\n" + out)
	}
	sound.known[name] = err
	return err
}

func (l *lab) test(ctx context.Context, m mutant) (out string, failed bool) {
	cmd := exec.CommandContext(ctx, "go", "test", "-vet=off", "-count=1", "-v", "-timeout", testTimeout, "-run", m.test, "./internal/"+m.pkg)
	cmd.Dir = l.dir
	// A failure is not made smaller first: that it fails is enough.
	cmd.Env = append(os.Environ(), "RAPID_SHRINKTIME=0s", "RAPID_NOFAILFILE=1")
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	out = b.String()
	if len(out) > 4000 {
		out = out[len(out)-4000:]
	}
	return out, err != nil
}

// unbuilt tells whether a test failed because it could not be built, or the programs it starts.
func unbuilt(out string) bool {
	return strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]") || strings.Contains(out, "the programs do not build")
}
