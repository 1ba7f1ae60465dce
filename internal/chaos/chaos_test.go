package chaos_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"appointment-manager/internal/e2e/rig"
)

var long = flag.Bool("long", false, "run every scenario in its full size, one after the other")

func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "8") // they mostly wait; the command line has the last word
	flag.Parse()
	status := rig.Main(m)
	rows.print()
	os.Exit(status)
}

// size returns how much of something a scenario does: much of it with -long.
func size(short, full int) int {
	if *long {
		return full
	}
	return short
}

// row is one line of the table that a scenario fills in as it goes.
type row struct {
	order          int
	scenario       string
	load, faults   string
	lost, doubled  int
	recovery       time.Duration // the worst that was seen; 0: there was nothing to recover from
	note           string        // what else was counted
	took           time.Duration
	failed, missed bool
}

// table collects the rows of all scenarios.
type table struct {
	mu   sync.Mutex
	rows []*row
}

var rows table

// scenario begins a row, at a place of the table that is kept whatever runs first. The short sizes
// run side by side; the long ones alone, so that their times mean something. The row is complete
// when the test ends: a loss or a doubling fails the test.
func scenario(t *testing.T, order int, name string) *row {
	t.Helper()
	if !*long {
		t.Parallel()
	}
	r := &row{order: order, scenario: name}
	began := time.Now()
	t.Cleanup(func() {
		if r.lost != 0 || r.doubled != 0 {
			t.Errorf("%s: %d lost, %d doubled", name, r.lost, r.doubled)
		}
		r.took, r.failed, r.missed = time.Since(began), t.Failed(), t.Skipped()
		rows.mu.Lock()
		rows.rows = append(rows.rows, r)
		rows.mu.Unlock()
	})
	return r
}

// recovered notes how long a recovery took; the row keeps the worst.
func (r *row) recovered(took time.Duration) { r.recovery = max(r.recovery, took) }

// print writes the table as Markdown.
func (t *table) print() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.rows) == 0 || !testing.Verbose() {
		return
	}
	slices.SortFunc(t.rows, func(a, b *row) int { return cmp.Compare(a.order, b.order) })
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	defer out.Flush()
	fmt.Fprintln(out, "\n| scenario\t| load\t| faults\t| lost\t| doubled\t| recovery\t| verdict\t|")
	fmt.Fprintln(out, "|---\t|---\t|---\t|---\t|---\t|---\t|---\t|")
	for _, r := range t.rows {
		recovery, verdict := "-", "held"
		if r.recovery > 0 {
			recovery = r.recovery.Round(10 * time.Millisecond).String()
		}
		if r.note != "" {
			verdict += ": " + r.note
		}
		if r.failed {
			verdict = "BROKEN"
		} else if r.missed {
			verdict = "not run"
		}
		fmt.Fprintf(out, "| %s\t| %s\t| %s\t| %d\t| %d\t| %s\t| %s\t|\n", r.scenario, r.load, r.faults, r.lost, r.doubled, recovery, verdict)
	}
}
