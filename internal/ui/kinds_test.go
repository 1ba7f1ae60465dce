package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
)

// chip is the appointment of that name on the calendar.
func (p *page) chip(name string) *html.Node {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool {
		return n.Data == "li" && hasClass(n, "ev") && strings.HasPrefix(text(n), name)
	})
	require.Len(p.t, found, 1, name)
	return found[0]
}

// options are the texts of a select's, and which of them is selected.
func (p *page) options(id string) (texts []string, selected string) {
	p.t.Helper()
	for n := range p.byID(id).Descendants() {
		if n.Data == "option" {
			texts = append(texts, text(n))
			if hasAttr(n, "selected") {
				selected = text(n)
			}
		}
	}
	return texts, selected
}

func (p *page) selected(id string) string {
	p.t.Helper()
	_, selected := p.options(id)
	return selected
}

// follow sends a form that is answered with another page, and opens that.
func (w *browser) follow(path string, pairs ...string) *page {
	w.t.Helper()
	p := w.post(path, pairs...)
	require.Equal(w.t, http.StatusSeeOther, p.Status, p.body)
	return w.get(p.Location)
}

func TestWithoutKindsNothingIsSaidOfThem(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for _, path := range []string{"/agenda", "/appointments/new", "/appointments/1", "/appointments/1/edit", "/calendar/month/2026-11"} {
		p := w.get(path)
		require.NotContains(t, p.body, "Kind", path)
		require.NotContains(t, p.body, "Usual", path)
		require.NotContains(t, p.body, `class="dot`, path)
	}
	require.Contains(t, attr(w.get("/calendar/week/2026-W48").chip("Elif Demir"), "class"), "ev k t")
}

func TestKindsAreShownEverywhere(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.listKinds(t)
	b.book(t, "Priya Nair", "2026-11-25", "14:00", 60, ofKind("visit"), withStatus("tentative"))
	b.book(t, "Ben Cho", "2026-11-25", "16:00", 60, ofKind("Call"), withNotes("Mobile only\nsecond line"))
	b.book(t, "Mei Tanaka", "2026-11-25", "17:00", 60)
	w := signedIn(t, b)

	p := w.get("/calendar/week/2026-W48")
	require.Contains(t, attr(p.chip("Priya Nair"), "class"), "ev k k0 ")
	require.Equal(t, "Priya Nair 14:00 – 15:00 Visit · unconfirmed , Visit, not confirmed", text(p.chip("Priya Nair")))
	require.Equal(t, "Ben Cho 16:00 – 17:00 Call · Mobile only , Call", text(p.chip("Ben Cho")))
	require.Contains(t, attr(p.chip("Mei Tanaka"), "class"), "ev k k-none ", "without a kind, without a hue")
	p.says("14:00 – 15:00 · Visit")
	month := w.get("/calendar/month/2026-11")
	require.Contains(t, month.body, `<i class="dot k k0"></i>`)
	month.says("14:00 Priya Nair , Visit, not confirmed")
	w.get("/appointments/1").says("Kind Visit")
	w.get("/search?q=ben").says("Call")
	w.get("/appointments/new?date=2026-11-25").says("Visit · unconfirmed")

	p = w.get("/agenda")
	kinds, _ := p.options("kind")
	require.Equal(t, []string{"Every kind", "Visit", "Follow-up", "Call", "Group", "Assessment", "Internal"}, kinds)
	p = w.get("/agenda?from=2026-11-25&kind=call")
	p.says("Ben Cho", "1 found")
	require.NotContains(t, text(p.doc), "Mei Tanaka")
	require.NotContains(t, text(p.doc), "Free ", "what lies between is not known")
	p.says("call", "Clear all")
	require.Contains(t, w.get("/export.csv?kind=Visit").body, "Priya")
	require.NotContains(t, w.get("/export.csv?kind=Visit").body, "Ben")

	require.NoError(t, agenda.NewKinds(b.store).Delete(t.Context(), 3))
	require.Contains(t, attr(w.get("/calendar/week/2026-W48").chip("Ben Cho"), "class"), "ev k k-none ")
	require.Equal(t, "Call (not listed any more)", w.get("/agenda?kind=Call").selected("kind"))
	p = w.get("/appointments/2/edit")
	require.Equal(t, "Call (not listed any more)", p.selected("kind"))
	p = w.post("/appointments/2/edit", "client", "Ben Cho", "date", "2026-11-25", "time", "15:00", "length", "60", "kind", "Call")
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "Call", b.store.list[1].Kind, "it keeps what it was")
}

func TestPagesDoWithoutKindsThatCannotBeLoaded(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.listKinds(t)
	a := b.book(t, "Priya Nair", "2026-11-25", "14:00", 60, ofKind("Visit"))
	b.refuse("GET /kinds/", &agenda.Error{Code: agenda.Unavailable})
	w := signedIn(t, b)
	for _, path := range []string{"/calendar/week/2026-W48", "/calendar/month/2026-11", "/calendar/day/2026-11-25", "/agenda", "/appointments/1", "/appointments/new"} {
		require.Equal(t, http.StatusOK, w.get(path).Status, path)
	}
	p := w.get("/appointments/1/edit")
	require.NotContains(t, p.body, `name="kind"`)
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/1/edit", "client", "Priya", "date", "2026-11-25", "time", "14:00", "length", "60").Status)
	require.Equal(t, a.Kind, b.store.list[0].Kind, "what the form did not ask for does not change")
	require.Equal(t, http.StatusServiceUnavailable, w.get("/admin/kinds").Status)
}

func TestAFormOfAKind(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.listKinds(t)
	w := signedIn(t, b)
	p := w.get("/appointments/new?date=2026-12-01&time=10:00")
	require.Equal(t, "None", p.selected("kind"))
	kinds, _ := p.options("kind")
	require.Equal(t, []string{"None", "Visit · 1 h", "Follow-up · 45 min", "Call · 15 min", "Group · 1 h 30 min", "Assessment · 1 h", "Internal · 30 min"}, kinds)
	p.says("10:00 – 10:30, 30 min")
	send := func(more ...string) *page {
		return w.post("/appointments/new", append([]string{"client", "Ben", "date", "2026-12-01"}, more...)...)
	}
	send("time", "10:00", "kind", "Visit", "length", "usual", "preview", "1").says("10:00 – 11:00, 1 h")
	send("time", "10:00", "kind", "Visit", "length", "usual")
	send("time", "11:00", "kind", "Call", "length", "60")
	send("time", "12:00", "kind", "", "length", "usual")
	var made []any
	for _, a := range b.store.list {
		made = append(made, a.Kind, a.DurationMinutes)
	}
	require.Equal(t, []any{"Visit", 60, "Call", 60, "", 30}, made)
	p = send("time", "10:30", "kind", "Visit", "length", "usual")
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("by 30 minutes", "Nearest free times for 1 h")
	require.Equal(t, "Visit · 1 h", p.selected("kind"))
	p = send("time", "15:00", "kind", "Golf", "length", "usual")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("Pick one of the listed kinds.")

	p = w.get("/appointments/1/edit")
	require.NotContains(t, p.body, "usual", "what there is has its own length")
	w.post("/appointments/1/edit", "client", "Ben", "date", "2026-12-01", "time", "10:00", "length", "60", "kind", "Call", "confirmed", "1", "was", "confirmed")
	require.Equal(t, []any{"Call", 60}, []any{b.store.list[0].Kind, b.store.list[0].DurationMinutes})
	w.post("/appointments/1/edit", "client", "Ben", "date", "2026-12-01", "time", "10:00", "length", "60", "kind", "", "confirmed", "1", "was", "confirmed")
	require.Empty(t, b.store.list[0].Kind)
	p = w.post("/appointments/2/edit", "client", "Ben", "date", "2026-12-01", "time", "11:00", "length", "60", "kind", "Visit", "version", "9")
	p.says("Kind Visit Call")
	require.Equal(t, "Call · 15 min", w.get("/appointments/new?like=2").selected("kind"), "a duplicate is of the same kind")
	require.NoError(t, agenda.NewKinds(b.store).Delete(t.Context(), 3))
	require.Equal(t, "None", w.get("/appointments/new?like=2").selected("kind"))

	p = w.get("/appointments/new?q=Mei+Tanaka+follow-up+Wed+9:00")
	p.says("Kind: Follow-up (“ follow-up ”)", "Client: Mei Tanaka")
	require.Equal(t, "Follow-up · 45 min", p.selected("kind"))
	p.says("09:00 – 09:45")
}

func TestKindsAreAdministered(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	p := w.get("/admin/kinds")
	p.says("There are no kinds yet")
	w.lint(p)
	w.follow("/admin/usual-kinds").says("The usual kinds are added", "6 kinds", "Visit", "Terracotta", "1 h 30 min")
	require.Equal(t, agenda.UsualKinds[0].Minutes, b.store.kinds[0].Minutes)
	w.post("/admin/usual-kinds")
	require.Len(t, b.store.kinds, 6, "what is there is not added again")

	p = w.follow("/admin/kinds", "name", "Walk", "minutes", "20", "hue", "6")
	p.says("Saved: Walk", "Cyan")
	for _, row := range []struct {
		says   string
		status int
		form   []string
	}{
		{"Give the kind a name.", 422, []string{"name", " ", "minutes", "20", "hue", "6"}},
		{"Enter a length between 1 and 1,440 minutes.", 422, []string{"name", "A", "minutes", "x", "hue", "6"}},
		{"The length must lie between 1 and 1440 minutes", 422, []string{"name", "A", "minutes", "0", "hue", "6"}},
		{"There is a kind of that name already.", 409, []string{"name", "walk", "minutes", "20", "hue", "6"}},
	} {
		p = w.post("/admin/kinds", row.form...)
		require.Equal(t, row.status, p.Status, row.says)
		p.says(row.says)
	}
	p = w.get("/admin/kinds/7")
	require.Equal(t, "Walk", attr(p.byID("name"), "value"))
	w.follow("/admin/kinds/7", "name", "Long walk", "minutes", "45", "hue", "11").says("Saved: Long walk")
	require.Equal(t, agenda.Kind{ID: 7, Name: "Long walk", Hue: 11, Minutes: 45}, b.store.kinds[6])
	w.post("/admin/kinds/7/move", "position", "1")
	require.Equal(t, "Long walk", b.store.kinds[0].Name)
	require.Equal(t, 422, w.post("/admin/kinds/7/move", "position", "x").Status)
	require.Equal(t, 404, w.post("/admin/kinds/99/move", "position", "1").Status)
	asks := func(times int64, send func() *page) {
		t.Helper()
		before := b.kindsAsked.Load()
		send()
		require.Equal(t, times, b.kindsAsked.Load()-before)
	}
	asks(1, func() *page { return w.get("/admin/kinds/7") })
	asks(1, func() *page { return w.post("/admin/kinds/7", "name", "", "minutes", "20", "hue", "6") })
	asks(1, func() *page { return w.post("/admin/kinds/7", "name", "Visit", "minutes", "20", "hue", "6") })
	asks(0, func() *page { return w.post("/admin/kinds/7/move", "position", "1") })
	w.get("/admin/kinds/7/delete").says("“Long walk” can no longer be chosen.")
	w.follow("/admin/kinds/7/delete").says("The kind is deleted")
	require.Len(t, b.store.kinds, 6)
	w.follow("/admin/kinds/7/delete").says("The kind is deleted")
	require.Equal(t, 404, w.get("/admin/kinds/7").Status)
	require.Equal(t, 403, as(t, b, "jo.keller").get("/admin/kinds").Status)
	w.speak("de")
	w.get("/admin/kinds").says("Terminarten", "6 Arten", "Übliche Dauer", "Terrakotta")
}

func TestTheUsualKindsInGerman(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	w.speak("de")
	w.follow("/admin/usual-kinds").says("Die üblichen Arten sind hinzugefügt", "Besuch", "Folgetermin", "Telefonat")
	b.book(t, "Priya", "2026-11-25", "14:00", 60, ofKind("Besuch"), withStatus("tentative"))
	require.Contains(t, text(w.get("/calendar/week/2026-W48").chip("Priya")), "Besuch · unbestätigt")
}

// What was chosen of a form is not lost, whatever keeps it from being saved.
func TestAFormThatComesBackIsOfItsKind(t *testing.T) {
	t.Parallel()
	typed := []string{"client", "Ben", "date", "2026-12-01", "time", "10:00", "kind", "Visit", "length", "usual"}
	comesBack := func(p *page, as string) {
		t.Helper()
		require.Equal(t, as, p.selected("kind"))
		require.Equal(t, "usual", p.value("length"))
	}
	t.Run("its session ends", func(t *testing.T) {
		t.Parallel()
		b := newBackend(t)
		b.listKinds(t)
		w, later := signedInLater(t, b)
		later(31 * time.Minute)
		p := w.post("/appointments/new", typed...)
		p = w.post("/signin", "username", "anna", "password", "secret-enough", "next", p.value("next"), "kept", p.value("kept"))
		p.says("You are signed in again.", "10:00 – 11:00, 1 h")
		comesBack(p, "Visit · 1 h")
	})
	t.Run("the service is away", func(t *testing.T) {
		t.Parallel()
		b := newBackend(t)
		b.listKinds(t)
		w := signedIn(t, b)
		b.refuse("*", &agenda.Error{Code: agenda.Unavailable})
		p := w.post("/appointments/new", typed...)
		p.says("What you typed is still here")
		comesBack(p, "Visit")
		options, _ := p.options("kind")
		require.Equal(t, []string{"None", "Visit"}, options)
		require.NotContains(t, text(p.doc), "10:30", "how long it takes is not known")
		b.accept("*")
		require.Equal(t, http.StatusSeeOther, w.post("/appointments/new", typed...).Status)
		require.Equal(t, []any{"Visit", 60}, []any{b.store.list[0].Kind, b.store.list[0].DurationMinutes})
	})
	t.Run("the kinds are away", func(t *testing.T) {
		t.Parallel()
		b := newBackend(t)
		b.listKinds(t)
		b.book(t, "Priya Nair", "2026-12-01", "10:30", 60)
		w := signedIn(t, b)
		b.refuse("GET /kinds/", &agenda.Error{Code: agenda.Unavailable})
		p := w.post("/appointments/new", typed...)
		require.Equal(t, http.StatusConflict, p.Status)
		p.says("Nearest free times for 1 h")
		comesBack(p, "Visit")
		comesBack(w.get("/appointments/new?kind=Visit"), "Visit")
		p = w.post("/appointments/1/edit", "client", "", "date", "2026-12-01", "time", "10:30", "length", "60", "kind", "Call")
		require.Equal(t, http.StatusUnprocessableEntity, p.Status)
		require.Equal(t, "Call", p.selected("kind"))
	})
	t.Run("it is moved to a time that is taken", func(t *testing.T) {
		t.Parallel()
		b := newBackend(t)
		b.listKinds(t)
		b.book(t, "Priya Nair", "2026-12-01", "10:30", 60)
		b.book(t, "Ben", "2026-12-02", "10:30", 60, ofKind("Call"))
		w := signedIn(t, b)
		p := w.post("/appointments/2/move", "date", "2026-12-01", "version", "1")
		require.Equal(t, http.StatusConflict, p.Status)
		require.Equal(t, "Call", p.selected("kind"))
	})
}
