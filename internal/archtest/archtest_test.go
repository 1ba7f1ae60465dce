package archtest_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "appointment-manager"

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Deps       []string
}

func list(t *testing.T, args ...string) map[string]pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Imports,Deps"}, args...)...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	require.NoError(t, err)
	pkgs := map[string]pkg{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		require.NoError(t, err)
		pkgs[p.ImportPath] = p
	}
}

// name returns the short name of one of our packages, "" for any other.
func name(importPath string) string {
	if importPath == module+"/web" {
		return "web"
	}
	short, ok := strings.CutPrefix(importPath, module+"/internal/")
	if !ok {
		if short, ok = strings.CutPrefix(importPath, module+"/"); !ok {
			return ""
		}
	}
	return short
}

func ours(t *testing.T) map[string]pkg {
	all := list(t, "./...")
	require.Greater(t, len(all), 20)
	return all
}

func thirdParty(p pkg) (found []string) {
	for _, imp := range p.Imports {
		if strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
			found = append(found, imp)
		}
	}
	return found
}

func TestTheCoreKnowsOnlyTheStandardLibrary(t *testing.T) {
	t.Parallel()
	all := ours(t)
	for _, core := range []string{"internal/agenda", "internal/config", "internal/buildinfo", "web"} {
		p, ok := all[module+"/"+core]
		require.True(t, ok, core)
		require.Empty(t, thirdParty(p), core)
		for _, imp := range p.Imports {
			require.Empty(t, name(imp), "%s imports %s", core, imp)
		}
	}
}

// allowed lists what a package may import of ours beside agenda. What is not named may import
// agenda alone.
var allowed = map[string][]string{
	"api":       {"auth", "ical", "importfile", "problem"},
	"apiclient": {"problem"},
	"ui":        {"apiclient", "web"},
}

func TestAdaptersDoNotKnowEachOther(t *testing.T) {
	t.Parallel()
	for path, p := range ours(t) {
		importer := name(path)
		if strings.HasPrefix(importer, "daemon") || strings.HasPrefix(importer, "cmd") || strings.HasPrefix(importer, "e2e") {
			continue
		}
		base, _, nested := strings.Cut(importer, "/")
		for _, imp := range p.Imports {
			imported := name(imp)
			switch {
			case imported == "", imported == "agenda", slices.Contains(allowed[importer], imported):
			case nested && (imported == base || strings.HasPrefix(imported, base+"/")): // a package's own test suite
			case strings.HasPrefix(imported, importer+"/"):
			default:
				t.Errorf("%s must not import %s", importer, imported)
			}
		}
	}
}

// owners names, for each third-party package, who may import it.
var owners = map[string][]string{
	"gorm.io/":                      {"store"},
	"github.com/jackc/":             {"store"},
	"github.com/mattn/go-sqlite3":   {"store"},
	"modernc.org/sqlite":            {"store"},
	"github.com/redis/go-redis":     {"queue"},
	"github.com/sashabaranov/":      {"llm"},
	"github.com/golang-jwt/":        {"auth"},
	"golang.org/x/crypto/bcrypt":    {"auth"},
	"github.com/go-chi/chi":         {"api", "ui"},
	"github.com/alicebob/miniredis": {"embedredis", "queue/queuetest"},
	"github.com/google/uuid":        {"store"},
	"github.com/emersion/go-ical":   {"importfile"},
	"golang.org/x/text":             {"importfile"},
	"golang.org/x/term":             {"daemon/backendd"},
	"github.com/VictoriaMetrics/":   {"metrics"},
	"github.com/stretchr/testify":   {"store/storetest", "queue/queuetest", "llm/llmtest", "metrics/metricstest"},
	"pgregory.net/rapid":            {"store/storetest"},
}

func TestEveryThirdPartyPackageHasOneOwner(t *testing.T) {
	t.Parallel()
	for path, p := range ours(t) {
		for _, imp := range thirdParty(p) {
			owned := false
			for prefix, who := range owners {
				if strings.HasPrefix(imp, prefix) {
					owned = true
					require.Contains(t, who, name(path), "%s imports %s", path, imp)
				}
			}
			require.True(t, owned, "%s imports %s, which has no owner in the table", path, imp)
		}
	}
}

func TestOnlyDaemonsWireAndOnlyCommandsStartThem(t *testing.T) {
	t.Parallel()
	for path, p := range ours(t) {
		importer := name(path)
		for _, imp := range p.Imports {
			if strings.HasPrefix(name(imp), "daemon") {
				require.True(t, strings.HasPrefix(importer, "daemon") || strings.HasPrefix(importer, "cmd/"), "%s imports %s", path, imp)
			}
		}
	}
}

func TestProgramsLinkOnlyWhatTheyNeed(t *testing.T) {
	t.Parallel()
	databases := []string{"gorm.io/", "github.com/jackc/", "github.com/mattn/go-sqlite3", "modernc.org/sqlite"}
	redis, openai, miniredis := "github.com/redis/go-redis", "github.com/sashabaranov/", "github.com/alicebob/miniredis"
	for program, forbidden := range map[string][]string{
		"frontend": append([]string{redis, openai, miniredis}, databases...),
		"worker":   append([]string{miniredis}, databases...),
		"backend":  {openai, miniredis},
	} {
		path := module + "/cmd/" + program
		for _, dep := range list(t, path)[path].Deps {
			for _, prefix := range forbidden {
				require.False(t, strings.HasPrefix(dep, prefix), "%s links %s", program, dep)
			}
			require.NotContains(t, dep, "testify", "%s links test code", program)
		}
	}
}
