package e2e_test

import (
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/e2e/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m)) }

// adminPing returns the status with which the API answers an administrator's call.
func adminPing(t *testing.T, a rig.Account, api string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, api+"/auth/admin/ping", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+a.Token)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	return res.StatusCode
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
