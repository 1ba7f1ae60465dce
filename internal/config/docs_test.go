package config_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/config"
)

func TestTheDocumentsNameEverySettingAndNoOther(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(readme), "<!-- settings: kept in step with the code by a test -->")
	require.True(t, ok)
	table, _, _ = strings.Cut(table, "<!-- /settings -->")
	var want []string
	for _, s := range config.Settings {
		name, value := "`"+s.Name+"`", ""
		if s.Secret {
			name += "*"
		}
		if s.Default != "" {
			value = "`" + s.Default + "`"
		}
		want = append(want, "| "+name+" | "+value+" | "+s.Help+" | ")
	}
	rows := strings.Split(strings.TrimSpace(table), "\n")[2:]
	require.Len(t, rows, len(want))
	for i, row := range rows {
		require.True(t, strings.HasPrefix(row, want[i]), "the README says\n%s\nthe code says\n%s", row, want[i])
	}

	example, err := os.ReadFile("../../.env.example")
	require.NoError(t, err)
	for _, s := range config.Settings {
		require.Contains(t, string(example), "# "+s.Help+"\n# "+s.Name+"="+s.Default+"\n")
	}
}

// Every variable that the compose file sets for a service is one that the service reads.
func TestTheComposeFileSetsOnlyWhatIsRead(t *testing.T) {
	t.Parallel()
	compose, err := os.ReadFile("../../docker-compose.yml")
	require.NoError(t, err)
	service := ""
	checked := 0
	for line := range strings.SplitSeq(string(compose), "\n") {
		switch name, _, _ := strings.Cut(strings.TrimSpace(line), ":"); {
		case strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "   "):
			service = name
		case strings.HasPrefix(line, "      ") && name == strings.ToUpper(name) && strings.Contains(name, "_"):
			i := slices.IndexFunc(config.Settings, func(s config.Setting) bool {
				return s.Name == strings.TrimSuffix(name, "_FILE") && slices.Contains(s.For, service)
			})
			require.GreaterOrEqual(t, i, 0, "%s is set for %s", name, service)
			checked++
		}
	}
	require.Greater(t, checked, 25)
}
