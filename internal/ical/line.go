package ical

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLine is how many octets a line may have, without its end (section 3.1).
const maxLine = 75

// appendLine appends a content line, folded where it is too long and never inside of a character.
func appendLine(b []byte, line string) []byte {
	for room := maxLine; len(line) > room; room = maxLine - 1 {
		cut := room
		for cut > room-utf8.UTFMax && !utf8.RuneStart(line[cut]) {
			cut--
		}
		b = append(append(b, line[:cut]...), "\r\n "...)
		line = line[cut:]
	}
	return append(append(b, line...), "\r\n"...)
}

// appendText appends a property whose value is of type TEXT.
func appendText(b []byte, property, value string) []byte {
	return appendLine(b, property+":"+escape(value))
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape writes a value of type TEXT (section 3.3.11), which has no place for control characters but the
// tabulator.
func escape(s string) string {
	s = escapes.Replace(strings.ToValidUTF8(s, "\ufffd"))
	if !strings.ContainsFunc(s, unwritable) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unwritable(r) {
			return -1
		}
		return r
	}, s)
}

func unwritable(r rune) bool { return r != '\t' && unicode.IsControl(r) }
