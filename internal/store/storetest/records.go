package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func theLastAdministratorStays(t *testing.T, s *store.Store) {
	demote := func(u agenda.User) (agenda.User, error) {
		u.Role = agenda.RoleUser
		return u, nil
	}
	disable := func(u agenda.User) (agenda.User, error) {
		u.Disabled = true
		return u, nil
	}
	admins := make([]agenda.User, 12)
	for i := range admins {
		u, err := s.CreateUser(t.Context(), agenda.User{Username: fmt.Sprint("admin", i), Role: agenda.RoleAdmin, PasswordHash: "h", TokenVersion: 1})
		require.NoError(t, err)
		admins[i] = u
	}
	_, err := s.CreateUser(t.Context(), agenda.User{Username: "gone", Role: agenda.RoleAdmin, Disabled: true, PasswordHash: "h", TokenVersion: 1})
	require.NoError(t, err)

	// Each tries to be rid of every other at once: somebody is left, whoever was first.
	var wg sync.WaitGroup
	for i, u := range admins {
		wg.Go(func() {
			change := demote
			if i%2 == 0 {
				change = disable
			}
			if _, err := s.ChangeUser(t.Context(), u.Username, change); err != nil && agenda.CodeOf(err) != agenda.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all, err := s.Users(t.Context())
	require.NoError(t, err)
	var left []agenda.User
	for _, u := range all {
		if u.Administers() {
			left = append(left, u)
		}
	}
	require.Len(t, left, 1, "one is left, and one alone")
	for _, change := range []func(agenda.User) (agenda.User, error){demote, disable} {
		_, err = s.ChangeUser(t.Context(), left[0].Username, change)
		require.ErrorIs(t, err, agenda.ErrLastAdministrator)
	}
	read, err := s.UserByID(t.Context(), left[0].ID)
	require.NoError(t, err)
	require.Equal(t, left[0], read, "a refusal changes nothing")
	_, err = s.UserByID(t.Context(), 999)
	requireCode(t, agenda.NotFound, err)
}

func theAuditLog(t *testing.T, s *store.Store) {
	began := time.Now().Add(-time.Second)
	as := func(name string) agenda.Actor { return agenda.Actor{Username: name} }
	ctx := agenda.WithActor(t.Context(), as("Hanna"))
	a, _, err := s.CreateAppointment(ctx, at("A", 9, 0, 30), nil)
	require.NoError(t, err)
	ctx = agenda.WithActor(t.Context(), as("jo"))
	_, err = s.ChangeAppointment(ctx, a.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
		a.ClientName = "B"
		return a, nil
	})
	require.NoError(t, err)
	require.NoError(t, s.Record(ctx, "backed up", "database", "x.db"))

	read := func(q agenda.AuditQuery) (lines []string) {
		t.Helper()
		entries, err := s.Audit(t.Context(), q)
		require.NoError(t, err)
		for _, e := range entries {
			require.NotNil(t, e.Fields)
			require.WithinDuration(t, time.Now(), e.At, time.Minute)
			lines = append(lines, fmt.Sprintln(e.Actor, e.Action, e.Object, e.Fields))
		}
		return lines
	}
	all := []string{"jo backed up database []\n", "jo changed appointment [client_name]\n", "Hanna created appointment []\n"}
	require.Equal(t, all, read(agenda.AuditQuery{}), "the newest comes first")
	require.Equal(t, all[:1], read(agenda.AuditQuery{Limit: 1}))
	entries, err := s.Audit(t.Context(), agenda.AuditQuery{})
	require.NoError(t, err)
	require.Equal(t, all[1:], read(agenda.AuditQuery{Before: entries[0].ID}))
	require.Equal(t, all[2:], read(agenda.AuditQuery{Actor: "hANNA"}))
	require.Equal(t, all[1:], read(agenda.AuditQuery{Object: "appointment", ObjectID: strconv.FormatInt(a.ID, 10)}))
	require.Equal(t, all[1:2], read(agenda.AuditQuery{Action: "changed"}))
	require.Empty(t, read(agenda.AuditQuery{ObjectID: "nothing\x00\xff"}))
	require.Equal(t, all, read(agenda.AuditQuery{From: began, To: began.Add(time.Hour)}))
	require.Empty(t, read(agenda.AuditQuery{To: began}))
	require.Empty(t, read(agenda.AuditQuery{From: began.Add(time.Hour)}))
}

func deletedAppointments(t *testing.T, s *store.Store) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	ago := func(days int) *time.Time {
		at := now.AddDate(0, 0, -days)
		return &at
	}
	for i, deleted := range []*time.Time{ago(3), nil, ago(1), ago(1), ago(40)} {
		a, _, err := s.CreateAppointment(t.Context(), at(fmt.Sprint("client ", i), 9+i, 0, 30), nil)
		require.NoError(t, err)
		_, err = s.ChangeAppointment(t.Context(), a.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
			a.DeletedAt = deleted
			return a, nil
		})
		require.NoError(t, err)
	}
	list := func(after *agenda.Cursor, limit int) (names []string, last agenda.Cursor) {
		t.Helper()
		found, err := s.DeletedAppointments(t.Context(), *ago(30), after, limit)
		require.NoError(t, err)
		for _, a := range found {
			names = append(names, a.ClientName)
			last = agenda.Cursor{StartsAt: *a.DeletedAt, ID: a.ID}
		}
		return names, last
	}
	names, _ := list(nil, 10)
	require.Equal(t, []string{"client 3", "client 2", "client 0"}, names, "the latest first, none that is there, none of too long ago")
	names, last := list(nil, 1)
	require.Equal(t, []string{"client 3"}, names)
	names, last = list(&last, 1)
	require.Equal(t, []string{"client 2"}, names, "one that was deleted in the same instant is not skipped")
	names, _ = list(&last, 5)
	require.Equal(t, []string{"client 0"}, names)
}

func endsOfJobs(t *testing.T, s *store.Store) {
	done, dead, open := ask(t, s, agenda.SummaryJob{}), ask(t, s, agenda.SummaryJob{}), ask(t, s, agenda.SummaryJob{})
	finish(t, s, outcome(done, agenda.JobDone, "text"), outcome(dead, agenda.JobDead, "no"))
	ends, err := s.JobEnds(t.Context(), done.RequestedAt.Add(-time.Minute))
	require.NoError(t, err)
	require.Len(t, ends, 3)
	require.Equal(t, agenda.JobEnd{State: agenda.JobAccepted, RequestedAt: open.RequestedAt}, ends[0])
	require.Equal(t, agenda.JobDead, ends[1].State)
	require.Equal(t, done.RequestedAt, ends[2].RequestedAt)
	require.WithinDuration(t, time.Now(), ends[2].FinishedAt, time.Minute)
	ends, err = s.JobEnds(t.Context(), time.Now().Add(time.Minute))
	require.NoError(t, err)
	require.Len(t, ends, 1, "what is open is not over")

	size, err := s.Size(t.Context())
	require.NoError(t, err)
	require.Greater(t, size, int64(10_000))
	require.Contains(t, []string{"sqlite", "postgresql"}, s.Kind())
}

func pausing(t *testing.T, s *store.Store) {
	ctx := agenda.WithActor(t.Context(), agenda.Actor{Username: "Hanna"})
	pause, err := s.SummariesPaused(ctx)
	require.NoError(t, err)
	require.Nil(t, pause)
	require.NoError(t, s.ResumeSummaries(ctx), "nothing was paused")
	require.NoError(t, s.PauseSummaries(ctx))
	first, err := s.SummariesPaused(ctx)
	require.NoError(t, err)
	require.Equal(t, "Hanna", first.By)
	require.WithinDuration(t, time.Now(), first.Since, time.Minute)
	require.NoError(t, s.PauseSummaries(t.Context()))
	again, err := s.SummariesPaused(ctx)
	require.NoError(t, err)
	require.Equal(t, first, again, "it is paused by whoever was first")
	require.NoError(t, s.ResumeSummaries(ctx))
	pause, err = s.SummariesPaused(ctx)
	require.NoError(t, err)
	require.Nil(t, pause)
	entries, err := s.Audit(ctx, agenda.AuditQuery{Object: "queue", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 2, "what changed nothing is not told")
	require.Equal(t, "resumed", entries[0].Action)
}

func liveLabels(t *testing.T, s *store.Store) {
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	add := func(id, label string, state agenda.JobState, finished time.Time) {
		_, err := s.CreateJob(t.Context(), agenda.SummaryJob{ID: id, Label: label, State: agenda.JobAccepted, Run: 1, RequestedAt: at, Attempts: []agenda.Attempt{}}, nil)
		require.NoError(t, err)
		if state.Terminal() {
			_, err = s.FinishJobs(t.Context(), []agenda.JobOutcome{{ID: id, Run: 1, Kind: agenda.KindSummary, Label: label, State: state, FinishedAt: finished}})
			require.NoError(t, err)
		}
	}
	add("a", "weekly", agenda.JobDone, at.Add(-time.Second))
	add("b", "daily", agenda.JobDone, at)
	add("c", "daily", agenda.JobAccepted, at)
	add("d", "2026-11-25", agenda.JobAccepted, at)
	add("e", "2026-11-26", agenda.JobDead, at)
	add("f", "", agenda.JobAccepted, at)
	labels, err := s.LiveLabels(t.Context(), at)
	require.NoError(t, err)
	require.Equal(t, []string{"2026-11-25", "daily"}, labels)
}
