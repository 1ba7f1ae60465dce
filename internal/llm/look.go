package llm

import "fmt"

// How many lines of a kind the brief holds before it only counts the rest.
const (
	maxFirstVisitLines = 20
	maxLookLines       = 12
)

// firstVisitLines lists the first visits that are too many for a sentence.
func (f *facts) firstVisitLines() []string {
	if len(f.firsts) <= maxNamedPeople {
		return nil
	}
	var lines []string
	for _, v := range f.firsts {
		lines = append(lines, fmt.Sprintf("- %s %s", f.when(v.start), v.name))
	}
	return capped(lines, maxFirstVisitLines)
}

// worthALook lists what somebody should do something about.
func (f *facts) worthALook() []string {
	lines := f.overlapLines()
	lines = append(lines, capped(f.tentativeLines(), maxLookLines)...)
	lines = append(lines, capped(f.askLines(), maxLookLines)...)
	return append(lines, capped(f.breakLines(), maxLookLines)...)
}

// capped keeps the first n lines and counts the rest.
func capped(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	return append(lines[:n:n], more(len(lines)-n))
}

func more(n int) string { return fmt.Sprintf("- And %s more like these.", number(n)) }

// overlapLines come capped: of hundreds of visits at one time, every two overlap.
func (f *facts) overlapLines() []string {
	var lines []string
	for i, o := range f.overlaps {
		if i == maxLookLines {
			return append(lines, more(len(f.overlaps)-i))
		}
		pair := fmt.Sprintf("%s and %s overlap", o.a.name, o.b.name)
		if o.a.name == o.b.name {
			pair = "two appointments of " + o.a.name + " overlap"
		}
		lines = append(lines, fmt.Sprintf("- %s %s by %s.", f.when(o.b.start), pair, minutes(o.length)))
	}
	return lines
}

func (f *facts) tentativeLines() []string {
	var lines []string
	for _, v := range f.tentative {
		lines = append(lines, fmt.Sprintf("- %s %s is still to be confirmed.", f.when(v.start), v.name))
	}
	return lines
}

// askLines quote notes rather than retell them: what a note says is its writer's claim, not ours.
func (f *facts) askLines() []string {
	var lines []string
	for _, v := range f.visits {
		for _, s := range asksOf(v.notes) {
			lines = append(lines, fmt.Sprintf("- %s %s: “%s”", f.when(v.start), v.name, s))
		}
	}
	return lines
}

func (f *facts) breakLines() []string {
	var lines []string
	for _, d := range f.days {
		for _, g := range d.gaps {
			if g.length() < shortBreak {
				lines = append(lines, fmt.Sprintf("- %s only %s between %s and %s.", f.when(g.from),
					minutes(g.length()), g.before.name, g.after.name))
			}
		}
	}
	return lines
}
