package ui_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// TestTheSidePanelFollowsBriefsUnderWay looks at a week while its briefs get ready. Then nothing is asked for
// any more.
func TestTheSidePanelFollowsBriefsUnderWay(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	fill(t, b)
	c := newChrome(t)
	site := newSite(t, b).URL
	c.enter(site)
	require.Contains(t, ask[string](c, "document.querySelector('#side').innerText"), "Briefs under way")

	b.mu.Lock()
	for i := range b.jobs {
		b.jobs[i].State = agenda.JobDone
	}
	b.mu.Unlock()
	c.await("!document.querySelector('#side').innerText.includes('Briefs under way')")
	require.False(t, ask[bool](c, "!!document.querySelector('[data-refresh]')"))
	require.Empty(t, c.console())
}
