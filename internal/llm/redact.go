package llm

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

// redact returns a copy of req in which names and contact data are replaced by tokens, and a
// function that puts them back into the text made of it. A token stands for the very characters it
// replaced, so what comes back is never another spelling.
func redact(req agenda.SummaryRequest) (agenda.SummaryRequest, func(string) string) {
	t := &tokens{byText: map[string]string{}, byToken: map[string]string{}, next: map[string]int{}}
	clients := make([]agenda.SummaryAppointment, len(req.Appointments))
	copy(clients, req.Appointments)
	idx := newNameIndex()
	for i := range clients {
		name := oneLine(clients[i].ClientName)
		if name == "" {
			continue
		}
		clients[i].ClientName = t.of("Client", name)
		idx.add(name, clients[i].ClientName)
	}
	for i := range clients {
		if clients[i].Notes != nil {
			note := t.hide(*clients[i].Notes, idx)
			clients[i].Notes = &note
		}
	}
	req.Appointments = clients
	return req, t.restore
}

// tokens is what was hidden in one request.
type tokens struct {
	byText  map[string]string // kind and text -> token
	byToken map[string]string // token -> text
	next    map[string]int
}

// of returns the token of a text, a new one when it has none.
func (t *tokens) of(kind, text string) string {
	key := kind + "\x00" + text
	if token, ok := t.byText[key]; ok {
		return token
	}
	t.next[kind]++
	token := fmt.Sprintf("%s %d", kind, t.next[kind])
	t.byText[key], t.byToken[token] = token, text
	return token
}

// partLetters tell the parts of a name apart. An s makes a token a German genitive: Client 1s day.
const partLetters = "abcdefghijklmnopqrtuvwxyz"

// part returns the token of a part of a client's name: Client 1a for a word of Client 1's.
func (t *tokens) part(client, text string) string {
	key := client + "\x00" + text
	if token, ok := t.byText[key]; ok {
		return token
	}
	n := t.next[client]
	if n >= len(partLetters) { // a name written in more ways than there are letters
		return t.of("Client", text)
	}
	t.next[client]++
	token := client + partLetters[n:n+1]
	t.byText[key], t.byToken[token] = token, text
	return token
}

// What gives somebody away besides a name. A text that looks like a token of ours is hidden as
// well, or restore would put a name in its place.
var (
	contact = regexp.MustCompile(`(?i)(?P<email>[\pL\pN._%+\-]+@[\pL\pN.\-]+\.\pL{2,})` +
		`|(?P<link>\bhttps?://\S+|\bwww\.\S+)` +
		`|(?P<phone>\+?\(?\d[\d \t()/.\-]{4,}\d)` +
		`|(?P<token>\b(?:clients?|email|phone|link) \d+[a-z]?s?\b)`)
	isDate    = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})$`)
	tokenText = regexp.MustCompile(`(?i)\b(client|email|phone|link) (\d+[a-z]?s?)\b`)
	tokenList = regexp.MustCompile(`(?i)\bclients (\d+[a-z]?(?:(?:, and | and | und | sowie |, | & )\d+[a-z]?)+)\b`)
	tokenNum  = regexp.MustCompile(`\d+[a-z]?`)
)

// hide replaces what gives somebody away in a note.
func (t *tokens) hide(note string, idx *nameIndex) string {
	var b strings.Builder
	last := 0
	for _, m := range contact.FindAllStringSubmatchIndex(note, -1) {
		text := note[m[0]:m[1]]
		kind := ""
		switch {
		case m[2] >= 0:
			kind = "Email"
		case m[4] >= 0:
			kind = "Link"
		case m[6] >= 0 && isPhone(text):
			kind = "Phone"
		case m[8] >= 0:
			kind = "Client"
		default:
			continue
		}
		b.WriteString(idx.hide(note[last:m[0]], t))
		b.WriteString(t.of(kind, text))
		last = m[1]
	}
	b.WriteString(idx.hide(note[last:], t))
	return b.String()
}

// isPhone tells a telephone number from other things with as many digits.
func isPhone(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 6 && !isDate.MatchString(strings.TrimSpace(s))
}

// restore puts back what the tokens stand for. Tokens that the model invented stay as they are.
func (t *tokens) restore(s string) string {
	s = tokenList.ReplaceAllStringFunc(s, func(m string) string {
		return tokenNum.ReplaceAllString(m[len("clients "):], "Client $0")
	})
	return tokenText.ReplaceAllStringFunc(s, func(m string) string {
		kind, n, _ := strings.Cut(m, " ")
		token := sentence(strings.ToLower(kind)) + " " + strings.ToLower(n)
		if text, ok := t.byToken[token]; ok {
			return text
		}
		if name, ok := t.byToken[strings.TrimSuffix(token, "s")]; ok {
			return genitive(name)
		}
		return m
	})
}

// genitive writes whose something is, in German: "Adas", but "Hans’", whose s is there already.
func genitive(name string) string {
	if last, _ := utf8.DecodeLastRuneInString(strings.ToLower(name)); strings.ContainsRune("sßxz", last) {
		return name + "’"
	}
	return name + "s"
}
