package ical_test

import (
	"strconv"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"
	"github.com/teambition/rrule-go"
)

// event is what a reader that is not ours makes of a VEVENT.
type event struct {
	uid, summary, description, status string
	start, end                        time.Time
	sequence                          int
}

// read reads a calendar with a library, and its times by the zone that the calendar itself describes.
func read(t require.TestingT, text string) (events []event) {
	cal, err := goical.NewDecoder(strings.NewReader(text)).Decode()
	require.NoError(t, err, text)
	for _, e := range cal.Events() {
		value := func(name string) string {
			s, err := e.Props.Text(name)
			require.NoError(t, err, text)
			return s
		}
		found := event{uid: value("UID"), summary: value("SUMMARY"), description: value("DESCRIPTION"), status: value("STATUS")}
		found.sequence, err = e.Props.Get("SEQUENCE").Int()
		require.NoError(t, err)
		found.start = instant(t, cal, e.Props.Get("DTSTART"))
		found.end = instant(t, cal, e.Props.Get("DTEND"))
		events = append(events, found)
	}
	return events
}

// instant returns when a DATE-TIME is. With a TZID it is read by the onset that is the latest of those
// that are not later than it (RFC 5545, section 3.6.5).
func instant(t require.TestingT, cal *goical.Calendar, p *goical.Prop) time.Time {
	id := p.Params.Get("TZID")
	if id == "" {
		at, err := time.Parse("20060102T150405Z", p.Value)
		require.NoError(t, err)
		return at
	}
	wall := wallTime(t, p.Value)
	var latest time.Time
	var offset int
	for _, zone := range cal.Children {
		if zone.Name != "VTIMEZONE" || zone.Props.Get("TZID").Value != id {
			continue
		}
		for _, o := range zone.Children {
			if at := onsetBefore(t, o, wall); !at.Before(latest) && !at.IsZero() {
				latest, offset = at, seconds(t, o.Props.Get("TZOFFSETTO").Value)
			}
		}
	}
	require.False(t, latest.IsZero(), "the zone %s is not described for %s", id, p.Value)
	return wall.Add(-time.Duration(offset) * time.Second)
}

// onsetBefore returns the last onset of a STANDARD or DAYLIGHT until a wall time, zero where there is none.
func onsetBefore(t require.TestingT, o *goical.Component, wall time.Time) time.Time {
	first := wallTime(t, o.Props.Get("DTSTART").Value)
	var set rrule.Set
	set.RDate(first)
	for _, again := range o.Props.Values("RDATE") {
		set.RDate(wallTime(t, again.Value))
	}
	if repeat := o.Props.Get("RRULE"); repeat != nil {
		option, err := rrule.StrToROption(repeat.Value)
		require.NoError(t, err)
		option.Dtstart = first
		rule, err := rrule.NewRRule(*option)
		require.NoError(t, err)
		set.RRule(rule)
	}
	return set.Before(wall, true)
}

func wallTime(t require.TestingT, s string) time.Time {
	at, err := time.Parse("20060102T150405", s)
	require.NoError(t, err)
	return at
}

func seconds(t require.TestingT, offset string) int {
	require.Regexp(t, `^[+-]\d{4}(\d\d)?$`, offset)
	n := 0
	for i, unit := range []int{3600, 60, 1} {
		if len(offset) >= 3+2*i {
			v, err := strconv.Atoi(offset[1+2*i : 3+2*i])
			require.NoError(t, err)
			n += v * unit
		}
	}
	if offset[0] == '-' {
		n = -n
	}
	return n
}
