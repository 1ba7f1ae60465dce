package web_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

var pair = regexp.MustCompile(`--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`)

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	require.NoError(t, err)
	linear := func(c uint64) float64 {
		v := float64(c&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// TestContrast recomputes, from the stylesheet itself, the contrast of every pair of colours that the
// pages put on each other: 4.5 for text, 3 for what only has to be seen.
func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("static/css/tokens.css")
	require.NoError(t, err)
	tokens := map[string][2]string{}
	for _, m := range pair.FindAllStringSubmatch(string(css), -1) {
		tokens[m[1]] = [2]string{m[2], m[3]}
	}
	contrast := func(a, b string, scheme int) float64 {
		require.Contains(t, tokens, a)
		require.Contains(t, tokens, b)
		x, y := luminance(t, tokens[a][scheme]), luminance(t, tokens[b][scheme])
		return (max(x, y) + 0.05) / (min(x, y) + 0.05)
	}
	for _, c := range []struct {
		least float64
		front string
		on    []string
	}{
		{4.5, "ink", []string{"canvas", "surface", "raised", "sunken", "hover", "danger-soft", "warn-soft", "info-soft"}},
		{4.5, "ink-2", []string{"canvas", "surface", "raised", "sunken", "hover"}},
		{4.5, "ink-3", []string{"canvas", "surface", "raised", "sunken", "hover"}},
		{4.5, "accent-ink", []string{"canvas", "surface", "raised", "hover", "accent-soft", "danger-soft", "warn-soft", "info-soft"}},
		{4.5, "on-accent", []string{"accent", "accent-hover"}},
		{4.5, "danger", []string{"surface", "canvas", "danger-soft"}},
		{4.5, "warn", []string{"warn-soft"}},
		{4.5, "ok", []string{"ok-soft", "surface"}},
		{4.5, "info", []string{"info-soft"}},
		{3, "line-strong", []string{"surface", "canvas"}},
		{3, "focus", []string{"canvas", "surface", "raised"}},
		{3, "now", []string{"canvas", "surface"}},
		{3, "accent", []string{"canvas", "surface"}},
	} {
		for _, on := range c.on {
			for scheme, name := range []string{"light", "dark"} {
				got := contrast(c.front, on, scheme)
				require.GreaterOrEqual(t, got, c.least, fmt.Sprintf("%s on %s, %s", c.front, on, name))
			}
		}
	}
}
