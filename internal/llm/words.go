package llm

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// wholeMinutes returns a length as it is told, to the minute.
func wholeMinutes(d time.Duration) int { return int(d.Round(time.Minute) / time.Minute) }

// list joins parts as in a sentence: "a, b and c".
func list(parts []string, and string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " " + and + " " + parts[last]
}

// sentence gives s a capital at its start.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func clock(t time.Time) string { return t.Format("15:04") }

// each returns what a tongue writes for every visit.
func each(visits []visit, write func(visit) string) []string {
	words := make([]string, len(visits))
	for i, v := range visits {
		words[i] = write(v)
	}
	return words
}
