package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// hoursPage is when the practice is open, for administrators to set.
type hoursPage struct {
	adminFrame
	Days      []hoursRow
	WeekFault bool
	closedPart
}

// hoursRow is a day of the week as it is typed.
type hoursRow struct {
	ID, Name string
	Words    string // what was saved
	Pairs    []hoursPair
	Fault    string
}

// hoursPair is a stretch as two time fields have it. As its end, 00:00 is midnight: such fields know no
// 24:00.
type hoursPair struct {
	N        int
	From, To string
}

// leastPairs is how many stretches a day has fields for at least: two, with a break between.
const leastPairs = 2

func (s *site) getHours(v *visit) error { return v.showHours(http.StatusOK, hoursPage{}, nil) }

// showHours shows the page with what p has of it. typed is the week as it was sent, nil: as it is kept.
func (v *visit) showHours(status int, p hoursPage, typed url.Values) error {
	mini := v.startMini(v.today())
	hours, err := v.caller.Hours(v.ctx())
	if err != nil {
		return err
	}
	faults := map[string]string{}
	for _, row := range p.Days {
		faults[row.ID] = row.Fault
	}
	p.Days = nil
	for i := range 7 {
		day := (v.first + time.Weekday(i)) % 7
		row := hoursRow{ID: agenda.Weekdays[day], Name: v.weekday(day), Fault: faults[agenda.Weekdays[day]]}
		openings := *hours.OpeningHours.Day(day)
		row.Words = v.openingsWords(openings)
		if row.Pairs = typedPairs(typed, row.ID); typed == nil {
			row.Pairs = pairs(openings)
		}
		p.WeekFault = p.WeekFault || row.Fault != ""
		p.Days = append(p.Days, row)
	}
	v.fillClosed(&p.closedPart, hours.Closed)
	p.adminFrame = v.adminFrame(v.t("Opening hours"), sectionHours, mini)
	p.Faulty = status != http.StatusOK
	return v.render(status, "admin_hours", p)
}

// openingsWords returns "08:00 – 12:30, 13:30 – 18:00", or that the day is closed.
func (v *visit) openingsWords(openings []agenda.Opening) string {
	if len(openings) == 0 {
		return v.t("Closed")
	}
	var words []string
	for _, o := range openings {
		words = append(words, v.spanWords(minuteOfDay(int(o.From)), minuteOfDay(int(o.To))))
	}
	return v.list(words...)
}

// pairs are the fields of a day as it is kept.
func pairs(openings []agenda.Opening) (pairs []hoursPair) {
	for i := range max(leastPairs, len(openings)) {
		p := hoursPair{N: i + 1}
		if i < len(openings) {
			p.From, p.To = openings[i].From.String(), strings.Replace(openings[i].To.String(), "24:00", "00:00", 1)
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// typedPairs are the fields of a day as they were sent.
func typedPairs(form url.Values, day string) (pairs []hoursPair) {
	for n := 1; n <= agenda.MaxOpenings && (n <= leastPairs || form.Has(fieldOf(day, "from", n))); n++ {
		pairs = append(pairs, hoursPair{n, strings.TrimSpace(form.Get(fieldOf(day, "from", n))), strings.TrimSpace(form.Get(fieldOf(day, "to", n)))})
	}
	return pairs
}

func fieldOf(day, end string, n int) string { return day + "-" + end + "-" + strconv.Itoa(n) }

// readOpenings reads a day's fields. A pair that was left empty is no opening.
func (v *visit) readOpenings(typed []hoursPair) (openings []agenda.Opening, fault string) {
	for _, p := range typed {
		if p.From == "" && p.To == "" {
			continue
		}
		if p.From == "" || p.To == "" {
			return nil, v.t("Enter both times, or neither.")
		}
		from, err := agenda.ParseMinuteOfDay(p.From)
		if err != nil {
			return nil, v.said(err.Error())
		}
		if p.To == "00:00" {
			p.To = "24:00"
		}
		to, err := agenda.ParseMinuteOfDay(p.To)
		if err != nil {
			return nil, v.said(err.Error())
		}
		openings = append(openings, agenda.Opening{From: from, To: to})
	}
	return openings, ""
}

func (s *site) postHours(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	var week agenda.OpeningHours
	var faulty hoursPage
	for d, id := range agenda.Weekdays {
		openings, fault := v.readOpenings(typedPairs(v.r.PostForm, id))
		*week.Day(time.Weekday(d)) = openings
		if fault != "" {
			faulty.Days = append(faulty.Days, hoursRow{ID: id, Fault: fault})
		}
	}
	if len(faulty.Days) > 0 {
		return v.showHours(http.StatusUnprocessableEntity, faulty, v.r.PostForm)
	}
	_, err := v.caller.SetOpeningHours(v.ctx(), week)
	if e, ok := errors.AsType[*agenda.Error](err); ok && e.Code == agenda.Invalid {
		for _, f := range e.Fields {
			if len(f.Loc) > 1 {
				day, _ := f.Loc[1].(string)
				faulty.Days = append(faulty.Days, hoursRow{ID: day, Fault: v.said(f.Msg)})
			}
		}
		return v.showHours(http.StatusUnprocessableEntity, faulty, v.r.PostForm)
	}
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("The opening hours are saved")})
	return v.seeOther("/admin/hours")
}
