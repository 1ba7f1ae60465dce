package ui

import (
	"context"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

const (
	// countPatience bounds how long a page waits for a number of briefs, which it can do without.
	countPatience = 300 * time.Millisecond
	countLimit    = 100
)

// countBriefs counts the briefs that are in some states by the tab of their label, at most countLimit. It
// does not wait long.
func countBriefs(ctx context.Context, caller *apiclient.Client, states ...agenda.JobState) (byTab map[string]int, all int, err error) {
	ctx, cancel := context.WithTimeout(ctx, countPatience)
	defer cancel()
	jobs, err := caller.SummaryJobs(ctx, apiclient.JobOptions{States: states, Limit: countLimit})
	byTab = map[string]int{}
	for i := range jobs {
		byTab[tabOf(jobs[i].Label)]++
	}
	return byTab, len(jobs), err
}

// underWay is how many briefs are under way, in all and by tab; none while it is not known.
type underWay struct {
	All   int
	ByTab map[string]int
}

// startCounting begins to count the briefs under way while the page loads its own content. The number is
// never an old one: who has just asked for a brief, or stopped one, looks for it.
func (v *visit) startCounting() {
	ctx, caller := v.ctx(), v.caller
	counted := make(chan underWay, 1)
	go func() {
		byTab, all, _ := countBriefs(ctx, caller, openStates...)
		counted <- underWay{all, byTab}
	}()
	v.counted = sync.OnceValue(func() underWay { return <-counted })
}

// countNothing has the page do without the number: the service was just found away.
func (v *visit) countNothing() { v.counted = func() underWay { return underWay{} } }

func (v *visit) underWay() underWay {
	if v.counted == nil {
		v.startCounting()
	}
	return v.counted()
}
