package ui

import (
	"strings"
	"unicode/utf8"
)

// briefText is a summary's text taken apart for reading.
type briefText struct {
	Title      string
	Paragraphs []string
	Worth      []string // the list "Worth a look"
}

// worthHeading opens the list at the end of a summary.
const worthHeading = "worth a look"

// longestTitle is the length up to which a first line can be a title, in characters.
const longestTitle = 120

// readBrief takes a text apart: a first line that is its title, paragraphs, then the heading "Worth a
// look" with lines that begin with a dash. A text of another form, as a model may write or an older
// program have left, keeps all its words; it is then given otherwise as its title.
func readBrief(text, otherwise string) briefText {
	b := briefText{Title: otherwise}
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	first := strings.TrimSpace(strings.TrimLeft(lines[0], "# "))
	blankAfter := len(lines) > 1 && strings.TrimSpace(lines[1]) == ""
	if first != "" && blankAfter && utf8.RuneCountInString(first) <= longestTitle {
		b.Title, lines = first, lines[1:]
	}
	var paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			b.Paragraphs = append(b.Paragraphs, strings.Join(paragraph, " "))
			paragraph = nil
		}
	}
	listing := false
	for _, line := range lines {
		line = strings.TrimSpace(line)
		item, dashed := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
			flush()
		case strings.EqualFold(strings.Trim(line, "#:* "), worthHeading):
			flush()
			listing = true
		case listing && dashed:
			b.Worth = append(b.Worth, item)
		case listing && len(b.Worth) > 0:
			b.Worth[len(b.Worth)-1] += " " + line
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
	return b
}
