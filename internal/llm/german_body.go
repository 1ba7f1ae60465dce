package llm

import (
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
)

func (german) noDayFree() string { return "Kein Tag ist frei." }

func (g german) freeDays(days []agenda.Date) string {
	if len(days) == 1 {
		return "Frei ist " + g.day(days[0]) + "."
	}
	return "Frei sind: " + g.days(days) + "."
}

func (g german) manyFreeDays(n int) string { return sentence(g.count(n, tag) + " sind frei.") }

func (g german) busiest(n int, s span) string {
	return fmt.Sprintf("Am vollsten ist %s, mit %s %s.", g.day(s.day()), g.dative(n, termin), g.span(s))
}

func (g german) longestWithinADay(s span) string {
	return fmt.Sprintf("Die längste Lücke innerhalb eines Tages dauert %s: am %s, von %s bis %s.", g.length(s.length()), g.day(s.day()), clock(s.from), uhr(s.to))
}

func (german) allInARow() string { return "Sie folgen ohne Pause aufeinander." }

func (g german) inARow(n int, s span) string {
	if g.singleDay() {
		return sentence(fmt.Sprintf("%s davon folgen %s ohne Pause aufeinander.", g.number(n), g.span(s)))
	}
	return fmt.Sprintf("Am %s, folgen %s %s ohne Pause aufeinander.", g.day(s.day()), g.count(n, termin), g.span(s))
}

func (g german) moreRows(n int) string {
	return "Dazu " + verb(n, "kommt", "kommen") + " " + g.count(n, weitereReihe) + " ohne Pause."
}

func (g german) longestGap(s span, l lunch) string {
	words := fmt.Sprintf("Die längste Lücke dauert %s, von %s bis %s", g.length(s.length()), clock(s.from), uhr(s.to))
	switch {
	case l.here:
		return words + ", und lässt Zeit für die Mittagspause."
	case !l.at.from.IsZero():
		return words + fmt.Sprintf("; die Mittagspause passt zwischen %s und %s.", clock(l.at.from), uhr(l.at.to))
	}
	return words + "."
}

func (german) noLunch() string { return "Für eine Mittagspause bleibt keine Zeit." }

func (german) noBreakAtAll() string {
	return "Dazwischen ist keine halbe Stunde frei, auch nicht für eine Mittagspause."
}

func (g german) firstVisit(v visit) string { return "Zum ersten Mal kommt " + g.who(v) + "." }

func (g german) firstVisits(n int, named []visit) string {
	if len(named) == 0 {
		return sentence(g.number(n)) + " davon kommen zum ersten Mal."
	}
	return sentence(g.number(n)) + " kommen zum ersten Mal" + g.named(named) + "."
}

func (g german) allFirstVisits(n int) string {
	return "Alle " + g.number(n) + " kommen zum ersten Mal."
}

func (g german) unconfirmed(n int, named []visit) string {
	return sentence(fmt.Sprintf("%s %s noch unbestätigt%s.", g.count(n, termin), verb(n, "ist", "sind"), g.named(named)))
}

func (g german) cancelled(n int, named []visit) string {
	return sentence(fmt.Sprintf("%s %s abgesagt und %s nicht mitgezählt%s.", g.count(n, termin), verb(n, "wurde", "wurden"), verb(n, "ist", "sind"), g.named(named)))
}

func (german) allOver(now time.Time, n int) string {
	if n == 1 {
		return "Stand " + uhr(now) + " ist er vorbei."
	}
	return "Stand " + uhr(now) + " sind alle vorbei."
}

func (g german) next(now time.Time, over int, v visit) string {
	if over == 0 {
		return fmt.Sprintf("Stand %s kommt als Nächstes %s.", uhr(now), g.who(v))
	}
	return fmt.Sprintf("Stand %s %s %s davon vorbei; als Nächstes kommt %s.", uhr(now), verb(over, "ist", "sind"), g.some(over), g.who(v))
}

func (german) noOverlap() string { return "Es gibt keine Überschneidung." }

func (german) headings() (firstVisits, look string) { return "Erstbesuche", "Einen Blick wert" }

func (g german) firstVisitLine(v visit) string { return g.when(v.start) + ": " + v.name }

func (g german) overlapLine(o overlap) string {
	pair := fmt.Sprintf("%s und %s überschneiden sich", o.a.name, o.b.name)
	if o.a.name == o.b.name {
		pair = "Zwei Termine von " + o.a.name + " überschneiden sich"
	}
	return fmt.Sprintf("%s: %s um %s.", g.when(o.b.start), pair, g.minutes(o.length))
}

func (g german) unconfirmedLine(v visit) string {
	return fmt.Sprintf("%s: Der Termin von %s ist noch unbestätigt.", g.when(v.start), v.name)
}

func (g german) askLine(v visit, quote string) string {
	return fmt.Sprintf("%s, %s: „%s“", g.when(v.start), v.name, quote)
}

func (g german) shortBreakLine(pause gap) string {
	return fmt.Sprintf("%s: Nur %s zwischen %s und %s.", g.when(pause.from), g.minutes(pause.length()), pause.before.name, pause.after.name)
}

func (g german) moreLines(n int) string {
	return "Dazu " + g.count(n, weitererEintrag) + " dieser Art."
}
