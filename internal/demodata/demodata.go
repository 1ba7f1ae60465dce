// Package demodata makes a believable practice: about four hundred appointments over three months,
// the same for the same day and seed. It only makes drafts; whoever books them decides where.
package demodata

import (
	"math/rand/v2"
	"time"

	"appointment-manager/internal/agenda"
)

var (
	firstNames = []string{"Priya", "Jonas", "Amara", "Mei", "Elif", "Noor", "Oskar", "Sofia", "Liam", "Daniel", "Ingrid", "Rafael", "Zoë", "Tomasz", "Aisha", "Hugo", "Yuki", "Clara", "Mateo", "Freya", "Ibrahim", "Nina", "Pavel", "Lucía", "Anton", "Grace", "Kofi", "Marta", "Ravi", "Astrid", "Bruno", "Hana", "Émile", "Salma", "Viktor", "Rosa"}
	lastNames  = []string{"Nair", "Lindqvist", "Okafor", "Tanaka", "Demir", "Haddad", "Nowak", "Rossi", "Byrne", "Weiss", "Bakke", "Souza", "Müller", "Petersen", "Khan", "Laurent", "Sato", "Jensen", "García", "Andersson", "Diallo", "Horvat", "Dvořák", "Costa", "Brandt", "O’Neill", "Mensah", "Kowalska", "Iyer", "Lorenz"}
	// Notes are what a practice writes down; most appointments have none.
	notes = []string{
		"First visit, referred by Dr Sand. Bring the MRI images.", "Wants the report before the visit.", "Please call when running late, mobile only.",
		"Left knee, third session.", "Asked to move to a later time if one comes free.", "Wheelchair access needed.", "Allergic to latex.",
		"Send the exercise sheet afterwards.", "Prefers German.", "Shoulder after surgery, go easy.", "Needs a receipt for the insurer.",
		"Follow-up in two weeks.", "Brings a dog.", "Scan results to discuss.", "Forms already signed.",
	}
	internals = []string{"Team check-in", "Letters to doctors", "Supervision"}
	groups    = []string{"Back-care class", "Knee group", "Shoulder group"}
	lengths   = []int{15, 30, 30, 30, 45, 45, 45, 60, 60, 90}
	// Kinds are what appointments of a length are mostly for, by the names of agenda.UsualKinds.
	kinds = map[int][]string{
		15: {"Call", "Call", "Call", "Follow-up"},
		30: {"Follow-up", "Follow-up", "Call", "Internal"},
		45: {"Follow-up", "Follow-up", "Follow-up", "Assessment"},
		60: {"Visit", "Visit", "Assessment"},
		90: {"Group", "Visit", "Assessment"},
	}
)

// clients is how many people the practice sees; a third of them come again and again.
const clients = 90

// Hours returns when the practice is open, into which its appointments fit. It closes between the years.
func Hours(today agenda.Date) (h agenda.PracticeHours) {
	morning, afternoon := agenda.Opening{From: 8 * 60, To: 12*60 + 30}, agenda.Opening{From: 13 * 60, To: 19 * 60}
	for day := time.Monday; day <= time.Friday; day++ {
		*h.OpeningHours.Day(day) = []agenda.Opening{morning, afternoon}
	}
	h.Saturday = []agenda.Opening{morning}
	h.Closed = []agenda.ClosedDays{{
		First: agenda.Date{Year: today.Year, Month: time.December, Day: 24}, Last: agenda.Date{Year: today.Year, Month: time.December, Day: 31}, Reason: "Between the years",
	}}
	return h
}

// Drafts returns the practice's appointments from seven weeks before today to six weeks after it, in
// the order of time. None overlaps another.
func Drafts(today agenda.Date, seed uint64) []agenda.AppointmentDraft {
	random := rand.New(rand.NewPCG(seed, 0x5eed))
	people := make([]string, clients)
	for i := range people {
		people[i] = firstNames[random.IntN(len(firstNames))] + " " + lastNames[random.IntN(len(lastNames))]
	}
	var drafts []agenda.AppointmentDraft
	for offset := -49; offset <= 42; offset++ {
		d := today.AddDays(offset)
		if d.Weekday() == time.Sunday || d.Weekday() == time.Saturday && random.IntN(3) > 0 {
			continue
		}
		if d.Month == time.December && d.Day >= 24 {
			continue
		}
		drafts = append(drafts, dayOf(random, d, offset, people)...)
	}
	return drafts
}

// dayOf fills one day from the morning on, with a lunch break, the thinner the farther it is ahead.
func dayOf(random *rand.Rand, d agenda.Date, offset int, people []string) (drafts []agenda.AppointmentDraft) {
	at, end := 8*60+15*random.IntN(4), 17*60+30
	if d.Weekday() == time.Saturday {
		end = 12 * 60
	}
	for at < end {
		length := lengths[random.IntN(len(lengths))]
		if at+length > 12*60+30 && at < 13*60 {
			at = 13 * 60
			continue
		}
		if random.IntN(10) < 7-max(offset, 0)/9 {
			drafts = append(drafts, draft(random, d, at, length, offset, people))
		}
		at += length + []int{0, 0, 0, 15, 15, 30}[random.IntN(6)]
	}
	return drafts
}

func draft(random *rand.Rand, d agenda.Date, at, length, offset int, people []string) agenda.AppointmentDraft {
	person := random.IntN(len(people))
	if random.IntN(3) > 0 {
		person %= len(people) / 3
	}
	status := agenda.Confirmed
	switch n := random.IntN(100); {
	case n < 6:
		status = agenda.Cancelled
	case n < 20 && offset > 0:
		status = agenda.Tentative
	}
	dr := agenda.AppointmentDraft{
		ClientName: people[person], Date: d.String(), Time: time.Unix(int64(at*60), 0).UTC().Format("15:04"),
		DurationMinutes: &length, Status: (*string)(&status),
	}
	if random.IntN(10) < 4 {
		note := notes[random.IntN(len(notes))]
		dr.Notes = &note
	}
	if random.IntN(20) > 0 { // not everybody says what for
		dr.Kind = &kinds[length][random.IntN(len(kinds[length]))]
		switch *dr.Kind { // what is for nobody in particular, or for several
		case "Internal":
			dr.ClientName, dr.Notes = internals[random.IntN(len(internals))], nil
		case "Group":
			dr.ClientName, dr.Notes = groups[random.IntN(len(groups))], nil
		}
	}
	return dr
}
