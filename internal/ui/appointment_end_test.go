package ui_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// minutes is the length that a form shows.
func (p *page) minutes() string {
	p.t.Helper()
	if length := p.value("length"); length != "other" {
		return length
	}
	return "other " + p.value("other")
}

// What a person changed counts: the end that they typed, else the length.
func TestEndAndLengthSayTheSame(t *testing.T) {
	t.Parallel()
	w := signedIn(t, newBackend(t))
	for name, c := range map[string]struct {
		form         []string
		minutes, end string
		reads        string
	}{
		"nothing said":          {[]string{"time", "15:00"}, "30", "15:30", "15:00 – 15:30, 30 min"},
		"an end alone":          {[]string{"time", "15:00", "end", "15:45"}, "45", "15:45", "15:00 – 15:45, 45 min"},
		"an end changed":        {[]string{"time", "15:00", "length", "30", "drawn", "15:30", "end", "16:00"}, "60", "16:00", "15:00 – 16:00, 1 h"},
		"an end of its own":     {[]string{"time", "15:00", "length", "30", "drawn", "15:30", "end", "15:50"}, "other 50", "15:50", "15:00 – 15:50, 50 min"},
		"an end as it was":      {[]string{"time", "15:00", "length", "60", "drawn", "15:30", "end", "15:30"}, "60", "16:00", "15:00 – 16:00, 1 h"},
		"the start moved":       {[]string{"time", "16:00", "length", "other", "other", "50", "drawn", "15:50", "end", "15:50"}, "other 50", "16:50", "16:00 – 16:50, 50 min"},
		"both changed":          {[]string{"time", "15:00", "length", "90", "drawn", "15:30", "end", "15:45"}, "45", "15:45", "15:00 – 15:45, 45 min"},
		"an end emptied":        {[]string{"time", "15:00", "length", "45", "drawn", "15:30", "end", ""}, "45", "15:45", "15:00 – 15:45, 45 min"},
		"after midnight":        {[]string{"time", "22:00", "drawn", "22:30", "end", "02:00"}, "other 240", "02:00", "Wednesday 25 November, 22:00 – 02:00 (next day), 4 h"},
		"at midnight":           {[]string{"time", "23:00", "end", "00:00"}, "60", "00:00", "Wednesday 25 November, 23:00 – 00:00, 1 h"},
		"as long as a night is": {[]string{"time", "19:00", "end", "07:00"}, "other 720", "07:00", "19:00 – 07:00 (next day), 12 h"},
		"longer than a night":   {[]string{"time", "19:00", "end", "07:01"}, "30", "07:01", "The end must come after the start."},
		"no time at all":        {[]string{"time", "15:00", "end", "15:00"}, "30", "15:00", "The end must come after the start."},
		"no time of the day":    {[]string{"time", "15:00", "end", "25:00"}, "30", "25:00", "The time 25:00 does not exist."},
		"less than a minute":    {[]string{"time", "15:00:30", "end", "15:01"}, "30", "15:01", "Enter a length between 1 and 1,440 minutes."},
		"a night, by length":    {[]string{"time", "15:00", "length", "other", "other", "1380", "drawn", "14:00", "end", "14:00"}, "other 1380", "14:00", "15:00 – 14:00 (next day), 23 h"},
		"no start yet":          {[]string{"end", "15:30"}, "30", "15:30", "Times are"},
		"a start taken away":    {[]string{"drawn", "15:30", "end", "15:30"}, "30", "", "Times are"},
		"a free time picked":    {[]string{"time", "15:00", "length", "45", "drawn", "15:45", "end", "16:30", "slot", "2026-11-26T09:00"}, "45", "09:45", "Thursday 26 November, 09:00 – 09:45, 45 min"},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.post("/appointments/new", append(c.form, "date", "2026-11-25", "preview", "1")...)
			require.Equal(t, http.StatusOK, p.Status)
			require.Equal(t, c.minutes, p.minutes())
			require.Equal(t, c.end, p.value("end"))
			require.Contains(t, text(p.byID("readback")), c.reads)
			w.lint(p)
		})
	}
}

// An end that says nothing stands beside its field, and is still there to be put right.
func TestAnEndThatCannotBe(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	form := []string{"client", "Mei", "date", "2026-11-25", "time", "15:00", "length", "30", "drawn", "15:30", "end", "14:30"}
	p := w.post("/appointments/new", form...)
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	require.Equal(t, "The end must come after the start.", text(p.byID("end-err")))
	require.Equal(t, "14:30", p.value("end"))
	form[9] = p.value("drawn")
	require.Equal(t, http.StatusUnprocessableEntity, w.post("/appointments/new", form...).Status, "sent again as it is, it counts still")
	require.Empty(t, b.store.list)
	form[11] = ""
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/new", form...).Status, "an empty one leaves it to the length")
	require.Equal(t, 30, b.last().DurationMinutes)

	form[5], form[11] = "16:00", "16:50"
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/new", form...).Status)
	require.Equal(t, 50, b.last().DurationMinutes)
	p = w.get("/appointments/2/edit")
	require.Equal(t, "16:50", p.value("end"))
	require.Equal(t, http.StatusSeeOther, w.post("/appointments/2/edit", append(asShown(p), "drawn", "16:50", "end", "17:00")...).Status)
	require.Equal(t, 60, b.last().DurationMinutes)
}

// A time that is taken is one from its start to its end: both are marked, and what was typed is the length
// from then on.
func TestATakenTimeMarksBothItsEnds(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	w := signedIn(t, b)
	b.book(t, "Priya Nair", "2026-11-25", "10:30", 60)
	p := w.post("/appointments/new", "client", "Mei", "date", "2026-11-25", "time", "10:45", "length", "30", "drawn", "11:15", "end", "11:35")
	require.Equal(t, http.StatusConflict, p.Status)
	for _, id := range []string{"time", "end"} {
		require.Equal(t, "true", attr(p.byID(id), "aria-invalid"))
		require.Contains(t, attr(p.byID(id), "aria-describedby"), "time-err")
	}
	require.Equal(t, "other 50", p.minutes())
	require.Equal(t, "11:35", p.value("drawn"))
	p.says("Nearest free times for 50 min")
}

// The length is of real minutes on nights on which clocks are moved, and an end that they skip or show
// twice is told.
func TestEndsOfNightsOnWhichClocksMove(t *testing.T) {
	t.Parallel()
	const twice = "because clocks are set back. Leave the end empty and choose a length."
	for zone, nights := range map[string][]struct {
		date, start, offset, end string
		minutes                  int
		says                     string
	}{
		"Europe/Berlin": {
			{"2027-03-28", "01:30", "", "03:30", 60, "1 h"},
			{"2027-03-28", "01:30", "", "02:30", 0, "02:30 does not exist on Sunday 28 March 2027: clocks jump from 02:00 to 03:00."},
			{"2027-03-27", "22:00", "", "02:30", 0, "02:30 does not exist on Sunday 28 March 2027"},
			{"2027-03-27", "22:00", "", "03:00", 240, "(next day)"},
			{"2027-03-27", "10:00", "", "02:30", 0, "The end must come after the start."},
			{"2027-03-28", "20:00", "", "02:30", 390, "(next day)"},
			{"2026-10-25", "01:30", "", "03:30", 180, "3 h"},
			{"2026-10-25", "01:30", "", "02:30", 0, "02:30 comes twice on Sunday 25 October 2026, " + twice},
			{"2026-10-24", "22:00", "", "02:30", 0, "02:30 comes twice on Sunday 25 October 2026, " + twice},
			{"2026-10-25", "02:30", "+02:00", "02:15", 45, "45 min"},
			{"2026-10-25", "02:15", "+01:00", "02:45", 30, "30 min"},
			{"2026-10-25", "20:00", "", "02:30", 390, "(next day)"},
		},
		"America/New_York": {
			{"2027-03-14", "01:30", "", "03:30", 60, "1 h"},
			{"2027-03-14", "01:00", "", "02:30", 0, "02:30 does not exist on Sunday 14 March 2027"},
			{"2026-11-01", "00:30", "", "01:30", 0, "01:30 comes twice on Sunday 1 November 2026, " + twice},
			{"2026-11-01", "00:30", "", "02:30", 180, "3 h"},
		},
		"Australia/Lord_Howe": {
			{"2026-10-04", "01:45", "", "02:45", 30, "30 min"},
			{"2026-10-04", "01:45", "", "02:15", 0, "02:15 does not exist on Sunday 4 October 2026: clocks jump from 02:00 to 02:30."},
			{"2027-04-04", "01:15", "", "01:45", 0, "01:45 comes twice on Sunday 4 April 2027, " + twice},
			{"2027-04-04", "01:15", "", "02:15", 90, "1 h 30 min"},
		},
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			w, b := abroad(t, "Europe/Berlin", zone, zonesNow)
			for _, c := range nights {
				what := c.date + " " + c.start + c.offset + " – " + c.end
				form := []string{"client", "Mei", "date", c.date, "time", c.start, "offset", c.offset, "end", c.end, "confirmed", "1", "overlap", "1"}
				p := w.post("/appointments/new", append(form, "preview", "1")...)
				require.Contains(t, text(p.byID("readback")), c.says, what)
				p = w.post("/appointments/new", form...)
				if c.minutes == 0 {
					require.Equal(t, http.StatusUnprocessableEntity, p.Status, what)
					require.Contains(t, text(p.byID("end-err")), c.says, what)
					continue
				}
				require.Equal(t, http.StatusSeeOther, p.Status, "%s: %s", what, p.body)
				require.Equal(t, c.minutes, b.last().DurationMinutes, what)
				p = w.get("/appointments/" + strconv.Itoa(len(b.store.list)) + "/edit")
				require.Equal(t, c.end, p.value("end"), what)
			}
		})
	}
}

// TestEndFollowsLengthAndLengthEnd types into a form whose scripts run.
func TestEndFollowsLengthAndLengthEnd(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	b.sortOut(t)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	c.open(site + "/appointments/new?date=2026-11-27&time=15:00")
	shows := func(end, length string) {
		t.Helper()
		c.await("(v => v('end') + ' ' + v('length') + (v('length') === 'other' ? ' ' + v('other') : ''))(n => document.querySelector('#appointment').elements.namedItem(n).value) === " + quoted(end+" "+length))
	}
	shows("15:30", "usual")
	c.pick("end", "15:45")
	shows("15:45", "45")
	c.says("Friday 27 November, 15:00 – 15:45")
	c.pick("end", "15:50")
	shows("15:50", "other 50")
	c.pick("time", "16:00")
	shows("16:50", "other 50")
	c.click("[name=length][value='60'] + span")
	shows("17:00", "60")
	c.click("[name=length][value=usual] + span")
	shows("16:30", "usual")
	c.do("(e => { e.value = 'Visit'; e.dispatchEvent(new Event('input', {bubbles: true})); })(document.querySelector('#kind'))")
	shows("17:00", "usual")
	c.pick("end", "15:00")
	c.says("The end must come after the start.")
	c.click("[name=length][value='15'] + span")
	shows("16:15", "15")
	c.set("client", "Mei Tanaka")
	c.pick("end", "16:40")
	c.clickAway("#appointment .btn-primary") // before the preview of it is there
	c.says("Booked: Mei Tanaka, Friday 27 November, 16:00 – 16:40")

	c.open(site + "/appointments/new?date=2026-11-27&time=16:15&length=45&client=Ben")
	c.clickAway("#appointment .btn-primary")
	c.says("That time is taken, so nothing was saved.")
	c.click(".pick input")
	slot := ask[string](c, "document.querySelector('.pick input').value")
	c.await("document.querySelector('#time').value === " + quoted(slot[len(slot)-5:]) + " && document.querySelector('#end').value !== '17:00'")
	require.Equal(t, 45.0, ask[float64](c, "(document.querySelector('#end').valueAsNumber - document.querySelector('#time').valueAsNumber) / 60000"))
	require.Empty(t, c.console())
}

// TestAnEndWithoutScripts types one in a browser that runs none.
func TestAnEndWithoutScripts(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	c := newChrome(t)
	_, err := chromedp.Call(c.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	c.enter(newSite(t, b).URL)
	c.clickAway(".rail .btn-primary")
	c.set("client", "Yusuf Kaya")
	c.pick("date", "2026-11-27")
	c.pick("time", "15:00")
	c.pick("end", "14:00")
	c.clickAway("#appointment .btn-primary")
	c.says("The end must come after the start.")
	c.pick("end", "15:50")
	c.clickAway("#appointment .btn-primary")
	c.says("Booked: Yusuf Kaya, Friday 27 November, 15:00 – 15:50")
	require.Equal(t, 50, b.last().DurationMinutes)
}
