package ui

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// language is what is said in one language. The English sentence is the key under which the others
// stand in their catalogue, so that templates and code read as what they say, and a sentence that a
// catalogue does not have is said in English.
type language struct {
	Lang    string // BCP 47: "en", "de"
	Dir     string // "ltr" or "rtl": what the catalogue says for "ltr"
	phrases map[string]phrase
}

// words speaks to one visitor: in a language, by their clock and their week.
type words struct {
	*language
	halves bool         // the clock counts to twelve, twice
	first  time.Weekday // of the week
}

// phrase is a translation: one text, or one for each plural form. English and German have the same
// two by CLDR's cardinal rules for whole numbers: one for 1, other for the rest, 0 among them.
type phrase struct{ one, other string }

func (p *phrase) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &p.other) == nil {
		p.one = p.other
		return nil
	}
	var forms struct{ One, Other string }
	err := json.Unmarshal(b, &forms)
	p.one, p.other = forms.One, forms.Other
	return err
}

// t says a text, with args in the places of its verbs.
func (l *language) t(text string, args ...any) string {
	if p, ok := l.phrases[text]; ok {
		text = p.other
	}
	return l.fill(text, args)
}

// tn says the text for n things: one for exactly one, else many, under which both stand in a
// catalogue. The verbs stand for n and then for args; use %[2]s where n is not said.
func (l *language) tn(n int, one, many string, args ...any) string {
	p, ok := l.phrases[many]
	if !ok {
		p = phrase{one, many}
	}
	text := p.other
	if n == 1 {
		text = p.one
	}
	return l.fill(text, append([]any{n}, args...))
}

// pick says the i-th of texts that stand in one entry, with bars between them: "am|pm".
func (l *language) pick(i int, texts string) string {
	texts = l.t(texts)
	for range i {
		_, texts, _ = strings.Cut(texts, "|")
	}
	text, _, _ := strings.Cut(texts, "|")
	return text
}

// ordinal says the text for the n-th thing: one of those in texts, as for pick, or, where they end,
// beyond, whose verb stands for n.
func (l *language) ordinal(n int, texts, beyond string) string {
	if n > strings.Count(texts, "|")+1 {
		return l.fill(l.t(beyond), []any{n})
	}
	return l.pick(max(0, n-1), texts)
}

// list joins what is told of one thing: "built-in, 2 s".
func (l *language) list(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, l.t(", "))
}

// fill puts args in the places of a text's verbs, whole numbers and words as the language has them.
func (l *language) fill(text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "%") {
		return text
	}
	for i, a := range args {
		switch a := a.(type) {
		case int:
			if a >= 1000 {
				args[i] = verbatim(l.number(float64(a), 0))
			}
		case string:
			args[i] = l.isolate(a)
		}
	}
	return fmt.Sprintf(text, args...)
}

// verbatim is printed as it is, by every verb.
type verbatim string

// Format implements [fmt.Formatter].
func (s verbatim) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s)) }

// isolate keeps words that run against the language's direction, as a name may, from turning what
// stands around them: it puts them between a "first strong isolate" and its end, as <bdi> does.
func (l *language) isolate(s string) string {
	against := func(r rune) bool { return unicode.IsLetter(r) && runsLeft(r) == (l.Dir == "ltr") }
	if !strings.ContainsFunc(s, against) {
		return s
	}
	return "\u2068" + s + "\u2069"
}

// runsLeft tells whether a letter is written from right to left, by the blocks that Unicode keeps for
// such scripts.
func runsLeft(r rune) bool {
	return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}

// marked is a text of which one stretch stands apart, as a link does: "Lost? [Go back]."
type marked struct{ Before, Marked, After string }

// split takes a text apart at its brackets. It is for texts without args, which may hold brackets.
func split(text string) (m marked) {
	m.Before, text, _ = strings.Cut(text, "[")
	m.Marked, m.After, _ = strings.Cut(text, "]")
	return m
}

// String is the text without its brackets.
func (m marked) String() string { return m.Before + m.Marked + m.After }

// english is the language that everything is written in.
var english = &language{Lang: "en", Dir: "ltr"}

// readLanguages returns the languages that there are catalogues for, by their tag.
func readLanguages(files fs.FS) (map[string]*language, error) {
	all := map[string]*language{english.Lang: english}
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, fmt.Errorf("ui: catalogues: %w", err)
	}
	for _, name := range names {
		l := &language{Lang: strings.TrimSuffix(path.Base(name), ".json")}
		b, err := fs.ReadFile(files, name)
		if err == nil {
			err = json.Unmarshal(b, &l.phrases)
		}
		if err != nil {
			return nil, fmt.Errorf("ui: catalogue %s: %w", name, err)
		}
		l.Dir = l.t("ltr")
		all[l.Lang] = l
	}
	return all, nil
}

// preferred returns the language that a browser asks for most, of those there are; else English.
func (b *bundle) preferred(r *http.Request) *language {
	best, most := english, 0.0
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, weight, weighed := strings.Cut(strings.TrimSpace(part), ";")
		quality := 1.0
		if weighed {
			quality, _ = strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64) // nonsense counts as 0
		}
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if l, ok := b.languages[tag]; ok && cmp.Compare(quality, most) > 0 {
			best, most = l, quality
		}
	}
	return best
}
