package agenda_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// written is a ledger that has some summaries, and remembers what it was asked for.
type written struct {
	agenda.SummaryStore
	texts    []string // the newest first
	language string
	asked    agenda.JobQuery
}

func (w *written) Jobs(_ context.Context, q agenda.JobQuery) (jobs []agenda.SummaryJob, _ error) {
	w.asked = q
	for i, text := range w.texts {
		jobs = append(jobs, agenda.SummaryJob{ID: strconv.Itoa(i), State: agenda.JobDone, Summary: &text, Language: w.language})
	}
	return jobs, nil
}

// visitOf is a store of one appointment.
type visitOf struct {
	agenda.AppointmentStore
	visit agenda.Appointment
}

func (v visitOf) Appointment(context.Context, int64) (agenda.Appointment, error) { return v.visit, nil }

// mentioning asks for the summaries that name somebody who comes on the evening of 25 November in Berlin.
func mentioning(t *testing.T, w *written, name string, minutes int, q agenda.JobQuery) (ids []string) {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	starts := time.Date(2026, 11, 25, 23, 0, 0, 0, berlin).UTC()
	store := visitOf{visit: agenda.Appointment{ID: 1, ClientName: name, StartsAt: starts, EndsAt: starts.Add(time.Duration(minutes) * time.Minute)}}
	s := agenda.NewSummaries(w, agenda.NewAppointments(store, berlin, time.Now), line{}, nil, time.Now)
	found, err := s.Mentioning(t.Context(), 1, q)
	require.NoError(t, err)
	require.NotNil(t, found)
	for _, j := range found {
		ids = append(ids, j.ID)
	}
	return ids
}

func TestASummaryMentionsWhomItNames(t *testing.T) {
	t.Parallel()
	for text, named := range map[string]bool{
		"Ann":                                 true,
		"At 10:30 Ann, then lunch.":           true,
		"It is Ann’s first visit.":            true,
		"Anna and JoAnn come.":                false,
		"JoAnn, then Ann.":                    true,
		"ann":                                 false,
		"Anns Termin ist unbestätigt.":        false, // in English
		"Ann\u0301 is another name than this": false,
		"":                                    false,
	} {
		require.Equal(t, named, len(mentioning(t, &written{texts: []string{text}}, "Ann", 30, agenda.JobQuery{})) == 1, text)
	}
	require.Equal(t, []string{"0"}, mentioning(t, &written{texts: []string{"Anns Termin.", "Annsen."}, language: "de"}, "Ann", 30, agenda.JobQuery{}))
	require.Equal(t, []string{"0"}, mentioning(t, &written{texts: []string{"李 明 comes."}}, "李 明", 30, agenda.JobQuery{}))
}

func TestMentionsAreOfTheDaysOfTheAppointment(t *testing.T) {
	t.Parallel()
	w := &written{texts: []string{"Ann", "Jo", "Ann", "Ann"}}
	require.Equal(t, []string{"0", "2"}, mentioning(t, w, "Ann", 60, agenda.JobQuery{Limit: 2, Before: "x"}))
	day := agenda.Date{Year: 2026, Month: time.November, Day: 25}
	require.Equal(t, agenda.JobQuery{States: []agenda.JobState{agenda.JobDone}, From: day, To: day, Before: "x", Limit: 200}, w.asked)
	mentioning(t, w, "Ann", 61, agenda.JobQuery{})
	require.Equal(t, day.AddDays(1), w.asked.To, "past midnight in the practice’s zone")
	require.Empty(t, mentioning(t, w, "Ann", 60, agenda.JobQuery{States: []agenda.JobState{agenda.JobDead}}), "what has no text names nobody")
}
