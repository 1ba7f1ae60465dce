package api_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// fault returns err as the domain's, which it must be.
func fault(t *testing.T, err error) *agenda.Error {
	t.Helper()
	e, ok := errors.AsType[*agenda.Error](err)
	require.True(t, ok, "%v", err)
	return e
}

func TestTheClientManagesAppointments(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	guest := apiclient.New(r.url)
	_, err := guest.Appointments(ctx, apiclient.ListOptions{})
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
	c := guest.WithToken(r.as["user"])

	draft := agenda.AppointmentDraft{ClientName: "Jonas Lindqvist", Date: "2031-11-25", Time: "10:30"}
	appt, err := c.CreateAppointment(ctx, draft, "k1")
	require.NoError(t, err)
	again, err := c.CreateAppointment(ctx, draft, "k1")
	require.NoError(t, err)
	require.Equal(t, appt, again)
	stored, err := r.cfg.Appointments.Get(ctx, appt.ID)
	require.NoError(t, err)
	stored.CalendarID = 0
	require.Equal(t, stored, appt, "what the client reads is what the domain wrote")

	_, err = c.CreateAppointment(ctx, draft, "")
	conflict := fault(t, err)
	require.Equal(t, agenda.Conflict, conflict.Code)
	require.Equal(t, "An appointment already exists at this date and time", conflict.Message)
	require.Equal(t, appt, conflict.Conflicts[0])
	free, err := c.Free(ctx, appt.Date, appt.Time, 30)
	require.NoError(t, err)
	require.Equal(t, free, conflict.Free)

	_, err = c.CreateAppointment(ctx, agenda.AppointmentDraft{ClientName: "A", Date: "x", Time: "y"}, "")
	invalid := fault(t, err)
	require.Equal(t, agenda.Invalid, invalid.Code)
	require.Equal(t, []any{"body", "date"}, invalid.Fields[0].Loc)
	require.Len(t, invalid.Fields, 2)

	name := "Jonas"
	changed, err := c.UpdateAppointment(ctx, appt.ID, &appt.Version, agenda.AppointmentPatch{ClientName: &name})
	require.NoError(t, err)
	require.Equal(t, "Jonas", changed.ClientName)
	_, err = c.UpdateAppointment(ctx, appt.ID, &appt.Version, agenda.AppointmentPatch{ClientName: &name})
	stale := fault(t, err)
	require.Equal(t, agenda.Stale, stale.Code)
	require.Equal(t, changed, *stale.Current)

	card, err := c.UpdateClientCard(ctx, "jonas", new(int64(0)), agenda.ClientCardPatch{Phone: new("112")})
	require.NoError(t, err)
	read, err := c.ClientCard(ctx, "Jonas")
	require.NoError(t, err)
	require.Equal(t, card, read)
	_, err = c.UpdateClientCard(ctx, "Jonas", new(int64(0)), agenda.ClientCardPatch{Phone: new("110")})
	require.Equal(t, card, *fault(t, err).Card)

	require.Equal(t, agenda.Stale, agenda.CodeOf(c.DeleteAppointment(ctx, appt.ID, &appt.Version)))
	require.NoError(t, c.DeleteAppointment(ctx, appt.ID, &changed.Version))
	_, err = c.Appointment(ctx, appt.ID)
	require.Equal(t, agenda.NotFound, agenda.CodeOf(err))
	_, err = c.RestoreAppointment(ctx, appt.ID)
	require.NoError(t, err)
	_, err = c.Appointment(ctx, appt.ID)
	require.NoError(t, err)
}

func TestTheClientPages(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fill(7)
	c := apiclient.New(r.url).WithToken(r.as["user"])
	options := apiclient.ListOptions{
		From: agenda.Date{Year: 2031, Month: 1, Day: 1}, To: agenda.Date{Year: 2031, Month: 1, Day: 31},
		Text: "client", Status: agenda.Confirmed, Sort: agenda.ByStart, Limit: 3,
	}
	var names []string
	for more := true; more; more = options.Cursor != "" {
		page, err := c.Appointments(t.Context(), options)
		require.NoError(t, err)
		require.Equal(t, 7, page.Total)
		for _, appt := range page.Appointments {
			names = append(names, appt.ClientName)
		}
		options.Cursor = page.Next
	}
	require.Equal(t, []string{"Client 7", "Client 6", "Client 5", "Client 4", "Client 3", "Client 2", "Client 1"}, names)
	all, err := c.Appointments(t.Context(), apiclient.ListOptions{})
	require.NoError(t, err)
	require.Len(t, all.Appointments, 7)

	resp, err := c.ExportCSV(t.Context(), options)
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Contains(t, string(b), "7,Client 7,2031-01-02,10:00,\r\n")
	require.Equal(t, "attachment; filename=appointments.csv", resp.Header.Get("Content-Disposition"))
	resp, err = c.ExportICS(t.Context(), options)
	require.NoError(t, err)
	b, err = io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, 7, strings.Count(string(b), "SUMMARY:Client "))
}

func TestTheClientSignsIn(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	guest := apiclient.New(r.url)
	_, err := guest.Register(ctx, "user", password)
	require.Equal(t, "User already exists", fault(t, err).Message)
	token, err := guest.Register(ctx, "jo.keller", password)
	require.NoError(t, err)
	require.Equal(t, "bearer", token.TokenType)
	_, err = guest.SignIn(ctx, "jo.keller", "wrong")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	token, err = guest.SignIn(ctx, "jo.keller", password)
	require.NoError(t, err)
	c := guest.WithToken(token.AccessToken)
	me, err := c.Me(ctx)
	require.NoError(t, err)
	require.Equal(t, apiclient.Me{ID: me.ID, Username: "jo.keller", Role: agenda.RoleUser, TimeZone: "Europe/Berlin", PasswordMinLength: 8, Preferences: agenda.DefaultPreferences}, me)

	fresh, err := c.ChangePassword(ctx, password, "another password")
	require.NoError(t, err)
	_, err = c.Me(ctx)
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err))
	c = guest.WithToken(fresh.AccessToken)
	require.NoError(t, c.EndSessions(ctx))
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(c.EndSessions(ctx)))
	status, err := guest.Status(ctx)
	require.NoError(t, err)
	require.Equal(t, apiclient.Status{Status: "ready", Version: "1.2.3", Registration: "open", PasswordMinLength: 8, Parts: []apiclient.Part{{Name: "database", Status: "up"}}}, status)
}

func TestTheClientFollowsSummaries(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	c := apiclient.New(r.url).WithToken(r.as["user"])
	asked, err := c.AskSummary(ctx, agenda.SummaryAsk{Label: "daily", Force: true, Language: "de"}, "k1")
	require.NoError(t, err)
	require.Equal(t, apiclient.Asked{JobID: asked.JobID, Label: "daily", State: agenda.JobAccepted, Language: "de"}, asked)
	again, err := c.AskSummary(ctx, agenda.SummaryAsk{Label: "daily", Force: true, Language: "de"}, "k1")
	require.NoError(t, err)
	require.Equal(t, asked, again)
	label := "daily"
	result, err := c.SummaryResult(ctx, &label)
	require.NoError(t, err)
	require.Equal(t, apiclient.SummaryResult{Status: "pending"}, result)

	enough := errors.New("enough")
	heard := make(chan agenda.SummaryJob, 2)
	done := make(chan error, 1)
	go func() {
		done <- c.SummaryEvents(ctx, func(j agenda.SummaryJob) error {
			heard <- j
			if j.State.Terminal() {
				return enough
			}
			return nil
		})
	}()
	require.Equal(t, agenda.JobAccepted, (<-heard).State)
	r.finish(asked.JobID, "daily", agenda.JobDone, "A quiet day.")
	r.feed.publish(asked.JobID)
	require.Equal(t, "A quiet day.", *(<-heard).Summary)
	require.ErrorIs(t, <-done, enough)

	result, err = c.SummaryResult(ctx, nil)
	require.NoError(t, err)
	require.Equal(t, "ready", result.Status)
	require.Equal(t, "A quiet day.", *result.Summary)
	jobs, err := c.SummaryJobs(ctx, apiclient.JobOptions{Label: &label, States: []agenda.JobState{agenda.JobDone, agenda.JobDead}, Limit: 5})
	require.NoError(t, err)
	job, err := c.SummaryJob(ctx, asked.JobID)
	require.NoError(t, err)
	require.Equal(t, []agenda.SummaryJob{job}, jobs)
	older, err := c.SummaryJobs(ctx, apiclient.JobOptions{Before: job.ID})
	require.NoError(t, err)
	require.Empty(t, older)

	_, err = c.RetryJob(ctx, asked.JobID)
	require.Equal(t, agenda.Forbidden, agenda.CodeOf(err))
	admin := c.WithToken(r.as["admin"])
	_, err = admin.RetryJob(ctx, asked.JobID)
	require.Equal(t, agenda.Conflict, agenda.CodeOf(err))
	open, err := admin.AskSummary(ctx, agenda.SummaryAsk{}, "")
	require.NoError(t, err)
	discarded, err := admin.DiscardJob(ctx, open.JobID)
	require.NoError(t, err)
	require.Equal(t, agenda.JobCancelled, discarded.State)
}
