package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestClientsHaveCards(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	p := w.get("/clients?name=Oskar+Nowak")
	p.says("No phone, e-mail or notes yet.")
	p = w.get(p.link("Add contact and notes"))
	require.Equal(t, "0", p.value("version"))
	form := []string{"name", "Oskar Nowak", "version", p.value("version"), "phone", " 030 / 77 ", "email", "o@nowak.example", "address", "", "notes", "Deaf\r\nWrite only"}
	p = w.post("/clients/edit", form...)
	require.Equal(t, "/clients?name=Oskar+Nowak", p.Location)
	p = w.get(p.Location)
	p.says("Saved: Oskar Nowak", "Phone 030 / 77", "E-mail o@nowak.example", "Deaf Write only Changed jo.keller")
	require.Equal(t, "tel:03077", p.link("030 / 77"))
	require.Equal(t, "mailto:o@nowak.example", p.link("o@nowak.example"))
	p = w.get(p.link("Edit contact and notes"))
	require.Equal(t, "Deaf\nWrite only", strings.TrimPrefix(p.value("notes"), "\n"))
	p.says("Not used in the briefs")

	w.get("/clients").says("Oskar Nowak 030 / 77", "Priya Nair +49 (0)30 555 01 23")
	require.Equal(t, "tel:+49305550123", w.get("/clients?q=priya%40nair").link("+49 (0)30 555 01 23"))
	w.get("/search?q=twice").says("Priya Nair +49 (0)30 555 01 23, 1 appointment")
	p = w.get("/appointments/7")
	p.says("030 / 77 o@nowak.example", "Write only")

	// What an address is made of says nothing to the program that writes the mail.
	b.keep(t, "Oskar Nowak", agenda.ClientCardPatch{Email: new("a?bcc=x%40y&b@nowak.example")})
	require.Equal(t, "mailto:a%3Fbcc=x%2540y&b@nowak.example", w.get("/appointments/7").link("a?bcc=x%40y&b@nowak.example"))

	p = w.post("/clients/edit", "name", "Oskar Nowak", "version", "2")
	require.Equal(t, "/clients?name=Oskar+Nowak", p.Location)
	w.get(p.Location).says("No contact and no notes are kept of Oskar Nowak now.", "No phone, e-mail or notes yet.")
	require.Equal(t, "/clients", w.get("/clients/edit").Location)
	require.Equal(t, http.StatusNotFound, w.get("/clients/edit?name=Nobody").Status)
}

func TestACardThatIsRefusedIsKept(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	typed := []string{"name", "Priya Nair", "version", "1", "phone", "mother", "email", "x", "address", strings.Repeat("a", 501), "notes", strings.Repeat("n", 4001)}
	p := w.post("/clients/edit", typed...)
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	for field, says := range map[string]string{
		"phone": "Enter one phone number like +49 30 1234567, without words.", "email": "Enter an e-mail address like name@example.org.",
		"address": "An address can have 500 characters, this one has 501.", "notes": "Notes can hold 4000 characters, yours have 4001.",
	} {
		require.Equal(t, says, strings.TrimSpace(text(p.byID(field+"-err"))), field)
	}
	require.Equal(t, "mother", p.value("phone"))

	good := func(version string) []string {
		return []string{"name", "Priya Nair", "version", version, "phone", "112", "email", "", "address", "", "notes", "Mine"}
	}
	for _, e := range []*agenda.Error{{Code: agenda.Unavailable}, {Code: agenda.RateLimited, RetryAfter: time.Minute}, {Code: agenda.NotFound}} {
		b.refuse("PUT /clients/card", e)
		p = w.post("/clients/edit", good("1")...)
		p.says("Nothing was saved yet.")
		require.Equal(t, []string{"112", "Mine", "1"}, []string{p.value("phone"), strings.TrimSpace(p.value("notes")), p.value("version")}, e.Code)
	}
	b.accept("PUT /clients/card")

	b.keep(t, "Priya Nair", agenda.ClientCardPatch{Phone: new("110"), Notes: new("Theirs")})
	p = w.post("/clients/edit", good("1")...)
	require.Equal(t, http.StatusPreconditionFailed, p.Status)
	p.says("This changed meanwhile, so nothing was saved.", "It was changed by jo.keller", "Phone 112 110", "Notes Mine Theirs")
	require.Equal(t, "Theirs", b.store.cards[0].Notes)
	p = w.post("/clients/edit", good(p.value("version"))...)
	require.Equal(t, http.StatusSeeOther, p.Status)
	require.Equal(t, "Mine", b.store.cards[0].Notes)
	require.Equal(t, http.StatusSeeOther, w.post("/clients/edit", good("1")...).Status, "it was saved before, and the answer was lost")

	b.keep(t, "Priya Nair", agenda.ClientCardPatch{Phone: new(""), Notes: new("")})
	w.post("/clients/edit", good("3")...).says("It was removed.")
}

// What was typed is longer than anybody types twice: nothing that the service says loses it.
func TestNoRefusalLosesACard(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	for code, says := range map[agenda.Code]string{
		agenda.StorageFull: "The disk of the server is full.", agenda.Rejected: "No.", agenda.Unavailable: "What you typed is still here",
	} {
		b.refuse("PUT /clients/card", agenda.Fail(code, "No."))
		p := w.post("/clients/edit", "name", "Priya Nair", "version", "1", "notes", "Typed at length")
		p.says(says)
		require.Equal(t, "Typed at length", strings.TrimSpace(p.value("notes")), code)
	}
}

func TestACardIsKeptOverTheEndOfASession(t *testing.T) {
	t.Parallel()
	g := &gallery{t: t, visitors: map[string]*browser{}}
	w, later := g.outlived()
	later.Store(int64(31 * time.Minute))
	p := w.post("/clients/edit", "name", "Priya Nair", "version", "1", "phone", "112", "notes", "Typed at length")
	require.Equal(t, http.StatusUnauthorized, p.Status)
	require.NotContains(t, p.body, "Typed at length")
	p = w.post("/signin", "username", "anna", "password", "secret-enough", "next", p.value("next"), "kept", p.value("kept"))
	p.says("Nothing was saved yet: look it over and save.")
	require.Equal(t, []string{"112", "Typed at length"}, []string{p.value("phone"), strings.TrimSpace(p.value("notes"))})
}

func TestPagesDoWithoutACard(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := as(t, b, "jo.keller")
	b.refuse("GET /clients/card", &agenda.Error{Code: agenda.Internal})
	w.get("/clients?name=Priya+Nair").says("The contact could not be loaded.", "Coming up")
	p := w.get("/appointments/1")
	require.Equal(t, http.StatusOK, p.Status)
	p.says("The contact could not be loaded.", "All appointments of this client")
	b.accept("GET /clients/card")

	// Who has a card alone stays in sight until it is removed.
	b.store.list = nil
	w.get("/clients").says("Priya Nair +49 (0)30 555 01 23", "Nothing is booked")
	p = w.get("/clients?name=Priya+Nair")
	p.says("0 visits so far", "Prefers mornings.", "Nothing is booked.")
	require.Equal(t, "/clients?name=Pia", w.post("/clients/rename", "from", "Priya Nair", "to", "Pia").Location)
	w.get("/clients?name=Pia").says("Saved: Pia", "Prefers mornings.")
	require.Equal(t, "/clients", w.post("/clients/edit", "name", "Pia", "version", "1").Location)
	require.Equal(t, http.StatusNotFound, w.get("/clients?name=Pia").Status)
}

func TestJoiningClientsJoinsTheirCards(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.keep(t, "Oskar Nowak", agenda.ClientCardPatch{Phone: new("110"), Notes: new("Short")})
	w := as(t, b, "jo.keller")
	w.post("/clients/rename", "from", "Oskar Nowak", "to", "Priya Nair", "join", "Priya Nair")
	w.get("/clients?name=Priya+Nair").says("+49 (0)30 555 01 23", "the bell is quiet. 110 Short")
	b.keep(t, "Ingrid Bakke", agenda.ClientCardPatch{Notes: new(strings.Repeat("n", 4000))})
	p := w.post("/clients/rename", "from", "Ingrid Bakke", "to", "Priya Nair", "join", "Priya Nair")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	p.says("so nothing was changed. Shorten them first.")
}
