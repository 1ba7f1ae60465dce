package ui

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// words says things in one language. The English sentence is the key under which the others stand in
// their catalogue, so that templates and code read as what they say, and a sentence that a
// catalogue does not have is said in English.
type words struct {
	Lang    string // BCP 47: "en", "de"
	Dir     string // "ltr" or "rtl"
	phrases map[string]phrase
}

// phrase is a translation: one text, or one for each plural form that its language has.
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
func (w *words) t(text string, args ...any) string {
	if p, ok := w.phrases[text]; ok {
		text = p.other
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// tn says the text for n things: one for exactly one, else many, under which both stand in a
// catalogue. The verbs stand for n and then for args; use %[2]s where n is not said.
func (w *words) tn(n int, one, many string, args ...any) string {
	p, ok := w.phrases[many]
	if !ok {
		p = phrase{one, many}
	}
	text := p.other
	if n == 1 {
		text = p.one
	}
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, append([]any{n}, args...)...)
}

// english is the language that everything is written in.
var english = &words{Lang: "en", Dir: "ltr"}

// readWords returns the languages that there are catalogues for, by their tag.
func readWords(files fs.FS) (map[string]*words, error) {
	all := map[string]*words{english.Lang: english}
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, fmt.Errorf("ui: catalogues: %w", err)
	}
	for _, name := range names {
		w := &words{Lang: strings.TrimSuffix(path.Base(name), ".json"), Dir: "ltr"}
		b, err := fs.ReadFile(files, name)
		if err == nil {
			err = json.Unmarshal(b, &w.phrases)
		}
		if err != nil {
			return nil, fmt.Errorf("ui: catalogue %s: %w", name, err)
		}
		all[w.Lang] = w
	}
	return all, nil
}

// preferred returns the language that a browser asks for, of those there are; else English.
func (b *bundle) preferred(r *http.Request) *words {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if w, ok := b.words[tag]; ok {
			return w
		}
	}
	return english
}
