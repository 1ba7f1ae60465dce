package ui_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ui"
)

// zonesTried are zones of practices and of their users: with clocks that are moved by an hour and by half
// of one, in spring and in autumn, west of Greenwich and as far east of it as there is, and by no hour.
var zonesTried = []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"}

// zonesNow is when those tests take place.
var zonesNow = time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)

// abroad is a visitor who chose a zone, of a practice in another.
func abroad(t testing.TB, practice, viewer string, now time.Time) (*browser, *backend) {
	b := newBackendIn(t, practice, func() time.Time { return now })
	b.personal.preferences.TimeZone = viewer
	return signedIn(t, b, func(c *ui.Config) { c.Now = func() time.Time { return now } }), b
}

func zoneOf(t testing.TB, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// movedDays are the days of two years on which clocks of a zone are moved, and a plain one.
func movedDays(loc *time.Location) (days []agenda.Date) {
	days = append(days, agenda.Date{Year: 2026, Month: time.July, Day: 15})
	for d := (agenda.Date{Year: 2026, Month: time.January, Day: 1}); d.Year < 2028; d = d.AddDays(1) {
		if d.AddDays(1).Start(loc).Sub(d.Start(loc)) != 24*time.Hour {
			days = append(days, d)
		}
	}
	return days
}

func eachZonePair(t *testing.T, test func(t *testing.T, practice, viewer string)) {
	for _, practice := range zonesTried {
		for _, viewer := range zonesTried {
			t.Run(practice+" seen from "+viewer, func(t *testing.T) {
				t.Parallel()
				test(t, practice, viewer)
			})
		}
	}
}

// inToast are the hidden fields of the waiting toast's undo, and where it is sent.
func inToast(p *page) (action string, pairs []string) {
	p.t.Helper()
	forms := p.all(func(n *html.Node) bool { return n.Data == "form" && n.Parent != nil && hasClass(n.Parent, "toast") })
	require.Len(p.t, forms, 1)
	for n := range forms[0].Descendants() {
		if n.Data == "input" {
			pairs = append(pairs, attr(n, "name"), attr(n, "value"))
		}
	}
	return attr(forms[0], "action"), pairs
}

// asShown are the fields of an appointment's form as the page fills them in.
func asShown(p *page) []string {
	return []string{
		"client", p.value("client"), "date", p.value("date"), "time", p.value("time"), "offset", p.value("offset"), "zone", p.value("zone"),
		"length", p.value("length"), "confirmed", p.value("confirmed"), "version", p.value("version"),
	}
}

// last is the latest appointment that was booked.
func (b *backend) last() agenda.Appointment { return b.store.list[len(b.store.list)-1] }

// What somebody types is the time that their own clocks show then, on the nights too on which clocks are
// moved, theirs or the practice's; and the pages give it back as it was typed.
func TestATimeIsWhatTheVisitorsClocksShow(t *testing.T) {
	t.Parallel()
	eachZonePair(t, func(t *testing.T, practice, viewer string) {
		w, b := abroad(t, practice, viewer, zonesNow)
		there, here := zoneOf(t, practice), zoneOf(t, viewer)
		days := append(movedDays(here), movedDays(there)...)
		for _, d := range days {
			for _, at := range []string{"00:10", "01:45", "02:15", "10:30", "23:50"} {
				bookAndMove(t, w, b, d, at, there, here)
			}
		}
	})
}

func bookAndMove(t *testing.T, w *browser, b *backend, d agenda.Date, at string, there, here *time.Location) {
	t.Helper()
	clock, err := agenda.ParseTimeOfDay(at)
	require.NoError(t, err)
	form := []string{"client", "Mei", "date", d.String(), "time", at, "length", "15", "confirmed", "1"}
	want, err := agenda.Resolve(d, clock, here, nil)
	p := w.post("/appointments/new", form...)
	if gap, ok := errors.AsType[*agenda.NoSuchTimeError](err); ok {
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		p.says(at+" does not exist on", "clocks jump from "+gap.Before.Format("15:04")+" to "+gap.After.Format("15:04"))
		return
	}
	if twice, ok := errors.AsType[*agenda.AmbiguousTimeError](err); ok {
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		p.says(at+" comes twice on", "The first "+at, "The second "+at)
		want = twice.Choices[1]
		p = w.post("/appointments/new", append(form, "offset", want.Format("-07:00"))...)
	}
	require.Equal(t, http.StatusSeeOther, p.Status, "%s %s: %s", d, at, p.body)
	booked := b.last()
	path := fmt.Sprintf("/appointments/%d", booked.ID)
	name := fmt.Sprintf("%s %s is %s", d, at, want)
	require.True(t, want.Equal(booked.StartsAt), "%s, not %s", name, booked.StartsAt)
	require.Equal(t, want.In(there).Format("2006-01-02 15:04 ")+there.String(), booked.Date.String()+" "+booked.Time.String()+" "+booked.TimeZone)

	// The day's page, the list of the day and the appointment's own show it as it was typed.
	require.True(t, strings.HasPrefix(p.Location, "/agenda?from="+d.String()+"#"), p.Location)
	chips := w.get("/calendar/day/" + d.String()).all(func(n *html.Node) bool { return attr(n, "data-id") == fmt.Sprint(booked.ID) })
	require.Len(t, chips, 1, name)
	require.Equal(t, d.String()+" "+at, attr(chips[0], "data-date")+" "+attr(chips[0], "data-time"))
	require.Contains(t, text(chips[0]), at)
	w.get("/agenda?from=" + d.String() + "&to=" + d.String()).says(at + " – ")
	w.get(path).says(at + " – ")

	// The form gives it back, and sent as it is it changes nothing.
	p = w.get(path + "/edit")
	require.Equal(t, d.String()+" "+at, p.value("date")+" "+p.value("time"))
	require.Equal(t, http.StatusSeeOther, w.post(path+"/edit", asShown(p)...).Status)
	same := b.last()
	require.True(t, want.Equal(same.StartsAt), name)
	require.Equal(t, booked.Date.String()+booked.Time.String()+booked.TimeZone, same.Date.String()+same.Time.String()+same.TimeZone)

	// A move is by the visitor's clocks, and its undo leads back.
	to := agenda.Near(d.AddDays(1), clock, here).Add(90 * time.Minute)
	moved := []string{"date", to.Format("2006-01-02"), "time", to.Format("15:04"), "length", "30", "version", fmt.Sprint(same.Version), "zone", here.String()}
	if _, err := agenda.Resolve(agenda.DateOf(to), agenda.TimeOfDayOf(to), here, nil); err == nil {
		p = w.post(path+"/move", moved...)
		require.Equal(t, http.StatusSeeOther, p.Status, p.body)
		require.True(t, to.Equal(b.last().StartsAt), "%s moved to %s, not %s", name, to, b.last().StartsAt)
		action, undo := inToast(w.get("/about"))
		require.Equal(t, http.StatusSeeOther, w.post(action, undo...).Status)
		require.True(t, want.Equal(b.last().StartsAt), "undone: %s, not %s", name, b.last().StartsAt)
		require.Equal(t, booked.DurationMinutes, b.last().DurationMinutes)
	}
	require.NoError(t, b.appointments.Delete(t.Context(), booked.ID, nil))
}

// A day is from the visitor's midnight to the next: on lists, in the calendar, in files.
func TestADayIsTheVisitors(t *testing.T) {
	t.Parallel()
	eachZonePair(t, func(t *testing.T, practice, viewer string) {
		w, b := abroad(t, practice, viewer, zonesNow)
		here := zoneOf(t, viewer)
		for _, d := range append(movedDays(here), movedDays(zoneOf(t, practice))...) {
			b.store.list = nil
			start, end := d.Start(here), d.AddDays(1).Start(here)
			var inside []string
			for at := start.Add(-3 * time.Hour); at.Before(end.Add(3 * time.Hour)); at = at.Add(time.Hour) {
				id := fmt.Sprintf("No%d", len(b.store.list)+1)
				b.book(t, id, at.UTC().Format("2006-01-02"), at.UTC().Format("15:04"), 15, func(d *agenda.AppointmentDraft) { d.TimeZone = new("UTC") })
				if !at.Before(start) && at.Before(end) {
					inside = append(inside, id)
				}
			}
			day := "from=" + d.String() + "&to=" + d.String()
			p := w.get("/agenda?" + day)
			require.Equal(t, inside, p.class("who-cell"), "%s", d)
			var listed []string
			lines := strings.Split(strings.TrimSpace(w.get("/export.csv?"+day).body), "\n")
			for _, line := range lines[1:] {
				listed = append(listed, strings.Split(line, ",")[1])
			}
			require.Equal(t, inside, listed, "%s", d)
			var drawn []string
			for _, n := range w.get("/calendar/day/" + d.String() + "?earlier=1&later=1").all(func(n *html.Node) bool { return attr(n, "data-id") != "" }) {
				require.Equal(t, d.String(), attr(n, "data-date"))
				drawn = append(drawn, "No"+attr(n, "data-id"))
			}
			require.Equal(t, inside, drawn, "%s", d)
		}
	})
}

// What a page offers is booked as it shows it: free times beside a taken one, and what a line was read as.
func TestWhatIsOfferedIsWhatIsBooked(t *testing.T) {
	t.Parallel()
	eachZonePair(t, func(t *testing.T, practice, viewer string) {
		w, b := abroad(t, practice, viewer, zonesNow)
		here := zoneOf(t, viewer)
		for _, d := range append(movedDays(here), movedDays(zoneOf(t, practice))...) {
			b.store.list = nil
			p := w.get("/appointments/new?q=Mei+" + d.String() + "+10:45+30m")
			require.Equal(t, http.StatusSeeOther, w.post("/appointments/new", asShown(p)...).Status)
			require.Equal(t, d.String()+" 10:45", b.last().StartsAt.In(here).Format("2006-01-02 15:04"))

			form := []string{"client", "Jonas", "date", d.String(), "time", "10:45", "length", "30"}
			p = w.post("/appointments/new", form...)
			require.Equal(t, http.StatusConflict, p.Status)
			p.says("overlaps Mei, 10:45 – 11:15")
			slots := p.all(func(n *html.Node) bool { return attr(n, "name") == "slot" })
			require.NotEmpty(t, slots)
			for _, slot := range slots {
				n := len(b.store.list)
				require.Equal(t, http.StatusSeeOther, w.post("/appointments/new", append(slices.Clone(form), "slot", attr(slot, "value"))...).Status)
				require.Len(t, b.store.list, n+1)
				start := b.last().StartsAt.In(here)
				require.True(t, strings.HasPrefix(attr(slot, "value"), start.Format("2006-01-02T15:04")), "%s is not %s", attr(slot, "value"), start)
				require.Contains(t, text(slot.Parent), start.Format("15:04")+" – ")
			}
		}
	})
}

func TestZonesAreNamed(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "America/New_York", clockNow)
	b.book(t, "Priya Nair", "2026-11-25", "10:30", 60)
	require.Equal(t, "/calendar/week/2026-W48", w.get("/").Location)
	p := w.get("/calendar/week/2026-W48")
	p.says("New York, UTC−5", "04:30 – 05:30")
	require.Equal(t, []string{"UTC−5"}, p.class("zone"))
	require.Equal(t, []string{"UTC−4"}, w.get("/calendar/week/2026-W30").class("zone"), "summer is another offset")
	w.get("/appointments/1").says("Wednesday 25 November, 04:30 – 05:30", "New York time (UTC−5), 10:30 in Berlin")
	w.get("/appointments/new?date=2026-11-25&time=08:15").says("08:15 – 08:45, 30 min, New York time (UTC−5), 14:15 in Berlin.")
	w.get("/appointments/new?date=2026-11-25&time=20:15").says("20:15 – 20:45, 30 min, New York time (UTC−5), Thu 26 Nov, 02:15 in Berlin. This lies outside working hours.")
	p = w.get("/calendar/day/2026-11-26")
	p.says("Nothing booked. Free 02:00 – 12:00.")
	require.Contains(t, p.body, `class="off t12 d12"`, "work begins at two")
	require.Contains(t, p.body, `class="off t144 d12"`, "and ends at noon")
	b.imported = file()
	w.get("/import/one").says("Times of the rows are the practice’s: Berlin time (UTC+1).")
	_, other := abroad(t, zoneName, zoneName, clockNow)
	require.NotNil(t, other)
	require.NotContains(t, signedIn(t, b).get("/agenda").body, "Berlin time")
}

// A week of the practice may lie on six of the visitor's days.
func TestWorkLiesWhereTheVisitorsClocksShowIt(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "Pacific/Apia", clockNow)
	b.book(t, "Early", "2026-11-30", "09:00", 30)
	p := w.get("/calendar/day/2026-11-30") // 8 to 18 in Berlin is 20 to 6 in Apia
	require.Contains(t, p.body, `class="off t228 d12"`, "Monday: Sunday in Berlin until eight")
	require.Len(t, p.class("off"), 1)
	p = w.get("/calendar/day/2026-12-01")
	require.Contains(t, p.body, `class="off t72 d168"`)
	require.Len(t, p.class("off"), 1)
	p = w.get("/calendar/day/2026-12-05")
	require.Contains(t, p.body, `class="off t72 d12"`, "Saturday: Friday until six")
	require.NotContains(t, p.body, "is-weekend")
	require.Contains(t, w.get("/calendar/day/2026-12-06").body, "is-weekend")
	w.get("/appointments/new?date=2026-12-05&time=05:30").says("17:30 in Berlin.")
	w.get("/appointments/new?date=2026-12-05&time=05:45").says("17:45 in Berlin. This lies outside working hours.")
}

// What was typed on a page is meant in the zone that the page named, whatever was chosen since.
func TestAFormIsMeantInTheZoneOfItsPage(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "", clockNow)
	p := w.get("/appointments/new?client=Mei&date=2026-11-26&time=15:00")
	require.Equal(t, zoneName, p.value("zone"))
	form := asShown(p)
	w.post("/settings", "hour_cycle", "24", "first_day", "monday", "default_view", "week", "time_zone", "Asia/Kolkata")
	require.Equal(t, "Asia/Kolkata", b.personal.preferences.TimeZone)
	p = w.post("/appointments/new", form...)
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "15:00", b.last().Time.String())
	w.get(p.Location).says("19:30 – 20:00", "Booked: Mei, Thursday 26 November, 19:30 – 20:00")
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/1/move", "date", "2026-11-26", "time", "16:00", "zone", zoneName).Status)
	require.Equal(t, "16:00", b.last().Time.String())
	action, undo := inToast(w.get("/about"))
	w.post(action, undo...)
	require.Equal(t, "15:00", b.last().Time.String())
	require.Equal(t, http.StatusUnprocessableEntity, w.post("/appointments/new", append(form[:8:8], "zone", "Mars/Base")...).Status)
	require.Len(t, b.store.list, 1)
}

// An appointment is repeated by the practice's clocks, which may be moved in another week than the visitor's.
func TestDuplicatesKeepThePracticesTime(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "America/New_York", zonesNow)
	b.book(t, "Mei", "2026-03-04", "15:00", 30)
	p := w.get("/appointments/new?like=1")
	require.Equal(t, "2026-03-11 10:00", p.value("date")+" "+p.value("time"), "New York has summer time already")
	p.says("15:00 in Berlin")
	b.book(t, "Jonas", "2026-03-11", "15:00", 30)
	p = w.get("/appointments/new?like=1")
	p.says("The same time is taken", "14:30 in Berlin")
	require.Equal(t, "09:30", p.value("time"))
}

// Both versions of an edit that came too late are of the visitor's clocks.
func TestBothVersionsAreOfOneZone(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "Asia/Kolkata", clockNow)
	b.book(t, "Mei", "2026-11-26", "15:00:30", 30)
	form := asShown(w.get("/appointments/1/edit"))
	require.Equal(t, "19:30:30", form[5])
	_, err := b.appointments.Update(t.Context(), 1, nil, agenda.AppointmentPatch{ClientName: new("Mei Tanaka")})
	require.NoError(t, err)
	p := w.post("/appointments/1/edit", form...)
	require.Equal(t, http.StatusPreconditionFailed, p.Status)
	for _, row := range p.all(func(n *html.Node) bool { return n.Data == "tr" }) {
		if strings.HasPrefix(text(row), "Start") {
			require.Equal(t, "Start 19:30:30 19:30:30", text(row))
		}
	}
}

func TestTheBriefOfTodayIsThePractices(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "Pacific/Pago_Pago", clockNow) // where it is Tuesday
	fill(t, b)
	w.get("/calendar/day/2026-11-24").says("Read the brief", "Times in briefs are the practice’s: Berlin time (UTC+1).")
	p := w.get("/briefs/done")
	p.says("Wednesday 25 November", "Times in briefs are the practice’s")
	require.Equal(t, "/agenda?from=2026-11-24&to=2026-11-25", p.link("These days in the agenda"))
	require.Equal(t, "/appointments/2", p.link("Jonas Lindqvist"))
	require.Equal(t, "/appointments/3", p.link("14:00"), "a time in a brief is the practice's")
}

// Closed days are the practice's: they are over when they are there.
func TestClosedDaysAreOverByThePracticesClocks(t *testing.T) {
	t.Parallel()
	for viewer, now := range map[string]time.Time{
		"Pacific/Pago_Pago":  clockNow,                       // where it is Tuesday
		"Pacific/Kiritimati": clockNow.Add(20 * time.Minute), // where it is Thursday
	} {
		w, b := abroad(t, zoneName, viewer, now)
		b.shut(t, "2026-11-24", "2026-11-24", "Conference")
		b.shut(t, "2026-11-25", "2026-11-25", "Works outing")
		w.get("/admin/hours").says("1 is over")
	}
}

// A name that the API would refuse is shown and sent as UTC, and is not looked for again at each page.
func TestTheZoneOfASessionIsOneThatTheAPIKnows(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, "Europe//Berlin", "", clockNow)
	b.open(t, "09:00-17:00", weekdays...)
	veils := func(zone string) []string {
		b.hoursZone = zone
		return w.get("/calendar/day/2026-11-25").veils("2026-11-25")
	}
	require.NotContains(t, text(w.get("/agenda").doc), "UTC+1")
	require.NotEqual(t, veils("UTC"), veils("Europe/Berlin"))
	require.Equal(t, veils("UTC"), veils("Europe/./Berlin"))
}

func TestEveryZoneThatIsOffered(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "", clockNow)
	p := w.get("/settings")
	p.says("As the practice (Berlin)", "Kathmandu (UTC+5:45)", "Buenos Aires (UTC−3)")
	var names []string
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "option" && n.Parent.Data == "optgroup" }) {
		names = append(names, attr(n, "value"))
		_, err := time.LoadLocation(attr(n, "value"))
		require.NoError(t, err)
	}
	require.Greater(t, len(names), 400)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names))
	for _, name := range zonesTried {
		require.Contains(t, names, name)
	}
	b.personal.preferences.TimeZone = "US/Eastern" // by the API: an older name for New York
	p = w.get("/settings")
	chosen := p.all(func(n *html.Node) bool {
		return n.Data == "option" && n.Parent.Data != "optgroup" && hasAttr(n, "selected")
	})
	require.Equal(t, "US/Eastern", attr(chosen[len(chosen)-1], "value"))
	require.Equal(t, http.StatusUnprocessableEntity, w.post("/settings", "hour_cycle", "24", "first_day", "monday", "default_view", "week", "time_zone", "Mars/Base").Status)
}

// Where clocks are moved, nothing is moved by pointer: places are not minutes there.
func TestDaysWhosePlacesAreNoMinutes(t *testing.T) {
	t.Parallel()
	w, b := abroad(t, zoneName, "America/New_York", zonesNow)
	for path, bent := range map[string]bool{"2026-11-01": true, "2026-03-08": true, "2026-10-25": false, "2026-11-02": false} {
		require.Equal(t, bent, len(w.get("/calendar/day/"+path).class("bent")) == 1, path)
	}
	b.personal.preferences.TimeZone = "Australia/Lord_Howe"
	w = signedIn(t, b, func(c *ui.Config) { c.Now = func() time.Time { return zonesNow } })
	w.prefer(map[string]any{"z": "Australia/Lord_Howe", "h": "12"})
	w.get("/calendar/day/2026-04-05?earlier=1&later=1").says("1 am", "1:30 am +1030", "2:30 am", "11:30 pm")
	w.prefer(map[string]any{"z": "Africa/Cairo"})
	b.book(t, "First", "2026-04-24", "00:00", 60) // clocks in Cairo jump over midnight then
	p := w.get("/calendar/day/2026-04-24?earlier=1")
	p.says("Skipped: clocks go forward", "01:00 – 02:00")
	require.Contains(t, p.body, `class="off closed t0 d12"`)
	require.Contains(t, p.body, `class="ev k t12 d12`, "it begins at one")
}
