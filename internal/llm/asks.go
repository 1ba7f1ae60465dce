package llm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuote bounds a sentence quoted from a note, in characters.
const maxQuote = 200

// asking holds the words, and phrases the phrases, by which a sentence of a note wants something
// done, in the two languages of the practices we know. They only choose what to quote, so one too
// many does little harm.
var asking = wordSet(`
	ask asks asked asking want wants need needs needed bring brings call calls send please pls remind reminder remember
	require requires request requests requested must prefer prefers allergy allergies allergic wheelchair interpreter
	pacemaker urgent urgently asap prepare invoice
	bitte mitbringen mitbringt bringt bringen brauchen braucht benötigt anruf anrufen anruft zurückrufen rückruf schicken
	schickt senden sendet erinnern erinnert erinnerung allergie allergien allergisch rollstuhl möchte wünscht dringend
	dolmetscher dolmetscherin rechnung herzschrittmacher`)

var phrases = []string{" ring back ", " phone back ", " don't forget ", " do not ", " would like ", " follow up ", " nicht vergessen "}

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// asks tells whether a sentence wants something done.
func asks(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(s, "’", "'")), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	if slices.ContainsFunc(words, func(w string) bool { return asking[w] }) {
		return true
	}
	line := " " + strings.Join(words, " ") + " "
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(line, p) })
}

// asksOf returns the sentences of a note that ask for something, as they stand in it.
func asksOf(note string) []string {
	var found []string
	for _, s := range sentencesOf(note) {
		if asks(s) {
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
