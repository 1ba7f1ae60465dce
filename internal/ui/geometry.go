package ui

import (
	"cmp"
	"fmt"
	"slices"
)

// stretch is the part of a day that an appointment takes, in minutes after midnight, half open.
type stretch struct{ from, to int }

// place is where a chip is drawn: a start and a length in five-minute units, and of the columns
// that its neighbours in time share, which one it begins in and how many it spans.
type place struct{ unit, units, column, columns, span int }

// class names the geometry classes of a place; inline styles are forbidden by the page's policy.
func (p place) class() string {
	return fmt.Sprintf("t%d d%d c%d n%d s%d", p.unit, p.units, p.column, p.columns, p.span)
}

const (
	unitMinutes = 5
	unitsPerDay = 24 * 60 / unitMinutes
	leastUnits  = 3 // what is shorter is drawn as a quarter of an hour
	mostColumns = 6 // what overlaps more shares the last column
)

// layOut places the stretches of one day so that no two chips intersect. Those that overlap, directly
// or through others, form a cluster and share its width in columns: each takes the leftmost column
// that is free at its start, and grows over the columns to its right that nothing in its time uses.
func layOut(day []stretch) []place {
	places := make([]place, len(day))
	order := make([]int, len(day))
	for i, s := range day {
		unit := min(max(s.from, 0)/unitMinutes, unitsPerDay-leastUnits)
		units := (min(s.to, 24*60) + unitMinutes - 1) / unitMinutes
		places[i] = place{unit: unit, units: max(units-unit, leastUnits), span: 1}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(places[a].unit-places[b].unit, places[b].units-places[a].units)
	})
	for start := 0; start < len(order); {
		end, until := start, 0
		for end < len(order) && (end == start || places[order[end]].unit < until) {
			until = max(until, places[order[end]].unit+places[order[end]].units)
			end++
		}
		layOutCluster(places, order[start:end])
		start = end
	}
	return places
}

func layOutCluster(places []place, cluster []int) {
	var ends []int // per column, where its last chip ends
	for _, i := range cluster {
		p := &places[i]
		column := slices.IndexFunc(ends, func(end int) bool { return end <= p.unit })
		if column < 0 && len(ends) < mostColumns {
			column = len(ends)
			ends = append(ends, 0)
		} else if column < 0 {
			column = mostColumns - 1
		}
		p.column = column
		ends[column] = max(ends[column], p.unit+p.units)
	}
	for _, i := range cluster {
		p := &places[i]
		p.columns = len(ends)
		for p.column+p.span < p.columns && !columnUsed(places, cluster, p, p.column+p.span) {
			p.span++
		}
	}
}

func columnUsed(places []place, cluster []int, p *place, column int) bool {
	return slices.ContainsFunc(cluster, func(i int) bool {
		o := places[i]
		return o.column == column && o.unit < p.unit+p.units && p.unit < o.unit+o.units
	})
}
