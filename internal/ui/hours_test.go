package ui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

// openings reads "08:00-12:30 13:30-18:00".
func openings(t testing.TB, s string) (list []agenda.Opening) {
	t.Helper()
	for _, part := range strings.Fields(s) {
		from, to, _ := strings.Cut(part, "-")
		var o agenda.Opening
		require.NoError(t, o.From.UnmarshalText([]byte(from)))
		require.NoError(t, o.To.UnmarshalText([]byte(to)))
		list = append(list, o)
	}
	return list
}

// open sets the same hours for some weekdays, and none for the others.
func (b *backend) open(t testing.TB, hours string, days ...time.Weekday) {
	t.Helper()
	b.store.hours.OpeningHours = agenda.OpeningHours{}
	for _, d := range days {
		*b.store.hours.OpeningHours.Day(d) = openings(t, hours)
	}
}

func (b *backend) shut(t testing.TB, first, last, reason string) {
	t.Helper()
	from, err := agenda.ParseDate(first)
	require.NoError(t, err)
	to, err := agenda.ParseDate(last)
	require.NoError(t, err)
	_, err = b.store.CreateClosedDays(t.Context(), agenda.ClosedDays{First: from, Last: to, Reason: reason}, 100)
	require.NoError(t, err)
}

var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// veils are the classes of what is drawn over a day as not open, without the "off" that all have.
func (p *page) veils(day string) (classes []string) {
	for _, n := range p.all(func(n *html.Node) bool { return hasClass(n, "off") && attr(n.Parent, "data-day") == day }) {
		classes = append(classes, strings.TrimSpace(strings.TrimPrefix(attr(n, "class"), "off")))
	}
	return classes
}

func TestTheGridShowsWhenThePracticeIsOpen(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		set    func(b *backend)
		path   string
		range_ string
		veils  map[string][]string
		says   []string
	}{
		"a break": {
			func(b *backend) { b.open(t, "08:00-12:30 13:30-18:00", weekdays...) }, "/calendar/week/2026-W49", "f7 h12",
			map[string][]string{"2026-11-30": {"t84 d12", "t150 d12", "t216 d12"}, "2026-12-05": {"t84 d144"}},
			[]string{"Free", "Closed"},
		},
		"a break, that day": {
			func(b *backend) { b.open(t, "08:00-12:30 13:30-18:00", weekdays...) }, "/calendar/day/2026-11-30", "f7 h12",
			map[string][]string{"2026-11-30": {"t84 d12", "t150 d12", "t216 d12"}},
			[]string{"Nothing booked. Free 08:00 – 12:30, 13:30 – 18:00."},
		},
		"a closed day": {
			func(b *backend) { b.shut(t, "2026-12-03", "2026-12-03", "Works outing") }, "/calendar/week/2026-W49", "f7 h12",
			map[string][]string{"2026-12-02": {"t84 d12", "t216 d12"}, "2026-12-03": {"closed t84 d144"}},
			[]string{"Closed: Works outing"},
		},
		"a closed day, by itself": {
			func(b *backend) { b.shut(t, "2026-12-03", "2026-12-03", "") }, "/calendar/day/2026-12-03", "f7 h12",
			map[string][]string{"2026-12-03": {"closed t84 d144"}},
			[]string{"Nothing booked. The practice is closed."},
		},
		"a night shift": {
			func(b *backend) { b.open(t, "22:00-24:00", weekdays...) }, "/calendar/week/2026-W49", "f21 h3",
			map[string][]string{"2026-11-30": {"t252 d12"}, "2026-12-06": {"t252 d36"}},
			nil,
		},
		"Sundays only": {
			func(b *backend) { b.open(t, "10:00-12:00", time.Sunday) }, "/calendar/week/2026-W49", "f9 h4",
			map[string][]string{"2026-11-30": {"t108 d48"}, "2026-12-06": {"t108 d12", "t144 d12"}},
			nil,
		},
		"never": {
			func(b *backend) { b.open(t, "") }, "/calendar/week/2026-W49", "f7 h12",
			map[string][]string{"2026-11-30": {"t84 d144"}, "2026-12-06": {"t84 d144"}},
			[]string{"Closed"},
		},
		"all day": {
			func(b *backend) { b.open(t, "00:00-24:00", time.Monday) }, "/calendar/day/2026-11-30", "f0 h24",
			map[string][]string{"2026-11-30": nil},
			[]string{"Nothing booked. Free 00:00 – 00:00."},
		},
		"clocks go back": { // on a line of 25 hours
			func(b *backend) { b.open(t, "02:30-04:00", time.Saturday, time.Sunday) }, "/calendar/week/2026-W43?earlier=1", "f0 h6",
			map[string][]string{"2026-10-24": {"t0 d30", "t60 d12", "closed t36 d12"}, "2026-10-25": {"t0 d30", "t36 d6", "t60 d12"}},
			nil,
		},
		"clocks go forward": {
			func(b *backend) { b.open(t, "02:30-04:00", time.Saturday, time.Sunday) }, "/calendar/week/2027-W12?earlier=1", "f0 h5",
			map[string][]string{"2027-03-27": {"t0 d30", "t48 d12"}, "2027-03-28": {"t0 d36", "t48 d12", "closed t24 d12"}},
			nil,
		},
		"from another zone": { // 08:00 to 18:00 in Tokyo is midnight to 10:00 in Berlin; Tokyo's day begins at 16:00
			func(b *backend) {
				b.open(t, "08:00-18:00", weekdays...)
				b.hoursZone = "Asia/Tokyo"
				b.shut(t, "2026-12-02", "2026-12-02", "Works outing")
			}, "/calendar/week/2026-W49?earlier=1&later=1", "f0 h24",
			map[string][]string{"2026-11-30": {"t120 d168"}, "2026-12-01": {"t120 d72", "closed t192 d96"}, "2026-12-02": {"t192 d96", "closed t0 d192"}},
			nil,
		},
		"hours that cannot be loaded": {
			func(b *backend) {
				b.open(t, "22:00-24:00", weekdays...)
				b.refuse("GET /practice/hours", &agenda.Error{Code: agenda.Unavailable})
			}, "/calendar/week/2026-W49", "f7 h12", map[string][]string{"2026-11-30": nil, "2026-12-06": nil}, nil, // of which nothing is said
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t)
			row.set(b)
			p := signedIn(t, b).get(row.path)
			require.Equal(t, http.StatusOK, p.Status)
			require.Regexp(t, `class="week( one)? `+regexp.QuoteMeta(row.range_)+`[ "]`, p.body)
			for day, want := range row.veils {
				require.Equal(t, want, p.veils(day), day)
			}
			p.says(row.says...)
			require.LessOrEqual(t, b.hoursAsked, 1, "hours are read once")
		})
	}
}

// The small month and the strip of phones mark the days on which the practice is closed, and say so.
func TestClosedDaysAreMarkedBesideTheCalendar(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.shut(t, "2026-11-26", "2026-11-27", "Move")
	w := signedIn(t, b)
	p := w.get("/calendar/week/2026-W48")
	require.Equal(t, []string{
		"26 November, Closed: Move, no appointments 26", "27 November, Closed: Move, no appointments 27",
		"Th Thursday 26 , Closed: Move", "Fr Friday 27 , Closed: Move",
	}, p.class("shut"))
	require.Len(t, w.get("/settings").class("shut"), 2, "as on every page")
	require.Equal(t, 2, b.hoursAsked, "once for each page")

	b.refuse("GET /practice/hours", &agenda.Error{Code: agenda.Unavailable})
	require.Empty(t, w.get("/calendar/week/2026-W48").class("shut"), "what is not known is not claimed")
}

func TestFreeTimeLiesWithinTheHours(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.open(t, "08:00-12:30 13:30-18:00", weekdays...)
	b.book(t, "Mei Tanaka", "2026-11-26", "09:00", 60)
	b.book(t, "Noor Haddad", "2026-11-26", "15:00", 60)
	b.book(t, "Night duty", "2026-11-26", "21:00", 60)
	b.book(t, "Weekend duty", "2026-11-28", "10:00", 30)
	b.book(t, "Weekend duty", "2026-11-28", "14:00", 30)
	b.book(t, "Early", "2026-12-03", "08:00", 30)
	b.book(t, "Late", "2026-12-03", "17:00", 30)
	b.shut(t, "2026-12-03", "2026-12-03", "Works outing")
	w := signedIn(t, b)
	books := func(path string) (texts []string) {
		for _, n := range w.get(path).class("gap") {
			texts = append(texts, strings.TrimSpace(n))
		}
		return texts
	}
	require.Equal(t, []string{"Book 08:00 – 09:00", "Book 10:00 – 12:30", "Book 13:30 – 15:00", "Book 16:00 – 18:00"}, books("/calendar/day/2026-11-26"))
	require.Empty(t, books("/calendar/day/2026-11-28"))
	require.Empty(t, books("/calendar/day/2026-12-03"))
	p := w.get("/agenda")
	p.says("Free 10:00 – 12:30, 2 h 30 min", "Free 13:30 – 15:00, 1 h 30 min", "Free 16:00 – 18:00, 2 h")
	require.Equal(t, 3, strings.Count(text(p.doc), "Free "), "none while closed, and none at night")
	require.Less(t, strings.Index(text(p.doc), "Free 10:00"), strings.Index(text(p.doc), "Free 13:30"))
}

func TestTheFormTellsWhenThePracticeIsClosed(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.open(t, "08:00-12:30 13:30-18:00", weekdays...)
	*b.store.hours.OpeningHours.Day(time.Saturday) = openings(t, "00:00-02:00")
	*b.store.hours.OpeningHours.Day(time.Friday) = openings(t, "20:00-24:00")
	b.shut(t, "2026-12-03", "2026-12-03", "Works outing.")
	b.shut(t, "2026-12-08", "2026-12-08", "")
	w := signedIn(t, b)
	for query, want := range map[string]string{
		"date=2026-11-26&time=12:00":           "",
		"date=2026-11-26&time=12:15":           "This lies outside working hours.",
		"date=2026-11-26&time=13:00":           "This lies outside working hours.",
		"date=2026-11-29&time=09:00":           "This lies outside working hours.",
		"date=2026-11-27&time=23:30&length=60": "",
		"date=2026-12-03&time=09:00":           "The practice is closed that day: Works outing.",
		"date=2026-12-08&time=09:00":           "The practice is closed that day.",
		"date=2026-11-24&time=05:00":           "This lies in the past.",
	} {
		p := w.get("/appointments/new?" + query)
		read := text(p.byID("readback"))
		if want == "" {
			require.Regexp(t, `\(UTC\+1\)\.$`, read, query)
			continue
		}
		require.True(t, strings.HasSuffix(read, want), "%s: %s", query, read)
	}
	p := w.get("/appointments/new?date=2026-11-26&time=09:00")
	require.Contains(t, p.body, `class="dayline f8 h10"`)
	require.Contains(t, p.body, `class="off t150 d12"`)
	p = w.get("/appointments/new?date=2026-12-03&time=09:00")
	require.Contains(t, p.body, `class="off closed t96 d120"`)
	p.says("Closed: Works outing")
	p = w.post("/appointments/new", "client", "Mei Tanaka", "date", "2026-12-03", "time", "09:00", "length", "30")
	require.Equal(t, http.StatusSeeOther, p.Status, "hours are no guard")
	b.refuse("GET /practice/hours", &agenda.Error{Code: agenda.Unavailable})
	require.NotContains(t, text(w.get("/appointments/new?date=2026-11-26&time=13:00").byID("readback")), "outside")
}

func TestTheMonthMarksClosedDays(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.shut(t, "2026-12-24", "2027-01-03", "Holidays")
	b.shut(t, "2026-12-07", "2026-12-07", "")
	w := signedIn(t, b)
	p := w.get("/calendar/month/2026-12")
	p.says("Thursday 24 December, Closed: Holidays, 0 appointments", "Monday 7 December, Closed, 0 appointments")
	marked := p.all(func(n *html.Node) bool { return hasClass(n, "m-closed") })
	require.Len(t, marked, 12)
	require.Equal(t, "Week 53 Closed", p.class("m-week")[5])
	require.NotContains(t, text(p.doc), "Saturday 5 December, Closed", "an ordinary weekend is nothing special")
}

func TestOpeningHoursAreSet(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	p := w.get("/admin/hours")
	require.Equal(t, "Opening hours", p.h1())
	require.Equal(t, "08:00", p.value("friday-from-1"))
	require.Equal(t, "18:00", p.value("friday-to-1"))
	require.Empty(t, p.value("friday-from-2")+p.value("sunday-from-1"))
	require.Equal(t, "Closed", text(p.byID("sunday-now")))

	p = w.post("/admin/hours", "monday-from-1", "13:30", "monday-to-1", "18:00", "monday-from-2", "08:00", "monday-to-2", "12:30", "sunday-from-2", "22:00", "sunday-to-2", "00:00")
	require.Equal(t, "/admin/hours", p.Location)
	p = w.get("/admin/hours")
	p.says("The opening hours are saved")
	require.Equal(t, "08:00 – 12:30, 13:30 – 18:00", text(p.byID("monday-now")))
	require.Equal(t, "22:00 – 00:00", text(p.byID("sunday-now")))
	require.Equal(t, "00:00", p.value("sunday-to-1"), "midnight, as a time field can have it")
	require.Equal(t, "Closed", text(p.byID("friday-now")))
	require.Equal(t, agenda.OpeningHours{
		Monday: openings(t, "08:00-12:30 13:30-18:00"), Sunday: openings(t, "22:00-24:00"),
		Tuesday: []agenda.Opening{}, Wednesday: []agenda.Opening{}, Thursday: []agenda.Opening{}, Friday: []agenda.Opening{}, Saturday: []agenda.Opening{},
	}, b.store.hours.OpeningHours)

	for want, form := range map[string][]string{
		"Enter both times, or neither.":                            {"08:00", ""},
		"Enter a time like 09:30, or 24:00 for the end of the day": {"8 o'clock", "9"},
		"The practice must close after it opens":                   {"18:00", "08:00"},
		"The stretches of a day must not overlap":                  {"12:00", "23:00"},
	} {
		p = w.post("/admin/hours", "monday-from-1", "12:30", "monday-to-1", "13:00", "tuesday-from-1", "12:00", "tuesday-to-1", "13:00", "tuesday-from-2", form[0], "tuesday-to-2", form[1])
		require.Equal(t, http.StatusUnprocessableEntity, p.Status, want)
		require.Equal(t, strings.TrimSuffix(want, ".")+".", text(p.byID("tuesday-err")))
		require.NotContains(t, p.body, `id="monday-err"`)
		require.Equal(t, form[0], p.value("tuesday-from-2"), "what was typed stays")
		require.Equal(t, "12:30", p.value("monday-from-1"))
		p.says("Nothing was saved.")
		require.Equal(t, "Closed", text(p.byID("tuesday-now")))
	}

	b.open(t, "00:00-01:00 02:00-03:00 04:00-05:00", time.Monday)
	p = w.get("/admin/hours")
	require.Equal(t, "04:00", p.value("monday-from-3"), "a day shows all its stretches")
	p = w.post("/admin/hours", "monday-from-1", "00:00", "monday-to-1", "01:00", "monday-from-2", "", "monday-to-2", "", "monday-from-3", "04:00", "monday-to-3", "05:00")
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, openings(t, "00:00-01:00 04:00-05:00"), b.store.hours.Monday)

	w.post("/settings", "language", "en", "hour_cycle", "24", "first_day", "sunday", "default_view", "week", "theme", "")
	p = w.get("/admin/hours")
	require.Less(t, strings.Index(p.body, `id="sunday-now"`), strings.Index(p.body, `id="monday-now"`), "weeks begin on the user's day")

	b.refuse("PUT /practice/hours", &agenda.Error{Code: agenda.Unavailable})
	require.Equal(t, http.StatusServiceUnavailable, w.post("/admin/hours", "monday-from-1", "00:00", "monday-to-1", "01:00").Status)
	b.refuse("GET /practice/hours", &agenda.Error{Code: agenda.Unavailable})
	require.Equal(t, http.StatusServiceUnavailable, w.get("/admin/hours").Status, "what is not known is not offered for change")
}

func TestDaysAreClosedAndOpenedAgain(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.shut(t, "2026-11-02", "2026-11-03", "Conference")
	w := signedIn(t, b)
	p := w.post("/admin/hours/closed", "first", "2026-12-24", "last", "2026-12-31", "reason", " Between the years ")
	require.Equal(t, "/admin/hours#closed", p.Location)
	p = w.get("/admin/hours")
	p.says("Closed: 24 – 31 December 2026", "Undo", "8 days", "Between the years", "1 is over", "2 – 3 November 2026")
	require.Equal(t, "/admin/hours/closed/2/delete", attr(p.all(func(n *html.Node) bool { return n.Data == "form" && strings.Contains(attr(n, "action"), "closed/2") })[0], "action"))

	for field, form := range map[string][]string{
		"first":  {"first", "", "reason", "x"},
		"last":   {"first", "2026-12-24", "last", "2026-12-23"},
		"reason": {"first", "2026-12-24", "reason", "a\u202eb"},
	} {
		p = w.post("/admin/hours/closed", form...)
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		require.NotEmpty(t, text(p.byID(field+"-err")), field)
		require.Equal(t, form[1], p.value("first"))
		require.Len(t, b.store.hours.Closed, 2)
	}
	p = w.post("/admin/hours/closed/2/delete")
	require.Equal(t, "/admin/hours#closed", p.Location)
	p = w.get("/admin/hours")
	p.says("No longer closed: 24 – 31 December 2026", "Undo")
	require.Len(t, b.store.hours.Closed, 1)
	w.post("/admin/hours/closed", "first", "2026-12-24", "last", "2026-12-31", "reason", "Between the years") // what the undo sends
	require.Len(t, b.store.hours.Closed, 2)
	require.Equal(t, http.StatusSeeOther, w.post("/admin/hours/closed/77/delete").Status, "gone is what was wanted")

	b.refuse("POST /practice/closed-days/", agenda.Fail(agenda.Conflict, "There are as many closed days as there can be. Delete some that are over."))
	p = w.post("/admin/hours/closed", "first", "2026-12-24")
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("Delete some that are over.")
}

func TestOnlyAdministratorsSetTheHours(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "jo.keller")
	require.Equal(t, http.StatusForbidden, w.get("/admin/hours").Status)
	for _, path := range []string{"/admin/hours", "/admin/hours/closed", "/admin/hours/closed/1/delete"} {
		require.Equal(t, http.StatusForbidden, w.post(path, "first", "2026-12-24").Status, path)
	}
	require.Empty(t, b.store.hours.Closed)
	require.Equal(t, http.StatusOK, w.get("/calendar/week/2026-W48").Status)
}
