package llm

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText bounds a brief, in characters.
const maxText = 8000

var (
	thoughts   = regexp.MustCompile(`(?s)^\s*<think>.*?(</think>|$)`)
	fences     = regexp.MustCompile("(?m)^```[a-zA-Z]*[ \t]*$")
	headings   = regexp.MustCompile(`(?m)^#{1,6}[ \t]+`)
	emphasis   = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	blankLines = regexp.MustCompile(`\n{3,}`)
)

// withoutThoughts drops what reasoning models served by Ollama put before their answer.
func withoutThoughts(s string) string { return thoughts.ReplaceAllString(s, "") }

// plain makes the model's answer text that can be stored and shown as it is: no control or bidi
// characters, none of the Markdown that models cannot leave alone, at most maxText characters.
func plain(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, s)
	s = headings.ReplaceAllString(fences.ReplaceAllString(s, ""), "")
	s = emphasis.ReplaceAllString(s, "$1")
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	s = blankLines.ReplaceAllString(strings.Join(lines, "\n"), "\n\n")
	return clip(strings.TrimSpace(s), maxText)
}

// oneLine makes s safe to stand inside a sentence of ours: no line breaks, no control characters.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if hidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// hidden tells the characters that are not seen but change what is: controls, and the marks that
// turn the direction of the text around them.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF
}

// clip cuts s to at most n characters, at a space if one is near, and shows that it did.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := string([]rune(s)[:n-1])
	if i := strings.LastIndexAny(cut, " \n"); i > len(cut)-80 && i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " \n") + "…"
}
