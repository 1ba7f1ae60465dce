package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// physical are properties and values that name a side of the screen, where the page should name the start
// or the end of a line.
var physical = regexp.MustCompile(`(?m)(?:^|[;{\s])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[a-z-]*|(?:min-|max-)?(?:width|height)|left|right|top|bottom)\s*:[^;}]*|(?:text-align|float|clear)\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius`)

// TestStylesNameNoSides holds the stylesheets against logical properties only, so that pages turn round in
// languages that are written from right to left.
func TestStylesNameNoSides(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("static/css/*.css")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	comments, media := regexp.MustCompile(`(?s)/\*.*?\*/`), regexp.MustCompile(`@(?:media|container)[^{]*`)
	for _, file := range files {
		css, err := os.ReadFile(file)
		require.NoError(t, err)
		plain := media.ReplaceAllString(comments.ReplaceAllString(string(css), ""), "")
		for _, found := range physical.FindAllString(plain, -1) {
			t.Errorf("%s: %s", file, strings.TrimSpace(found))
		}
	}
}
