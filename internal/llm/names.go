package llm

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameIndex finds the clients' names, and parts of them, in notes. It goes through a note word by
// word: hundreds of names in one regular expression would cost seconds.
type nameIndex struct {
	full     map[string][][]string // the first word of a name in small letters -> the names' words
	part     map[string]string     // a word of a name -> the client's token
	unspaced []string              // names in scripts that put no space between words, each with its token
	replacer *strings.Replacer     // made of unspaced when first needed
}

var nameWord = regexp.MustCompile(`[\pL\pM\pN]+`)

// particles are the words of names that are words of every sentence as well.
var particles = []string{
	"von", "van", "der", "den", "des", "del", "della", "dos", "the", "and", "und", "bin", "ibn", "mrs", "herr", "frau", "prof",
}

func newNameIndex() *nameIndex {
	return &nameIndex{full: map[string][][]string{}, part: map[string]string{}}
}

// add makes a name findable under a token. The first client with a word in the name owns the word.
func (x *nameIndex) add(name, token string) {
	words := nameWord.FindAllString(strings.ToLower(name), -1)
	if len(words) == 0 {
		return
	}
	if strings.ContainsFunc(name, isUnspaced) {
		x.unspaced = append(x.unspaced, name, token)
	}
	x.full[words[0]] = append(x.full[words[0]], words)
	slices.SortStableFunc(x.full[words[0]], func(a, b []string) int { return len(b) - len(a) })
	for _, w := range words {
		if _, taken := x.part[w]; !taken && utf8.RuneCountInString(w) >= 3 && !slices.Contains(particles, w) {
			x.part[w] = token
		}
	}
}

func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// hide replaces the names in a piece of a note.
func (x *nameIndex) hide(s string, t *tokens) string {
	if len(x.full) == 0 || s == "" {
		return s
	}
	at := nameWord.FindAllStringIndex(s, -1)
	words := make([]string, len(at))
	lineEnd := make([]int, len(at)) // how many words there are up to the end of the word's line
	for i := len(at) - 1; i >= 0; i-- {
		words[i], lineEnd[i] = strings.ToLower(s[at[i][0]:at[i][1]]), i+1
		if i+1 < len(at) && !strings.Contains(s[at[i][1]:at[i+1][0]], "\n") {
			lineEnd[i] = lineEnd[i+1]
		}
	}
	var b strings.Builder
	last := 0
	for i := 0; i < len(at); i++ {
		n, owner := x.match(words[i:lineEnd[i]])
		if n == 0 {
			continue
		}
		text := s[at[i][0]:at[i+n-1][1]]
		b.WriteString(x.hideUnspaced(s[last:at[i][0]]))
		if owner == "" {
			b.WriteString(t.of("Client", text))
		} else {
			b.WriteString(t.part(owner, text))
		}
		i += n - 1
		last = at[i][1]
	}
	b.WriteString(x.hideUnspaced(s[last:]))
	return b.String()
}

// match returns how many words at the start of words are a name, or 1 and the token of the client
// whose name the first word is a part of.
func (x *nameIndex) match(words []string) (n int, owner string) {
	for _, name := range x.full[words[0]] {
		if len(name) <= len(words) && slices.Equal(name, words[:len(name)]) {
			return len(name), ""
		}
	}
	if owner, ok := x.part[words[0]]; ok {
		return 1, owner
	}
	return 0, ""
}

func (x *nameIndex) hideUnspaced(s string) string {
	if len(x.unspaced) == 0 {
		return s
	}
	if x.replacer == nil {
		x.replacer = strings.NewReplacer(x.unspaced...)
	}
	return x.replacer.Replace(s)
}
