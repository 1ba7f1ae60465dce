package api_test

import (
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
