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

// oklch matches a pair of colours of the recipe for kinds, of which only the hue, and for grey the
// chroma, is open.
var recipe = regexp.MustCompile(`--(ev-[a-z0-9-]+):\s*light-dark\(oklch\((\d+(?:\.\d+)?)% calc\((\.\d+) \* var\(--ev-c\)\) var\(--ev-h\)\), oklch\((\d+(?:\.\d+)?)% calc\((\.\d+) \* var\(--ev-c\)\) var\(--ev-h\)\)\);`)

var hues = regexp.MustCompile(`\.(k(?:\d+|-none)) \{(?: --ev-h: (\d+);)?(?: --ev-c: (\.?\d+);)? \}`)

// oklchLuminance is the relative luminance of a colour of OKLCH, clipped to what a screen of sRGB shows.
func oklchLuminance(l, c, h float64) float64 {
	a, b := c*math.Cos(h*math.Pi/180), c*math.Sin(h*math.Pi/180)
	cube := func(x float64) float64 { return x * x * x }
	lms := [3]float64{cube(l + 0.3963377774*a + 0.2158037573*b), cube(l - 0.1055613458*a - 0.0638541728*b), cube(l - 0.0894841775*a - 1.2914855480*b)}
	shown := func(x, y, z float64) float64 { return min(1, max(0, x*lms[0]+y*lms[1]+z*lms[2])) }
	return 0.2126*shown(4.0767416621, -3.3077115913, 0.2309699292) + 0.7152*shown(-1.2684380046, 2.6097574011, -0.3413193965) +
		0.0722*shown(-0.0041960863, -0.7034186147, 1.7076147010)
}

// TestContrastOfKinds recomputes, from the stylesheet itself, what is written on the chips of every hue,
// and how their stripes stand out, in both schemes.
func TestContrastOfKinds(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("static/css/views.css")
	require.NoError(t, err)
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		return n
	}
	parts := map[string][2][2]float64{} // lightness and chroma, light and dark
	for _, m := range recipe.FindAllStringSubmatch(string(css), -1) {
		parts[m[1]] = [2][2]float64{{number(m[2]) / 100, number(m[3])}, {number(m[4]) / 100, number(m[5])}}
	}
	found := hues.FindAllStringSubmatch(string(css), -1)
	require.Len(t, found, 12+1, "twelve hues, and none")
	surfaces := [2]float64{luminance(t, "#ffffff"), luminance(t, "#1a1c20")}
	for _, m := range found {
		hue, chroma := 172.0, 1.0
		if m[2] != "" {
			hue = number(m[2])
		}
		if m[3] != "" {
			chroma = number(m[3])
		}
		for scheme, name := range []string{"light", "dark"} {
			of := func(part string) float64 {
				require.Contains(t, parts, part)
				p := parts[part][scheme]
				return oklchLuminance(p[0], p[1]*chroma, hue)
			}
			ratio := func(x, y float64) float64 { return (max(x, y) + 0.05) / (min(x, y) + 0.05) }
			for _, fill := range []string{"ev-bg", "ev-bg-2"} {
				require.GreaterOrEqual(t, ratio(of("ev-ink"), of(fill)), 7.0, "%s: name on %s, %s", m[1], fill, name)
				require.GreaterOrEqual(t, ratio(of("ev-ink-2"), of(fill)), 4.5, "%s: second line on %s, %s", m[1], fill, name)
			}
			require.GreaterOrEqual(t, ratio(of("ev-line"), surfaces[scheme]), 3.0, "%s: stripe on a card, %s", m[1], name)
			require.GreaterOrEqual(t, ratio(of("ev-line"), of("ev-bg")), 3.0, "%s: stripe on its fill, %s", m[1], name)
		}
	}
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
