package ui_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

// tickOf is what the row of an appointment sends when it is ticked.
func tickOf(p *page, name string) string {
	for _, n := range p.all(func(n *html.Node) bool { return attr(n, "class") == "tick" }) {
		if strings.Contains(attr(n, "aria-label"), name) {
			return attr(n, "value")
		}
	}
	return ""
}

// undo presses the toast's button.
func undo(w *browser, p *page) {
	w.t.Helper()
	form := p.all(func(n *html.Node) bool {
		return n.Data == "form" && attr(n, "action") == "/agenda/bulk" && attr(n, "id") == ""
	})
	require.Len(w.t, form, 1, "the toast has an undo")
	var fields []string
	for _, n := range p.all(func(n *html.Node) bool { return n.Parent == form[0] && attr(n, "type") == "hidden" }) {
		fields = append(fields, attr(n, "name"), attr(n, "value"))
	}
	require.Equal(w.t, "/agenda", w.post("/agenda/bulk", fields...).Location)
}

func (b *backend) states(t *testing.T) (s []string) {
	t.Helper()
	for _, i := range []int{6, 1, 2, 3} {
		a := b.store.list[i]
		state := string(a.Status)
		if a.DeletedAt != nil {
			state = "deleted"
		}
		s = append(s, a.ClientName+" "+state)
	}
	return s
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	before := []string{"Oskar Nowak confirmed", "Jonas Lindqvist confirmed", "Elif Demir tentative", "Liam Byrne cancelled"}
	require.Equal(t, before, b.states(t))
	p := w.get("/agenda")
	oskar, elif, liam := tickOf(p, "Oskar Nowak"), tickOf(p, "Elif Demir"), tickOf(p, "Liam Byrne")
	require.Equal(t, "7:1", oskar)

	require.Equal(t, "/agenda", w.post("/agenda/bulk", "act", "cancel", "id", oskar, "id", elif, "id", liam).Location)
	p = w.get("/agenda")
	p.says("3 appointments cancelled.", "Undo")
	require.Equal(t, []string{"Oskar Nowak cancelled", "Jonas Lindqvist confirmed", "Elif Demir cancelled", "Liam Byrne cancelled"}, b.states(t))
	undo(w, p)
	w.get("/agenda").says("2 appointments are as before.")
	require.Equal(t, before, b.states(t), "each has the state that it had, not one for all")

	w.post("/agenda/bulk", "act", "confirm", "id", elif, "id", liam)
	w.get("/agenda").says("0 appointments confirmed. Left alone: Elif Demir, 14:00 was changed by somebody meanwhile. Left alone: Liam Byrne, 12:30 is cancelled: book it again one by one.")
	require.Equal(t, before, b.states(t))
	elif = tickOf(w.get("/agenda"), "Elif Demir")
	w.post("/agenda/bulk", "act", "confirm", "id", elif)
	w.get("/agenda").says("1 appointment confirmed.")

	p = w.get("/agenda")
	oskar, elif = tickOf(p, "Oskar Nowak"), tickOf(p, "Elif Demir")
	w.post("/agenda/bulk", "act", "delete", "id", oskar, "id", elif, "id", "999:1")
	p = w.get("/agenda")
	p.says("2 appointments deleted. Left alone: One is not there any more.")
	require.NotContains(t, p.body, "data-toast", "what was not done does not leave by itself")
	undo(w, p)
	w.get("/agenda").says("2 appointments are as before.")
	require.Equal(t, []string{"Oskar Nowak confirmed", "Jonas Lindqvist confirmed", "Elif Demir confirmed", "Liam Byrne cancelled"}, b.states(t))
}

func TestWhatIsTickedCanBeExported(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/agenda")
	require.Contains(t, p.body, `formmethod="get" formaction="/export.csv"`)
	ticks := url.Values{"id": {tickOf(p, "Oskar Nowak"), tickOf(p, "Elif Demir")}}.Encode()
	require.Equal(t, "id,client_name,date,time,notes\r\n3,Elif Demir,2026-11-25,14:00,\r\n7,Oskar Nowak,2026-12-02,09:00,\r\n", w.get("/export.csv?"+ticks).body)
	require.Equal(t, http.StatusUnprocessableEntity, w.get("/export.csv?id=x").Status)
}

func TestUndoingManyGivesNoHourTwice(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	p := w.get("/agenda")
	w.post("/agenda/bulk", "act", "cancel", "id", tickOf(p, "Oskar Nowak"), "id", tickOf(p, "Elif Demir"))
	p = w.get("/agenda")
	b.book(t, "Quick One", "2026-12-02", "09:30", 15)
	undo(w, p)
	w.get("/agenda").says("1 appointment is as before. Left alone: Oskar Nowak, 09:00: the time was given to another.")
	require.Equal(t, "Oskar Nowak cancelled", b.states(t)[0])
}

func TestASelectionThatIsNone(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	w.post("/agenda/bulk", "act", "delete")
	w.get("/agenda").says("No appointment was selected, so nothing was changed.")
	tooMany := []string{"act", "delete"}
	for i := range 51 {
		tooMany = append(tooMany, "id", fmt.Sprintf("%d:1", i+1))
	}
	for _, bad := range [][]string{{"act", "eat", "id", "1:1"}, {"act", "delete", "id", "1"}, {"act", "delete", "id", "x:1"}, {"act", "delete", "id", "-1:1"}, tooMany} {
		require.Equal(t, http.StatusUnprocessableEntity, w.post("/agenda/bulk", bad...).Status, bad)
	}
	w.post("/agenda/bulk", "act", "undo", "id", "1:1:eaten")
	w.get("/agenda").says("0 appointments are as before. Left alone: Priya Nair, 10:30 was refused.")
	b.refuse("GET /appointments/1", &agenda.Error{Code: agenda.Unavailable})
	require.Equal(t, http.StatusServiceUnavailable, w.post("/agenda/bulk", "act", "delete", "id", "1:1").Status)
	w.post("/agenda/bulk", "act", "delete", "id", "5:1", "id", "1:1", "id", "2:1")
	w.get("/agenda").says("1 appointment deleted. Left alone: 2 more, not tried (The appointment service doesn’t answer).")
	require.Equal(t, "Jonas Lindqvist confirmed", b.states(t)[1])
}

func TestDuplicating(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.book(t, "In the way", "2026-12-02", "10:15", 60)
	w := signedIn(t, b)
	for id, want := range map[int]string{3: "Elif Demir|2026-12-02|14:00|60", 1: "Priya Nair|2026-12-02|11:15|60", 8: "Long ago|2026-12-01|09:00|30", 5: "Ingrid Bakke|2026-12-02|08:15|45"} {
		p := w.get(fmt.Sprint("/appointments/new?like=", id))
		require.Equal(t, want, p.value("client")+"|"+p.value("date")+"|"+p.value("time")+"|"+p.value("length"))
		p.says("Nothing is booked before you save it.")
		require.Empty(t, p.value("version"))
	}
	p := w.get("/appointments/new?like=1")
	p.says("The same time is taken, so the nearest free one is filled in.")
	require.Contains(t, p.value("notes"), "Referred by Dr Sand")
	require.Equal(t, http.StatusNotFound, w.get("/appointments/new?like=999").Status)
	require.Equal(t, "/appointments/new?like=1", w.get("/appointments/1").link("Duplicate"))
	require.Len(t, b.store.list, 9)
}

func TestBothOfAnOverlapSaySo(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for path, other := range map[string]string{"/appointments/1": "Jonas Lindqvist, 10:45 – 11:15", "/appointments/2": "Priya Nair, 10:30 – 11:30"} {
		w.get(path).says("Overlap", "At the same time "+other)
	}
	require.NotContains(t, w.get("/appointments/4").body, "At the same time", "a cancelled one gives its time back")
	b.refuse("GET /appointments/", &agenda.Error{Code: agenda.Unavailable})
	require.Equal(t, http.StatusOK, w.get("/appointments/1").Status)
}

func TestSelectingInABrowser(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/agenda")
	shown := "getComputedStyle(document.querySelector('#bulk')).display !== 'none'"
	require.False(t, ask[bool](c, shown))
	c.click(".tick")
	c.await(shown)
	c.says("1 selected")
	c.click("[data-select-all]")
	c.says("7 selected")
	c.click("#bulk [type=reset]")
	c.await("!(" + shown + ")")
	c.click(".item:nth-of-type(4) .tick")
	require.Equal(t, "/agenda", c.clickAway("#bulk [value=cancel]"))
	c.says("1 appointment cancelled.")

	c.click("[name=q]")
	c.keys("o", "s", "k", "a", "r")
	c.await("document.querySelectorAll('.item').length === 1 && location.search.includes('q=oskar')")
	require.Equal(t, 1, ask[int](c, "document.querySelectorAll('.chips .chip').length"))
	require.Contains(t, ask[string](c, "document.querySelector('#export a').href"), "q=oskar")
	c.click(".tick")
	c.says("1 selected")
	require.Empty(t, c.console())
}
