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

// speaking has a browser ask for a language.
type speaking struct {
	languages string
	next      http.RoundTripper
}

func (s speaking) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Accept-Language", s.languages)
	return s.next.RoundTrip(r)
}

func (w *browser) speak(languages string) {
	w.http.Transport = speaking{languages, http.DefaultTransport}
}

func TestPagesInGerman(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.book(t, "Viel später", "2027-03-27", "09:00", 75)
	w := signedIn(t, b)
	w.speak("de-DE,de;q=0.9,en;q=0.8")
	for path, says := range map[string][]string{
		"/agenda":                       {"8 Termine, ab 25. Nov.", "Heute, Mittwoch, 25. November 4 gebucht · 3 h 15 min · noch 3", "Samstag, 27. März 2027", "Frei 11:30 – 14:00, 2 h 30 min", "22:00 – 02:00 Folgetag"},
		"/agenda?q=mri&from=2026-11-01": {"„mri“", "Ab 1. Nov.", "1 gefunden"},
		"/agenda?from=2026-02-30":       {"Das Datum 2026-02-30 gibt es nicht."},
		"/calendar/week/2026-W48":       {"23. – 29. November 2026", "Mi", "überschneidet sich", "in 3 min"},
		"/calendar/week/2026-W53":       {"28. Dezember 2026 – 3. Januar 2027"},
		"/calendar/day/2026-11-25":      {"Mittwoch, 25. November 2026"},
		"/calendar/month/2026-11":       {"November 2026", "25. November, mehrere Termine"},
		"/briefs":                       {"Geschrieben 25. Nov., 08:12 aus 9 Terminen", "gpt-4o-mini, 2 s, zweiter Versuch", "KI kann sich irren.", "Erster Versuch gescheitert Das Modell brauchte länger als 30 s."},
		"/briefs/dead":                  {"Das Modell lehnte den Schlüssel ab.", "30. Nov. – 4. Dez."},
		"/admin/queue":                  {"2,4 s", "höchstens 9,8 s"},
		"/appointments/1":               {"Mittwoch, 25. November, 10:30 – 11:30", "Zeit in Berlin (UTC+1)"},
		"/nowhere":                      {"Hier ist nichts"},
	} {
		w.get(path).says(says...)
	}
	require.Equal(t, "Mittwoch, 25. November 2026", w.get("/calendar/day/2026-11-25").h1())
	p := w.post("/appointments/new", "client", "A", "date", "2026-11-25", "time", "10:45", "length", "45")
	p.says("10:45 – 11:30 überschneidet Priya Nair, 10:30 – 11:30, um 45 Minuten.")
	p = w.post("/appointments/new", "client", "A", "date", "2027-03-28", "time", "02:30")
	p.says("02:30 gibt es am Sonntag, 28. März 2027 nicht: Die Uhr springt von 02:00 auf 03:00.")
	require.Empty(t, attr(w.get("/briefs/done").byID("brief-text"), "lang"), "nobody knows what language a model chose")
	b.jobs[3].Model = "built-in"
	require.Equal(t, "en", attr(w.get("/briefs/done").byID("brief-text"), "lang"), "the program itself writes English")
	w.get("/briefs/done").says("eingebaut")
	p = w.get("/briefs/skipped")
	p.says("in einer anderen Sprache geschrieben: English. „Eine neue schreiben“", "Eine neue schreiben")
	require.NotContains(t, text(w.get("/briefs/done").doc), "anderen Sprache", "nobody asked for another one there")
	b.refuse("POST /appointments/", &agenda.Error{Code: agenda.RateLimited, RetryAfter: 40 * time.Second})
	p = w.post("/appointments/new", "client", "A", "date", "2026-12-24", "time", "09:00")
	p.says("Versuchen Sie es in 40 Sekunden noch einmal.")
}

func TestWhichLanguageIsSpoken(t *testing.T) {
	t.Parallel()
	w := newBrowser(t, newBackend(t))
	for languages, h1 := range map[string]string{
		"": "Sign in", "de": "Anmelden", "de-AT": "Anmelden", "fr,de;q=0.5": "Anmelden", "en;q=0.4,de;q=0.5": "Anmelden",
		"en,de": "Sign in", "de;q=0": "Sign in", "fr": "Sign in", ";;,q=,*": "Sign in",
	} {
		w.speak(languages)
		p := w.get("/signin")
		require.Equal(t, h1, p.h1(), languages)
		require.Equal(t, map[string]string{"Sign in": "en", "Anmelden": "de"}[h1], attr(p.byTag("html"), "lang"))
		require.Contains(t, p.Header.Get("Vary"), "Accept-Language")
	}
}

// What a German brief says is read as well as an English one.
func TestAGermanBrief(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	words := "Ein voller Tag mit einer Überschneidung, die zu klären ist\n\nFür heute sind neun Termine gebucht: von 08:30 bis 17:00 Uhr.\n\n" +
		"Erstbesuche\n- 10:30 Uhr: Priya Nair\n\n" +
		"Einen Blick wert\n- 10:45 Uhr: Jonas Lindqvist und Priya Nair überschneiden sich um 30 Minuten.\n" +
		"- 14:00 Uhr: Der Termin von Elif Demir ist noch unbestätigt.\n- 11:30 Uhr: Nur 5 Minuten zwischen A und B.\n" +
		"- 10:30 Uhr, Priya Nair: „Bitte die Überschneidung bestätigen.“"
	b.jobs[3].Summary, b.jobs[3].Model, b.jobs[3].Language = &words, "built-in", "de"
	for languages, lang := range map[string]string{"en": "de", "de": ""} {
		w := as(t, b, "jo.keller")
		w.speak(languages)
		p := w.get("/briefs/done")
		require.Equal(t, lang, attr(p.byID("brief-text"), "lang"))
		p.says("Erstbesuche 10:30 Uhr: Priya Nair", "Einen Blick wert")
		require.Equal(t, "/appointments/3", p.link("14:00"))
		require.Equal(t, "/appointments/2", p.link("Jonas Lindqvist"))
		var icons []string
		for n := range p.byID("brief-text").Descendants() {
			if n.Data == "use" {
				_, icon, _ := strings.Cut(attr(n, "href"), "#")
				icons = append(icons, icon)
			}
		}
		require.Equal(t, []string{"i-user", "i-warn", "i-clock", "i-clock", "i-note"}, icons)
		beside := w.get("/calendar/week/2026-W48").all(func(n *html.Node) bool { return n.Data == "bdi" && strings.HasPrefix(text(n), "Ein voller Tag") })
		require.NotEmpty(t, beside)
		require.Equal(t, lang, attr(beside[0], "lang"))
	}
}
