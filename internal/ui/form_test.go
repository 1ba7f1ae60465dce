package ui_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

func TestBookingAndUndoingIt(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	p := w.get("/appointments/new?date=2026-11-25&time=15:00&client=Mei")
	require.Equal(t, "Mei", p.value("client"))
	require.Equal(t, "30", p.value("length"))
	p.says("Wednesday 25 November, 15:00 – 15:30, 30 min, Berlin time (UTC+1).")

	p = w.post("/appointments/new", "client", "Mei Tanaka", "date", "2026-11-25", "time", "15:00", "length", "other", "other", "50",
		"notes", "line one\r\nline two", "key", p.value("key"))
	require.Equal(t, http.StatusSeeOther, p.Status, p.body)
	require.Equal(t, "/agenda?from=2026-11-25#a1", p.Location)
	a := b.store.list[0]
	require.Equal(t, 50, a.DurationMinutes)
	require.Equal(t, "tentative", string(a.Status), "not confirmed: the box was not ticked")
	require.Equal(t, "line one\nline two", *a.Notes)

	p = w.get("/agenda")
	p.says("Booked: Mei Tanaka, Wednesday 25 November, 15:00 – 15:50", "Unconfirmed")
	require.Empty(t, w.get("/agenda").class("toast"), "a toast is shown once")
	p = w.post("/appointments/1/delete")
	require.Equal(t, "/agenda", p.Location)
	p = w.get("/agenda")
	p.says("Deleted: Mei Tanaka", "Undo")
	p = w.post("/appointments/1/restore")
	require.Equal(t, http.StatusSeeOther, p.Status)
	w.get("/agenda").says("Back in the agenda: Mei Tanaka")
}

func TestFaultsStandBesideTheirFields(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	for name, c := range map[string]struct {
		form  []string
		field string
		says  string
	}{
		"no name":     {[]string{"date", "2026-11-25", "time", "09:00"}, "client", "Who is it for? Enter a name."},
		"no date":     {[]string{"client", "A", "time", "09:00"}, "date", "Which day? Enter a date."},
		"no such day": {[]string{"client", "A", "date", "2027-02-29", "time", "09:00"}, "date", "The date 2027-02-29 does not exist."},
		"no time":     {[]string{"client", "A", "date", "2026-11-25"}, "time", "When does it start? Enter a time."},
		"odd time":    {[]string{"client", "A", "date", "2026-11-25", "time", "25:00"}, "time", "The time 25:00 does not exist."},
		"no length":   {[]string{"client", "A", "date", "2026-11-25", "time", "09:00", "length", "other"}, "length", "Enter a length between 1 and 1,440 minutes."},
		"long notes":  {[]string{"client", "A", "date", "2026-11-25", "time", "09:00", "notes", strings.Repeat("x", 4001)}, "notes", "Notes can hold 4000 characters, yours have 4001."},
		"skipped":     {[]string{"client", "A", "date", "2027-03-28", "time", "02:30"}, "time", "02:30 does not exist on Sunday 28 March 2027: clocks jump from 02:00 to 03:00."},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.post("/appointments/new", c.form...)
			require.Equal(t, http.StatusUnprocessableEntity, p.Status)
			require.Equal(t, c.says, text(p.byID(c.field+"-err")))
			require.Contains(t, p.class("banner")[0], c.says)
			require.Contains(t, text(p.all(func(n *html.Node) bool { return n.Data == "title" })[0]), "Error: ")
			w.lint(p)
		})
	}
}

func TestTimeThatComesTwice(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	form := []string{"client", "Nora", "date", "2026-10-25", "time", "02:30", "confirmed", "1"}
	p := w.post("/appointments/new", form...)
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("02:30 comes twice on Sunday 25 October 2026, because clocks are set back.",
		"The first 02:30, Berlin time (UTC+2)", "The second 02:30, Berlin time (UTC+1)")
	p = w.post("/appointments/new", append(form, "offset", "+01:00")...)
	require.Equal(t, http.StatusSeeOther, p.Status, p.body)
	require.Equal(t, "01:30", b.store.list[0].StartsAt.UTC().Format("15:04"))
}

func TestTimeThatIsTaken(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.book(t, "Priya Nair", "2026-11-25", "10:30", 60)
	form := []string{"client", "Jonas Lindqvist", "date", "2026-11-25", "time", "10:45", "length", "45", "notes", "on a train", "confirmed", "1"}
	p := w.post("/appointments/new", form...)
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("That time is taken, so nothing was saved.", "10:45 – 11:30 overlaps Priya Nair, 10:30 – 11:30, by 45 minutes.")
	require.Equal(t, "on a train", p.value("notes"))
	slots := p.all(func(n *html.Node) bool { return attr(n, "name") == "slot" })
	require.Len(t, slots, 4)
	require.Equal(t, "2026-11-25T11:30", attr(slots[0], "value"))
	require.Contains(t, strings.Join(p.class("draft"), ""), "This one 10:45 – 11:30")
	w.lint(p)

	p = w.post("/appointments/new", append(form, "slot", attr(slots[0], "value"))...)
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "11:30", b.store.list[1].Time.String(), "the picked time counts, not the one in the fields")

	p = w.post("/appointments/new", append(form, "overlap", "1")...)
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.True(t, b.store.list[2].Overlap)
	w.get("/agenda").says("Overlap")
}

func TestEditThatComesTooLate(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.book(t, "Elif Demir", "2026-11-25", "14:00", 60, withNotes("old"))
	p := w.get("/appointments/1/edit")
	version := p.value("version")
	require.Equal(t, "1", version)
	form := []string{"client", "Elif Demir", "date", "2026-11-25", "time", "14:15", "length", "60", "notes", "mine", "confirmed", "1", "version", version}
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/1/edit", "client", "Elif Demir-Kaya", "date", "2026-11-25", "time", "14:00", "length", "60", "version", version).Status)

	p = w.post("/appointments/1/edit", form...)
	require.Equal(t, http.StatusPreconditionFailed, p.Status)
	p.says("The appointment changed meanwhile, so nothing was saved.", "It was changed by jo.keller", "Elif Demir-Kaya")
	require.Equal(t, "2", p.value("version"))
	require.Equal(t, "mine", p.value("notes"))
	w.lint(p)
	form[len(form)-1] = p.value("version")
	require.Equal(t, "/appointments/1", w.post("/appointments/1/edit", form...).Location)
	require.Equal(t, "14:15", b.store.list[0].Time.String())

	form[len(form)-1] = "3"
	form[9] = ""
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/1/edit", form...).Status)
	require.Nil(t, b.store.list[0].Notes, "notes can be cleared")
}

func TestCancellingAndBringingBack(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.book(t, "Noor Haddad", "2026-11-25", "16:15", 45, withStatus("tentative"))
	p := w.post("/appointments/1/status?version=1", "status", "cancelled")
	require.Equal(t, http.StatusSeeOther, p.Status)
	p = w.get("/agenda")
	p.says("Cancelled: Noor Haddad, Wednesday 25 November, 16:15 – 17:00")
	require.Equal(t, "tentative", attr(p.all(func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "status" })[0], "value"))
	require.Equal(t, http.StatusPreconditionFailed, w.post("/appointments/1/status?version=1", "status", "confirmed").Status)
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/1/status", "status", "tentative").Status)
	require.Equal(t, "tentative", string(b.store.list[0].Status))
	require.Equal(t, http.StatusUnprocessableEntity, w.post("/appointments/1/status", "status", "eaten").Status)
}

func TestPreviewSavesNothing(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	p := w.post("/appointments/new", "client", "A", "date", "2026-11-27", "time", "09:00", "preview", "1", "key", "k")
	require.Equal(t, http.StatusOK, p.Status)
	p.says("Friday 27 November", "0 booked")
	require.Equal(t, "k", p.value("key"))
	require.Empty(t, b.store.list)
}

// TestChipsDoNotCover draws a crowded day and reads the places of its chips back from their classes.
func TestChipsDoNotCover(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	for i := range 40 {
		at := 8*60 + (i*173)%560
		b.book(t, "Client", "2026-11-27", clock(at), 5+(i*37)%40, overlapping)
	}
	type box struct{ top, bottom, left, right int }
	var boxes []box
	for _, n := range w.get("/appointments/new?date=2026-11-27").all(func(n *html.Node) bool { return hasClass(n, "ev") }) {
		v := map[byte]int{}
		for _, class := range strings.Fields(attr(n, "class")) {
			if number, err := strconv.Atoi(class[1:]); err == nil {
				v[class[0]] = number
			}
		}
		require.LessOrEqual(t, v['c']+v['s'], v['n'], "a chip stays in its day")
		const width = 60 // divisible by every number of columns
		boxes = append(boxes, box{v['t'], v['t'] + v['d'], v['c'] * width / v['n'], (v['c'] + v['s']) * width / v['n']})
	}
	require.Len(t, boxes, 40)
	for i, p := range boxes {
		for _, q := range boxes[:i] {
			require.False(t, p.top < q.bottom && q.top < p.bottom && p.left < q.right && q.left < p.right, "%v covers %v", p, q)
		}
	}
}

func clock(minutes int) string {
	h, m := strconv.Itoa(100 + minutes/60)[1:], strconv.Itoa(100 + minutes%60)[1:]
	return h + ":" + m
}
