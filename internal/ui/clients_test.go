package ui_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClients(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := as(t, b, "jo.keller")
	w.get("/clients").says("Clients appear here when you book their first appointment.")
	fill(t, b)
	b.book(t, "Priya Nair", "2026-12-02", "10:30", 60)
	b.book(t, "Priya Nair", "2026-11-18", "10:30", 60)
	b.book(t, "Priya Nair", "2026-11-17", "10:30", 60, withStatus("cancelled"))
	p := w.get("/clients")
	p.says("Priya Nair +49 (0)30 555 01 23 2 Dec 25 Nov 4 appointments", "Liam Byrne – none – none 1 appointment", "Long ago – none 4 Mar 2025")
	w.get("/clients?q=PRIYA").says("1 found")
	w.get("/clients?q=nobody").says("No client fits “nobody”.")

	p = w.get("/clients?name=Priya+Nair")
	require.Equal(t, "Priya Nair", p.h1())
	p.says("1 visit so far", "Coming up Wednesday 25 November, 10:30", "Referred by Dr Sand", "Earlier Wednesday 18 November")
	require.Equal(t, http.StatusNotFound, w.get("/clients?name=Priya").Status, "a part of a name is nobody's")
	w.get("/appointments/1").says("All appointments of this client")
	b.book(t, "<b>&\"?#", "2026-12-03", "10:30", 60)
	require.Equal(t, "<b>&\"?#", w.get(w.get("/clients?q=%3Cb").link("<b>&\"?#")).h1())
}

func TestClientsGoOnPages(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	for i := range 101 {
		b.book(t, "Client "+string(rune('0'+i/10))+string(rune('a'+i%10)), "2026-12-02", "00:00", 5, overlapping)
	}
	w := as(t, b, "jo.keller")
	p := w.get("/clients")
	require.NotContains(t, p.body, "Client :a")
	p = w.get(p.link("Next page"))
	p.says("Client :a", "First page")
	require.NotContains(t, p.body, "Client 9j")
}

func TestClientsGetOtherNames(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.book(t, "P. Nair", "2026-12-02", "10:30", 60)
	w := as(t, b, "jo.keller")
	p := w.get(w.get("/clients?name=P.+Nair").link("Rename"))
	require.Equal(t, "P. Nair", p.value("to"))
	p.says("All appointments of P. Nair get this name")
	require.Equal(t, http.StatusNotFound, w.get("/clients/rename?name=Nobody").Status)

	require.Equal(t, "/clients?name=Pia+Nair", w.post("/clients/rename", "from", "P. Nair", "to", " Pia Nair ").Location)
	p = w.get("/clients?name=Pia+Nair")
	p.says("1 appointment is now for", "Undo")
	require.Equal(t, "/clients?name=P.+Nair", w.post("/clients/rename", "from", "Pia Nair", "to", "P. Nair").Location, "as the undo does")

	p = w.post("/clients/rename", "from", "P. Nair", "to", "Priya Nair")
	require.Equal(t, http.StatusConflict, p.Status)
	p.says("There is a client called", "so nothing was changed", "Join the two clients")
	require.Equal(t, "Priya Nair", p.value("to"))
	require.Equal(t, http.StatusOK, w.get("/clients?name=P.+Nair").Status, "nobody is joined unasked")
	p = w.post("/clients/rename", "from", "P. Nair", "to", "Oskar Nowak", "join", "Priya Nair")
	require.Equal(t, http.StatusConflict, p.Status, "or with another than the page asked about")
	p.says("There is a client called Oskar Nowak already")
	require.Equal(t, "/clients?name=Priya+Nair", w.post("/clients/rename", "from", "P. Nair", "to", "Priya Nair", "join", "Priya Nair").Location)
	p = w.get("/clients?name=Priya+Nair")
	p.says("2 December")
	require.NotContains(t, p.body, "Undo", "who was joined cannot be told apart")
	require.Equal(t, http.StatusNotFound, w.get("/clients?name=P.+Nair").Status)

	for _, to := range []string{" ", "a\u202eb"} {
		p = w.post("/clients/rename", "from", "Priya Nair", "to", to)
		require.Equal(t, http.StatusUnprocessableEntity, p.Status, "%q", to)
		require.NotEmpty(t, p.byID("to-err"))
	}
	require.Equal(t, http.StatusNotFound, w.post("/clients/rename", "from", "Nobody", "to", "Somebody").Status)
	require.Equal(t, "/clients?name=Priya+Nair", w.post("/clients/rename", "from", "Priya Nair", "to", "Priya Nair").Location)
}

func TestClientsAreOfferedAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/appointments/new")
	c.click("#client")
	c.keys("N", "o", "w")
	c.await("[...document.querySelectorAll('#clients option')].map((o) => o.value).join() === 'Oskar Nowak'")
	c.set("client", "priya nair")
	c.says("Last visit: 25 Nov")
	c.set("client", "Nobody")
	c.await("!document.querySelector('#clients option') && !document.body.innerText.includes('Last visit: 25 Nov')")
	require.Empty(t, c.console())
}
