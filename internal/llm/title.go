package llm

import "time"

// title is the brief in one line: how full the time is, and the one thing about it to know first.
func (f *facts) title() string {
	switch {
	case len(f.visits) == 0:
		return f.say.emptyTitle()
	case f.singleDay():
		return f.say.dayTitle(f.load(), f.headline())
	case f.openEnded() && f.unseen > 0:
		return f.say.openTitle(f.req.Total, f.horizon(), f.headline())
	case f.openEnded():
		return f.say.openTitle(len(f.visits), f.horizon(), f.headline())
	}
	return f.say.daysTitle(f.load(), f.headline())
}

// horizon places open-ended appointments in time, as far as the request tells what today is.
func (f *facts) horizon() horizon {
	switch last := f.visits[len(f.visits)-1]; {
	case f.today.IsZero():
		return timeless
	case last.date().Compare(f.today) < 0:
		return past
	case f.visits[0].date().Compare(f.today) < 0:
		return pastAndAhead
	}
	return ahead
}

// headline names the most pressing fact, or none.
func (f *facts) headline() point {
	switch {
	case len(f.overlaps) > 0:
		return point{overlapping, len(f.overlaps)}
	case len(f.tentative) > 0:
		return point{tentative, len(f.tentative)}
	case len(f.firsts) > 0 && len(f.firsts) < len(f.visits):
		return point{newcomers, len(f.firsts)}
	}
	return point{}
}

// load says how full the time is, by the hours booked on a working day of five in a week.
func (f *facts) load() load {
	days := max(1, f.scopeDays()*5/7)
	if f.singleDay() {
		days = 1
	}
	perDay, visitsPerDay := f.booked/time.Duration(days), float64(len(f.visits))/float64(days)
	switch {
	case perDay >= 5*time.Hour || visitsPerDay >= 8:
		return full
	case perDay < 2*time.Hour && visitsPerDay < 3:
		return quiet
	}
	return steady
}
