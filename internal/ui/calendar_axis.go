package ui

import (
	"time"

	"appointment-manager/internal/agenda"
)

// axis is the line that all days of a grid share: the minutes of the day as clocks show them, and,
// where clocks are set back on one of the days, the time that comes twice, twice.
type axis struct {
	loc    *time.Location
	twice  agenda.Date // the day of 25 hours; zero: none
	second int         // the minute where the second showing begins
	shift  int         // and how long it lasts
	first  string      // the zone's abbreviations before and after
	then   string
}

// jump is where a day's clocks are moved: after so many minutes of the day, by so many (forward: more than 0).
func jump(d agenda.Date, loc *time.Location) (after, by int, at time.Time) {
	start, end := d.Start(loc), d.AddDays(1).Start(loc)
	_, was := start.Zone()
	for t := start; t.Before(end); t = t.Add(unitMinutes * time.Minute) {
		if _, is := t.Zone(); is != was {
			return int(t.Sub(start) / time.Minute), (is - was) / 60, t
		}
	}
	return 0, 0, time.Time{}
}

func newAxis(days []agenda.Date, loc *time.Location) axis {
	x := axis{loc: loc}
	for _, d := range days {
		if after, by, at := jump(d, loc); by < 0 {
			x.twice, x.second, x.shift = d, after, -by
			x.first, x.then = at.Add(-time.Minute).Format("MST"), at.Format("MST")
		}
	}
	return x
}

// length is that of the line, in minutes.
func (x *axis) length() int { return 24*60 + x.shift }

// wall is the place of a time of day, in its first showing.
func (x *axis) wall(minute int) int {
	if x.shift > 0 && minute >= x.second {
		return minute + x.shift
	}
	return minute
}

// at is the place of an instant on the line of a day, which it is clipped to.
func (x *axis) at(d agenda.Date, t time.Time) int {
	start, end := d.Start(x.loc), d.AddDays(1).Start(x.loc)
	switch {
	case t.Before(start):
		return 0
	case !t.Before(end):
		return x.length()
	case d == x.twice:
		return int(t.Sub(start) / time.Minute)
	}
	t = t.In(x.loc)
	return x.wall(t.Hour()*60 + t.Minute())
}

// holes are the parts of the line that a day does not have.
func (x *axis) holes(d agenda.Date) (holes []stretch) {
	if after, by, _ := jump(d, x.loc); by > 0 {
		holes = append(holes, stretch{x.wall(after), x.wall(after + by)})
	}
	if begins := d.Start(x.loc); begins.Hour()+begins.Minute() > 0 { // clocks go forward at midnight
		holes = append(holes, stretch{0, x.wall(begins.Hour()*60 + begins.Minute())})
	}
	if x.shift > 0 && d != x.twice {
		holes = append(holes, stretch{x.second, x.second + x.shift})
	}
	return holes
}

// bent tells whether places on the line of a day are not minutes of its clock.
func (x *axis) bent(d agenda.Date) bool { return d == x.twice || len(x.holes(d)) > 0 }

// label is the time that clocks show at a place of the line.
func (x *axis) label(w *words, minute int) string {
	clock := func(minute int) string {
		if minute%60 != 0 { // a shift of half an hour
			return w.hm(minuteOfDay(minute))
		}
		return w.hour(minuteOfDay(minute))
	}
	switch {
	case x.shift == 0 || minute < x.second-x.shift:
		return clock(minute)
	case minute < x.second:
		return clock(minute) + " " + x.first
	case minute < x.second+x.shift:
		return clock(minute-x.shift) + " " + x.then
	}
	return clock(minute - x.shift)
}
