package ui_test

import (
	"testing"
	"time"

	"appointment-manager/internal/agenda"
)

const briefWords = `A full day with one overlap to settle

Nine appointments run from 08:30 to 17:00.
Lunch is clear from 12:15 to 13:00.

Two people are coming for the first time.

Worth a look
- 10:45 Jonas Lindqvist overlaps Priya Nair by 30 minutes.
- 14:00 Elif Demir has not confirmed.`

// fill gives the backend a day that has one of everything, and briefs in every state.
func fill(t testing.TB, b *backend) {
	t.Helper()
	b.book(t, "Priya Nair", "2026-11-25", "10:30", 60, withNotes("Referred by Dr Sand\nBring the MRI notes"))
	b.book(t, "Jonas Lindqvist", "2026-11-25", "10:45", 30, overlapping)
	b.book(t, "Elif Demir", "2026-11-25", "14:00", 60, withStatus("tentative"))
	b.book(t, "Liam Byrne", "2026-11-25", "12:30", 30, withStatus("cancelled"))
	b.book(t, "Ingrid Bakke", "2026-11-25", "08:30", 45)
	b.book(t, "Night duty", "2026-11-26", "22:00", 4*60)
	b.book(t, "Oskar Nowak", "2026-12-02", "09:00", 50)
	b.book(t, "Long ago", "2025-03-04", "09:00", 30)

	b.keep(t, "Priya Nair", agenda.ClientCardPatch{
		Phone: new("+49 (0)30 555 01 23"), Email: new("priya@nair.example"), Address: new("Gartenstraße 7\n10115 Berlin"), Notes: new("Prefers mornings.\nRing twice: the bell is quiet."),
	})

	b.imported = file()

	words := briefWords
	at := func(seconds int) *time.Time {
		moment := clockNow.Add(time.Duration(seconds) * time.Second)
		return &moment
	}
	day := agenda.DateOf(clockNow)
	first := agenda.Attempt{Number: 1, Worker: "worker-2", StartedAt: *at(-47), EndedAt: at(-17), Error: "The model took longer than 30 s."}
	b.jobs = []agenda.SummaryJob{
		{ID: "queued", Label: "team-b", State: agenda.JobQueued, RequestedAt: *at(-2), Attempts: []agenda.Attempt{}},
		{
			ID: "running", Label: "weekly", State: agenda.JobRunning, Count: 27, From: day, To: day.AddDays(6), RequestedBy: "anna",
			RequestedAt: *at(-50), Attempts: []agenda.Attempt{first, {Number: 2, Worker: "worker-2", StartedAt: *at(-13)}},
		},
		{ID: "retrying", Label: "", State: agenda.JobRetrying, From: day, RequestedAt: *at(-50), Attempts: []agenda.Attempt{first}},
		{
			ID: "done", Label: "daily", State: agenda.JobDone, Count: 9, From: day, To: day, RequestedBy: "scheduler", RequestedAt: *at(-9000),
			FinishedAt: at(-8990), Attempts: []agenda.Attempt{first, {Number: 2, StartedAt: *at(-8992), EndedAt: at(-8990)}},
			Summary: &words, Model: "gpt-4o-mini", Appointments: 9, Sent: "[system]\nYou write the brief.\n\n[user]\n1. 10:30 <Client 1>",
		},
		{
			ID: "dead", Label: "2026-11-30..2026-12-04", State: agenda.JobDead, From: day.AddDays(5), To: day.AddDays(9), RequestedBy: "jo",
			RequestedAt: *at(-9100), FinishedAt: at(-9050), Attempts: []agenda.Attempt{first}, Error: "The model refused the key",
		},
		{ID: "skipped", Label: "daily", State: agenda.JobSkipped, From: day, To: day, RequestedAt: *at(-8980), FinishedAt: at(-8979), ResultID: "done"},
		{ID: "cancelled", Label: "daily", State: agenda.JobCancelled, From: day, To: day, RequestedAt: *at(-9980), FinishedAt: at(-9979)},
	}
}
