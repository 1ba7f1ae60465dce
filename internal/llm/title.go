package llm

import (
	"fmt"
	"time"
)

// title is the brief in one line: how full the time is, and the one thing about it to know first.
func (f *facts) title() string {
	if len(f.visits) == 0 {
		return f.emptyTitle()
	}
	rest, more := "", ""
	if fact := f.headline(); fact != "" {
		rest, more = " with "+fact, ", "+fact
	}
	switch {
	case f.today():
		return fmt.Sprintf("A %s day%s", f.load(), rest)
	case f.singleDay():
		return fmt.Sprintf("%s: a %s day%s", dayWords(f.req.From, f.req.Today), f.load(), rest)
	case f.openEnded():
		n := len(f.visits)
		if f.unseen > 0 {
			n = f.req.Total
		}
		return sentence(count(n, "appointment")) + f.ahead() + more
	case f.stretch() == "":
		return sentence(fmt.Sprintf("%s %s days%s", number(f.scopeDays()), f.load(), rest))
	}
	return fmt.Sprintf("A %s %s%s", f.load(), f.stretch(), rest)
}

func (f *facts) emptyTitle() string {
	switch {
	case f.today():
		return "Nothing booked today"
	case f.singleDay():
		return "Nothing booked on " + dayWords(f.req.From, f.req.Today)
	case f.openEnded():
		return "Nothing booked ahead"
	case f.stretch() == "week":
		return "Nothing booked this week"
	}
	return fmt.Sprintf("Nothing booked from %s to %s", dayWords(f.req.From, f.req.Today), dayWords(f.req.To, f.req.Today))
}

// ahead places open-ended appointments in time, as far as the request tells what today is.
func (f *facts) ahead() string {
	switch last := f.visits[len(f.visits)-1]; {
	case f.req.Today.IsZero():
		return ""
	case last.date().Compare(f.req.Today) < 0:
		return " on record, none ahead"
	case f.visits[0].date().Compare(f.req.Today) < 0:
		return " on record"
	}
	return " ahead"
}

// headline names the most pressing fact, or none.
func (f *facts) headline() string {
	switch {
	case len(f.overlaps) > 0:
		return count(len(f.overlaps), "overlap") + " to settle"
	case len(f.tentative) > 0 && f.openEnded(): // whose title has just counted appointments
		return number(len(f.tentative)) + " to confirm"
	case len(f.tentative) > 0:
		return count(len(f.tentative), "appointment") + " to confirm"
	case len(f.firsts) > 0 && len(f.firsts) < len(f.visits):
		return count(len(f.firsts), "first visit")
	}
	return ""
}

// load says how full the time is, by the hours booked on a working day of five in a week.
func (f *facts) load() string {
	days := max(1, f.scopeDays()*5/7)
	if f.singleDay() {
		days = 1
	}
	perDay, visitsPerDay := f.booked/time.Duration(days), float64(len(f.visits))/float64(days)
	switch {
	case perDay >= 5*time.Hour || visitsPerDay >= 8:
		return "full"
	case perDay < 2*time.Hour && visitsPerDay < 3:
		return "quiet"
	}
	return "steady"
}

// stretch is what people call that many days, or "".
func (f *facts) stretch() string {
	switch n := f.scopeDays(); {
	case n == 7:
		return "week"
	case n == 14:
		return "fortnight"
	case n >= 28 && n <= 31:
		return "month"
	}
	return ""
}
