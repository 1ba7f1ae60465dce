package ui

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"appointment-manager/internal/agenda"
)

// quickLine is what was understood of one line that describes an appointment, such as "Jonas Lindqvist
// call Wed 10:45 30m" or "Mei Tanaka 27.11. 14 Uhr 45 Min". English and German are read side by side,
// whatever the page speaks: people write as they think. What was not said stays empty.
type quickLine struct {
	Client, Notes string
	Kind          string // one of those that there are
	Date          agenda.Date
	Time          string // HH:MM
	Minutes       int
	KindAs        string // the words that were taken for each
	DateAs        string
	TimeAs        string
	MinutesAs     string
}

const maxQuick = 300 // characters that are read of a line

// parseQuick reads a line; now is the wall clock of the practice, and kinds are what its appointments
// can be for.
func parseQuick(line string, now time.Time, kinds []agenda.Kind) quickLine {
	line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(line); len(r) > maxQuick {
		line = string(r[:maxQuick])
	}
	q := quickLine{}
	if m := inParentheses().FindStringSubmatchIndex(line); m != nil {
		q.Notes = strings.TrimSpace(line[m[2]:m[3]])
		line = line[:m[0]] + " " + line[m[1]:]
	}
	l := &lineReader{text: line, today: agenda.DateOf(now), line: &q}
	l.kind(kinds)
	for _, rules := range [][]quickRule{ranges, exactDates, quickLengths, quickTimes, relativeDates, namedDays} {
		for _, r := range rules {
			l.apply(r)
		}
	}
	if !q.Date.IsZero() && q.DateAs != "" && l.soft && q.Date == l.today && q.Time != "" && q.Time <= now.Format("15:04") {
		q.Date = q.Date.AddDays(7) // a weekday that is today, and a time that has passed
	}
	if q.Date.IsZero() && q.Time != "" {
		q.Date = l.today
		if q.Time <= now.Format("15:04") {
			q.Date = q.Date.AddDays(1)
		}
	}
	q.Client = l.rest()
	return q
}

var inParentheses = compiled(`\(([^()]*)\)`)

// taken stands in a line for words that were understood as a day, a time or a length; takenKind for a
// kind, next to which a short name of a day may be one of a person.
const (
	taken     = "\x00"
	takenKind = "\x01"
)

// lineReader takes from a line what rules find.
type lineReader struct {
	text  string
	today agenda.Date
	line  *quickLine
	soft  bool // the day was said as one of the week
}

// quickRule finds one way to say something. Its words are the first group of form; read is given the
// others and tells whether they make sense.
type quickRule struct {
	form func() *regexp.Regexp
	read func(l *lineReader, words []string) bool
	kind func(*quickLine) *string // where its words are kept; a line says each kind once
}

// compiled is made when the first line is read, which many a start never sees.
func compiled(form string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?i)" + form) })
}

func rule(kind func(*quickLine) *string, form string, read func(l *lineReader, words []string) bool) quickRule {
	return quickRule{compiled(`(?:^|[\s,;\x00])(` + form + `)(?:$|[\s,;.\x00])`), read, kind}
}

func (l *lineReader) apply(r quickRule) {
	if *r.kind(l.line) != "" {
		return
	}
	for from := 0; ; {
		m := r.form().FindStringSubmatchIndex(l.text[from:])
		if m == nil {
			return
		}
		for i := range m {
			if m[i] >= 0 {
				m[i] += from
			}
		}
		from = m[3] // what ends these words may lead to the next
		words := make([]string, 0, len(m)/2-2)
		for i := 4; i < len(m); i += 2 {
			word := ""
			if m[i] >= 0 {
				word = strings.ToLower(l.text[m[i]:m[i+1]])
			}
			words = append(words, word)
		}
		if !r.read(l, words) {
			continue
		}
		*r.kind(l.line) = l.text[m[2]:m[3]]
		before := fillers().ReplaceAllString(l.text[:m[2]], "$1")
		l.text = before + taken + strings.TrimLeft(l.text[m[3]:], ".")
		return
	}
}

// fillers are the small words that lead to a day or a time.
var fillers = compiled(`(^|[\s,;\x00])(?:on|at|for|from|the|um|am|von|ab|für|den|der|gegen|à|-|–|@)\s*$`)

// rest is what was not understood: the name.
func (l *lineReader) rest() string {
	words := strings.Fields(strings.NewReplacer(taken, " ", takenKind, " ").Replace(l.text))
	return strings.Trim(strings.Join(words, " "), " ,;-–:")
}

func ofDate(q *quickLine) *string   { return &q.DateAs }
func ofTime(q *quickLine) *string   { return &q.TimeAs }
func ofLength(q *quickLine) *string { return &q.MinutesAs }

const (
	half  = `\s*(a\.?m\.?|p\.?m\.?)?`
	clock = `(\d{1,2})(?:[:.](\d{2}))?` + half
)

// ranges say when it begins and ends.
var ranges = []quickRule{
	rule(ofTime, clock+`\s*(?:-|–|to|until|till|bis)\s*`+clock+`(\s*uhr)?`, func(l *lineReader, w []string) bool {
		if w[1] == "" && w[4] == "" && w[2] == "" && w[5] == "" && w[6] == "" {
			return false // two bare numbers may be anything
		}
		if w[2] == "" {
			w[2] = w[5]
		}
		from, ok := wallTime(w[0], w[1], w[2])
		to, ok2 := wallTime(w[3], w[4], w[5])
		if !ok || !ok2 || to <= from {
			return false
		}
		l.line.Time, l.line.Minutes = clockText(from), to-from
		l.line.MinutesAs = "–"
		return true
	}),
}

// exactDates name a day of the calendar.
var exactDates = []quickRule{
	rule(ofDate, `(\d{4})-(\d{1,2})-(\d{1,2})`, func(l *lineReader, w []string) bool { return l.day(w[2], w[1], w[0]) }),
	rule(ofDate, `(\d{1,2})\.\s?(\d{1,2})\.(\d{4}|\d{2})?`, func(l *lineReader, w []string) bool { return l.day(w[0], w[1], w[2]) }),
	rule(ofDate, `(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?`, func(l *lineReader, w []string) bool {
		return l.day(w[0], w[1], w[2]) || l.day(w[1], w[0], w[2])
	}),
	rule(ofDate, `(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(`+alternatives(monthNames)+`)\.?(?:,?\s+(\d{4}))?`, func(l *lineReader, w []string) bool {
		return l.day(w[0], strconv.Itoa(monthNames[w[1]]), w[2])
	}),
	rule(ofDate, `(`+alternatives(monthNames)+`)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s+(\d{4}))?`, func(l *lineReader, w []string) bool {
		return l.day(w[1], strconv.Itoa(monthNames[w[0]]), w[2])
	}),
}

// quickLengths say how long it takes.
var quickLengths = []quickRule{
	rule(ofLength, `(?:half an hour|(?:eine )?halbe stunde)`, func(l *lineReader, _ []string) bool { return l.length(30) }),
	rule(ofLength, `(\d{1,2})\s*(?:h|hrs?|hours?|std\.?|stunden?)\s*(\d{1,2})\s*(?:m|min|mins|minutes?|minuten?)?`, func(l *lineReader, w []string) bool {
		return number(w[0]) <= 8 && l.length(60*number(w[0])+number(w[1]))
	}),
	rule(ofLength, `(\d{1,2})(?:[.,](\d))?\s*(?:h|hrs?|hours?|std\.?|stunden?)`, func(l *lineReader, w []string) bool {
		return number(w[0]) <= 8 && l.length(60*number(w[0])+6*number(w[1]))
	}),
	rule(ofLength, `(\d{1,4})\s*(?:m|min|mins|minutes?|minuten?|')`, func(l *lineReader, w []string) bool { return l.length(number(w[0])) }),
	rule(ofLength, `(?:an hour|one hour|eine stunde)`, func(l *lineReader, _ []string) bool { return l.length(60) }),
}

// quickTimes say when it begins.
var quickTimes = []quickRule{
	rule(ofTime, `(\d{1,2})[:.](\d{2})`+half+`(?:\s*(?:uhr|h))?`, func(l *lineReader, w []string) bool { return l.time(wallTime(w[0], w[1], w[2])) }),
	rule(ofTime, `(\d{1,2})h(\d{2})?`, func(l *lineReader, w []string) bool { return l.time(wallTime(w[0], w[1], "")) }),
	rule(ofTime, `(\d{1,2})\s*(a\.?m\.?|p\.?m\.?)`, func(l *lineReader, w []string) bool { return l.time(wallTime(w[0], "", w[1])) }),
	rule(ofTime, `(\d{1,2})\s*uhr(?:\s+(\d{1,2}))?`, func(l *lineReader, w []string) bool { return l.time(wallTime(w[0], w[1], "")) }),
	rule(ofTime, `(half past|quarter past|quarter to|halb|viertel nach|viertel vor|dreiviertel)\s+(`+alternatives(numberNames)+`|\d{1,2})`+half, func(l *lineReader, w []string) bool {
		hour, ok := wallTime(strconv.Itoa(number(w[1])), "", w[2])
		shift := map[string]int{"half past": 30, "quarter past": 15, "viertel nach": 15, "quarter to": -15, "viertel vor": -15, "dreiviertel": -15, "halb": -30}[w[0]]
		return number(w[1]) <= 12 && l.time(ofTheDay(hour, w[2])+shift, ok)
	}),
	rule(ofTime, `(?:at|um)\s+(\d{1,2}|`+alternatives(numberNames)+`)`, func(l *lineReader, w []string) bool {
		hour, ok := wallTime(strconv.Itoa(number(w[0])), "", "")
		return l.time(ofTheDay(hour, ""), ok)
	}),
	rule(ofTime, `(?:noon|midday|mittags?)`, func(l *lineReader, _ []string) bool { return l.time(12*60, true) }),
}

// relativeDates say a day by today.
var relativeDates = []quickRule{
	rule(ofDate, `(?:the\s+)?day after tomorrow|übermorgen`, func(l *lineReader, _ []string) bool { return l.away(2) }),
	rule(ofDate, `tomorrow|morgen`, func(l *lineReader, _ []string) bool { return l.away(1) }),
	rule(ofDate, `today|heute`, func(l *lineReader, _ []string) bool { return l.away(0) }),
	rule(ofDate, `in\s+(\d{1,3}|`+alternatives(numberNames)+`)\s+(days?|weeks?|tage?n?|wochen?)`, func(l *lineReader, w []string) bool {
		n := number(w[0])
		if strings.HasPrefix(w[1], "w") {
			n *= 7
		}
		return l.away(n)
	}),
	rule(ofDate, `(`+longDays+`)\s+(?:next week|nächste woche|nächster woche)|(?:next week|nächste woche)\s+(`+longDays+`)`, func(l *lineReader, w []string) bool {
		return l.inNextWeek(w[0] + w[1])
	}),
	rule(ofDate, `(?:next week|nächste woche)`, func(l *lineReader, _ []string) bool { return l.away(7) }),
	rule(ofDate, `(?:next|nächste[nrs]?)\s+(`+longDays+`|`+shortDays+`)`, func(l *lineReader, w []string) bool { return l.inNextWeek(w[0]) }),
	rule(ofDate, `(?:this|coming|diese[nrs]?|kommende[nrs]?)\s+(`+longDays+`|`+shortDays+`)`, func(l *lineReader, w []string) bool { return l.weekday(w[0]) }),
}

// namedDays are days of the week. The short ones, which may be part of a name as in "Di Maria" and "Sun
// Li", count where a day or a time is next to them, or nothing more.
var namedDays = []quickRule{
	rule(ofDate, `(`+longDays+`)`, func(l *lineReader, w []string) bool { return l.weekday(w[0]) }),
	{compiled(`(?:^|[\s,;\x00])((` + shortDays + `)\.?)\s*,?\s*(?:\x00|$)`), func(l *lineReader, w []string) bool { return l.weekday(w[0]) }, ofDate},
	{compiled(`\x00\s*,?\s*((` + shortDays + `)\.?)(?:$|[\s,;])`), func(l *lineReader, w []string) bool { return l.weekday(w[0]) }, ofDate},
}

const (
	longDays  = `monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag`
	shortDays = `mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so`
)

// dayNumbers are the days of the week by how their names begin.
var dayNumbers = []struct {
	begins string
	day    time.Weekday
}{
	{"mi", time.Wednesday},
	{"mo", time.Monday},
	{"tu", time.Tuesday},
	{"di", time.Tuesday},
	{"we", time.Wednesday},
	{"th", time.Thursday},
	{"do", time.Thursday},
	{"fr", time.Friday},
	{"sa", time.Saturday},
	{"su", time.Sunday},
	{"so", time.Sunday},
}

func dayNumber(name string) time.Weekday {
	if name == "sonnabend" {
		return time.Saturday
	}
	for _, d := range dayNumbers {
		if strings.HasPrefix(name, d.begins) {
			return d.day
		}
	}
	return 0
}

var monthNames = map[string]int{
	"january": 1, "jan": 1, "januar": 1, "jänner": 1, "february": 2, "feb": 2, "februar": 2, "march": 3, "mar": 3, "märz": 3, "mär": 3,
	"april": 4, "apr": 4, "may": 5, "mai": 5, "june": 6, "jun": 6, "juni": 6, "july": 7, "jul": 7, "juli": 7, "august": 8, "aug": 8,
	"september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "december": 12, "dec": 12, "dezember": 12, "dez": 12,
}

var numberNames = map[string]int{
	"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"einem": 1, "einer": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
}

// alternatives joins names for a rule, the longer first.
func alternatives(names map[string]int) string {
	var all []string
	for name := range names {
		all = append(all, name)
	}
	return joinLongest(all)
}
