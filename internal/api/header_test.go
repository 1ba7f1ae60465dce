package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryAnswerBearsItsHeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, path := range []string{"/auth/me", "/summary/result", "/nothing"} {
		for _, who := range []string{"guest", "user"} {
			h := r.call(who, "GET", path, "").header
			require.Equal(t, "no-store", h.Get("Cache-Control"), path)
			require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
			require.Equal(t, "no-referrer", h.Get("Referrer-Policy"), path)
			require.Equal(t, "same-origin", h.Get("Cross-Origin-Resource-Policy"), path)
			require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'", path)
		}
	}
}

// A body that does not say how large it is, is read no further than the limit.
func TestBodiesOfUnknownLengthAreBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	body := io.MultiReader(strings.NewReader(`{"client_name":"` + strings.Repeat("a", 1<<20) + `"}`))
	req, err := http.NewRequestWithContext(t.Context(), "POST", r.url+"/appointments/", body)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+r.as["user"])
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, 413, res.StatusCode)
}
