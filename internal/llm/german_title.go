package llm

import "fmt"

// germanLoads are the words for how full something is, by how they end.
var germanLoads = [...]struct{ masculine, other string }{
	quiet:  {"ruhiger", "ruhige"},
	steady: {"gut gefüllter", "gut gefüllte"},
	full:   {"voller", "volle"},
}

func (g german) dayTitle(l load, p point) string {
	words := "ein " + germanLoads[l].masculine + " Tag" + g.with(p)
	if g.isToday() {
		return sentence(words)
	}
	return g.day(g.from) + ": " + words
}

func (g german) daysTitle(l load, p point) string {
	loads := germanLoads[l]
	switch n := g.scopeDays(); {
	case n == 1:
		return "Ein " + loads.masculine + " Tag" + g.with(p)
	case n == 7:
		return "Eine " + loads.other + " Woche" + g.with(p)
	case n == 14:
		return "Zwei " + loads.other + " Wochen" + g.with(p)
	case n >= 28 && n <= 31:
		return "Ein " + loads.masculine + " Monat" + g.with(p)
	default:
		return sentence(fmt.Sprintf("%s %s Tage%s", g.number(n), loads.other, g.with(p)))
	}
}

// with adds the point to what has it.
func (g german) with(p point) string {
	switch p.about {
	case overlapping:
		return " mit " + g.dative(p.n, ueberschneidung) + ", die zu klären " + verb(p.n, "ist", "sind")
	case tentative:
		return " mit " + g.dative(p.n, unbestaetigterTermin)
	case newcomers:
		return " mit " + g.dative(p.n, erstbesuch)
	}
	return ""
}

func (g german) openTitle(n int, h horizon, p point) string {
	s := sentence(g.count(n, termin))
	switch h {
	case past:
		s += " verzeichnet, keiner steht noch an"
	case pastAndAhead:
		s += " verzeichnet"
	case ahead:
		s += " " + verb(n, "steht", "stehen") + " an"
	}
	switch p.about {
	case overlapping:
		return s + ", " + g.count(p.n, ueberschneidung) + " " + verb(p.n, "ist", "sind") + " zu klären"
	case tentative:
		if n == 1 {
			return s + ", noch unbestätigt"
		}
		return s + ", " + g.some(p.n) + " noch unbestätigt"
	case newcomers:
		return s + ", darunter " + g.count(p.n, erstbesuch)
	}
	return s
}

// some counts appointments that have just been named: "einer", "zwei".
func (g german) some(n int) string {
	if n == 1 {
		return "einer"
	}
	return g.number(n)
}

// verb is the form that goes with n.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (g german) emptyTitle() string {
	switch {
	case g.isToday():
		return "Heute ist nichts gebucht"
	case g.singleDay():
		return "Am " + g.day(g.from) + ", ist nichts gebucht"
	case g.openEnded():
		return "Kein Termin steht an"
	case g.scopeDays() == 7:
		return "In diesen sieben Tagen ist nichts gebucht"
	}
	return "Von " + g.day(g.from) + ", bis " + g.day(g.to) + ", ist nichts gebucht"
}
