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
	unitsPerDay = 25 * 60 / unitMinutes // the longest day has 25 hours
	leastUnits  = 3                     // what is shorter is drawn as a quarter of an hour
	mostColumns = 6                     // what overlaps more shares the last column
)

// layOut places the stretches of one day so that no two chips intersect. Those that overlap, directly
// or through others, form a cluster and share its width in columns: each takes the leftmost column
// that is free at its start, and grows over the columns to its right that nothing in its time uses.
func layOut(day []stretch) []place {
	places := make([]place, len(day))
	for _, cluster := range clusters(day) {
		for _, i := range cluster {
			places[i] = drawn(day[i])
		}
		layOutCluster(places, cluster, mostColumns)
	}
	return places
}

// surplus stands for appointments that there is no room for beside the others of their time.
type surplus struct {
	place
	hidden int
}

// layOutFew is layOut in at most most columns. Where more overlap, the last column is given to
// surpluses, and the places of what these stand for span nothing: they are not drawn.
func layOutFew(day []stretch, most int) (places []place, more []surplus) {
	places = make([]place, len(day))
	for _, cluster := range clusters(day) {
		for _, i := range cluster {
			places[i] = drawn(day[i])
		}
		layOutCluster(places, cluster, len(cluster))
		if places[cluster[0]].columns <= most {
			continue
		}
		first := len(more)
		for _, i := range cluster {
			p := &places[i]
			p.columns, p.span = most, 1
			if p.column < most-1 {
				continue
			}
			p.column, p.span = most-1, 0
			if n := len(more); n > first && p.unit < more[n-1].unit+more[n-1].units {
				more[n-1].units = max(more[n-1].units, p.unit+p.units-more[n-1].unit)
				more[n-1].hidden++
				continue
			}
			s := surplus{*p, 1}
			s.span = 1
			more = append(more, s)
		}
	}
	return places, more
}

// drawn is the place of a stretch, without its columns.
func drawn(s stretch) place {
	unit := min(max(s.from, 0)/unitMinutes, unitsPerDay-leastUnits)
	units := (min(s.to, unitsPerDay*unitMinutes) + unitMinutes - 1) / unitMinutes
	return place{unit: unit, units: max(units-unit, leastUnits), span: 1}
}

// clusters returns which stretches overlap as drawn, directly or through others, each in the order of
// their starts, the longer first.
func clusters(day []stretch) (all [][]int) {
	order := make([]int, len(day))
	for i := range day {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := drawn(day[a]), drawn(day[b])
		return cmp.Or(p.unit-q.unit, q.units-p.units)
	})
	until := 0
	for _, i := range order {
		p := drawn(day[i])
		if p.unit >= until || all == nil {
			all = append(all, nil)
		}
		last := len(all) - 1
		all[last] = append(all[last], i)
		until = max(until, p.unit+p.units)
	}
	return all
}

func layOutCluster(places []place, cluster []int, most int) {
	var ends []int // per column, where its last chip ends
	for _, i := range cluster {
		p := &places[i]
		column := slices.IndexFunc(ends, func(end int) bool { return end <= p.unit })
		if column < 0 && len(ends) < most {
			column = len(ends)
			ends = append(ends, 0)
		} else if column < 0 {
			column = most - 1
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
