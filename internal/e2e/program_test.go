package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/apiclient"
)

// bin is where the programs are built, without the race detector: it makes hashing a password take
// seconds, and what is tested here are the programs as they ship.
var bin string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "e2e-")
	if err != nil {
		panic(err)
	}
	bin = dir
	build := exec.Command("go", "build", "-o", dir+"/", "../../cmd/...")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "the programs do not build:", err)
		os.Exit(1)
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// program is a running process of ours.
type program struct {
	cmd   *exec.Cmd
	out   *lines
	ended chan struct{}
	err   error
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

// run starts a program in dir with only the given environment, and ends it with the test.
func run(t *testing.T, dir string, env []string, name string, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(filepath.Join(bin, name), args...), out: &lines{}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = dir, append([]string{"LOG_FORMAT=json", "PATH=" + os.Getenv("PATH")}, env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	require.NoError(t, p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("%s wrote:\n%s", name, p.out)
		}
	})
	return p
}

// find waits until the program has written something that pattern matches, and returns its first group.
func (p *program) find(t *testing.T, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	var found []string
	eventually(t, 30*time.Second, func() error {
		if found = re.FindStringSubmatch(p.out.String()); found != nil {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("it ended (%v) without writing %s", p.err, pattern)
		default:
			return fmt.Errorf("it has not written %s", pattern)
		}
	})
	return found[len(found)-1]
}

// stop ends the program as an operator does and returns its exit status.
func (p *program) stop(t *testing.T, sig syscall.Signal) int {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(sig))
	select {
	case <-p.ended:
	case <-time.After(40 * time.Second):
		t.Fatal("the program did not end")
	}
	return p.cmd.ProcessState.ExitCode()
}

// eventually tries until check returns nil, and fails the test with its last error after patience.
func eventually(t *testing.T, patience time.Duration, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// system is the all-in-one program, running.
type system struct {
	*program
	api, pages string
}

func startAll(t *testing.T, dir string, env ...string) system {
	t.Helper()
	env = append([]string{"BACKEND_ADDR=127.0.0.1:0", "FRONTEND_ADDR=127.0.0.1:0", "WORKER_ADDR=127.0.0.1:0"}, env...)
	p := run(t, dir, env, "appointments")
	return system{p, p.find(t, `API +(http://\S+)`), p.find(t, `Pages +(http://\S+)`)}
}

// signIn registers a user, or signs in one that exists.
func signIn(t *testing.T, api, username string) account {
	t.Helper()
	client := apiclient.New(api, apiclient.Timeout(20*time.Second))
	token, err := client.Register(t.Context(), username, "correct horse battery")
	if err != nil {
		token, err = client.SignIn(t.Context(), username, "correct horse battery")
	}
	require.NoError(t, err)
	return account{client.WithToken(token.AccessToken), token.AccessToken}
}

// account is a signed-in user.
type account struct {
	*apiclient.Client
	token string
}

// at returns the account's client, with the same token, at another address.
func (a account) at(api string) *apiclient.Client { return apiclient.New(api).WithToken(a.token) }

// adminPing returns the status with which the API answers an administrator's call.
func (a account) adminPing(t *testing.T, api string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, api+"/auth/admin/ping", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+a.token)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	return res.StatusCode
}

// command runs a program to its end.
func command(t *testing.T, dir string, env []string, in, name string, args ...string) (out string, status int) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), 60*time.Second)
	defer done()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, name), args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, append([]string{"PATH=" + os.Getenv("PATH")}, env...), strings.NewReader(in)
	b, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(b), cmd.ProcessState.ExitCode()
}

// redis is a real redis-server of the test's own.
type redis struct {
	addr, password string
	cmd            *exec.Cmd
}

func startRedis(t *testing.T) *redis {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		skip(t, "there is no redis-server on this machine")
	}
	r := &redis{password: "a password for this test"}
	r.addr = freeAddr(t)
	r.start(t, t.TempDir())
	return r
}

func (r *redis) start(t *testing.T, dir string) {
	t.Helper()
	_, port, _ := strings.Cut(r.addr, ":")
	r.cmd = exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--requirepass", r.password,
		"--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", dir)
	out, err := r.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, r.cmd.Start())
	cmd := r.cmd
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "Ready to accept connections") {
			go io.Copy(io.Discard, out)
			return
		}
	}
	t.Fatal("redis-server did not start")
}

func (r *redis) env() []string {
	return []string{"REDIS_URL=redis://" + r.addr + "/0", "REDIS_PASSWORD=" + r.password}
}

// skip skips a test for want of a program, unless everything must be there.
func skip(t *testing.T, reason string) {
	t.Helper()
	if os.Getenv("E2E") == "required" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	require.NoError(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(b)
}
