package storetest

import (
	"time"
	_ "time/tzdata" // the model's days are Berlin's, wherever the test runs

	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
)

var berlin = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return loc
}()

// nights are the midnights, in UTC, that a run of the model crowds around.
var nights = []time.Time{
	time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC), // an ordinary one
	time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC),  // clocks jump from 02:00 to 03:00
	time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC), // clocks are set back from 03:00 to 02:00
}

// twiceFrom and twiceTo bound the instants whose wall time comes twice in that autumn night;
// goneOn is the day on which no clock shows an hour from 02:00.
var (
	twiceFrom = time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	twiceTo   = time.Date(2026, 10, 25, 2, 0, 0, 0, time.UTC)
	goneOn    = "2026-03-29"
)

// draft is a wish for a stretch of time, as wall time in Berlin.
type draft struct {
	start   time.Time
	minutes int
	offset  bool // says which of two equal wall times is meant
	allow   bool
}

func (d draft) date() string { return d.start.In(berlin).Format("2006-01-02") }
func (d draft) time() string { return d.start.In(berlin).Format("15:04:05") }

func (d draft) utcOffset() *string {
	if !d.offset {
		return nil
	}
	return new(d.start.In(berlin).Format("-07:00"))
}

// ambiguous tells whether the draft's wall time means two instants and the draft does not say which.
func (d draft) ambiguous() bool {
	return !d.offset && !d.start.Before(twiceFrom) && d.start.Before(twiceTo)
}

func (d draft) span() agenda.Span {
	return agenda.Span{Start: d.start, End: d.start.Add(time.Duration(d.minutes) * time.Minute)}
}

var (
	lengths = rapid.SampledFrom([]int{1, 5, 30, 60, 180, 1439, 1440})
	grid    = rapid.IntRange(-8, 24)
	nudges  = rapid.SampledFrom([]time.Duration{0, 0, 0, -time.Second, time.Second, -time.Minute, time.Minute})
	seldom  = rapid.Custom(func(t *rapid.T) bool { return rapid.IntRange(0, 5).Draw(t, "of six") == 5 })
	places  = rapid.SampledFrom([]string{"anywhere", "from its end", "up to its start", "from its start", "up to its end", "inside", "around"})
)

// drawDraft draws a stretch of time: on a grid of quarter hours around the night, or, where there is
// a neighbour, by one of its edges, exactly or a little off.
func drawDraft(t *rapid.T, night time.Time, neighbour *booking) draft {
	d := draft{minutes: lengths.Draw(t, "minutes"), offset: rapid.Bool().Draw(t, "offset given"), allow: seldom.Draw(t, "allow overlap")}
	length := time.Duration(d.minutes) * time.Minute
	place := "anywhere"
	if neighbour != nil {
		place = places.Draw(t, "place")
	}
	nudge := time.Duration(0)
	if place != "anywhere" {
		nudge = nudges.Draw(t, "nudge")
	}
	switch place {
	case "anywhere":
		d.start = night.Add(time.Duration(grid.Draw(t, "quarters")) * 15 * time.Minute)
	case "from its end":
		d.start = neighbour.end
	case "up to its start":
		d.start = neighbour.start.Add(-length)
	case "from its start":
		d.start = neighbour.start
	case "up to its end":
		d.start = neighbour.end.Add(-length)
	case "inside":
		d.minutes = 1
		d.start = neighbour.start.Add(neighbour.end.Sub(neighbour.start) / 2).Truncate(time.Minute)
	case "around":
		d.minutes = min(int(neighbour.end.Sub(neighbour.start)/time.Minute)+2, agenda.MaxDurationMinutes)
		d.start = neighbour.start.Add(-time.Minute)
	}
	d.start = d.start.Add(nudge).UTC()
	return d
}
