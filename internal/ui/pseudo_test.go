package ui_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/ui"
	"appointment-manager/web"
)

// accents make letters foreign and leave them legible.
var accents = strings.NewReplacer(
	"a", "á", "c", "ç", "e", "ê", "g", "ĝ", "i", "î", "n", "ñ", "o", "ö", "s", "š", "t", "ţ", "u", "ü", "y", "ý",
	"A", "Å", "C", "Ç", "E", "Ê", "I", "Î", "N", "Ñ", "O", "Ö", "S", "Š", "T", "Ţ", "U", "Ü",
)

// kept are the parts of a text that mean something: verbs, and the parts of a date's or a time's layout.
var (
	keptVerbs  = regexp.MustCompile(`%(?:\[\d+\])?\d*[a-z]`)
	keptLayout = regexp.MustCompile(`Monday|Mon|January|Jan|2006|2|3|04|05|pm`)
)

// foreign says a text in a language that nobody speaks: between brackets, with accents, and longer by
// two fifths, as some languages are.
func foreign(text string, layout bool) string {
	if text == "ltr" || text == "1,234.5" || text == ", " || !strings.ContainsFunc(keptVerbs.ReplaceAllString(text, ""), unicode.IsLetter) {
		return text
	}
	kept := keptVerbs
	if layout {
		kept = keptLayout
	}
	var b strings.Builder
	for _, part := range splitMarks(text) {
		if len(part) == 1 && strings.Contains("|[]", part) {
			b.WriteString(part)
			continue
		}
		b.WriteString("⟦")
		letters, from := 0, 0
		for _, at := range append(kept.FindAllStringIndex(part, -1), []int{len(part), len(part)}) {
			letters += at[0] - from
			b.WriteString(accents.Replace(part[from:at[0]]) + part[at[0]:at[1]])
			from = at[1]
		}
		more := letters * 2 / 5
		b.WriteString(strings.Repeat("~~~~~~ ", more/6) + strings.Repeat("~", more%6) + "⟧")
	}
	return b.String()
}

// splitMarks cuts a text at the bars between its choices and the brackets around what is marked, which are
// parts of their own.
func splitMarks(text string) (parts []string) {
	from := 0
	for i := range len(text) {
		verb := text[i] == '[' && i > 0 && text[i-1] == '%' || text[i] == ']' && strings.LastIndex(text[:i], "%[") > strings.LastIndex(text[:i], "]")
		if verb || !strings.ContainsRune("|[]", rune(text[i])) {
			continue
		}
		if from < i {
			parts = append(parts, text[from:i])
		}
		parts, from = append(parts, text[i:i+1]), i+1
	}
	if from < len(text) {
		parts = append(parts, text[from:])
	}
	return parts
}

// foreignFiles are the front end's with two languages more: "qps", and "qar", which is the same from right
// to left.
func foreignFiles(t testing.TB) fs.FS {
	t.Helper()
	entries := map[string]any{}
	for key, how := range allTexts(t) {
		layout := how.layout || key == "3:04 pm" || key == "3:04:05 pm" || key == "3 pm"
		entries[key] = foreign(key, layout)
		if how.one != "" {
			entries[key] = map[string]string{"one": foreign(how.one, false), "other": foreign(key, false)}
		}
	}
	files := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(web.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, err := fs.ReadFile(web.Files, path)
			files[path] = &fstest.MapFile{Data: data}
			return err
		}
		return err
	}))
	for lang, dir := range map[string]string{"qps": "ltr", "qar": "rtl"} {
		entries["ltr"] = dir
		data, err := json.Marshal(entries)
		require.NoError(t, err)
		files["locales/"+lang+".json"] = &fstest.MapFile{Data: data}
	}
	return files
}

// spoken are the attributes that people read or hear.
var spoken = []string{"aria-label", "title", "placeholder", "alt", "abbr", "data-l", "data-show", "data-hide", "data-label", "data-copied", "data-said", "data-announce", "aria-description", "aria-roledescription", "aria-valuetext"}

// ofNobody are words that stand on pages in every language: names, what users typed, and what machines
// call things.
var ofNobody = append([]string{
	"Appointment Manager", "UTC", "CEST", "CET", "Berlin", "Go", "BSD", "Clause", "chi", "MIT", "kB", "MB", "GB", "Redis", "SQLite", "PostgreSQL", "Esc", "Enter",
	"anna", "AN", "jo.keller", "jo", "with.the.longest.of.all.names@practice.example.org", "mei", "nobody", "<b>nobody</b>", "abcde-fghij-klmno-pqrst", "Polished", "Shoe", "laces", "eaten", "zzz",
	"Priya Nair", "Referred by Dr Sand", "Bring the MRI notes", "priya@nair.example", "Gartenstraße 7", "10115 Berlin", "Prefers mornings.", "Ring twice: the bell is quiet.", "Jonas Lindqvist", "Elif Demir", "Liam Byrne", "Ingrid Bakke", "Night duty", "Oskar Nowak", "Long ago", "Clash", "Stale", "Twice", "Mei", "mri", "“a”",
	"Visit", "Follow-up", "Call", "call", "Group", "Assessment", "Internal", "Acupuncture",
	"november.csv", "Kunde", "Schuhgröße", "Mei Tanaka", "Ben", "“zzz”", "Wed", "30m", "<b>", "soon",
	"gpt-4o-mini", "worker-2", "practice-12-abc123", "practice-13-def456", "practice-14-gone", "Team-b", "daily", "scheduler", "-dead", "dead", "queued", "running", "retrying",
	"2001:db8:85a3:8d3:1319:8a2e:370:7348", "Export-Job-of-the-practice-with-a-long-name/2.3 (<b>nightly</b>; +https://example.org/what-it-is-good-for)",
	"Till at the front desk", "An evaluation with a name of nearly sixty-four letters, oh yes",
	"go1.26", "linux/amd64", "appointments.db", "appointments-20261125T030000Z.db", "appointments-20261125T094200Z.db", "Europe/Berlin",
	"BACKEND_ADDR", "DATABASE_URL", "sqlite:data/appointments.db", "JWT_SECRET_KEY", "(set, hidden)", "OPENAI_BASE_URL",
}, strings.FieldsFunc(briefWords, func(r rune) bool { return r == '\n' })...)

// unspoken returns what of a text is neither in brackets nor nobody's.
func unspoken(text string) string {
	depth := 0
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '⟦':
			depth++
		case '⟧':
			depth--
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	rest := b.String()
	if depth != 0 {
		return text
	}
	if rest = withoutNobodys().Replace(rest); !strings.ContainsFunc(rest, unicode.IsLetter) {
		return ""
	}
	return rest
}

// withoutNobodys takes out of a text what is nobody's, the longest first.
var withoutNobodys = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, known := range slices.SortedFunc(slices.Values(ofNobody), func(a, b string) int { return len(b) - len(a) }) {
		pairs = append(pairs, strings.TrimPrefix(known, "- "), "")
	}
	return strings.NewReplacer(pairs...)
})

// ofBrief tells whether a text is what a brief says, which may be taken apart by links.
func ofBrief(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if hasClass(p, "prose") {
			return true
		}
	}
	return false
}

// foreignWords returns every text of a page, and every attribute that is read or heard, which a
// catalogue has no part in. Groups of options hold the names of places.
func foreignWords(p *page) (found []string) {
	look := func(where, text string) {
		if rest := unspoken(text); rest != "" {
			found = append(found, where+": "+strings.TrimSpace(rest)+" (of "+strings.TrimSpace(text)+")")
		}
	}
	for n := range p.doc.Descendants() {
		switch {
		case n.Type == html.TextNode:
			if of := n.Parent; !slices.Contains([]string{"script", "style", "noscript", "kbd", "textarea"}, of.Data) && !hasClass(of, "mono") && !hasAttr(of, "translate") && !ofBrief(n) && of.Parent.Data != "optgroup" && (of.Data == "html" || !hasAttr(of, "lang")) {
				look(of.Data, n.Data)
			}
		case n.Type == html.ElementNode:
			for _, name := range spoken {
				look(n.Data+" "+name, attr(n, name))
			}
		}
	}
	return found
}

// TestNoWordsOutsideTheCatalogue reads every page in a language that nobody speaks: whatever is still
// English is no part of a catalogue.
func TestNoWordsOutsideTheCatalogue(t *testing.T) {
	t.Parallel()
	files := foreignFiles(t)
	inForeign := func(c *ui.Config) { c.Files = files }
	full, empty, closed := newBackend(t), newBackend(t), newBackend(t)
	fill(t, full)
	full.sortOut(t)
	closed.closed, closed.office.redisAway, closed.office.noBackups = true, true, true
	seen := map[string]bool{}
	check := func(name string, p *page) {
		if i := strings.Index(p.body, "%!"); i >= 0 {
			t.Errorf("%s: %s", name, p.body[max(0, i-60):min(len(p.body), i+60)])
		}
		require.Equal(t, "qps", attr(p.byTag("html"), "lang"), name)
		for _, found := range foreignWords(p) {
			if !seen[found] {
				t.Errorf("%s: %s", name, found)
			}
			seen[found] = true
		}
	}
	for name, b := range map[string]*backend{"full": full, "empty": empty, "closed": closed} {
		guest, user := newBrowser(t, b, inForeign), signedIn(t, b, inForeign)
		guest.speak("qps")
		user.speak("qps")
		for _, path := range guestPaths {
			check(name+" "+path, guest.get(path))
		}
		for _, path := range userPaths {
			check(name+" "+path, user.get(path))
		}
		for _, s := range screens {
			if s.site != "door" {
				check(name+" "+s.path, user.get(s.path))
			}
		}
	}
	user, guest := signedIn(t, full, inForeign), newBrowser(t, full, inForeign)
	user.speak("qps")
	guest.speak("qps")
	form := func(pairs ...string) { check("form", user.post("/appointments/new", pairs...)) }
	form()
	form("client", "A", "date", "2027-02-29", "time", "25:00", "length", "other", "notes", strings.Repeat("~", 4001))
	form("client", "Mei", "date", "2026-11-25", "time", "09:00", "notes", strings.Repeat("~", 4001))
	form("client", "Clash", "date", "2026-11-25", "time", "10:45", "length", "45")
	form("client", "Twice", "date", "2027-10-31", "time", "02:30")
	form("client", "Twice", "date", "2027-03-28", "time", "02:30")
	form("client", "Twice", "date", "2027-10-31", "time", "01:00", "end", "02:30")
	form("client", "Clash", "date", "2026-11-25", "time", "15:00", "end", "14:00")
	check("draft", user.post("/appointments/new", "draft", "resume", "kept", user.keepDraft("/appointments/new", "client", "Mei")))
	user.post("/appointments/new", "draft", "resume")
	check("draft", user.get("/appointments/new"))
	check("stale", user.post("/appointments/1/edit", "client", "Stale", "date", "2026-11-25", "time", "10:45", "version", "7"))
	for _, kind := range []string{"range", ""} {
		check("brief", user.post("/briefs", "kind", kind))
	}
	check("brief", user.post("/briefs", "kind", "range", "from", "2026-11-30", "to", "2026-11-01"))
	check("user", user.post("/admin/users", "username", "#"))
	check("user", user.post("/admin/users", "username", "mei", "role", "admin"))
	check("user", user.post("/admin/users/1/demote"))
	check("sign in", guest.post("/signin", "username", "anna", "password", "wrong"))
	check("sign in", guest.post("/signin"))
	check("register", guest.post("/register"))
	check("register", guest.post("/register", "username", "#", "password", "x"))
	for _, act := range [][]string{
		{"/appointments/new", "client", "Mei", "date", "2026-12-24", "time", "09:00"},
		{"/appointments/9/edit", "client", "Mei", "date", "2026-12-24", "time", "09:15"},
		{"/appointments/9/move", "date", "2026-12-24", "time", "13:15"},
		{"/appointments/9/status", "status", "tentative"},
		{"/appointments/9/status", "status", "cancelled"},
		{"/appointments/9/status", "status", "confirmed"},
		{"/appointments/9/delete"},
		{"/appointments/9/restore"},
		{"/admin/users/2/promote"},
		{"/admin/users/2/disable"},
		{"/admin/users/2/enable"},
		{"/admin/users/2/demote"},
		{"/admin/backup"},
		{"/admin/queue/pause"},
		{"/admin/queue/resume"},
		{"/admin/queue/dead/retry"},
		{"/admin/queue/dead/retry"},
		{"/admin/queue/retry"},
	} {
		p := user.post(act[0], act[1:]...)
		require.Equal(t, http.StatusSeeOther, p.Status, "%v %s", act, p.body)
		p = user.get("/about")
		require.Len(t, p.class("toast"), 1, "%v", act)
		check(act[0], p)
	}
	for _, e := range []*agenda.Error{
		agenda.Fail(agenda.Rejected, "The request has invalid fields."), agenda.Fail(agenda.Forbidden, "Insufficient permissions"), agenda.Fail(agenda.NotFound, "Appointment not found"), agenda.Fail(agenda.Conflict, "An appointment already exists at this date and time"),
		{Code: agenda.Stale},
		{Code: agenda.RateLimited},
		{Code: agenda.Internal},
		{Code: agenda.Unavailable},
		{Code: agenda.StorageFull},
		{Code: agenda.TooLarge},
		{Code: agenda.Invalid, Fields: []agenda.Field{agenda.BodyFault("date", agenda.FaultValue, "The date 2026-02-30 does not exist", nil)}},
	} {
		full.refuse("*", e)
		check(string(e.Code), user.get("/briefs"))
		check(string(e.Code), user.post("/appointments/new", "client", "Mei", "date", "2026-12-24", "time", "09:00"))
		check(string(e.Code), user.post("/appointments/1/delete"))
		check(string(e.Code), guest.post("/register", "username", "mei", "password", "long-enough"))
		check(string(e.Code), guest.post("/signin", "username", "mei", "password", "long-enough"))
		full.accept("*")
	}
}

// TestLongWordsAndRightToLeftFit draws every page in long words, from right to left: nothing scrolls
// sideways.
func TestLongWordsAndRightToLeftFit(t *testing.T) {
	t.Parallel()
	c := newChrome(t)
	files := foreignFiles(t)
	busy, quiet, sorted := newBackend(t), newBackend(t), newBackend(t)
	fill(t, busy)
	fill(t, sorted)
	sorted.sortOut(t)
	fill(t, quiet)
	quiet.store.list, quiet.jobs = nil, []agenda.SummaryJob{quiet.jobs[3], quiet.jobs[4]}
	require.NoError(t, busy.appointments.Delete(t.Context(), 8, nil))
	quiet.shut(t, "2026-12-24", "2026-12-31", strings.Repeat("Schornsteinfegerinnung ", 4))
	inForeign := func(c *ui.Config) { c.Files = files }
	sites := map[string]string{"busy": newSite(t, busy, inForeign).URL, "quiet": newSite(t, quiet, inForeign).URL, "sorted": newSite(t, sorted, inForeign).URL, "door": newSite(t, quiet, inForeign).URL}
	_, err := chromedp.Call(c.ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	signed := false
	_, err = chromedp.Call(c.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": "qar"}})
	require.NoError(t, err)
	for _, s := range screens {
		if s.site != "door" && !signed {
			c.open(sites["busy"] + "/signin")
			c.leave("username.value = 'anna', password.value = 'secret-enough', document.querySelector('form').submit()")
			signed = true
		}
		c.open(sites[s.site] + s.path)
		if s.then != nil {
			s.then(c)
		}
		is, err := chromedp.Run(c.ctx, chromedp.Evaluate[string]("document.documentElement.lang"))
		require.NoError(t, err)
		require.Equal(t, "qar", is, s.name)
		for _, width := range []int64{320, 390, 1440} {
			c.resize(width)
			wide, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](tooWide))
			require.NoError(t, err, s.name)
			if wide != "" {
				t.Errorf("%s at %d px is too wide by %s", s.name, width, wide)
			}
		}
	}
}
