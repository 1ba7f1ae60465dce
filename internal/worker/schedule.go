package worker

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// Entry is one line of a schedule: a label and when its summary is asked for.
type Entry struct {
	Label string
	Days  []time.Weekday // empty means every day
	At    agenda.TimeOfDay
}

var weekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

// ParseSchedule reads entries such as "daily@07:00,weekly@mon 06:30", joined by commas. An empty text
// is an empty schedule. Its errors are sentences for the person who wrote it.
func ParseSchedule(s string) ([]Entry, error) {
	var entries []Entry
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		e, err := parseEntry(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("schedule entry %q: %w", strings.TrimSpace(part), err)
		}
		for _, other := range entries {
			if other.sameDay(e) {
				return nil, fmt.Errorf("schedule: %s is asked for twice on one day, but is made once a day", e.Label)
			}
		}
		entries = append(entries, e)
	}
	return entries, nil
}

var errEntryShape = errors.New("it must look like daily@07:00 or weekly@mon 06:30")

func parseEntry(s string) (Entry, error) {
	label, when, found := strings.Cut(s, "@")
	if !found || label == "" {
		return Entry{}, errEntryShape
	}
	if _, _, err := agenda.ParseLabel(label, agenda.Date{Year: 2000, Month: time.January, Day: 1}); err != nil {
		return Entry{}, errors.New(labelFault(err))
	}
	e := Entry{Label: label}
	fields := strings.Fields(when)
	if len(fields) == 2 {
		day, known := weekdays[strings.ToLower(fields[0])]
		if !known {
			return Entry{}, fmt.Errorf("the day %q must be one of mon, tue, wed, thu, fri, sat, sun", fields[0])
		}
		e.Days, fields = []time.Weekday{day}, fields[1:]
	}
	if len(fields) != 1 {
		return Entry{}, errEntryShape
	}
	var err error
	e.At, err = agenda.ParseTimeOfDay(fields[0])
	return e, err
}

// labelFault returns the sentence of a refused label.
func labelFault(err error) string {
	if e, ok := errors.AsType[*agenda.Error](err); ok && len(e.Fields) > 0 {
		return e.Fields[0].Msg
	}
	return err.Error()
}

// sameDay tells whether both entries would ask for the same label on some day.
func (e Entry) sameDay(o Entry) bool {
	return e.Label == o.Label && (len(e.Days) == 0 || len(o.Days) == 0 ||
		slices.ContainsFunc(e.Days, func(d time.Weekday) bool { return slices.Contains(o.Days, d) }))
}

// on tells whether the entry is due on day d.
func (e Entry) on(d agenda.Date) bool {
	return len(e.Days) == 0 || slices.Contains(e.Days, d.Weekday())
}

// due returns the instant at which the entry is due on day d: the first of two when clocks show the
// time twice, and the end of the gap when they jump over it.
func (e Entry) due(d agenda.Date, loc *time.Location) time.Time {
	at, err := agenda.Resolve(d, e.At, loc, nil)
	switch err := err.(type) {
	case *agenda.AmbiguousTimeError:
		return err.Choices[0]
	case *agenda.NoSuchTimeError:
		return err.After
	}
	return at
}
