package ui_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chrome is a tab of a real browser. What [browser] reads as text, it draws.
type chrome struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // what the console says, violations of the content security policy among it
}

// newChrome opens a tab. A machine without a browser skips the test, unless E2E is "required".
func newChrome(t *testing.T) *chrome {
	t.Helper()
	path := ""
	for _, name := range []string{os.Getenv("CHROME"), "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); name != "" && err == nil && path == "" {
			path = found
		}
	}
	switch {
	case path == "" && os.Getenv("E2E") == "required":
		t.Fatal("there is no Chromium on this machine")
	case path == "":
		t.Skip("there is no Chromium on this machine")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, end := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(end)
	ctx, endBrowser := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(endBrowser)
	ctx, endTab := chromedp.NewContext(ctx)
	t.Cleanup(endTab)
	c := &chrome{t: t, ctx: ctx}
	c.resize(1440)
	c.paint("light")
	require.NoError(t, chromedp.Listen(ctx, c.listen))
	_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	require.NoError(t, err)
	return c
}

func (c *chrome) listen(ev any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		// An answer with 4xx is repeated by the console, though it is what the test asked for.
		if ev.Entry.Source != log.EntrySourceNetwork {
			c.faults = append(c.faults, ev.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		fault := ev.ExceptionDetails.Text
		if e := ev.ExceptionDetails.Exception; e != nil {
			fault += " " + e.Description
		}
		c.faults = append(c.faults, fault)
	}
}

// console returns what the browser complained of since the last call.
func (c *chrome) console() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	faults := c.faults
	c.faults = nil
	return faults
}

func (c *chrome) open(url string) {
	c.t.Helper()
	require.NoError(c.t, chromedp.Do(c.ctx, chromedp.Navigate(url)))
}

func (c *chrome) resize(width int64) {
	c.t.Helper()
	require.NoError(c.t, chromedp.Do(c.ctx, chromedp.EmulateViewport(width, 900)))
}

// paint sets the colour scheme. Nothing moves, so that no colour is caught half-way.
func (c *chrome) paint(scheme string) {
	c.t.Helper()
	_, err := chromedp.Call(c.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	require.NoError(c.t, err)
}

// do runs a script in the page.
func (c *chrome) do(script string) {
	c.t.Helper()
	_, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool]("("+script+", true)"))
	require.NoError(c.t, err, script)
}

// submit fills the appointment's form in, sends it as it is and waits for the page that follows.
func (c *chrome) submit(values ...string) {
	c.t.Helper()
	for i := 0; i < len(values); i += 2 {
		c.do(fmt.Sprintf("document.querySelector('[name=%s]').value = %q", values[i], values[i+1]))
	}
	c.do("document.querySelector('#appointment').noValidate = true")
	c.leave("document.querySelector('#appointment .btn-primary').click()")
}

// leave runs a script that leads to another page, and waits for that.
func (c *chrome) leave(script string) {
	c.t.Helper()
	c.do("window.leaving = true, " + script)
	c.arrive()
}

// arrive waits for the page that follows the one on which window.leaving was set.
func (c *chrome) arrive() {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		arrived, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool]("!window.leaving && document.readyState == 'complete'"))
		return err == nil && arrived
	}, 10*time.Second, 20*time.Millisecond)
}
