package ui_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/stretchr/testify/require"

	"appointment-manager/web"
)

// asked is a text as the pages ask a catalogue for it.
type asked struct {
	one    string // of two plural forms, of which the other is the key; empty: it has one form
	layout bool   // of a date
	api    bool   // said by the service
	where  string
}

// texts collects what pages ask for, by key.
type texts map[string]asked

func (a texts) add(t testing.TB, key string, how asked) {
	t.Helper()
	before, known := a[key]
	require.False(t, known && before.one != how.one && before.one != "" && how.one != "", "%q has two singulars: %q and %q", key, before.one, how.one)
	if before.one != "" {
		how.one = before.one
	}
	how.layout, how.api = how.layout || before.layout, how.api || before.api
	a[key] = how
}

// allTexts returns every text that templates and code ask for.
func allTexts(t testing.TB) texts {
	t.Helper()
	a := texts{}
	files, err := fs.Glob(web.Files, "templates/*/*.html")
	require.NoError(t, err)
	for _, file := range files {
		source, err := fs.ReadFile(web.Files, file)
		require.NoError(t, err)
		tree := parse.New(file)
		tree.Mode = parse.SkipFuncCheck
		trees := map[string]*parse.Tree{}
		_, err = tree.Parse(string(source), "", "", trees)
		require.NoError(t, err)
		for _, tree := range trees {
			a.template(t, file, tree.Root)
		}
	}
	files, err = filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(source, func(n ast.Node) bool { a.code(t, file, n); return true })
	}
	require.Greater(t, len(a), 400, "the texts are not found any more")
	return a
}

func (a texts) template(t testing.TB, file string, n parse.Node) {
	t.Helper()
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			for _, c := range p.Cmds {
				a.template(t, file, c)
			}
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		a.template(t, file, b.List)
		if b.ElseList != nil {
			a.template(t, file, b.ElseList)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			a.template(t, file, child)
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.PipeNode:
		pipe(n)
	case *parse.CommandNode:
		for _, arg := range n.Args {
			a.template(t, file, arg)
		}
		text := func(i int) string {
			require.Greater(t, len(n.Args), i, "%s: %s", file, n)
			s, ok := n.Args[i].(*parse.StringNode)
			require.True(t, ok, "%s: %s asks for a text that no catalogue can know", file, n)
			return s.Text
		}
		switch n.Args[0].String() {
		case "t":
			a.add(t, text(1), asked{where: file})
		case "tn":
			a.add(t, text(3), asked{one: text(2), where: file})
		}
	}
}

// code collects from a call of the methods of words, and from the list of the API's sentences.
func (a texts) code(t testing.TB, file string, n ast.Node) {
	t.Helper()
	literal := func(e ast.Expr) (string, bool) {
		l, ok := e.(*ast.BasicLit)
		if !ok || l.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(l.Value)
		return s, err == nil
	}
	switch n := n.(type) {
	case *ast.ValueSpec:
		if n.Names[0].Name == "apiSentences" {
			for _, e := range n.Values[0].(*ast.CompositeLit).Elts {
				s, ok := literal(e)
				require.True(t, ok)
				a.add(t, s, asked{where: file, api: true})
			}
		}
	case *ast.CallExpr:
		method, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		places := map[string][]int{"t": {0}, "tn": {1, 2}, "pick": {1}, "ordinal": {1, 2}, "date": {0}}[method.Sel.Name]
		var found []string
		for _, i := range places {
			s, ok := literal(n.Args[i])
			if !ok { // but where the catalogues are read
				require.Contains(t, []string{"words.go", "format.go", "apiwords.go"}, file, "%s asks for a text that no catalogue can know", method.Sel.Name)
				return
			}
			found = append(found, s)
		}
		switch method.Sel.Name {
		case "tn":
			a.add(t, found[1], asked{one: found[0], where: file})
		default:
			for _, s := range found {
				a.add(t, s, asked{where: file, layout: method.Sel.Name == "date"})
			}
		}
	}
}

// translation is an entry of a catalogue.
type translation struct {
	One, Other string
	forms      bool
}

func (p *translation) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &p.Other) == nil {
		return nil
	}
	var forms struct{ One, Other string }
	err := json.Unmarshal(b, &forms)
	p.One, p.Other, p.forms = forms.One, forms.Other, true
	return err
}

func readCatalogue(t testing.TB, lang string) map[string]translation {
	t.Helper()
	b, err := fs.ReadFile(web.Files, "locales/"+lang+".json")
	require.NoError(t, err)
	seen := map[string]bool{}
	d := json.NewDecoder(bytes.NewReader(b))
	_, err = d.Token()
	require.NoError(t, err)
	for d.More() {
		key, err := d.Token()
		require.NoError(t, err)
		require.False(t, seen[key.(string)], "%q stands twice in %s.json", key, lang)
		seen[key.(string)] = true
		var skip json.RawMessage
		require.NoError(t, d.Decode(&skip))
	}
	entries := map[string]translation{}
	require.NoError(t, json.Unmarshal(b, &entries))
	return entries
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?(\d*[a-z])`)

// verbs returns how a text shows each of its arguments, by their numbers.
func verbs(text string) map[int]string {
	found, next := map[int]string{}, 1
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		found[next] = m[2]
		next++
	}
	return found
}

// dateParts are the parts of a date that a layout names.
func dateParts(layout string) []string {
	parts := regexp.MustCompile(`Monday|Mon|January|Jan|2006|2`).FindAllString(layout, -1)
	slices.Sort(parts)
	return parts
}

// TestGermanSaysEverything holds the German catalogue against what the pages ask for: every text is in it
// and nothing else, with the same verbs, the same choices and both plural forms.
func TestGermanSaysEverything(t *testing.T) {
	t.Parallel()
	all, german := allTexts(t), readCatalogue(t, "de")
	for key := range german {
		if _, ok := all[key]; !ok {
			t.Errorf("nobody asks for %q", key)
		}
	}
	for key, how := range all {
		p, ok := german[key]
		if !ok {
			t.Errorf("%s: no German for %q%s", how.where, key, map[bool]string{true: ", one: " + strconv.Quote(how.one)}[how.one != ""])
			continue
		}
		if p.forms != (how.one != "") {
			t.Errorf("%q: plural forms are for tn, and only for it", key)
		}
		require.Equal(t, verbs(key), verbs(p.Other), key)
		require.Equal(t, strings.Count(key, "|"), strings.Count(p.Other, "|"), key)
		require.Equal(t, strings.Count(key, "["), strings.Count(p.Other, "["), key)
		if how.layout {
			require.Equal(t, dateParts(key), dateParts(p.Other), key)
		}
		if p.forms {
			few, many := verbs(p.One), verbs(key)
			delete(few, 1) // the number, which one need not say
			delete(many, 1)
			require.Equal(t, many, few, key)
			require.NotEmpty(t, p.One, key)
		}
		require.NotEmpty(t, p.Other, key)
	}
}

// TestTheServiceStillSaysSo holds the sentences that pages repeat against those in the other packages: one
// that nobody says any more is none, and what a person reads of a brief that failed is known.
func TestTheServiceStillSaysSo(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	files, err := filepath.Glob("../*/*.go")
	require.NoError(t, err)
	more, err := filepath.Glob("../daemon/*/*.go")
	require.NoError(t, err)
	sentence := regexp.MustCompile(`^[A-Z][a-z'’]* .*[a-z)]\.?$`)
	for _, file := range append(files, more...) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "../ui/") || strings.HasPrefix(file, "../mutants/") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(source, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil {
					said[strings.NewReplacer("%g", "%s", "%v", "%s").Replace(strings.Trim(s, `"`))] = said[s] || slices.Contains([]string{"../llm/error.go", "../worker/report.go", "../agenda/user.go"}, file) && sentence.MatchString(s)
				}
			}
			return true
		})
	}
	known := apiTexts(t)
	for _, s := range known {
		if !anyContains(said, s) {
			t.Errorf("nobody says %q", s)
		}
	}
	for s, shown := range said {
		if shown && !slices.Contains(known, s) {
			t.Errorf("pages cannot repeat %q", s)
		}
	}
}

func anyContains(said map[string]bool, part string) bool {
	for s := range said {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// apiTexts are the sentences that the pages repeat.
func apiTexts(t testing.TB) (found []string) {
	t.Helper()
	for key, how := range allTexts(t) {
		if how.api {
			found = append(found, key)
		}
	}
	require.NotEmpty(t, found)
	return found
}
