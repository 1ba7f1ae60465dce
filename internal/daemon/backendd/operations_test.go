package backendd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/queue/queuetest"
	"appointment-manager/internal/store"
)

func TestWhatAdministratorsAreTold(t *testing.T) {
	t.Parallel()
	redis := queuetest.Single(t)
	dir := t.TempDir()
	r := prepare(t, dir, redis.URL)
	r.serve()

	_, told := r.call("GET", "/admin/queue", "")
	require.EqualValues(t, 0, told["waiting"])
	require.Nil(t, told["oldest_seconds"])
	status, told := r.call("GET", "/admin/system", "")
	require.Equal(t, 200, status)
	all, err := json.Marshal(told)
	require.NoError(t, err)
	require.NotContains(t, string(all), password, "a secret is never told")
	require.NotContains(t, string(all), `"name":"`+dir, "nor where the database is")
	require.Contains(t, string(all), `{"from":"environment","name":"ADMIN_PASSWORD","value":"(set, hidden)"}`)
	require.Contains(t, string(all), `{"from":"default","name":"ACCESS_TOKEN_TTL","value":"30m"}`)
	database := told["database"].(map[string]any)
	require.Equal(t, "test.db", database["name"])
	require.Equal(t, "sqlite", database["kind"])
	require.Greater(t, database["size_bytes"], 10_000.0)
	require.Nil(t, told["backups"].(map[string]any)["last_at"])

	status, made := r.call("POST", "/admin/backup", "")
	require.Equal(t, 200, status, made)
	file := filepath.Join(dir, "backups", made["name"].(string))
	_, err = store.Verify(t.Context(), file)
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.EqualValues(t, info.Size(), made["size_bytes"])
	_, told = r.call("GET", "/admin/system", "")
	require.Equal(t, made["at"], told["backups"].(map[string]any)["last_at"])

	redis.Stop()
	status, told = r.call("GET", "/admin/queue", "")
	require.Equal(t, 200, status)
	for _, unknown := range []string{"waiting", "running", "retrying", "workers"} {
		v, there := told[unknown]
		require.True(t, there)
		require.Nil(t, v, "without Redis %s is unknown, not 0", unknown)
	}
	require.EqualValues(t, 0, told["dead"], "what the database knows is told all the same")
}
