package llm

import (
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
)

func (g german) emptyScope() string {
	switch {
	case g.isToday():
		return g.day(g.from) + ", ist den ganzen Tag frei."
	case g.singleDay():
		return "Der ganze Tag ist frei."
	case g.openEnded() && g.today.IsZero():
		return "Es gibt keinen Termin, den man zusammenfassen könnte."
	case g.openEnded():
		return "Für heute, " + g.day(g.today) + ", und die Zeit danach ist kein Termin gebucht."
	}
	n := g.scopeDays()
	if n == 1 { // of a request whose days are in no order
		return fmt.Sprintf("Der Tag von %s, bis %s, ist frei.", g.day(g.from), g.day(g.to))
	}
	return fmt.Sprintf("Alle %s Tage von %s, bis %s, sind frei.", g.number(n), g.day(g.from), g.day(g.to))
}

func (german) nextBrief() string {
	return "Was ab jetzt gebucht wird, steht in der nächsten Übersicht."
}

func (g german) covers(shown, total int, nothing bool) string {
	only, of := "", termin.dative
	if nothing {
		only = "nur "
	}
	if total == 1 {
		of = termin.one
	}
	switch shown {
	case 0:
		return fmt.Sprintf("Diese Übersicht umfasst keinen von %d %s.", total, of)
	case 1:
		return fmt.Sprintf("Diese Übersicht umfasst %sden ersten von %d %s.", only, total, of)
	}
	return fmt.Sprintf("Diese Übersicht umfasst %sdie ersten %d von %d %s.", only, shown, total, of)
}

func (g german) onlyOfDay(v visit) string {
	if g.isToday() {
		return fmt.Sprintf("Heute, %s, gibt es nur einen Termin: %s %s.", g.day(g.today), v.name, g.span(v.span()))
	}
	return fmt.Sprintf("Es gibt nur einen Termin: %s %s.", v.name, g.span(v.span()))
}

func (g german) ofDay(n int, s span, booked time.Duration) string {
	if g.isToday() {
		return fmt.Sprintf("Für heute, %s, sind %s gebucht: %s, zusammen %s.", g.day(g.today), g.count(n, termin), g.span(s), g.length(booked))
	}
	return fmt.Sprintf("Gebucht sind %s: %s, zusammen %s.", g.count(n, termin), g.span(s), g.length(booked))
}

// inTheDays begins a sentence about several days.
func (g german) inTheDays() string {
	days := "In den " + g.number(g.scopeDays()) + " Tagen"
	if g.scopeDays() == 1 {
		days = "An dem Tag"
	}
	return fmt.Sprintf("%s von %s, bis %s,", days, g.day(g.from), g.day(g.to))
}

func (g german) onlyOfDays(v visit) string {
	return fmt.Sprintf("%s ist ein einziger Termin gebucht: %s, %s.", g.inTheDays(), g.who(v), g.length(v.length()))
}

func (g german) ofDays(n, on int, booked time.Duration) string {
	where := ""
	if on != g.scopeDays() {
		where = " an " + g.dative(on, tag)
	}
	return fmt.Sprintf("%s %s %s%s gebucht, zusammen %s.", g.inTheDays(), verb(n, "ist", "sind"), g.count(n, termin), where, g.length(booked))
}

func (g german) onlyAhead(v visit) string {
	return fmt.Sprintf("Es gibt nur einen Termin: %s, %s.", g.who(v), g.length(v.length()))
}

func (g german) aheadOnOneDay(n int, s span, booked time.Duration) string {
	return fmt.Sprintf("Am %s, sind %s gebucht: %s, zusammen %s.", g.day(s.day()), g.count(n, termin), g.span(s), g.length(booked))
}

func (g german) aheadOnDays(n, on int, first, last time.Time, booked time.Duration) string {
	return fmt.Sprintf("Gebucht sind %s an %s, zusammen %s: der erste am %s, der letzte am %s.", g.count(n, termin), g.dative(on, tag),
		g.length(booked), g.dayAt(first), g.dayAt(last))
}

// dayAt writes a day and a time after "am".
func (g german) dayAt(t time.Time) string { return g.day(agenda.DateOf(t)) + ", um " + uhr(t) }

func (g german) scope() string {
	switch {
	case g.singleDay():
		return g.day(g.from)
	case g.from.IsZero():
		return "alle verzeichneten Termine"
	case g.openEnded():
		return "alles ab " + g.day(g.from)
	}
	return "von " + g.day(g.from) + ", bis " + g.day(g.to)
}
