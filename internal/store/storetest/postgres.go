package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Postgres is a PostgreSQL server of the tests' own, with a cluster in a temporary directory. What it
// holds outlives Crash and Start.
type Postgres struct {
	Addr string

	dir, bin string
	options  []string
	mu       sync.Mutex
	cmd      *exec.Cmd
	leash    io.Closer // the server ends when this does, and so with the test's process at the latest
}

// The server's roles. The first owns the databases that tests are given and has no other right.
const (
	postgresUser     = "agenda"
	postgresAdmin    = "postgres"
	postgresPassword = "p@ss:w/rd #1%"
)

// StartPostgres starts a server with more options, such as fsync=on, and ends it with the test. The
// test is skipped where PostgreSQL is not installed, unless E2E=required.
func StartPostgres(t testing.TB, options ...string) *Postgres {
	t.Helper()
	p := newPostgres(t, options...)
	t.Cleanup(p.remove)
	return p
}

var shared struct {
	mu     sync.Mutex
	server *Postgres
	users  int
}

// PostgresURL returns the address of a fresh, empty database on a server that the tests of a process
// share. It does not care for what it keeps: fsync is off; it looks for deadlocks without delay.
func PostgresURL(t testing.TB) string {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.server == nil {
		shared.server = newPostgres(t, "fsync=off", "full_page_writes=off", "deadlock_timeout=20ms")
	}
	shared.users++
	t.Cleanup(func() {
		shared.mu.Lock()
		defer shared.mu.Unlock()
		if shared.users--; shared.users == 0 {
			shared.server.remove()
			shared.server = nil
		}
	})
	return shared.server.Database(t)
}

func newPostgres(t testing.TB, options ...string) *Postgres {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	require.NoError(t, err)
	if path, err := exec.LookPath("postgres"); err == nil && len(found) == 0 {
		found = append(found, path)
	}
	if len(found) == 0 {
		if os.Getenv("E2E") == "required" {
			t.Fatal("there is no PostgreSQL on this machine")
		}
		t.Skip("there is no PostgreSQL on this machine")
	}
	slices.Sort(found)
	dir, err := os.MkdirTemp("", "postgres-")
	require.NoError(t, err)
	p := &Postgres{Addr: freeAddr(t), dir: dir, bin: filepath.Dir(found[len(found)-1]), options: options}
	passwords := filepath.Join(dir, "password")
	require.NoError(t, os.WriteFile(passwords, []byte(postgresPassword), 0o644))
	if attr := servant(); attr.Credential != nil {
		require.NoError(t, os.Chown(dir, int(attr.Credential.Uid), int(attr.Credential.Gid)))
	}
	initdb := exec.Command(filepath.Join(p.bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", postgresAdmin, "-A", "scram-sha-256",
		"--pwfile", passwords, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = servant(), dir
	out, err := initdb.CombinedOutput()
	require.NoError(t, err, string(out))
	p.Start(t)
	p.Admin(t, fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", postgresUser, postgresPassword))
	return p
}

// servant makes a process run as an ordinary user when the tests run as root, whom PostgreSQL refuses.
func servant() *syscall.SysProcAttr {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
	}
	return &syscall.SysProcAttr{}
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// Start starts the server, which has crashed or not run yet, and returns when it answers.
func (p *Postgres) Start(t testing.TB) {
	t.Helper()
	_, port, err := net.SplitHostPort(p.Addr)
	require.NoError(t, err)
	// The shell ends the server at once, as a crash would, when its standard input ends.
	args := []string{"-c", `"$@" & server=$!; read -r _; kill -QUIT $server; wait $server`, "sh", filepath.Join(p.bin, "postgres"), "-D", filepath.Join(p.dir, "data")}
	for _, option := range append([]string{
		"listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=", "max_connections=200", "shared_buffers=32MB", "log_min_messages=fatal",
	}, p.options...) {
		args = append(args, "-c", option)
	}
	cmd := exec.Command("/bin/sh", args...)
	cmd.SysProcAttr, cmd.Dir = servant(), p.dir
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	leash, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p.mu.Lock()
	p.cmd, p.leash = cmd, leash
	p.mu.Unlock()
	require.Eventually(t, func() bool {
		db, err := sql.Open("pgx", p.url(postgresAdmin, "postgres"))
		if err != nil {
			return false
		}
		defer db.Close()
		return db.Ping() == nil
	}, 30*time.Second, 50*time.Millisecond, "the server does not answer")
}

// Crash ends the server as it stands, without its leave, and returns when it is gone.
func (p *Postgres) Crash() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return
	}
	p.leash.Close()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		panic(err)
	}
	p.cmd = nil
}

func (p *Postgres) remove() {
	p.Crash()
	os.RemoveAll(p.dir)
}

func (p *Postgres) url(name, database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(name, postgresPassword), Host: p.Addr, Path: "/" + database, RawQuery: "sslmode=disable"}
	return u.String()
}

// Admin runs a statement with all rights.
func (p *Postgres) Admin(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", p.url(postgresAdmin, "postgres"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(statement)
	require.NoError(t, err)
}

var databases atomic.Int64

// Database makes an empty database and returns its address, with the name and the password of its
// owner.
func (p *Postgres) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprint("t_", databases.Add(1))
	p.Admin(t, fmt.Sprintf("CREATE DATABASE %s OWNER %s", name, postgresUser))
	return p.url(postgresUser, name)
}
