package e2e_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/e2e/rig"
)

func TestStartIsRefusedWithOneClearLine(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { busy.Close() })
	notADirectory := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(notADirectory, nil, 0o600))
	quiet := []string{"BACKEND_ADDR=127.0.0.1:0", "FRONTEND_ADDR=127.0.0.1:0", "WORKER_ADDR=127.0.0.1:0"}

	for name, c := range map[string]struct {
		program string
		env     []string
		says    string
		status  int
	}{
		"busy port":             {"backend", []string{"BACKEND_ADDR=" + busy.Addr().String()}, "is in use by another program", 1},
		"busy port, all-in-one": {"appointments", append(quiet, "BACKEND_ADDR="+busy.Addr().String()), "is in use by another program", 1},
		"busy port, front end":  {"frontend", []string{"FRONTEND_ADDR=" + busy.Addr().String()}, "is in use by another program", 1},
		"busy port, worker":     {"worker", []string{"WORKER_ADDR=" + busy.Addr().String()}, "is in use by another program", 1},
		"no directory":          {"backend", append(quiet, "DATABASE_URL=sqlite:"+notADirectory+"/a.db"), "not a directory", 1},
		"short secret":          {"backend", append(quiet, "JWT_SECRET_KEY=short"), "JWT_SECRET_KEY: it has 5 bytes and needs 32", 2},
		"sample secret":         {"backend", append(quiet, "JWT_SECRET_KEY=your-secret-key-change-me-in-production"), "well-known sample value", 2},
		"unreadable secret":     {"backend", append(quiet, "JWT_SECRET_KEY_FILE="+notADirectory+"/x"), "cannot be read", 2},
		"wrong schedule":        {"worker", append(quiet, "SUMMARY_SCHEDULE=daily@25:00"), "SUMMARY_SCHEDULE: ", 2},
		"bad model address":     {"worker", append(quiet, "OPENAI_BASE_URL=nonsense"), "OPENAI_BASE_URL: ", 2},
		"unknown zone":          {"appointments", append(quiet, "TIME_ZONE=Mars/Olympus"), "TIME_ZONE: ", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, status := rig.Command(t, t.TempDir(), append([]string{"LOG_LEVEL=error"}, c.env...), "", c.program)
			require.Equal(t, c.status, status, out)
			require.Contains(t, out, c.says)
			require.Equal(t, 1, strings.Count(out, "\n"), out)
			require.True(t, strings.HasPrefix(out, c.program+": "), out)
		})
	}
	t.Run("all faults at once", func(t *testing.T) {
		t.Parallel()
		out, status := rig.Command(t, t.TempDir(), []string{"REGISTRATION=x", "LOG_LEVEL=x", "TIME_ZONE=x"}, "", "backend")
		require.Equal(t, 2, status)
		require.Equal(t, 3, strings.Count(out, "\n"), out)
	})
}

func TestWrongRedisPasswordEndsTheStart(t *testing.T) {
	t.Parallel()
	r := rig.StartRedis(t)
	for _, program := range []string{"backend", "worker"} {
		out, status := rig.Command(t, t.TempDir(), []string{
			"REDIS_URL=redis://" + r.Addr + "/0", "REDIS_PASSWORD=wrong", "BACKEND_ADDR=127.0.0.1:0", "WORKER_ADDR=127.0.0.1:0", "LOG_LEVEL=error",
		}, "", program)
		require.Equal(t, 1, status, out)
		require.Contains(t, out, "Redis refuses the password")
		require.Equal(t, 1, strings.Count(out, "\n"), out)
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"backend", "worker", "frontend", "appointments"} {
		out, status := rig.Command(t, t.TempDir(), nil, "", program, "version")
		require.Zero(t, status)
		require.NotEmpty(t, strings.TrimSpace(out))
		out, status = rig.Command(t, t.TempDir(), []string{"SESSION_KEY=" + strings.Repeat("s", 40), "JWT_SECRET_KEY=" + strings.Repeat("s", 40)}, "", program, "config")
		require.Zero(t, status, out)
		require.NotContains(t, out, "ssss")
		out, status = rig.Command(t, t.TempDir(), nil, "", program, "help")
		require.Zero(t, status)
		require.Contains(t, out, "serve")
		_, status = rig.Command(t, t.TempDir(), nil, "", program, "nonsense")
		require.Equal(t, 2, status)
		_, status = rig.Command(t, t.TempDir(), []string{"BACKEND_ADDR=127.0.0.1:1", "WORKER_ADDR=127.0.0.1:1", "FRONTEND_ADDR=127.0.0.1:1"}, "", program, "healthcheck")
		require.Equal(t, 1, status, "nobody is there to be healthy")
	}
}

// A library that says something while it is initialised would add its line to every command's.
func TestNoLibrarySpeaksWhileAProgramBegins(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"backend", "worker", "frontend", "appointments"} {
		trace, status := rig.Command(t, t.TempDir(), []string{"GODEBUG=inittrace=1"}, "", name, "version")
		require.Zero(t, status, trace)
		silence := strings.Index(trace, "init appointment-manager/internal/logging ")
		speaker := strings.Index(trace, "init github.com/VictoriaMetrics/metrics ")
		require.Positive(t, speaker, trace)
		require.Positive(t, silence, trace)
		require.Less(t, silence, speaker, name)
	}
}
