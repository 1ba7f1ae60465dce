package ui

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// briefText is a summary's text taken apart for reading.
type briefText struct {
	Title  string
	Blocks []briefBlock
}

// briefBlock is a paragraph, or a list, which mostly has a heading.
type briefBlock struct {
	Text    string
	Linked  []piece // the text, where it is linked to appointments
	Heading string
	Items   []briefItem
}

// briefItem is a line of a list, with the icon that says what it is about.
type briefItem struct {
	Icon, Text string
	Linked     []piece
}

// What can be a title or a heading is no longer than this, in characters.
const (
	longestTitle   = 120
	longestHeading = 60
)

// readBrief takes a text apart: a first line that is its title, paragraphs, and lists of lines that
// begin with a dash, each under the line before it. A text of another form, as a model may write or
// an older program have left, keeps all its words; it is then given otherwise as its title.
func readBrief(text, otherwise string) briefText {
	b := briefText{Title: otherwise}
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	first := bare(lines[0])
	if len(lines) > 1 && lines[1] == "" && first != "" && utf8.RuneCountInString(first) <= longestTitle {
		b.Title, lines = first, lines[1:]
	}
	fresh := true // the line begins a block
	for i, line := range lines {
		item, listed := listItem(line)
		var last *briefBlock
		if len(b.Blocks) > 0 {
			last = &b.Blocks[len(b.Blocks)-1]
		}
		switch {
		case line == "":
			fresh = true
			continue
		case listed && last != nil && last.Text == "":
			last.Items = append(last.Items, briefItem{Text: item})
		case listed:
			b.Blocks = append(b.Blocks, briefBlock{Items: []briefItem{{Text: item}}})
		case fresh && headsList(lines[i:]):
			b.Blocks = append(b.Blocks, briefBlock{Heading: bare(line)})
		case fresh:
			b.Blocks = append(b.Blocks, briefBlock{Text: line})
		case last.Text != "":
			last.Text += " " + line
		default: // a list's line that was broken
			last.Items[len(last.Items)-1].Text += " " + line
		}
		fresh = false
	}
	for _, block := range b.Blocks {
		for i := range block.Items {
			block.Items[i].Icon = itemIcon(block.Heading, block.Items[i].Text)
		}
	}
	return b
}

// itemWords are the words by which a line tells what it is about, in the languages of the briefs.
var itemWords = []struct {
	icon  string
	words []string
}{
	{"warn", []string{"overlap", "überschneid"}},
	{"clock", []string{"confirm", " minutes between", "bestätig", " minuten zwischen"}},
}

// itemIcon goes by what a line says itself, not by the note that it may quote.
func itemIcon(heading, text string) string {
	if heading = strings.ToLower(heading); heading == "first visits" || heading == "erstbesuche" {
		return "user"
	}
	said := strings.ToLower(text)
	if quoted := strings.IndexAny(said, "“„"); quoted >= 0 {
		said = said[:quoted]
	}
	for _, about := range itemWords {
		if slices.ContainsFunc(about.words, func(word string) bool { return strings.Contains(said, word) }) {
			return about.icon
		}
	}
	return "note"
}

// bare is a line without what marks it as a heading.
func bare(line string) string { return strings.Trim(line, "#:* ") }

// headsList tells whether the first line is short and the next one that says anything is of a list.
func headsList(lines []string) bool {
	heading := bare(lines[0])
	if heading == "" || utf8.RuneCountInString(heading) > longestHeading {
		return false
	}
	for _, line := range lines[1:] {
		if line != "" {
			_, listed := listItem(line)
			return listed
		}
	}
	return false
}

// listItem returns what a list's line says.
func listItem(line string) (item string, ok bool) {
	for _, mark := range []string{"- ", "* ", "• "} {
		if item, ok = strings.CutPrefix(line, mark); ok {
			return strings.TrimSpace(item), true
		}
	}
	return "", false
}
