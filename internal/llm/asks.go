package llm

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuote bounds a sentence quoted from a note, in characters.
const maxQuote = 200

// asking finds the sentences of a note that want something done, in the two languages of the
// practices we know. It only chooses what to quote, so a word too many does little harm.
var asking = regexp.MustCompile(`(?i)(^|[^\pL])(` + strings.Join([]string{
	`asks?`, `asked`, `asking`, `wants?`, `needs?`, `needed`, `bring`, `brings`, `call`, `calls`, `ring back`, `phone back`,
	`send`, `please`, `pls`, `remind`, `reminder`, `remember`, `requires?`, `requests?`, `requested`, `must`, `don't forget`, `do not`,
	`would like`, `prefers?`, `allerg(y|ies|ic)`, `wheelchair`, `interpreter`, `pacemaker`, `urgent(ly)?`, `asap`, `follow[- ]up`,
	`prepare`, `invoice`,
	`bitte`, `mitbring(en|t)`, `bring(t|en)`, `brauch(t|en)`, `benötigt`, `anruf(en|t)?`, `zurückrufen`, `rückruf`, `schick(en|t)`,
	`senden`, `sendet`, `erinner(n|ung)`, `erinnert`, `allergi(e|en|sch)`, `rollstuhl`, `möchte`, `wünscht`, `dringend`,
	`dolmetscher(in)?`, `rechnung`, `herzschrittmacher`, `nicht vergessen`,
}, "|") + `)($|[^\pL])`)

// asksOf returns the sentences of a note that ask for something, as they stand in it.
func asksOf(note string) []string {
	var found []string
	for _, s := range sentencesOf(note) {
		if asking.MatchString(s) {
			found = append(found, clip(s, maxQuote))
		}
	}
	return found
}

// sentencesOf cuts a note at line breaks and at the ends of sentences.
func sentencesOf(note string) []string {
	var found []string
	for line := range strings.FieldsFuncSeq(note, func(r rune) bool { return r == '\n' || r == '\r' || r == ';' }) {
		line = oneLine(line)
		start := 0
		for i := range len(line) {
			if strings.IndexByte(".!?", line[i]) >= 0 && endsSentence(line[start:i], line[i+1:]) {
				found = appendSentence(found, line[start:i+1])
				start = i + 1
			}
		}
		found = appendSentence(found, line[start:])
	}
	return found
}

func appendSentence(to []string, s string) []string {
	if s = strings.Trim(s, " -*•"); s != "" {
		return append(to, s)
	}
	return to
}

// endsSentence tells whether a full stop between before and after ends a sentence, rather than an
// abbreviation, an ordinal or a number. Short words before a full stop are taken for abbreviations.
func endsSentence(before, after string) bool {
	if after == "" {
		return true
	}
	if after[0] != ' ' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(after[1:])
	word := before[strings.LastIndexAny(before, " .")+1:]
	last, _ := utf8.DecodeLastRuneInString(word)
	if unicode.IsLower(next) || unicode.IsDigit(last) && unicode.IsUpper(next) && len(word) <= 2 {
		return false
	}
	switch strings.ToLower(word) {
	case "dr", "mr", "mrs", "ms", "prof", "st", "hr", "fr", "nr", "no", "ca", "tel", "z", "b", "e", "g", "i":
		return false
	}
	return true
}
