package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"appointment-manager/internal/agenda"
)

const (
	maxWord = 64  // characters of a parameter that is one word: a date, a number, a name from a list
	maxID   = 128 // characters of an id

	maxNumber = 20 // characters of a number in a list, with its comma
)

// query is the query part of a request, of which parameters are taken one by one; what is wrong
// with them is collected. Of a parameter that comes twice the last one counts, as it does in the
// documented API. Unknown ones are ignored.
type query struct {
	values url.Values
	faults []agenda.Field
}

func queryOf(r *http.Request) *query {
	if r.URL.RawQuery == "" {
		return &query{}
	}
	return &query{values: r.URL.Query()} // what cannot be decoded is left out
}

func (q *query) fault(name, faultType, msg string, input any) {
	q.faults = append(q.faults, agenda.Field{Type: faultType, Loc: []any{"query", name}, Msg: msg, Input: input})
}

// invalid returns the faults found so far as one error, or nil.
func (q *query) invalid() error { return agenda.InvalidFields(q.faults) }

// has tells whether the parameter is there, be it empty.
func (q *query) has(name string) bool { return q.values.Has(name) }

// lookup returns a parameter of at most max characters; ok is false where it is absent or at fault.
func (q *query) lookup(name string, max int) (s string, ok bool) {
	all := q.values[name]
	if len(all) == 0 {
		return "", false
	}
	s = all[len(all)-1]
	switch {
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		q.fault(name, agenda.FaultValue, "The text holds characters that cannot be searched for", nil)
		return "", false
	case utf8.RuneCountInString(s) > max:
		q.fault(name, agenda.FaultValue, "Keep the text under "+strconv.Itoa(max)+" characters", nil)
		return "", false
	}
	return s, true
}

// text returns a parameter of at most max characters, "" where it is absent.
func (q *query) text(name string, max int) string {
	s, _ := q.lookup(name, max)
	return s
}

// list returns the values of a parameter that may come several times, and hold several joined by commas.
func (q *query) list(name string) (all []string) {
	for _, values := range q.values[name] {
		all = append(all, strings.Split(values, ",")...)
	}
	return all
}

// required returns a parameter of at most max characters that must be there and not empty.
func (q *query) required(name string, max int) (s string, ok bool) {
	s, ok = q.lookup(name, max)
	if s == "" && (ok || !q.has(name)) {
		q.fault(name, agenda.FaultMissing, "Field required", nil)
		return "", false
	}
	return s, ok
}

// id returns a parameter that is an id of ours, "" where it is absent.
func (q *query) id(name string) string {
	s, ok := q.lookup(name, maxID)
	if ok && !isPlain(s, maxID) {
		q.fault(name, agenda.FaultValue, "This is not the id of a summary job", nil)
	}
	return s
}

// ids returns a parameter that is a list of at most max numbers with commas between them, nil where it is
// absent or empty.
func (q *query) ids(name string, max int) (ids []int64) {
	s, _ := q.lookup(name, max*maxNumber)
	if s == "" {
		return nil
	}
	for part := range strings.SplitSeq(s, ",") {
		id, err := strconv.ParseInt(part, 10, 64)
		if err != nil || id < 1 || len(ids) == max {
			q.fault(name, agenda.FaultValue, "Name at most "+strconv.Itoa(max)+" appointments by their ids, such as 3,14,15", nil)
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// date returns a parameter that is a day, the zero Date where it is absent.
func (q *query) date(name string) agenda.Date {
	s := q.text(name, maxWord)
	if s == "" {
		return agenda.Date{}
	}
	d, err := agenda.ParseDate(s)
	if err != nil {
		q.fault(name, agenda.FaultValue, err.Error(), s)
	}
	return d
}

// zone returns the zone that days and wall times of a query are meant in: the practice's, unless the
// query names another.
func (a *api) zone(q *query) *time.Location {
	name := q.text("time_zone", maxWord)
	if name == "" {
		return a.Appointments.Zone()
	}
	zone, err := agenda.LoadZone(name)
	if err != nil {
		q.fault("time_zone", agenda.FaultValue, err.Error(), name)
		return a.Appointments.Zone()
	}
	return zone
}

// requiredDate returns a parameter that is a day and must be there.
func (q *query) requiredDate(name string) agenda.Date {
	if _, ok := q.required(name, maxWord); !ok {
		return agenda.Date{}
	}
	return q.date(name)
}

// requiredTime returns a parameter that is a wall time and must be there.
func (q *query) requiredTime(name string) (t agenda.TimeOfDay) {
	s, ok := q.required(name, maxWord)
	if !ok {
		return t
	}
	t, err := agenda.ParseTimeOfDay(s)
	if err != nil {
		q.fault(name, agenda.FaultValue, err.Error(), s)
	}
	return t
}

// integer returns a parameter that is a number between min and max, and def where it is absent.
func (q *query) integer(name string, min, max, def int) int {
	s, ok := q.lookup(name, maxWord)
	if !ok {
		return def
	}
	n, err := strconv.Atoi(s)
	if err != nil && !isOutOfRange(err) {
		q.fault(name, agenda.FaultInt, msgNoInt, s)
		return def
	}
	if err != nil || n < min || n > max {
		q.fault(name, agenda.FaultValue, "The number must lie between "+strconv.Itoa(min)+" and "+strconv.Itoa(max), s)
		return def
	}
	return n
}

// truth returns a parameter that is true or false.
func (q *query) truth(name string) bool {
	s := q.text(name, maxWord)
	switch strings.ToLower(s) {
	case "true", "1":
		return true
	case "", "false", "0":
		return false
	}
	q.fault(name, agenda.FaultBool, "Input should be a valid boolean, unable to interpret input", s)
	return false
}

// oneOf returns a parameter that is one of the values, "" where it is absent or empty.
func oneOf[T ~string](q *query, name string, values ...T) T {
	s := T(q.text(name, maxWord))
	if s == "" {
		return ""
	}
	return checkOneOf(q, name, s, values)
}

func checkOneOf[T ~string](q *query, name string, s T, values []T) T {
	var names []string
	for _, v := range values {
		if s == v {
			return v
		}
		names = append(names, string(v))
	}
	q.fault(name, agenda.FaultValue, "Input should be one of "+strings.Join(names, ", "), s)
	return ""
}
