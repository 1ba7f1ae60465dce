// Package metricstest reads metrics for tests, more strictly than Prometheus does.
package metricstest

import (
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/metrics"
)

// Read scrapes a registry and returns its values by their series.
func Read(t testing.TB, r *metrics.Registry) map[string]float64 {
	t.Helper()
	rec := httptest.NewRecorder()
	r.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, rec.Code)
	require.Equal(t, "text/plain; version=0.0.4; charset=utf-8", rec.Header().Get("Content-Type"))
	return Parse(t, rec.Body.String())
}

var (
	help   = regexp.MustCompile(`^# HELP ([a-z_]+) \S.*$`)
	kind   = regexp.MustCompile(`^# TYPE ([a-z_]+) (counter|gauge|histogram)$`)
	label  = `[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`
	sample = regexp.MustCompile(`^([a-z_]+)(\{` + label + `(?:,` + label + `)*\})? (\S+)$`)
	bucket = regexp.MustCompile(`,?le="([^"]+)"`)
)

// Parse reads the text format and fails the test for whatever is not as it must be: each family
// with its help and its type, once and together; each series once; counters not negative; the
// buckets of a histogram rising to +Inf, which equals its count.
func Parse(t testing.TB, text string) map[string]float64 {
	t.Helper()
	require.True(t, strings.HasSuffix(text, "\n"))
	values, seen := map[string]float64{}, map[string]bool{}
	family, typed, last := "", "", map[string]float64{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := help.FindStringSubmatch(line); m != nil {
			require.False(t, seen[m[1]], "%s is there twice", m[1])
			require.False(t, family != "" && typed == "", "%s has no type", family)
			family, typed, seen[m[1]] = m[1], "", true
			continue
		}
		if m := kind.FindStringSubmatch(line); m != nil {
			require.Equal(t, family, m[1])
			require.Empty(t, typed)
			typed = m[2]
			continue
		}
		m := sample.FindStringSubmatch(line)
		require.NotNil(t, m, "no sample: %s", line)
		value, err := strconv.ParseFloat(m[3], 64)
		require.NoError(t, err)
		require.False(t, math.IsNaN(value) || value < 0, line)
		require.NotContains(t, values, m[1]+m[2], "a series is there twice")
		values[m[1]+m[2]] = value
		suffix, ok := strings.CutPrefix(m[1], family)
		require.True(t, ok, "%s stands under %s", m[1], family)
		if typed != "histogram" {
			require.Empty(t, suffix)
			continue
		}
		require.Contains(t, []string{"_bucket", "_sum", "_count"}, suffix)
		of := family + strings.ReplaceAll(bucket.ReplaceAllString(m[2], ""), "{}", "")
		switch suffix {
		case "_bucket":
			require.GreaterOrEqual(t, value, last[of], line)
			last[of] = value
		case "_count":
			require.Equal(t, last[of], value, line)
		}
	}
	return values
}
