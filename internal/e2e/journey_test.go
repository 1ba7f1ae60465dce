package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/e2e/rig"
)

// tab is a page of a real browser, driven as a person would.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu       sync.Mutex
	outside  []string // requests to other hosts
	errors   []string // what the console says, violations of the content security policy among it
	requests int
}

func chromium() string {
	for _, name := range []string{os.Getenv("CHROME"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
}

func openTab(t *testing.T, base string, scripts bool) *tab {
	t.Helper()
	path := chromium()
	if path == "" {
		rig.Skip(t, "there is no Chromium on this machine")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, end := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(end)
	ctx, endBrowser := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(endBrowser)
	ctx, endTab := chromedp.NewContext(ctx)
	t.Cleanup(endTab)
	b := &tab{t: t, ctx: ctx, base: base}
	b.do(chromedp.EmulateViewport(1280, 900))
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	require.NoError(t, err)
	if !scripts {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		require.NoError(t, err)
	}
	return b
}

func (b *tab) listen(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		b.requests++
		if !strings.HasPrefix(ev.Request.URL, b.base) && !strings.HasPrefix(ev.Request.URL, "data:") && !strings.HasPrefix(ev.Request.URL, "about:") {
			b.outside = append(b.outside, ev.Request.URL)
		}
	case *log.EventEntryAdded:
		// A refused form is answered with 409 or 422, which the console repeats: that is no fault.
		if !strings.Contains(ev.Entry.Text, "Failed to load resource") {
			b.errors = append(b.errors, ev.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, ev.ExceptionDetails.Text)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, steps...))
}

func (b *tab) open(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.base + path)) }

// fill gives fields their values, by name.
func (b *tab) fill(values ...string) {
	b.t.Helper()
	for i := 0; i < len(values); i += 2 {
		b.run(fmt.Sprintf("document.querySelector(`main [name=%s], .auth [name=%s]`).value = %q, true", values[i], values[i], values[i+1]))
	}
}

func (b *tab) run(js string) bool {
	b.t.Helper()
	ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](js))
	require.NoError(b.t, err)
	return ok
}

// press clicks what a selector finds and waits for the page that follows.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.run("window.leaving = true")
	require.True(b.t, b.run(fmt.Sprintf("(e => e ? (e.click(), true) : false)(document.querySelector(%q))", selector)), "there is no %s on %s", selector, b.text())
	rig.Eventually(b.t, 15*time.Second, func() error {
		gone, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!window.leaving && document.readyState == 'complete'"))
		if err == nil && !gone {
			err = errors.New("the page did not change after " + selector)
		}
		return err
	})
}

func (b *tab) text() string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.title + '\\n' + (document.body?.innerText ?? '')"))
	if err != nil { // the page is just being left
		return err.Error()
	}
	return text
}

// sees waits until the page shows all the texts.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	rig.Eventually(b.t, 20*time.Second, func() error {
		page := b.text()
		for _, text := range texts {
			if !strings.Contains(page, text) {
				return fmt.Errorf("the page does not show %q:\n%s", text, page)
			}
		}
		return nil
	})
}

// clean requires that the browser had nothing to complain of and asked nobody else for anything.
func (b *tab) clean() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.outside, "requests to other hosts")
	require.Empty(b.t, b.errors, "the console")
	require.Positive(b.t, b.requests)
}

// The daily path, once with and once without scripts: register, book, meet a taken time, take a free
// one, change, cancel, delete, undo, export, have a brief written.
func TestDailyPathInABrowser(t *testing.T) {
	t.Parallel()
	for _, scripts := range []bool{true, false} {
		t.Run(map[bool]string{true: "with scripts", false: "without scripts"}[scripts], func(t *testing.T) {
			t.Parallel()
			s := rig.StartAll(t, t.TempDir(), "TIME_ZONE=Europe/Berlin")
			dailyPath(t, openTab(t, s.Pages, scripts), scripts)
		})
	}
}

func dailyPath(t *testing.T, b *tab, scripts bool) {
	b.open("/agenda")
	b.sees("Sign in")
	b.open("/register")
	b.fill("username", "hanna", "password", "correct horse battery")
	b.press("form[action='/register'] button[type=submit]")
	b.sees("Agenda", "hanna", "Berlin")

	b.open("/appointments/new")
	b.fill("client", "Priya <b>Nair</b>", "date", "2030-05-06", "time", "10:30", "notes", "Bring the MRI images")
	b.press("#appointment button.btn-primary")
	b.sees("Priya <b>Nair</b>")

	b.open("/appointments/new")
	b.fill("client", "Jonas Lindqvist", "date", "2030-05-06", "time", "10:45")
	b.press("#appointment button.btn-primary")
	b.sees("That time is taken, so nothing was saved", "Priya <b>Nair</b>", "Save as overlap")
	require.True(t, b.run("document.querySelectorAll('input[name=slot]').length >= 3"), "free times are offered")
	require.True(t, b.run("document.querySelector('input[name=slot]').click(), true"))
	b.press("#appointment button.btn-primary")
	b.sees("Jonas Lindqvist")

	b.open("/agenda?from=2030-05-06&to=2030-05-06")
	b.sees("Monday 6 May 2030", "Jonas Lindqvist", "Priya <b>Nair</b>", "10:30", "2 booked")
	b.open("/appointments/1/edit")
	b.fill("time", "")
	b.run("document.querySelector('#time').removeAttribute('required'), true")
	b.press("#appointment button.btn-primary")
	b.sees("Nothing was saved")
	b.fill("time", "14:00", "notes", "Moved")
	b.press("#appointment button.btn-primary")
	b.sees("14:00")

	b.open("/appointments/1")
	b.press("button[name=status][value=cancelled]")
	b.open("/appointments/1")
	b.sees("Cancelled")
	b.press("button[name=status][value=confirmed]")

	b.open("/appointments/2")
	b.press("a[href='/appointments/2/delete']")
	if !scripts {
		b.sees("Delete appointment")
		b.press("main form button.btn-danger")
	}
	b.sees("Jonas Lindqvist", "Undo")
	b.press(".toast button")
	b.open("/agenda?q=jonas")
	b.sees("Jonas Lindqvist")

	csv, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("fetch('/export.csv?q=priya').then(r => r.text())", chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	require.Contains(t, csv, "id,client_name,date,time,notes\r\n1,Priya <b>Nair</b>,2030-05-06,14:00,Moved\r\n")

	b.open("/briefs")
	b.run("document.querySelector('input[name=kind][value=range]').click(), true")
	b.fill("from", "2030-05-06", "to", "2030-05-06")
	b.press("form[action='/briefs'] button")
	b.sees("Two appointments", "Priya <b>Nair</b>", "Ready")

	b.run("document.querySelector('#account').showPopover(), true")
	b.press("form[action='/signout'] button")
	b.open("/agenda")
	b.sees("Sign in")
	b.clean()
}
