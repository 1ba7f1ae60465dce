package storetest

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func users(t *testing.T, s *store.Store) {
	u, err := s.CreateUser(t.Context(), agenda.User{Username: "Hanna", Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)
	read, err := s.UserByName(t.Context(), "hANNA")
	require.NoError(t, err)
	require.Equal(t, u, read, "names are compared without case and kept as they were given")
	_, err = s.CreateUser(t.Context(), agenda.User{Username: "HANNA", Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
	requireCode(t, agenda.Conflict, err)
	_, err = s.UserByName(t.Context(), "nobody")
	requireCode(t, agenda.NotFound, err)

	changed, err := s.ChangeUser(t.Context(), "hanna", func(u agenda.User) (agenda.User, error) {
		u.Role, u.Disabled = agenda.RoleAdmin, true
		u.TokenVersion++
		return u, nil
	})
	require.NoError(t, err)
	read, err = s.UserByName(t.Context(), "hanna")
	require.NoError(t, err)
	require.Equal(t, changed, read)
	require.True(t, read.Disabled)
	_, err = s.ChangeUser(t.Context(), "nobody", func(u agenda.User) (agenda.User, error) { return u, nil })
	requireCode(t, agenda.NotFound, err)
	all, err := s.Users(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)

	var wg sync.WaitGroup
	won := make(chan agenda.User, 20)
	for range 20 {
		wg.Go(func() {
			u, err := s.CreateUser(t.Context(), agenda.User{Username: "twin", Role: agenda.RoleUser, PasswordHash: "h", TokenVersion: 1})
			if err == nil {
				won <- u
			} else if agenda.CodeOf(err) != agenda.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Len(t, won, 1, "one of many who register a name at once gets it")
}

func failedSignIns(t *testing.T, s *store.Store) {
	pause := func(n int) time.Duration { return time.Duration(n-1) * time.Minute }
	until, err := s.BlockedUntil(t.Context(), "a", "b")
	require.NoError(t, err)
	require.True(t, until.IsZero())
	require.NoError(t, s.RecordFailures(t.Context(), "hanna", time.Hour, agenda.Guess{Key: "a", Pause: pause}))
	require.NoError(t, s.RecordFailures(t.Context(), "hanna", time.Hour, agenda.Guess{Key: "a", Pause: pause}, agenda.Guess{Key: "b", Pause: pause}))
	until, err = s.BlockedUntil(t.Context(), "b", "a")
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(time.Minute), until, 20*time.Second, "the longest pause of the keys counts")
	require.NoError(t, s.RecordSignIn(t.Context(), "hanna", "a"))
	until, err = s.BlockedUntil(t.Context(), "a")
	require.NoError(t, err)
	require.True(t, until.IsZero())
}

func ask(t *testing.T, s *store.Store, j agenda.SummaryJob) agenda.SummaryJob {
	t.Helper()
	j.State, j.Run, j.RequestedAt, j.Attempts = agenda.JobAccepted, 1, time.Now().UTC().Truncate(time.Microsecond), []agenda.Attempt{}
	j, err := s.CreateJob(t.Context(), j, nil)
	require.NoError(t, err)
	return j
}

func outcome(j agenda.SummaryJob, state agenda.JobState, text string) agenda.JobOutcome {
	o := agenda.JobOutcome{ID: j.ID, Run: j.Run, Label: j.Label, State: state, FinishedAt: time.Now()}
	if state == agenda.JobDone {
		o.Output, _ = json.Marshal(agenda.Summary{Text: text, Model: "built-in", Appointments: 3})
	} else {
		o.Error = text
	}
	return o
}

func finish(t *testing.T, s *store.Store, outcomes ...agenda.JobOutcome) (duplicates int) {
	t.Helper()
	dropped, err := s.FinishJobs(t.Context(), outcomes)
	require.NoError(t, err)
	return len(dropped)
}

// sent is told where one job is asked for, and lists stay short.
func sent(t *testing.T, s *store.Store) {
	j := ask(t, s, agenda.SummaryJob{Label: "sent"})
	o := outcome(j, agenda.JobDone, "A day.")
	o.Output, _ = json.Marshal(agenda.Summary{Text: "A day.", Model: "m", Sent: "[user]\nÖmer \x00 10:30"})
	require.Zero(t, finish(t, s, o))
	j, err := s.Job(t.Context(), j.ID)
	require.NoError(t, err)
	require.Equal(t, "[user]\nÖmer \ufffd 10:30", j.Sent)
	listed, err := s.Jobs(t.Context(), agenda.JobQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, j.ID, listed[0].ID)
	require.Empty(t, listed[0].Sent)
	foreign := outcome(agenda.SummaryJob{ID: "foreign-sent", Run: 1}, agenda.JobDone, "")
	foreign.Output = o.Output
	require.Zero(t, finish(t, s, foreign))
	j, err = s.Job(t.Context(), "foreign-sent")
	require.NoError(t, err)
	require.NotEmpty(t, j.Sent)

	require.NoError(t, s.PurgeSent(t.Context(), *j.FinishedAt))
	j, err = s.Job(t.Context(), "foreign-sent")
	require.NoError(t, err)
	require.NotEmpty(t, j.Sent, "what ended later is kept")
	require.NoError(t, s.PurgeSent(t.Context(), j.FinishedAt.Add(time.Second)))
	j, err = s.Job(t.Context(), "foreign-sent")
	require.NoError(t, err)
	require.Empty(t, j.Sent)
	require.Equal(t, "A day.", *j.Summary)
}

// languages: a job has the one that it is asked for in until its summary says which it is in.
func languages(t *testing.T, s *store.Store) {
	write := func(j agenda.SummaryJob, language string) string {
		o := outcome(j, agenda.JobDone, "")
		o.Output, _ = json.Marshal(agenda.Summary{Text: "Ein Tag.", Model: "m", Language: language})
		require.Zero(t, finish(t, s, o))
		read, err := s.Job(t.Context(), j.ID)
		require.NoError(t, err)
		return read.Language
	}
	german := ask(t, s, agenda.SummaryJob{Language: "de-AT"})
	open, err := s.OpenJobs(t.Context(), 1, "")
	require.NoError(t, err)
	require.Equal(t, "de-AT", open[0].Language)
	require.Equal(t, "de", write(german, "de"))
	require.Empty(t, write(ask(t, s, agenda.SummaryJob{Language: "de"}), ""), "a worker of before wrote English")
	require.Empty(t, write(ask(t, s, agenda.SummaryJob{}), `de" onload="`))
	require.Equal(t, "de", write(agenda.SummaryJob{ID: "foreign-german", Run: 1}, "de"))
	dead := ask(t, s, agenda.SummaryJob{Language: "de"})
	require.Zero(t, finish(t, s, outcome(dead, agenda.JobDead, "no")))
	dead, err = s.ReviveJob(t.Context(), dead.ID)
	require.NoError(t, err)
	require.Equal(t, "de", dead.Language, "another life has the same wish")
}

func jobs(t *testing.T, s *store.Store) {
	d := agenda.Date{Year: 2026, Month: 11, Day: 25}
	first := ask(t, s, agenda.SummaryJob{Label: "daily", From: d, To: d, Count: 3, RequestedBy: "hanna"})
	second := ask(t, s, agenda.SummaryJob{Count: 9})
	read, err := s.Job(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, first, read)
	_, err = s.Job(t.Context(), "no such job")
	requireCode(t, agenda.NotFound, err)

	scheduled := agenda.SummaryJob{ID: "daily-2026-11-25", Label: "daily"}
	require.Equal(t, ask(t, s, scheduled).ID, ask(t, s, scheduled).ID)
	open, err := s.OpenJobs(t.Context(), 10, "")
	require.NoError(t, err)
	require.Len(t, open, 3, "a job of one id exists once")
	require.Equal(t, []string{first.ID, second.ID}, []string{open[0].ID, open[1].ID})
	rest, err := s.OpenJobs(t.Context(), 10, second.ID)
	require.NoError(t, err)
	require.Len(t, rest, 1)

	require.NoError(t, s.MarkQueued(t.Context(), first.ID))
	census, err := s.Census(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Census{Accepted: 2, Queued: 1, Oldest: first.RequestedAt}, census)
	label := "daily"
	newest, err := s.Jobs(t.Context(), agenda.JobQuery{Label: &label, States: []agenda.JobState{agenda.JobRunning}})
	require.NoError(t, err)
	require.Len(t, newest, 1)
	require.Equal(t, agenda.JobQueued, newest[0].State)
	older, err := s.Jobs(t.Context(), agenda.JobQuery{Before: second.ID, Limit: 5})
	require.NoError(t, err)
	require.Len(t, older, 1)

	require.Zero(t, finish(t, s, outcome(first, agenda.JobDead, "The model refused the key.")))
	dead, err := s.Job(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, agenda.JobDead, dead.State)
	require.Equal(t, "The model refused the key.", dead.Error)
	census, err = s.Census(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Census{Accepted: 2, Dead: 1, Oldest: second.RequestedAt}, census)
	revived, err := s.ReviveJob(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, agenda.JobAccepted, revived.State)
	require.Equal(t, 2, revived.Run)
	require.Equal(t, 1, finish(t, s, outcome(first, agenda.JobDead, "late news of the first run")))
	_, err = s.ReviveJob(t.Context(), first.ID)
	requireCode(t, agenda.Conflict, err)

	_, err = s.CancelJob(t.Context(), first.ID, true)
	require.NoError(t, err)
	require.Equal(t, 1, finish(t, s, outcome(revived, agenda.JobDone, "nobody wants it any more")))
	_, err = s.CancelJob(t.Context(), first.ID, true)
	requireCode(t, agenda.Conflict, err)

	failed := ask(t, s, agenda.SummaryJob{})
	require.Zero(t, finish(t, s, outcome(failed, agenda.JobDead, "no")))
	_, err = s.CancelJob(t.Context(), failed.ID, false)
	requireCode(t, agenda.Conflict, err)
	_, err = s.CancelJob(t.Context(), failed.ID, true)
	require.NoError(t, err)
}

func jobsOfOtherLabelsAndOfDays(t *testing.T, s *store.Store) {
	day := func(n int) agenda.Date { return agenda.Date{Year: 2026, Month: 11, Day: n} }
	for _, j := range []agenda.SummaryJob{
		{ID: "daily", Label: "daily", From: day(25), To: day(25)},
		{ID: "range", Label: "2026-11-20..2026-11-25", From: day(20), To: day(25)},
		{ID: "upcoming", From: day(24)},
		{ID: "weekly", Label: "weekly", From: day(24), To: day(30)},
		{ID: "team", Label: "team-b", From: day(27)},
		{ID: "all", Label: "all"},
	} {
		ask(t, s, j)
	}
	ids := func(q agenda.JobQuery) (got []string) {
		found, err := s.Jobs(t.Context(), q)
		require.NoError(t, err)
		for _, j := range found {
			got = append(got, j.ID)
		}
		return got
	}
	others := []string{"daily", "weekly"}
	require.Equal(t, []string{"all", "team", "upcoming", "range"}, ids(agenda.JobQuery{NotLabels: others}))
	require.Equal(t, []string{"all", "team"}, ids(agenda.JobQuery{NotLabels: others, Limit: 2}))
	require.Equal(t, []string{"upcoming", "range"}, ids(agenda.JobQuery{NotLabels: others, Limit: 2, Before: "team"}))
	require.Equal(t, []string{"all", "team", "weekly", "range", "daily"}, ids(agenda.JobQuery{NotLabels: []string{""}}))

	require.Equal(t, []string{"all", "range"}, ids(agenda.JobQuery{From: day(23), To: day(23)}), "one without a first day is of all days")
	require.Equal(t, []string{"all", "weekly", "upcoming", "range", "daily"}, ids(agenda.JobQuery{From: day(25), To: day(25)}))
	require.Equal(t, []string{"all", "weekly", "upcoming"}, ids(agenda.JobQuery{From: day(26), To: day(26)}))
	require.Equal(t, []string{"all", "team", "weekly", "upcoming"}, ids(agenda.JobQuery{From: day(26), To: day(27)}), "a night is of two days")
	require.Equal(t, []string{"weekly"}, ids(agenda.JobQuery{From: day(30), To: day(30), NotLabels: []string{"", "team-b", "all"}}))
}

func outcomesAreStoredOnce(t *testing.T, s *store.Store) {
	_, err := s.LatestSummary(t.Context(), nil)
	requireCode(t, agenda.NotFound, err)
	j := ask(t, s, agenda.SummaryJob{Label: "weekly"})
	require.Equal(t, 1, finish(t, s, outcome(j, agenda.JobDone, "first"), outcome(j, agenda.JobDone, "second")))
	require.Equal(t, 1, finish(t, s, outcome(j, agenda.JobDead, "third")))
	latest, err := s.LatestSummary(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "first", *latest.Summary)
	require.Equal(t, 3, latest.Appointments)
	label := "daily"
	_, err = s.LatestSummary(t.Context(), &label)
	requireCode(t, agenda.NotFound, err)

	stranger := agenda.SummaryJob{ID: "put on the list by hand", Run: 1}
	require.Zero(t, finish(t, s, outcome(stranger, agenda.JobDone, "adopted")))
	latest, err = s.LatestSummary(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "adopted", *latest.Summary)

	garbled := ask(t, s, agenda.SummaryJob{})
	o := outcome(garbled, agenda.JobDone, "")
	o.Output = json.RawMessage(`"no object"`)
	require.Zero(t, finish(t, s, o))
	read, err := s.Job(t.Context(), garbled.ID)
	require.NoError(t, err)
	require.Equal(t, agenda.JobDead, read.State)
}

func skippedPointsAtTheResult(t *testing.T, s *store.Store) {
	first, second := ask(t, s, agenda.SummaryJob{Label: "daily"}), ask(t, s, agenda.SummaryJob{Label: "daily"})
	finish(t, s, outcome(first, agenda.JobDone, "text"), outcome(second, agenda.JobSkipped, ""))
	read, err := s.Job(t.Context(), second.ID)
	require.NoError(t, err)
	require.Equal(t, agenda.JobSkipped, read.State)
	require.Equal(t, first.ID, read.ResultID)
}
