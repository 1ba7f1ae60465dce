package agenda

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxZoneName bounds what is looked for among the zones; the longest name has 32 characters.
const maxZoneName = 64

// zones are those that were loaded: reading one takes longer than all that is done with it. There are no
// more than there are names, since a zone has one spelling only: see isZoneName.
var zones sync.Map

// LoadZone returns the zone of an IANA name such as Europe/Berlin. Its error is a sentence.
func LoadZone(name string) (*time.Location, error) {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	if !isZoneName(name) {
		return nil, errNoZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, errNoZone
	}
	zones.Store(name, zone)
	return zone, nil
}

// isZoneName tells whether a name can be IANA's. Those begin with a capital; what else a machine keeps
// beside them does not: localtime and posixrules are whatever it was set to, posix/ is a second spelling
// of all names, and the zones of right/ count leap seconds and would be wrong by them. A file has more
// spellings than one, Europe//Berlin and Europe/./Berlin, of which one is the name. The machine's own
// zone is none. Package config asks the same of the practice's zone, which it may not ask for here.
func isZoneName(name string) bool {
	return name != "" && len(name) <= maxZoneName && name != "Local" && name[0] >= 'A' && name[0] <= 'Z' && path.Clean(name) == name
}

var errNoZone error = sentence("A time zone is a name such as Europe/Berlin")

// NoSuchTimeError says that a wall time does not exist in a zone, because clocks jump over it.
type NoSuchTimeError struct {
	Date          Date
	Time          TimeOfDay
	Before, After time.Time // the gap's edge, in the offset before it and in the one after it
}

func (e *NoSuchTimeError) Error() string {
	from := e.Before.Format("15:04")
	return fmt.Sprintf("%s does not exist on %s: clocks jump from %s to %s", e.Time, e.Date, from, e.After.Format("15:04"))
}

// AmbiguousTimeError says that a wall time comes twice in a zone, because clocks are set back over it.
type AmbiguousTimeError struct {
	Date    Date
	Time    TimeOfDay
	Choices [2]time.Time // the earlier and the later of the two
}

func (e *AmbiguousTimeError) Error() string {
	return fmt.Sprintf("%s comes twice on %s: say which with utc_offset %q or %q", e.Time, e.Date,
		e.Choices[0].Format("-07:00"), e.Choices[1].Format("-07:00"))
}

// Resolve returns the instant at which clocks in loc show time t on day d. It returns a
// *NoSuchTimeError or *AmbiguousTimeError when there is not exactly one, unless offset, in seconds
// east of UTC, names one of two. [time.Date] invents an instant in both cases; here every
// candidate is checked by converting it back.
func Resolve(d Date, t TimeOfDay, loc *time.Location, offset *int) (time.Time, error) {
	wall := time.Date(d.Year, d.Month, d.Day, 0, 0, t.Seconds(), 0, time.UTC)
	// No zone moves its clocks twice within a day, so the offsets in force a day before and a day
	// after are the only ones that can hold at the wall time.
	before := wall.Add(-24 * time.Hour).In(loc)
	after := wall.Add(24 * time.Hour).In(loc)
	var found []time.Time
	for _, near := range []time.Time{before, after} {
		_, off := near.Zone()
		at := wall.Add(-time.Duration(off) * time.Second).In(loc)
		if _, got := at.Zone(); got == off && !slices.ContainsFunc(found, at.Equal) {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 1:
		if offset != nil {
			if _, off := found[0].Zone(); off != *offset {
				return time.Time{}, sentencef("The offset on %s at %s is %s", d, t, found[0].Format("-07:00"))
			}
		}
		return found[0], nil
	case 2:
		slices.SortFunc(found, time.Time.Compare)
		for _, at := range found {
			if _, off := at.Zone(); offset != nil && off == *offset {
				return at, nil
			}
		}
		return time.Time{}, &AmbiguousTimeError{d, t, [2]time.Time(found)}
	}
	_, end := wallTransition(before, after)
	_, offBefore := before.Zone()
	return time.Time{}, &NoSuchTimeError{d, t, end.In(time.FixedZone("", offBefore)), end}
}

// Near is [Resolve] for whoever can do with a time nearby: of two it returns the first, and in the place
// of one that clocks jump over the first that they show after it.
func Near(d Date, t TimeOfDay, loc *time.Location) time.Time {
	at, err := Resolve(d, t, loc, nil)
	if twice, ok := errors.AsType[*AmbiguousTimeError](err); ok {
		return twice.Choices[0]
	}
	if never, ok := errors.AsType[*NoSuchTimeError](err); ok {
		return never.After
	}
	return at
}

// wallTransition finds, by bisection, the instant between from and to at which the zone's offset changes.
func wallTransition(from, to time.Time) (last, first time.Time) {
	_, old := from.Zone()
	lo, hi := from.Unix(), to.Unix()
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		if _, off := time.Unix(mid, 0).In(from.Location()).Zone(); off == old {
			lo = mid
		} else {
			hi = mid
		}
	}
	return time.Unix(lo, 0).In(from.Location()), time.Unix(hi, 0).In(from.Location())
}

// ParseOffset reads an offset from UTC such as +01:00, -03:30 or Z, and returns it in seconds east.
func ParseOffset(s string) (int, error) {
	if strings.EqualFold(s, "Z") {
		return 0, nil
	}
	if len(s) == 6 && (s[0] == '+' || s[0] == '-') && s[3] == ':' {
		h, ok1 := digits(s[1:3])
		m, ok2 := digits(s[4:6])
		if ok1 && ok2 && h <= 18 && m <= 59 {
			off := h*3600 + m*60
			if s[0] == '-' {
				off = -off
			}
			return off, nil
		}
	}
	return 0, sentencef("Enter an offset from UTC like +01:00")
}
