package ui

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

// How days, times, numbers and lengths are written in a language and by a visitor's clock stands here.
// A layout is written as that of package time, "Monday 2 January 2006", and stands in the catalogues as
// every other text does: "Monday, 2. January 2006" says how it is done in German.

// date writes a day by a layout of Monday, Mon, January, Jan, 2 and 2006.
func (l *language) date(layout string, d agenda.Date) string {
	var b strings.Builder
	for text := l.t(layout); text != ""; {
		token, words := text[:1], text[:1]
		switch {
		case strings.HasPrefix(text, "Monday"):
			token, words = "Monday", l.weekday(d.Weekday())
		case strings.HasPrefix(text, "Mon"):
			token, words = "Mon", l.weekdayShort(d.Weekday())
		case strings.HasPrefix(text, "January"):
			token, words = "January", l.month(d.Month)
		case strings.HasPrefix(text, "Jan"):
			token, words = "Jan", l.pick(int(d.Month)-1, "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
		case strings.HasPrefix(text, "2006"):
			token, words = "2006", strconv.Itoa(d.Year)
		case strings.HasPrefix(text, "2"):
			token, words = "2", strconv.Itoa(d.Day)
		}
		text = text[len(token):]
		b.WriteString(words)
	}
	return b.String()
}

func (l *language) weekday(d time.Weekday) string {
	return l.pick(int(d), "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday")
}

func (l *language) weekdayShort(d time.Weekday) string {
	return l.pick(int(d), "Sun|Mon|Tue|Wed|Thu|Fri|Sat")
}

// weekdayTiny is for columns that have no room for more.
func (l *language) weekdayTiny(d time.Weekday) string { return l.pick(int(d), "Su|Mo|Tu|We|Th|Fr|Sa") }

func (l *language) month(m time.Month) string {
	return l.pick(int(m)-1, "January|February|March|April|May|June|July|August|September|October|November|December")
}

// dayYearWords returns "Wednesday 25 November 2026".
func (l *language) dayYearWords(d agenda.Date) string {
	return l.date("Monday 2 January 2006", d)
}

// dayWords returns "Wednesday 25 November", with the year when it is not that of today.
func (v *visit) dayWords(d agenda.Date) string {
	if d.Year == v.today().Year {
		return v.date("Monday 2 January", d)
	}
	return v.dayYearWords(d)
}

// relativeDayWords is dayWords with today and tomorrow named.
func (v *visit) relativeDayWords(d agenda.Date) string {
	switch v.today().DaysUntil(d) {
	case 0:
		return v.t("Today, %s", v.dayWords(d))
	case 1:
		return v.t("Tomorrow, %s", v.dayWords(d))
	}
	return v.dayWords(d)
}

// shortDay returns "25 Nov", with the year when it is not that of today.
func (v *visit) shortDay(d agenda.Date) string {
	if d.Year == v.today().Year {
		return v.date("2 Jan", d)
	}
	return v.date("2 Jan 2006", d)
}

// shortWeekday is shortDay with the day of the week: "Wed 25 Nov".
func (v *visit) shortWeekday(d agenda.Date) string {
	if d.Year == v.today().Year {
		return v.date("Mon 2 Jan", d)
	}
	return v.date("Mon 2 Jan 2006", d)
}

// days returns a span of days with the year, which is marked where it stands once: "25 November [2026]",
// "23 – 29 November [2026]", "28 December 2026 – 3 January 2027".
func (l *language) days(from, to agenda.Date) string {
	switch {
	case from == to:
		return l.date("2 January [2006]", from)
	case from.Year != to.Year:
		return l.t("%s – %s", l.date("2 January 2006", from), l.date("2 January 2006", to))
	case from.Month != to.Month:
		return l.t("%s – %s", l.date("2 January", from), l.date("2 January [2006]", to))
	}
	return l.t("%d – %s", from.Day, l.date("2 January [2006]", to))
}

// weekStart is the first day of the visitor's week in which d lies.
func (w *words) weekStart(d agenda.Date) agenda.Date {
	return d.AddDays(-(int(d.Weekday()-w.first) + 7) % 7)
}

// thursday is that of the visitor's week of d. Every week has one, on whatever day it begins, and ISO
// 8601 numbers weeks by it.
func (w *words) thursday(d agenda.Date) agenda.Date {
	return w.weekStart(d).AddDays((int(time.Thursday-w.first) + 7) % 7)
}

// hm writes the time of t to the minute: "14:30", or "2:30 pm".
func (w *words) hm(t time.Time) string {
	if !w.halves {
		return t.Format("15:04")
	}
	return w.half(w.t("3:04 pm"), t)
}

// hms writes a time to the second.
func (w *words) hms(t time.Time) string {
	if !w.halves {
		return t.Format("15:04:05")
	}
	return w.half(w.t("3:04:05 pm"), t)
}

// hour writes a full hour, for narrow places: "14:00", or "2 pm".
func (w *words) hour(t time.Time) string {
	if !w.halves {
		return t.Format("15:04")
	}
	return w.half(w.t("3 pm"), t)
}

func (w *words) half(layout string, t time.Time) string {
	return strings.NewReplacer("3", t.Format("3"), "04", t.Format("04"), "05", t.Format("05"), "pm", w.pick(t.Hour()/12, "am|pm")).Replace(layout)
}

// wallWords writes a time that no day is known of.
func (w *words) wallWords(t agenda.TimeOfDay) string { return w.hm(minuteOfDay(t.Seconds() / 60)) }

// minuteOfDay is a time that shows so many minutes after midnight.
func minuteOfDay(minute int) time.Time { return time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC) }

// spanWords writes the time from one instant to another: "10:30 – 11:30".
func (w *words) spanWords(from, to time.Time) string { return w.t("%s – %s", w.hm(from), w.hm(to)) }

// minutesWords returns "45 min", "2 h" or "2 h 30 min".
func (l *language) minutesWords(n int) string {
	switch h, m := n/60, n%60; {
	case h == 0:
		return l.t("%d min", m)
	case m == 0:
		return l.t("%d h", h)
	default:
		return l.t("%d h %d min", h, m)
	}
}

// hoursWords is minutesWords for narrow places: "45 min", "4 h", "3 h 45".
func (l *language) hoursWords(minutes int) string {
	if minutes >= 60 && minutes%60 != 0 {
		return l.t("%d h %02d", minutes/60, minutes%60)
	}
	return l.minutesWords(minutes)
}

// secondsWords returns "2.3 s", "45 s" or "3 min".
func (l *language) secondsWords(d time.Duration) string {
	switch s := max(0, d.Seconds()); {
	case s < 0.05:
		return l.t("under %s s", l.number(0.1, 1))
	case s < 10:
		return l.t("%s s", l.number(s, 1))
	case s < 120:
		return l.t("%s s", l.number(s, 0))
	default:
		return l.minutesWords(int(math.Round(s / 60)))
	}
}

// waitWords says how long to wait: "40 seconds", "3 minutes".
func (l *language) waitWords(d time.Duration) string {
	seconds := int(math.Ceil(d.Seconds()))
	if seconds < 120 {
		return l.tn(seconds, "%d second", "%d seconds")
	}
	return l.tn((seconds+59)/60, "%d minute", "%d minutes")
}

// ageWords says a number of seconds by its two largest units: "1 day, 3 h".
func (l *language) ageWords(seconds int64) string {
	minutes := int(seconds / 60)
	days, rest := minutes/(24*60), minutes%(24*60)/60
	switch {
	case days == 0:
		return l.minutesWords(minutes)
	case rest == 0:
		return l.tn(days, "%d day", "%d days")
	}
	return l.list(l.tn(days, "%d day", "%d days"), l.minutesWords(rest*60))
}

// bytesWords returns "12.4 MB".
func (l *language) bytesWords(n int64) string {
	size, unit := float64(n)/1000, 0
	units := []string{"kB", "MB", "GB", "TB"}
	for size >= 1000 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	return l.number(size, 1) + " " + units[unit]
}

// number writes x with up to so many decimals, and its thousands apart: "1,234.5".
func (l *language) number(x float64, decimals int) string {
	model := l.t("1,234.5") // the separators stand after the 1 and before the 5
	thousands, point := strings.TrimPrefix(model, "1"), strings.TrimSuffix(model, "5")
	thousands, _, _ = strings.Cut(thousands, "2")
	_, point, _ = strings.Cut(point, "4")
	whole, rest, _ := strings.Cut(strconv.FormatFloat(x, 'f', decimals, 64), ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + thousands + whole[i:]
	}
	if rest = strings.TrimRight(rest, "0"); rest != "" {
		whole += point + rest
	}
	return whole
}

// offsetWords returns the offset from UTC in force at t: "UTC", "UTC+1", "UTC+5:30".
func offsetWords(t time.Time) string {
	_, off := t.Zone()
	if off == 0 {
		return "UTC"
	}
	sign := "+"
	if off < 0 {
		sign, off = "−", -off
	}
	text := "UTC" + sign + strconv.Itoa(off/3600)
	if off%3600 != 0 {
		text += t.Format("-07:00")[3:]
	}
	return text
}

// city returns the place a zone is named after, "" for zones without one.
func city(loc *time.Location) string {
	area, place, ok := strings.Cut(loc.String(), "/")
	if !ok || area == "Etc" {
		return ""
	}
	return strings.ReplaceAll(place[strings.LastIndex(place, "/")+1:], "_", " ")
}

// noon is the middle of a day, when its zone's clocks have long been moved.
func (v *visit) noon(d agenda.Date) time.Time {
	return agenda.Near(d, agenda.TimeOfDayOf(minuteOfDay(12*60)), v.zone())
}

// zoneWords names the zone of t: "Berlin time (UTC+1)", or "UTC".
func (l *language) zoneWords(t time.Time) string {
	if c := city(t.Location()); c != "" {
		return l.t("%s time (%s)", c, offsetWords(t))
	}
	return offsetWords(t)
}

// sentence ends s with a full stop, as messages of the API do not.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// clockSpan is an appointment's time on the wall, "10:30" and "11:15"; After says that it ends on
// another day, and Words says all of it.
type clockSpan struct {
	Start, End   string
	After, Words string
}

func (v *visit) spanOf(a *agenda.Appointment) clockSpan {
	start, end := a.StartsAt.In(v.clock.Location()), a.EndsAt.In(v.clock.Location())
	c := clockSpan{Start: v.hm(start), End: v.hm(end)}
	if start.Second() != 0 {
		c.Start = v.hms(start)
	}
	c.Words = v.t("%s – %s", c.Start, c.End)
	if days := agenda.DateOf(start).DaysUntil(agenda.DateOf(end.Add(-time.Nanosecond))); days > 0 {
		c.After = v.t("next day")
		c.Words = v.t("%s – %s (next day)", c.Start, c.End)
	}
	return c
}

// byline tells who did something when: "anna, 24 Nov, 16:05".
func (v *visit) byline(who string, at time.Time) string {
	at = at.In(v.clock.Location())
	return v.list(v.isolate(who), v.shortDay(agenda.DateOf(at)), v.hm(at))
}
