package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// briefTitle names the days of a brief: "Daily, Wed 25 Nov".
func (v *visit) briefTitle(j *agenda.SummaryJob) string {
	kind, days := briefKind(j), v.briefDaysShort(j)
	if days == "" {
		return kind
	}
	return kind + ", " + days
}

func briefKind(j *agenda.SummaryJob) string {
	switch {
	case j.Label == "":
		return "Upcoming"
	case j.Label == agenda.LabelDaily:
		return "Daily"
	case j.Label == agenda.LabelWeekly:
		return "Weekly"
	case j.Label[0] >= '0' && j.Label[0] <= '9':
		return "Days"
	}
	return upperFirst(j.Label)
}

func (v *visit) briefDays(j *agenda.SummaryJob) string {
	switch {
	case j.From.IsZero():
		return ""
	case j.To.IsZero():
		return "from " + shortDay(j.From, v.today())
	case j.From == j.To:
		return dayWords(j.From, v.today())
	}
	return daysWords(j.From, j.To)
}

// briefDaysShort is briefDays for narrow places: "Wed 25 Nov", "25 Nov – 1 Dec".
func (v *visit) briefDaysShort(j *agenda.SummaryJob) string {
	switch {
	case j.From.IsZero() || j.To.IsZero():
		return v.briefDays(j)
	case j.From == j.To:
		return j.From.Weekday().String()[:3] + " " + shortDay(j.From, v.today())
	case j.From.Month == j.To.Month && j.From.Year == j.To.Year:
		return strconv.Itoa(j.From.Day) + " – " + shortDay(j.To, v.today())
	}
	return shortDay(j.From, v.today()) + " – " + shortDay(j.To, v.today())
}

// took is how long the last try of a finished job lasted, a dash when that is not known.
func took(j *agenda.SummaryJob) string {
	n := len(j.Attempts)
	if n == 0 || j.FinishedAt == nil {
		return "–"
	}
	end := *j.FinishedAt
	if at := j.Attempts[n-1].EndedAt; at != nil {
		end = *at
	}
	return secondsWords(end.Sub(j.Attempts[n-1].StartedAt))
}

// secondsWords returns "2.3 s", "45 s" or "3 min".
func secondsWords(d time.Duration) string {
	switch s := max(0, d.Seconds()); {
	case s < 0.05:
		return "under 0.1 s"
	case s < 10:
		return strings.TrimSuffix(strconv.FormatFloat(s, 'f', 1, 64), ".0") + " s"
	case s < 120:
		return fmt.Sprintf("%.0f s", s)
	default:
		return fmt.Sprintf("%.0f min", s/60)
	}
}
