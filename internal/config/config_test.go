package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/config"
)

func from(env map[string]string) config.Source {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

func TestDefaultsNeedNothing(t *testing.T) {
	t.Parallel()
	b, _, err := config.LoadBackend(from(nil))
	require.NoError(t, err)
	require.Equal(t, ":8000", b.Addr)
	require.Equal(t, "data/appointments.db", b.DatabasePath)
	require.Equal(t, 30*time.Minute, b.TokenTTL)
	require.True(t, b.OpenRegistration)
	require.NotNil(t, b.Zone)
	require.Equal(t, "en", b.SummaryLanguage)
	_, _, err = config.LoadWorker(from(map[string]string{"OPENAI_API_KEY": ""}))
	require.NoError(t, err)
	_, _, err = config.LoadFrontend(from(nil))
	require.NoError(t, err)
	all, _, err := config.LoadAll(from(nil))
	require.NoError(t, err)
	require.True(t, all.EmbeddedRedis)
	require.Equal(t, "127.0.0.1:8000", all.Backend.Addr, "on one machine nobody else is let in")
}

func TestAllFaultsAreReportedTogether(t *testing.T) {
	t.Parallel()
	_, _, err := config.LoadAll(from(map[string]string{
		"BACKEND_ADDR": "8000", "DATABASE_URL": "mysql://x", "REDIS_URL": "http://x", "JWT_SECRET_KEY": "short",
		"ACCESS_TOKEN_TTL": "soon", "REGISTRATION": "maybe", "PASSWORD_MIN_LENGTH": "4", "ADMIN_USERNAME": "hanna",
		"TIME_ZONE": "Mars/Olympus", "TRUSTED_PROXIES": "everybody", "WORKER_CONCURRENCY": "0", "LOG_LEVEL": "loud",
		"SESSION_KEY": strings.Repeat("changeme", 5), "OPENAI_BASE_URL": "localhost", "MODEL_TIMEOUT": "1ms",
		"SUMMARY_LANGUAGE": "Deutsch",
	}))
	var faults config.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults, 16, err.Error())
	for _, name := range []string{"BACKEND_ADDR", "JWT_SECRET_KEY", "SESSION_KEY", "TIME_ZONE", "WORKER_CONCURRENCY"} {
		require.ErrorContains(t, err, name+": ")
	}
	require.NotContains(t, err.Error(), "short ", "a secret's value is never repeated")
}

func TestSecretsComeFromFilesAndAreHidden(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("s", 40)+"\n"), 0o600))
	b, text, err := config.LoadBackend(from(map[string]string{"JWT_SECRET_KEY_FILE": file, "REDIS_URL": "rediss-sentinel://:hunter22@a:1,b:2/m?sentinel_password=hunter33"}))
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("s", 40), string(b.JWTSecret))
	require.NotContains(t, text, "sss")
	require.NotContains(t, text, "hunter22")
	require.NotContains(t, text, "hunter33")
	require.Contains(t, text, "JWT_SECRET_KEY=(set, hidden)  # from the file")
	require.Contains(t, b.InForce, config.InForce{Name: "JWT_SECRET_KEY", Value: "(set, hidden)", From: "file"})
	require.NotContains(t, fmt.Sprint(b.InForce), "hunter")
	all, _, err := config.LoadAll(from(nil))
	require.NoError(t, err)
	require.Contains(t, all.Backend.InForce, config.InForce{Name: "REDIS_URL", Value: "(embedded)", From: "default"})

	_, _, err = config.LoadBackend(from(map[string]string{"JWT_SECRET_KEY_FILE": file + "x"}))
	require.ErrorContains(t, err, "JWT_SECRET_KEY_FILE: the file cannot be read")
}

func TestDatabasePaths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sqlite:data/a.db": "data/a.db", "sqlite:/data/a.db": "/data/a.db", "sqlite:///./a.db": "./a.db",
		"sqlite:///data/a.db": "data/a.db", "sqlite:////data/a.db": "/data/a.db",
	} {
		b, _, err := config.LoadBackend(from(map[string]string{"DATABASE_URL": text}))
		require.NoError(t, err, text)
		require.Equal(t, want, b.DatabasePath, text)
	}
	for _, text := range []string{"sqlite:", "sqlite:///", "sqlite://host/a.db", "a.db", "postgres://", "mysql://x/y"} {
		_, _, err := config.LoadBackend(from(map[string]string{"DATABASE_URL": text}))
		require.ErrorContains(t, err, "DATABASE_URL: ", text)
	}
}

func TestPostgreSQLAddresses(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg"} {
		b, _, err := config.LoadBackend(from(map[string]string{"DATABASE_URL": scheme + "://agenda@db:5432/a?sslmode=disable", "DATABASE_PASSWORD": "p w"}))
		require.NoError(t, err, scheme)
		require.Equal(t, "postgres://agenda@db:5432/a?sslmode=disable", b.DatabaseURL)
		require.Equal(t, "p w", b.DatabasePassword)
		require.Empty(t, b.DatabasePath)
		require.Equal(t, "data", b.DataDir())
	}
}

func TestNoPasswordOfAnAddressIsPrinted(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://agenda:hunter22@db/a", "postgresql+asyncpg://agenda:hunter22@db/a", "postgres://agenda:hun/ter?hunter22#x@db/a",
		"postgres://agenda:%hunter22@db/a", "postgres://agenda:x@hunter22@db1:5432,db2:5432/a", "postgres://db/a?user=agenda&password=hunter22", "postgres://db/a?sslPassword=hunter22&x=y",
	} {
		b, text, err := config.LoadBackend(from(map[string]string{"DATABASE_URL": address, "DATABASE_PASSWORD": "hunter22"}))
		require.NoError(t, err, address)
		require.NotContains(t, text+b.DatabaseName(), "hunter22", address)
		require.Contains(t, b.DatabaseName(), "postgres://")
	}
}

func TestKeptSecretIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dir", "jwt.key")
	first, err := config.KeepSecret(path)
	require.NoError(t, err)
	require.Len(t, first, 64)
	again, err := config.KeepSecret(path)
	require.NoError(t, err)
	require.Equal(t, first, again)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.NoError(t, os.WriteFile(path, []byte("short"), 0o600))
	_, err = config.KeepSecret(path)
	require.ErrorContains(t, err, "too short")
}

// The pages name the practice's zone to the API.
func TestTheAPIKnowsThePracticesZone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Europe/Berlin", "UTC", "Etc/UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "EST5EDT", "Local", "Mars/Base", "Europe", "right/Europe/Berlin",
		"posix/Europe/Berlin", "posixrules", "localtime", "Europe//Berlin", "Europe/./Berlin", "Europe/Berlin/", "./UTC", "../UTC", "/etc/localtime",
	} {
		b, _, err := config.LoadBackend(from(map[string]string{"TIME_ZONE": name}))
		zone, refused := agenda.LoadZone(name)
		require.Equal(t, refused == nil, err == nil, "%s: %v", name, err)
		if err == nil {
			require.Equal(t, zone.String(), b.Zone.String())
		}
	}
}

func TestTheMachinesZoneHasAName(t *testing.T) {
	for tz, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "posix/Europe/Berlin": "Europe/Berlin", "right/Europe/Berlin": "Europe/Berlin",
		"/usr/share/zoneinfo/posix/Europe/Berlin": "Europe/Berlin", "/usr/share/zoneinfo/Asia/Kolkata": "Asia/Kolkata",
		"posixrules": "UTC", "/etc/localtime": "UTC", "Local": "UTC", "Etc/UTC": "UTC", "Europe//Berlin": "UTC",
	} {
		t.Setenv("TZ", tz)
		b, _, err := config.LoadBackend(from(nil))
		require.NoError(t, err)
		require.Equal(t, want, b.Zone.String(), tz)
	}
}
