package ui

import (
	"errors"
	"slices"
	"time"

	"appointment-manager/internal/agenda"
)

// longestNight is how long an appointment can be that is said to end earlier in the day than it begins.
// A longer one is more likely to be mistyped; it can still be booked by its length.
const longestNight = 12 * time.Hour

var errEndsFirst = errors.New("ui: the end does not come after the start")

// settleEnd has an end that somebody typed say how long the form's appointment takes. The form says that
// twice, and what was changed counts: the end where it is not the one that was drawn, else the length. An
// end that says nothing stays as it was typed, and so counts until it is changed.
func (v *visit) settleEnd(f *appointmentForm) {
	f.endFault = ""
	if !f.endTyped() {
		return
	}
	end, err := agenda.ParseTimeOfDay(f.End)
	if err != nil {
		f.endFault = v.said(err.Error())
		return
	}
	start, err := v.startOf(f)
	if err != nil {
		return // that is said of the start
	}
	minutes, err := minutesUntil(start, end)
	switch {
	case err != nil:
		f.endFault = v.endWords(err)
	case minutes < agenda.MinDurationMinutes || minutes > agenda.MaxDurationMinutes:
		f.endFault = v.lengthWords()
	default:
		f.setMinutes(minutes)
		f.Drawn = f.End
	}
}

// endTyped tells whether the end counts, and not the length.
func (f *appointmentForm) endTyped() bool { return f.End != "" && f.End != f.Drawn }

// drawEnd shows the end of the time that the form means, and none where that is not known.
func (v *visit) drawEnd(f *appointmentForm, span *agenda.Span) {
	switch {
	case span != nil:
		f.End = agenda.TimeOfDayOf(span.End.In(v.zone())).String()
		f.Drawn = f.End
	case !f.endTyped():
		f.End, f.Drawn = "", ""
	}
}

// minutesUntil returns how many minutes pass from start until its clocks show end: on the same day, or
// after midnight where that is no longer than a night. It returns errEndsFirst where it is neither, and a
// *[agenda.NoSuchTimeError] or *[agenda.AmbiguousTimeError] of an end that clocks skip or show twice.
func minutesUntil(start time.Time, end agenda.TimeOfDay) (int, error) {
	for days := range 2 {
		at, err := agenda.Resolve(agenda.DateOf(start).AddDays(days), end, start.Location(), nil)
		choices := []time.Time{at}
		twice, isTwice := errors.AsType[*agenda.AmbiguousTimeError](err)
		if isTwice {
			choices = twice.Choices[:]
		} else if gap, ok := errors.AsType[*agenda.NoSuchTimeError](err); ok {
			choices = []time.Time{gap.After}
		}
		first := slices.IndexFunc(choices, func(at time.Time) bool { return at.After(start) })
		switch {
		case first < 0:
			continue
		case days > 0 && choices[first].Sub(start) > longestNight:
			return 0, errEndsFirst
		case err != nil && (!isTwice || first == 0):
			return 0, err
		}
		return int(choices[first].Sub(start) / time.Minute), nil
	}
	return 0, errEndsFirst
}

// endWords says what is wrong with an end.
func (v *visit) endWords(err error) string {
	if gap, ok := errors.AsType[*agenda.NoSuchTimeError](err); ok {
		return v.gapWords(gap)
	}
	if twice, ok := errors.AsType[*agenda.AmbiguousTimeError](err); ok {
		return v.t("%s comes twice on %s, because clocks are set back. Leave the end empty and choose a length.",
			v.wallWords(twice.Time), v.dayYearWords(twice.Date))
	}
	return v.t("The end must come after the start.")
}

func (v *visit) gapWords(gap *agenda.NoSuchTimeError) string {
	return v.t("%s does not exist on %s: clocks jump from %s to %s.", v.wallWords(gap.Time),
		v.dayYearWords(gap.Date), v.hm(gap.Before), v.hm(gap.After))
}

func (v *visit) lengthWords() string {
	return v.t("Enter a length between %d and %d minutes.", agenda.MinDurationMinutes, agenda.MaxDurationMinutes)
}
