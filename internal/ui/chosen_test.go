package ui_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// prefer gives the browser's session what its user chose: "l" a language, "h" an hour cycle, "d" a first day
// of the week, "t" a theme, "k" no keys. It returns the cookie.
func (w *browser) prefer(chosen map[string]any) *http.Cookie {
	w.t.Helper()
	secret, err := hkdf.Key(sha256.New, testKey, nil, "appointment-manager front end v1", 32)
	require.NoError(w.t, err)
	block, err := aes.NewCipher(secret)
	require.NoError(w.t, err)
	seal, err := cipher.NewGCMWithRandomNonce(block)
	require.NoError(w.t, err)
	site, err := url.Parse(w.base)
	require.NoError(w.t, err)
	for _, c := range w.http.Jar.Cookies(site) {
		if c.Name != "am" {
			continue
		}
		sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
		require.NoError(w.t, err)
		plain, err := seal.Open(nil, nil, sealed, []byte("session"))
		require.NoError(w.t, err)
		var session map[string]any
		require.NoError(w.t, json.Unmarshal(plain, &session))
		session["p"] = chosen
		plain, err = json.Marshal(session)
		require.NoError(w.t, err)
		c.Value, c.Path = base64.RawURLEncoding.EncodeToString(seal.Seal(nil, nil, plain, []byte("session"))), "/"
		w.http.Jar.SetCookies(site, []*http.Cookie{c})
		return c
	}
	w.t.Fatal("nobody is signed in")
	return nil
}

func TestClocksOfTwiceTwelveHours(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	w.prefer(map[string]any{"h": "12"})
	p := w.get("/agenda")
	p.says("10:30 am – 11:30 am Priya Nair", "12:30 pm – 1:00 pm Liam Byrne", "10:00 pm – 2:00 am next day", "Free 11:30 am – 2:00 pm, 2 h 30 min")
	require.Equal(t, "3:04 pm", attr(p.byTag("html"), "data-clock"))
	require.Equal(t, "am|pm", attr(p.byTag("html"), "data-halves"))
	w.get("/calendar/week/2026-W48").says("8 am", "12 pm", "1 pm", "10:42 am")
	w.get("/calendar/week/2026-W48?earlier=1&later=1").says("from 10:00 pm", "until 2:00 am")
	w.get("/calendar/day/2026-10-25?earlier=1").says("2 am CEST", "2 am CET", "3 am")
	p = w.get("/appointments/new?date=2026-11-25&time=15:00")
	p.says("Wednesday 25 November, 3:00 pm – 3:30 pm, 30 min")
	require.Equal(t, "15:00", p.value("time"), "fields keep their own format")
	w.get("/briefs/running").says("10:41:10 am")
	p = w.post("/appointments/new", "client", "A", "date", "2027-03-28", "time", "02:30")
	p.says("2:30 am does not exist on Sunday 28 March 2027: clocks jump from 2:00 am to 3:00 am.")
	w.prefer(map[string]any{"h": "12", "l": "de"})
	w.get("/agenda").says("10:00 PM – 2:00 AM Folgetag")
	w.prefer(map[string]any{"h": "24"})
	p = w.get("/agenda")
	p.says("22:00 – 02:00 next day")
	require.False(t, hasAttr(p.byTag("html"), "data-clock"))
}

func TestWeeksThatBeginOnOtherDays(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	b.book(t, "On Sunday", "2026-11-22", "09:00", 30)
	w := signedIn(t, b)
	heads := func(p *page) (names []string) {
		for _, n := range p.all(func(n *html.Node) bool { return n.Data == "th" && hasAttr(n, "abbr") }) {
			names = append(names, text(n))
		}
		return names
	}
	for first, c := range map[string]struct{ h1, head, sunday, month, looks string }{
		"":         {"23 – 29 November 2026", "Mo", "2026-W47", "Monday", " wide3 slim6 slim7"},
		"monday":   {"23 – 29 November 2026", "Mo", "2026-W47", "Monday", " wide3 slim6 slim7"},
		"sunday":   {"22 – 28 November 2026", "Su", "2026-W48", "Sunday", " slim1 wide4 slim7"},
		"saturday": {"21 – 27 November 2026", "Sa", "2026-W48", "Saturday", " slim1 slim2 wide5"},
		"someday":  {"23 – 29 November 2026", "Mo", "2026-W47", "Monday", " wide3 slim6 slim7"},
	} {
		w.prefer(map[string]any{"d": first})
		p := w.get("/calendar/week/2026-W48")
		require.Equal(t, c.h1, p.h1(), first)
		require.Equal(t, c.head, heads(p)[0])
		require.Contains(t, p.body, c.looks)
		p.says("Week 48")
		for _, rel := range []string{"2026-W47", "2026-W49"} {
			require.Contains(t, p.body, `href="/calendar/week/`+rel+`"`)
		}
		p = w.get("/calendar/week/" + c.sunday)
		p.says("On Sunday")
		p = w.get("/calendar/month/2026-11")
		th := p.all(func(n *html.Node) bool { return n.Data == "th" && n.FirstChild != nil && n.FirstChild.Data == "span" })
		require.True(t, strings.HasPrefix(text(th[0]), c.month), text(th[0]))
		for _, n := range p.all(func(n *html.Node) bool {
			return strings.HasPrefix(attr(n, "href"), "/calendar/week/") && strings.Contains(attr(n, "href"), "day=")
		}) {
			link := attr(n, "href")
			_, day, _ := strings.Cut(link, "?day=")
			require.Contains(t, w.get(link).body, `data-day="`+day+`"`, "%s of a week that begins on %s", link, first)
		}
	}
}

func TestWhatElseUsersChoose(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	root := func() *html.Node { return w.get("/agenda").byTag("html") }
	w.speak("de")
	require.Equal(t, "de", attr(root(), "lang"))
	w.prefer(map[string]any{"l": "en", "t": "dark", "k": true})
	require.Equal(t, "en", attr(root(), "lang"))
	require.Equal(t, "dark", attr(root(), "data-theme"))
	require.Equal(t, "off", attr(root(), "data-shortcuts"))
	w.prefer(map[string]any{"l": "xx"})
	require.Equal(t, "de", attr(root(), "lang"), "a language that there is none of")
	require.False(t, hasAttr(root(), "data-theme") || hasAttr(root(), "data-shortcuts"))
}

// TestScriptsTellTimeAsPagesDo runs what writes times while somebody drags or looks on.
func TestScriptsTellTimeAsPagesDo(t *testing.T) {
	t.Parallel()
	c := newChrome(t)
	b := newBackend(t)
	fill(t, b)
	w := signedIn(t, b)
	for chosen, want := range map[string]string{"12": "12:05 am, 11:59 am, 12:00 pm, 2:30 pm", "24": "00:05, 11:59, 12:00, 14:30"} {
		cookie := w.prefer(map[string]any{"h": chosen})
		_, err := chromedp.Call(c.ctx, network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: w.base + "/"})
		require.NoError(t, err)
		for _, width := range []int64{320, 1440} {
			c.resize(width)
			c.open(w.base + "/calendar/week/2026-W48")
			wide, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](tooWide))
			require.NoError(t, err)
			require.Empty(t, wide)
		}
		cut, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll('.week > .gutter span')].filter(e => e.scrollWidth > e.clientWidth + 1 || e.getClientRects()[0]?.height > 20).map(e => e.outerHTML).join()`))
		require.NoError(t, err)
		require.Empty(t, cut, "hours that have no room")
		got, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](fmt.Sprintf(
			`import(document.querySelector('script[type=module]').src.replace('app.js', 'clock.js')).then(m => [%s].map(m.timeWords).join(', '))`, "5, 719, 720, 870"), chromedp.EvalAwaitPromise))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}
