package ui

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// piece is a stretch of a brief's text. One with a link names an appointment.
type piece struct{ Text, Link string }

// mention is words of a brief that name an appointment.
type mention struct {
	words string
	of    []*agenda.Appointment // by start
}

// mentioned finds what the appointments of a brief's days are called by: the names, and on a single day
// the times at which only one begins. In a German brief a name may bear the s of a genitive. The longest
// come first.
func (v *visit) mentioned(list []agenda.Appointment, oneDay, german bool) []mention {
	by := map[string][]*agenda.Appointment{}
	for i := range list {
		a := &list[i]
		by[a.ClientName] = append(by[a.ClientName], a)
		if oneDay {
			at := "at " + a.Time.String()[:5]
			by[at] = append(by[at], a)
		}
	}
	var found []mention
	for words, of := range by {
		at, isTime := strings.CutPrefix(words, "at ")
		if isTime && len(of) == 1 {
			found = append(found, mention{at, of})
		} else if !isTime {
			found = append(found, mention{words, of})
			if _, another := by[words+"s"]; german && !another {
				found = append(found, mention{words + "s", of})
			}
		}
	}
	slices.SortFunc(found, func(a, b mention) int { return cmp.Or(len(b.words)-len(a.words), cmp.Compare(a.words, b.words)) })
	return found
}

// linked takes a text apart at the words that name appointments, which it does not change.
func linked(text string, names []mention) (pieces []piece) {
	plain := 0
	before := ' ' // the character before i
	for i := 0; i < len(text); {
		m := mentionAt(text[i:], before, names)
		if m == nil {
			r, size := utf8.DecodeRuneInString(text[i:])
			before, i = r, i+size
			continue
		}
		if i > plain {
			pieces = append(pieces, piece{Text: text[plain:i]})
		}
		pieces = append(pieces, piece{m.words, appointmentLink(m.meant(text[:i]).ID)})
		i += len(m.words)
		plain = i
		before, _ = utf8.DecodeLastRuneInString(m.words)
	}
	if plain < len(text) {
		pieces = append(pieces, piece{Text: text[plain:]})
	}
	return pieces
}

// mentionAt returns what the text begins with, if that is a whole word.
func mentionAt(text string, before rune, names []mention) *mention {
	if agenda.OfWord(before) {
		return nil
	}
	for i := range names {
		rest, ok := strings.CutPrefix(text, names[i].words)
		if after, _ := utf8.DecodeRuneInString(rest); ok && !(rest != "" && agenda.OfWord(after)) {
			return &names[i]
		}
	}
	return nil
}

// meant is the appointment whose time stands last before the name, else the first.
func (m *mention) meant(before string) *agenda.Appointment {
	best, at := m.of[0], -1
	for _, a := range m.of {
		if i := strings.LastIndex(before, a.Time.String()[:5]); i > at {
			best, at = a, i
		}
	}
	return best
}

// source is an appointment of the days that a brief is about.
type source struct {
	When, Name, Link string
	Cancelled        bool
}

// mostSources bounds how many of them are listed; the agenda has all.
const mostSources = 40

func (v *visit) sources(list []agenda.Appointment, oneDay bool) (sources []source) {
	for i := range list[:min(len(list), mostSources)] {
		a := &list[i]
		at := a.StartsAt.In(v.practice)
		s := source{v.hm(at), a.ClientName, appointmentLink(a.ID), a.Status == agenda.Cancelled}
		if !oneDay {
			s.When = v.list(v.shortWeekday(agenda.DateOf(at)), s.When)
		}
		sources = append(sources, s)
	}
	return sources
}

// linkBrief links what a brief's text says to the appointments of its days. Without them it is only text.
func (v *visit) linkBrief(b *brief, j *agenda.SummaryJob) {
	var names []mention
	if !j.From.IsZero() {
		// A brief's days and times are the practice's, whoever reads it, and wherever an appointment was booked.
		list, err := v.caller.In(v.practice).Appointments(v.ctx(), apiclient.ListOptions{From: j.From, To: j.To, Sort: agenda.ByStart, Limit: 500})
		if err == nil {
			names = v.mentioned(list.Appointments, j.From == j.To, j.Language == "de")
			b.Sources = v.sources(list.Appointments, j.From == j.To)
		}
	}
	b.link(names)
}

// link takes the blocks apart at the words that name appointments.
func (b *briefText) link(names []mention) {
	for n := range b.Blocks {
		block := &b.Blocks[n]
		block.Linked = linked(block.Text, names)
		for i := range block.Items {
			block.Items[i].Linked = linked(block.Items[i].Text, names)
		}
	}
}
