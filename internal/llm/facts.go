package llm

import (
	"cmp"
	"slices"
	"time"

	"appointment-manager/internal/agenda"
)

// facts is what can be computed of a request, so that no model need be trusted to count. The
// built-in brief is written from it, and the prompt states it.
type facts struct {
	scene
	say       tongue // how they are told
	req       *agenda.SummaryRequest
	loc       *time.Location // nil: see visitsOf
	visits    []visit        // in order of time, without the cancelled ones
	cancelled []visit
	unseen    int // in scope, but more than the request holds
	booked    time.Duration
	days      []day // those with a visit, in order
	overlaps  []overlap
	firsts    []visit
	tentative []visit
}

// visit is an appointment as the wall clock of the practice shows it.
type visit struct {
	name       string
	start, end time.Time
	status     agenda.Status
	first      bool
	notes      string
}

func (v visit) date() agenda.Date     { return agenda.DateOf(v.start) }
func (v visit) length() time.Duration { return v.end.Sub(v.start) }
func (v visit) span() span            { return span{v.start, v.end} }

// overlap is time that two visits both hold.
type overlap struct {
	a, b   *visit
	length time.Duration
}

func factsOf(req *agenda.SummaryRequest) *facts {
	f := &facts{
		scene: scene{from: req.From, to: req.To, today: req.Today}, req: req, loc: zoneOf(req),
		unseen: max(0, req.Total-len(req.Appointments)),
	}
	f.say = speak(req.Language, f.scene)
	for _, v := range visitsOf(req, f.loc, f.say.nobody()) {
		if v.status == agenda.Cancelled {
			f.cancelled = append(f.cancelled, v)
			continue
		}
		f.visits = append(f.visits, v)
		f.booked += v.length()
		if v.first {
			f.firsts = append(f.firsts, v)
		}
		if v.status == agenda.Tentative {
			f.tentative = append(f.tentative, v)
		}
	}
	f.overlaps = overlapsOf(f.visits)
	f.days = daysOf(f.visits)
	return f
}

// visitsOf returns the request's appointments in order of time, on the practice's wall clock. Jobs
// of the documented queue carry neither instants nor a zone: loc is nil then, and the wall clock, all
// there is, is read as if it were UTC's. nobody stands for a name that is missing.
func visitsOf(req *agenda.SummaryRequest, loc *time.Location, nobody string) []visit {
	visits := make([]visit, 0, len(req.Appointments))
	for i := range req.Appointments {
		a := &req.Appointments[i]
		v := visit{name: orElse(oneLine(a.ClientName), nobody), status: a.Status, first: a.FirstVisit}
		if a.Notes != nil {
			v.notes = *a.Notes
		}
		minutes := a.DurationMinutes
		if minutes <= 0 {
			minutes = agenda.DefaultDurationMinutes
		}
		if v.start = time.Date(a.Date.Year, a.Date.Month, a.Date.Day, 0, 0, a.Time.Seconds(), 0, time.UTC); loc != nil {
			v.start = a.StartsAt.In(loc)
		}
		if v.end = v.start.Add(time.Duration(minutes) * time.Minute); loc != nil && a.EndsAt.After(a.StartsAt) {
			v.end = a.EndsAt.In(loc)
		}
		visits = append(visits, v)
	}
	slices.SortStableFunc(visits, func(a, b visit) int {
		return cmp.Or(a.start.Compare(b.start), a.end.Compare(b.end), cmp.Compare(a.name, b.name))
	})
	return visits
}

// zoneOf returns the practice's zone, or nil when the request does not tell it or lacks an
// instant. "Local" means the zone of the machine that wrote the request, which need not be ours.
func zoneOf(req *agenda.SummaryRequest) *time.Location {
	if req.TimeZone == "" || req.TimeZone == "Local" {
		return nil
	}
	for i := range req.Appointments {
		if req.Appointments[i].StartsAt.IsZero() {
			return nil
		}
	}
	loc, err := time.LoadLocation(req.TimeZone)
	if err != nil {
		return nil
	}
	return loc
}

func overlapsOf(visits []visit) []overlap {
	var found []overlap
	for i := range visits {
		a := &visits[i]
		for j := i + 1; j < len(visits); j++ {
			b := &visits[j]
			if !b.start.Before(a.end) {
				break
			}
			end := a.end
			if b.end.Before(end) {
				end = b.end
			}
			found = append(found, overlap{a, b, end.Sub(b.start)})
		}
	}
	return found
}

// now returns when the request was made, on the same clock as the visits.
func (f *facts) now() time.Time {
	now := f.req.Now
	if f.loc != nil {
		return now.In(f.loc)
	}
	return time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), now.Second(), 0, time.UTC)
}

// freeDays returns the days in scope with nothing booked.
func (f *facts) freeDays() []agenda.Date {
	var free []agenda.Date
	for i := range min(f.scopeDays(), agenda.MaxRangeDays) {
		d := f.from.AddDays(i)
		if !slices.ContainsFunc(f.days, func(have day) bool { return have.date == d }) {
			free = append(free, d)
		}
	}
	return free
}
