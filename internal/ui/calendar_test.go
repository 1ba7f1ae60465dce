package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

func TestCalendarAddresses(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	require.Equal(t, "/calendar/week/2026-W48", w.get("/calendar").Location)
	for path, status := range map[string]int{
		"/calendar/day/2026-11-25": 200, "/calendar/week/2026-W53": 200, "/calendar/month/2026-11": 200,
		"/calendar/day/2026-02-29": 404, "/calendar/week/2027-W53": 404, "/calendar/week/2026-W00": 404, "/calendar/week/2026-48": 404,
		"/calendar/month/2026-13": 404, "/calendar/week/x": 404,
	} {
		require.Equal(t, status, w.get(path).Status, path)
	}
	p := w.get("/calendar/week/2026-W53")
	require.Equal(t, "28 December 2026 – 3 January 2027", p.h1())
	require.Contains(t, p.body, `href="/calendar/week/2027-W01"`)
}

func TestWeekShowsEveryState(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/calendar/week/2026-W48?earlier=1&later=1")
	p.says("4 booked · 3 h 15 · 1 overlap", "Up next", "Elif Demir", "in 3 min", "Lunch is clear", "in progress")
	require.Equal(t, []string{"Priya Nair 10:30 – 11:30 Referred by Dr Sand , in progress, overlaps another"}, p.class("live"))
	require.Len(t, p.class("open"), 1)
	require.Contains(t, p.class("gone")[0], "cancelled")
	require.Contains(t, p.class("past")[0], "Ingrid Bakke")
	require.Len(t, p.class("clash"), 2, "both of an overlap are marked")
	var night []string
	for _, n := range p.all(func(n *html.Node) bool { return hasClass(n, "ev") && strings.Contains(text(n), "Night duty") }) {
		night = append(night, text(n))
	}
	require.Equal(t, []string{"Night duty from 22:00", "Night duty until 02:00"}, night)
}

func TestMoreThanFourAbreastAreCounted(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
		b.book(t, name, "2026-11-26", "10:00", 60, overlapping)
	}
	p := signedIn(t, b).get("/calendar/week/2026-W48")
	require.Equal(t, []string{"+3 , 3 more at this time"}, p.class("more"))
	p.says("6 booked")
}

func TestDaysOnWhichClocksMove(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	offset := func(o string) func(*agenda.AppointmentDraft) {
		return func(d *agenda.AppointmentDraft) { d.UTCOffset = &o }
	}
	b.book(t, "First showing", "2026-10-25", "02:30", 30, offset("+02:00"))
	b.book(t, "Second showing", "2026-10-25", "02:30", 30, offset("+01:00"))
	b.book(t, "After", "2026-10-25", "09:00", 30)
	b.book(t, "Early", "2027-03-28", "01:30", 60)
	w := signedIn(t, b)

	p := w.get("/calendar/day/2026-10-25?earlier=1&later=1")
	p.says("02:00 CEST", "02:00 CET")
	units := map[string]string{}
	for _, n := range p.all(func(n *html.Node) bool { return hasClass(n, "ev") }) {
		units[attr(n, "class")[:len("ev k t114")]] = text(n)
	}
	require.Contains(t, units["ev k t30 "], "First showing")
	require.Contains(t, units["ev k t42 "], "Second showing")
	require.Contains(t, units["ev k t120"], "After")
	require.Contains(t, p.body, "h25")

	p = w.get("/calendar/week/2027-W12?earlier=1")
	p.says("Skipped: clocks go forward")
	require.Contains(t, p.body, "off closed t24 d12")
	for _, n := range p.all(func(n *html.Node) bool { return hasClass(n, "ev") }) {
		require.Contains(t, attr(n, "class"), "t18 d24", "from 01:30 to 03:30 on the clocks")
	}
}

func TestEmptyDayAndMonth(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	w.get("/calendar/day/2026-11-26").says("Nothing booked. Free 08:00 – 18:00.", "Book this day")
	w.get("/calendar/month/2026-11").says("Nothing is booked in this month.")
	for _, at := range []string{"08:00", "09:00", "10:00", "11:00", "12:00"} {
		b.book(t, "Mei "+at, "2026-11-26", at, 30)
	}
	w.get("/calendar/day/2026-11-26").says("Book 08:30 – 09:00", "Book 12:30 – 18:00")
	p := w.get("/calendar/month/2026-11")
	p.says("2 more", "5 booked · 2 h 30")
	require.Len(t, w.get("/calendar/month/2026-08").all(func(n *html.Node) bool {
		return n.Data == "tr" && n.FirstChild.Data == "td" && hasClass(n.LastChild, "m-week")
	}), 6, "six weeks")
}

func TestMoveAndUndo(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	a := b.book(t, "Mei Tanaka", "2026-11-26", "09:00", 45)
	b.book(t, "Noor Haddad", "2026-11-27", "10:00", 30)
	w := signedIn(t, b)
	path := "/appointments/1/move"
	p := w.post(path, "date", "2026-11-27", "time", "13:15", "length", "60", "version", "1")
	require.Equal(t, http.StatusSeeOther, p.Status, p.body)
	p = w.get("/calendar/week/2026-W48")
	p.says("Moved: Mei Tanaka, Friday 27 November, 13:15 – 14:15", "Undo")
	p = w.post(path, "date", p.value("date"), "time", p.value("time"), "length", p.value("length"), "offset", p.value("offset"), "version", p.value("version"))
	require.Equal(t, http.StatusSeeOther, p.Status, p.body)
	now, err := b.appointments.Get(t.Context(), a.ID)
	require.NoError(t, err)
	require.Equal(t, a.StartsAt, now.StartsAt)
	require.Equal(t, a.DurationMinutes, now.DurationMinutes)

	p = w.post(path, "date", "2026-11-27", "time", "10:00", "version", "3")
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("Overlaps Noor Haddad")
	p = w.post(path, "date", "2026-11-27", "time", "16:00", "version", "1")
	require.Equal(t, http.StatusPreconditionFailed, p.Status)
	p = w.post(path, "date", "2026-11-27", "time", "x")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
}

func TestANightDoesNotStretchTheWeek(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Night duty", "2026-11-26", "22:00", 4*60)
	b.book(t, "Bakery", "2026-11-24", "04:30", 45)
	b.book(t, "Early bird", "2026-11-24", "05:30", 90)
	w := signedIn(t, b)
	p := w.get("/calendar/week/2026-W48")
	require.Equal(t, []string{"1 earlier", "1 later", "1 earlier"}, p.class("beyond"))
	p.says("2 booked · 2 h 15")
	require.Contains(t, p.body, `class="week f5 h14 wide3`, "from 06:00, where one begins, with room for the count above it")
	require.Contains(t, p.body, `t72 d12 c0 n1 s1`, "cut off at 06:00")
	require.Contains(t, p.body, `href="/calendar/week/2026-W48?earlier=1"`)

	p = w.get("/calendar/week/2026-W48?earlier=1")
	require.Equal(t, []string{"1 later"}, p.class("beyond"))
	require.Contains(t, p.body, "f0 h19")
	require.Contains(t, p.body, `href="/calendar/week/2026-W48" aria-label="Hide earlier hours"`)
	p = w.get("/calendar/day/2026-11-26")
	p.says("Night duty")
	require.Empty(t, p.class("beyond"), "a day by itself shows all that it has")
}

func TestMoreThanAPageCanShowIsTold(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	a := b.book(t, "A", "2026-11-26", "09:00", 5)
	for i := range 2000 {
		a.ID = int64(i + 2)
		b.store.list = append(b.store.list, a)
	}
	w := signedIn(t, b)
	for _, path := range []string{"/calendar/day/2026-11-26", "/calendar/week/2026-W48", "/calendar/month/2026-11"} {
		w.get(path).says("Only the first 2,000 appointments are shown.")
	}
	b.book(t, "Friday's", "2026-11-27", "09:00", 60)
	p := w.get("/calendar/day/2026-11-27")
	p.says("Friday's")
	require.Empty(t, p.class("cut"), "a day is whole though its week is not")
	b.store.list = b.store.list[:2000]
	for _, path := range []string{"/calendar/day/2026-11-26", "/calendar/week/2026-W48", "/calendar/month/2026-11"} {
		require.Empty(t, w.get(path).class("cut"))
	}
	w.get("/calendar/day/2026-11-25").says("Nothing booked.")
}

// TestSavingLeadsBackToTheCalendar books and edits from pages of the calendar, over a form that was
// refused once.
func TestSavingLeadsBackToTheCalendar(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	from := func(page, path string) *page {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, w.base+path, nil)
		require.NoError(t, err)
		r.Header.Set("Referer", w.base+page)
		return w.do(r)
	}
	require.Equal(t, "/calendar/week/2026-W48", w.get("/").Location)
	for page, want := range map[string]string{
		"/calendar/week/2026-W48?later=1": "/calendar/week/2026-W49?day=2026-12-01", "/calendar/day/2026-11-26": "/calendar/day/2026-12-01",
		"/calendar/month/2026-11": "/calendar/month/2026-12", "/agenda": "/agenda?from=2026-12-01#a",
	} {
		p := from(page, "/appointments/new")
		back := p.value("back")
		p = w.post("/appointments/new", "client", "", "date", "2026-12-01", "time", "09:00", "back", back)
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		require.Equal(t, back, p.value("back"))
		p = w.post("/appointments/new", "client", "Mei Tanaka", "date", "2026-12-01", "time", "09:00", "overlap", "1", "back", back)
		require.True(t, strings.HasPrefix(p.Location, want), "%s after %s", p.Location, page)
	}
	p := from("/calendar/week/2026-W49", "/appointments/1/edit")
	require.Equal(t, "/calendar/week/2026-W49", p.value("back"))
	require.Contains(t, p.body, `href="/calendar/week/2026-W49" aria-label="Back"`)
	p = w.post("/appointments/1/edit", "client", "Mei Tanaka", "date", "2026-12-03", "time", "09:00", "back", p.value("back"))
	require.Equal(t, "/calendar/week/2026-W49?day=2026-12-03", p.Location)
	for _, evil := range []string{"https://evil.example/calendar/day/1", "//evil.example/calendar/", "/calendar/../signout", "/admin"} {
		p = w.post("/appointments/1/edit", "client", "Mei Tanaka", "date", "2026-12-03", "time", "09:00", "back", evil)
		require.Equal(t, "/appointments/1", p.Location, evil)
		if !strings.HasPrefix(evil, "/calendar/") {
			require.Empty(t, w.post("/appointments/1/edit", "back", evil).value("back"), evil)
		}
	}
}

func TestSidePanelIsOfToday(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Elif Demir", "2026-11-25", "14:00", 60)
	w := signedIn(t, b)
	for _, path := range []string{"/calendar/week/2026-W48", "/calendar/week/2027-W02", "/calendar/day/2026-11-26"} {
		w.get(path).says("Up next Elif Demir 14:00 – 15:00", "Today’s is not written yet.")
	}
	b.refuse("GET /summary/jobs", &agenda.Error{Code: agenda.Unavailable})
	p := w.get("/calendar/week/2026-W48")
	require.NotContains(t, text(p.doc), "not written yet", "what is not known is not claimed")
	require.Equal(t, "30", attr(p.byID("side"), "data-refresh"), "and is looked for again")
}

// The panel's brief leads to what it names, says who wrote it, and can be written again.
func TestSidePanelShowsTodaysBrief(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/calendar/week/2026-W48")
	p.says("Written 25 Nov, 08:12, from 9 appointments. AI can be wrong.", "Second try · Started 10:41:47 after a 4 s wait")
	links := map[string]string{}
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "a" && within(n, p.byID("brief")) }) {
		links[text(n)] = attr(n, "href")
	}
	require.Equal(t, map[string]string{
		"08:30": "/appointments/5", "10:45": "/appointments/2", "Jonas Lindqvist": "/appointments/2", "Priya Nair": "/appointments/1",
		"14:00": "/appointments/3", "Elif Demir": "/appointments/3", "Read the brief": "/briefs/done",
	}, links)
	require.Equal(t, http.StatusSeeOther, w.post("/briefs", "kind", "daily", "force", "1").Status)
}

// within tells whether n stands in the element.
func within(n, element *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == element {
			return true
		}
	}
	return false
}

func TestWhatIsCancelledOverlapsNothing(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Mei Tanaka", "2026-11-26", "10:00", 60, withStatus("cancelled"))
	b.book(t, "Noor Haddad", "2026-11-26", "10:00", 60)
	w := signedIn(t, b)
	for _, path := range []string{"/calendar/week/2026-W48", "/calendar/month/2026-11"} {
		require.Empty(t, w.get(path).class("clash"), path)
	}
	b.book(t, "Yusuf Kaya", "2026-11-26", "10:30", 60, overlapping)
	for _, path := range []string{"/calendar/week/2026-W48", "/calendar/month/2026-11"} {
		require.Len(t, w.get(path).class("clash"), 2, path)
	}
	badges := 0
	for _, row := range w.get("/agenda").class("item") {
		if strings.Contains(row, "Overlap") {
			badges++
		}
	}
	require.Equal(t, 2, badges, "the agenda marks both too")
	require.Len(t, w.get("/appointments/new?date=2026-11-26").class("clash"), 2, "and the day beside the form")
}

func TestFreeTimeBeginsNow(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "Mei Tanaka", "2026-11-25", "08:00", 60)
	b.book(t, "Noor Haddad", "2026-11-25", "14:00", 60)
	w := signedIn(t, b)
	p := w.get("/calendar/day/2026-11-25")
	p.says("Book 10:45 – 14:00", "Book 15:00 – 18:00")
	require.Contains(t, p.body, "gap t129 d39 ")
	w.get("/agenda").says("Free 10:45 – 14:00, 3 h 15 min")
}
