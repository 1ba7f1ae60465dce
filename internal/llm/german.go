package llm

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// german is the tongue of German-speaking practices. How numbers, lengths, days and people are written
// stands here, the sentences in the files after it.
type german struct{ scene }

func (german) tag() string { return "de" }

func (german) nobody() string { return "Jemand ohne Namen" }

var germanNumbers = [...]string{
	"null", "eins", "zwei", "drei", "vier", "fünf", "sechs",
	"sieben", "acht", "neun", "zehn", "elf", "zwölf",
}

var germanWeekdays = [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}

var germanMonths = [...]string{
	"", "Januar", "Februar", "März", "April", "Mai", "Juni",
	"Juli", "August", "September", "Oktober", "November", "Dezember",
}

// noun is what is counted, in the forms that the sentences need.
type noun struct {
	one, many  string // as a subject
	afterEinem string // einem ..., einer ...
	dative     string // zwei ..., with or on so many of them
	feminine   bool
}

var (
	termin               = noun{"Termin", "Termine", "Termin", "Terminen", false}
	unbestaetigterTermin = noun{"unbestätigter Termin", "unbestätigte Termine", "unbestätigten Termin", "unbestätigten Terminen", false}
	erstbesuch           = noun{"Erstbesuch", "Erstbesuche", "Erstbesuch", "Erstbesuchen", false}
	ueberschneidung      = noun{"Überschneidung", "Überschneidungen", "Überschneidung", "Überschneidungen", true}
	weitererEintrag      = noun{"weiterer Eintrag", "weitere Einträge", "weiteren Eintrag", "weiteren Einträgen", false}
	weitereReihe         = noun{"weitere Reihe", "weitere Reihen", "weiteren Reihe", "weiteren Reihen", true}
	tag                  = noun{"Tag", "Tage", "Tag", "Tagen", false}
	stunde               = noun{"Stunde", "Stunden", "Stunde", "Stunden", true}
	minute               = noun{"Minute", "Minuten", "Minute", "Minuten", true}
)

// number writes n as people do: a word up to twelve, digits above.
func (german) number(n int) string {
	if n >= 0 && n < len(germanNumbers) {
		return germanNumbers[n]
	}
	return strconv.Itoa(n)
}

// count writes a number and what is counted, as a subject: "ein Termin", "eine Stunde", "13 Termine".
func (g german) count(n int, what noun) string {
	switch {
	case n != 1:
		return g.number(n) + " " + what.many
	case what.feminine:
		return "eine " + what.one
	}
	return "ein " + what.one
}

// dative is count after a preposition such as "mit" or "an": "einem Termin", "zwei Terminen".
func (g german) dative(n int, what noun) string {
	switch {
	case n != 1:
		return g.number(n) + " " + what.dative
	case what.feminine:
		return "einer " + what.afterEinem
	}
	return "einem " + what.afterEinem
}

// minutes writes a length that is compared with others, to the minute: "15 Minuten".
func (german) minutes(d time.Duration) string { return digits(wholeMinutes(d), minute) }

func digits(n int, what noun) string {
	if n == 1 {
		return "1 " + what.one
	}
	return strconv.Itoa(n) + " " + what.many
}

// length writes a duration as it is said: "eine halbe Stunde", "eineinhalb Stunden", "5 Stunden und 15 Minuten".
func (g german) length(d time.Duration) string {
	m := wholeMinutes(d)
	h := m / 60
	switch {
	case m == 30:
		return "eine halbe Stunde"
	case m == 90:
		return "eineinhalb Stunden"
	case h == 0:
		return g.minutes(d)
	case m%60 == 0:
		return g.count(h, stunde)
	case m%60 == 30 && h < len(germanNumbers):
		return g.number(h) + "einhalb Stunden"
	}
	return digits(h, stunde) + " und " + g.minutes(d-time.Duration(h)*time.Hour)
}

// day writes a day: "Mittwoch, 25. November", and the year unless it is that of today. In a sentence
// that goes on a comma comes after it.
func (g german) day(d agenda.Date) string {
	s := fmt.Sprintf("%s, %d. %s", germanWeekdays[d.Weekday()], d.Day, germanMonths[d.Month])
	if d.Year != g.today.Year {
		s += " " + strconv.Itoa(d.Year)
	}
	return s
}

// uhr writes a time of day.
func uhr(t time.Time) string { return clock(t) + " Uhr" }

// span writes from when to when: "von 09:00 bis 17:15 Uhr", "von 22:00 bis 06:00 Uhr am nächsten Tag".
func (g german) span(s span) string {
	switch end := agenda.DateOf(s.to); s.day().DaysUntil(end) {
	case 0:
		return "von " + clock(s.from) + " bis " + uhr(s.to)
	case 1:
		return "von " + clock(s.from) + " bis " + uhr(s.to) + " am nächsten Tag"
	default:
		return "von " + uhr(s.from) + " bis " + g.day(end) + ", " + uhr(s.to)
	}
}

// who writes a visit inside a sentence: its name and when it is. Days have commas, hence the brackets.
func (g german) who(v visit) string {
	if g.singleDay() {
		return v.name + " um " + uhr(v.start)
	}
	return fmt.Sprintf("%s (%s)", v.name, g.when(v.start))
}

// named lists visits after a colon, or nothing when there are none to name.
func (g german) named(visits []visit) string {
	if len(visits) == 0 {
		return ""
	}
	return ": " + list(each(visits, g.who), "und")
}

// when writes a time at the start of a line.
func (g german) when(t time.Time) string {
	if g.singleDay() {
		return uhr(t)
	}
	return g.day(agenda.DateOf(t)) + ", " + uhr(t)
}

// days lists days, which have commas themselves.
func (g german) days(days []agenda.Date) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = g.day(d)
	}
	return strings.Join(names, "; ")
}
