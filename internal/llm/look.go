package llm

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
	return f.capped(each(f.firsts, f.say.firstVisitLine), maxFirstVisitLines)
}

// worthALook lists what somebody should do something about.
func (f *facts) worthALook() []string {
	lines := f.overlapLines()
	lines = append(lines, f.capped(each(f.tentative, f.say.unconfirmedLine), maxLookLines)...)
	lines = append(lines, f.capped(f.askLines(), maxLookLines)...)
	return append(lines, f.capped(f.breakLines(), maxLookLines)...)
}

// capped keeps the first n lines and counts the rest.
func (f *facts) capped(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	return append(lines[:n:n], f.say.moreLines(len(lines)-n))
}

// overlapLines come capped: of hundreds of visits at one time, every two overlap.
func (f *facts) overlapLines() []string {
	var lines []string
	for i, o := range f.overlaps {
		if i == maxLookLines {
			return append(lines, f.say.moreLines(len(f.overlaps)-i))
		}
		lines = append(lines, f.say.overlapLine(o))
	}
	return lines
}

// askLines quote notes rather than retell them: what a note says is its writer's claim, not ours.
func (f *facts) askLines() []string {
	var lines []string
	for _, v := range f.visits {
		for _, s := range asksOf(v.notes) {
			lines = append(lines, f.say.askLine(v, s))
		}
	}
	return lines
}

func (f *facts) breakLines() []string {
	var lines []string
	for _, d := range f.days {
		for _, g := range d.gaps {
			if g.length() < shortBreak {
				lines = append(lines, f.say.shortBreakLine(g))
			}
		}
	}
	return lines
}
