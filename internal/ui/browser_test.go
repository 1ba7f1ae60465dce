package ui_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/ui"
)

var testKey = []byte("0123456789abcdef0123456789abcdef")

// browser visits the front end as a browser without scripts would, cookies and all.
type browser struct {
	t    testing.TB
	base string
	http *http.Client
	back *backend
	user string // who is signed in, once somebody is

	heads map[string]int // what the lint heard about addresses
}

func newSite(t testing.TB, b *backend, change ...func(*ui.Config)) *httptest.Server {
	t.Helper()
	c := ui.Config{
		Meter: &meter{},
		API:   apiclient.New(b.URL, apiclient.Timeout(2*time.Second)), SessionKey: testKey, Version: "1.0.0",
		Now: func() time.Time { return clockNow },
	}
	for _, f := range change {
		f(&c)
	}
	h, err := ui.New(c)
	require.NoError(t, err)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func newBrowser(t testing.TB, b *backend, change ...func(*ui.Config)) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{
		t: t, base: newSite(t, b, change...).URL, back: b, user: "anna", heads: map[string]int{},
		http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// signedIn is a browser whose user anna is signed in.
func signedIn(t testing.TB, b *backend, change ...func(*ui.Config)) *browser {
	t.Helper()
	w := newBrowser(t, b, change...)
	p := w.post("/signin", "username", "anna", "password", "secret-enough")
	require.Equal(t, http.StatusSeeOther, p.Status, p.body)
	return w
}

// page is an answer, parsed.
type page struct {
	t        testing.TB
	Status   int
	Header   http.Header
	Location string
	body     string
	doc      *html.Node
	asked    *browser
}

func (w *browser) do(r *http.Request) *page {
	w.t.Helper()
	answer, err := w.http.Do(r)
	require.NoError(w.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(w.t, err)
	doc, err := html.Parse(strings.NewReader(string(body)))
	require.NoError(w.t, err)
	return &page{w.t, answer.StatusCode, answer.Header, answer.Header.Get("Location"), string(body), doc, w}
}

func (w *browser) get(path string) *page {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.base+path, nil)
	require.NoError(w.t, err)
	return w.do(r)
}

// post sends a form as a page of the site does.
func (w *browser) post(path string, pairs ...string) *page {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, w.base+path, strings.NewReader(form.Encode()))
	require.NoError(w.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", w.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r)
}

// all returns the elements that f accepts, in the order of the document.
func (p *page) all(f func(*html.Node) bool) (found []*html.Node) {
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && f(n) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// text is what an element says, its spaces joined.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// class returns the texts of the elements of a class.
func (p *page) class(class string) (texts []string) {
	for _, n := range p.all(func(n *html.Node) bool { return hasClass(n, class) }) {
		texts = append(texts, text(n))
	}
	return texts
}

func (p *page) byID(id string) *html.Node {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool { return attr(n, "id") == id })
	require.Len(p.t, found, 1, "elements with id %q", id)
	return found[0]
}

// value returns what the form's control with that name holds.
func (p *page) value(name string) string {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return attr(n, "name") == name }) {
		switch {
		case n.Data == "textarea":
			return strings.TrimPrefix(n.FirstChild.Data, "\n")
		case attr(n, "type") == "radio" && !hasAttr(n, "checked"):
			continue
		default:
			return attr(n, "value")
		}
	}
	return ""
}

func (p *page) h1() string {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool { return n.Data == "h1" })
	require.Len(p.t, found, 1, "h1 of\n%s", p.body)
	return text(found[0])
}

// link is where the link with this text leads, or all of them do.
func (p *page) link(words string) string {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool { return n.Data == "a" && text(n) == words })
	require.NotEmpty(p.t, found, words)
	for _, n := range found {
		require.Equal(p.t, attr(found[0], "href"), attr(n, "href"), words)
	}
	return attr(found[0], "href")
}

// says requires that the page's words contain each of the texts.
func (p *page) says(texts ...string) {
	p.t.Helper()
	words := text(p.doc)
	for _, s := range texts {
		require.Contains(p.t, words, s)
	}
}

func (p *page) byTag(name string) *html.Node {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool { return n.Data == name })
	require.Len(p.t, found, 1, name)
	return found[0]
}
