package ui

import (
	"net/http"
	"strings"
	"time"
)

// prefs are what a user chose about the pages, as the session's cookie carries it. Where nothing was
// chosen the language is that of the browser, the clock counts to 24, weeks begin on Monday, colours
// go by the device and single keys do something.
type prefs struct {
	Language  string `json:"l,omitempty"` // a tag: "de"
	HourCycle string `json:"h,omitempty"` // "12" or "24"
	FirstDay  string `json:"d,omitempty"` // "monday", "saturday" or "sunday"
	Theme     string `json:"t,omitempty"` // "light" or "dark"
	KeysOff   bool   `json:"k,omitempty"`
}

// wordsFor are those that are said to who sent r and chose p.
func (b *bundle) wordsFor(r *http.Request, p prefs) *words {
	l, ok := b.languages[p.Language]
	if !ok {
		l = b.preferred(r)
	}
	w := &words{language: l, halves: p.HourCycle == "12", first: time.Monday}
	for _, d := range []time.Weekday{time.Saturday, time.Sunday} {
		if strings.EqualFold(p.FirstDay, d.String()) {
			w.first = d
		}
	}
	return w
}

// choose has the pages be as p says.
func (v *visit) choose(p prefs) {
	v.prefs = p
	if b, err := v.bundle(); err == nil { // else the page says so
		v.words = b.wordsFor(v.r, p)
	}
}
