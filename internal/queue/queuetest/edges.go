package queuetest

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
)

var edges = map[string]func(*testing.T, *Server){
	"a job of the original's form is adopted": adopted,
	"what cannot be read ends as a dead job":  unreadable,
	"an id without a job is dropped":          unknownID,
	"an adoption interrupted is made up for":  adoptionInterrupted,
	"what is logged names no content":         logged,
	"any bytes survive the way":               anyBytes,
}

const originalJob = `{"appointments": [
	{"client_name": "Ünal Öz", "date": "2026-11-26", "time": "09:30", "notes": null},
	{"client_name": "Ada", "date": "2026-11-25", "time": "12:00:00", "notes": "bring \"papers\""}]}`

func adopted(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	s.Do(t, "LPUSH", "summary_jobs", originalJob)
	l := claim(t, q, "w1")
	require.Equal(t, agenda.KindSummary, l.Envelope.Kind)
	require.Equal(t, 1, l.Envelope.Run)
	require.Empty(t, l.Envelope.Label)
	require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, l.Envelope.ID)
	var r agenda.SummaryRequest
	require.NoError(t, json.Unmarshal(l.Envelope.Payload, &r))
	require.Equal(t, 2, r.Total)
	require.Equal(t, "UTC", r.TimeZone)
	require.False(t, r.Today.IsZero())
	first := r.Appointments[0]
	require.Equal(t, "Ada", first.ClientName)
	require.Equal(t, "12:00:00", first.Time.String())
	require.Equal(t, `bring "papers"`, *first.Notes)
	require.Equal(t, agenda.Confirmed, first.Status)
	require.Equal(t, 30, first.DurationMinutes)
	require.Equal(t, time.Date(2026, 11, 25, 12, 30, 0, 0, time.UTC), first.EndsAt)
	require.Equal(t, "Ünal Öz", r.Appointments[1].ClientName)
	require.True(t, complete(t, q, l))
	require.Equal(t, l.Envelope.ID, collect(t, q, 1)[0].ID)
	require.EqualValues(t, 1, stats(t, q).Adopted)
}

func unreadable(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	entries := []string{
		`{"appointments": [`, `{}`, `{"appointments": 7}`, `{"appointments": [{"client_name": "Ada", "date": "2026-02-30", "time": "09:30"}]}`,
		`{"appointments": [{"client_name": "Ada", "date": "2026-02-20"}]}`, `{"appointments": [{}]}`, `[1]`, `two words`, "\x00\xff",
	}
	for _, e := range entries {
		s.Do(t, "LPUSH", "summary_jobs", e)
	}
	for range entries {
		id, err := q.Take(within(t), "w1")
		require.NoError(t, err)
		require.Empty(t, id)
	}
	for _, o := range collect(t, q, len(entries)) {
		require.Equal(t, agenda.JobDead, o.State)
		require.Contains(t, o.Error, "cannot be read")
		require.Equal(t, agenda.KindSummary, o.Kind)
	}
	require.EqualValues(t, 0, stats(t, q).Depth)
	require.Empty(t, s.Do(t, "KEYS", "*processing*"))
}

func unknownID(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	s.Do(t, "LPUSH", "summary_jobs", "nobody-knows-me")
	_, ok, err := q.Claim(within(t), take(t, q, "w1"), "w1")
	require.NoError(t, err)
	require.False(t, ok)
	require.EqualValues(t, 1, stats(t, q).Gone)
	require.Empty(t, s.Do(t, "KEYS", "*processing*"))
}

func adoptionInterrupted(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{Lease: 200 * time.Millisecond})
	_, err := q.Take(within(t), "w1")
	require.NoError(t, err)
	// As if w1 had moved the entry and died before it could adopt it.
	s.Do(t, "LPUSH", "{summary_jobs}:processing:w1", originalJob)
	l := claimSoon(t, q, "w2")
	require.Contains(t, string(l.Envelope.Payload), "Ada")
	require.EqualValues(t, 1, stats(t, q).Reaped)
}

func logged(t *testing.T, s *Server) {
	var out bytes.Buffer
	q := s.Dial(t, queue.Config{Log: slog.New(slog.NewTextHandler(&out, nil))})
	enqueue(t, q, job("j1", "daily"), job("j2", ""))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	require.True(t, complete(t, q, claim(t, q, "w1")))
	require.Contains(t, out.String(), `msg="[REDIS] SETEX refresh_lock:summary:daily 300 done"`)
	require.Equal(t, 1, bytes.Count(out.Bytes(), []byte("\n")))
	require.NotContains(t, out.String(), "Summary of")
	require.NotContains(t, out.String(), "for")
}

func anyBytes(t *testing.T, s *Server) {
	q := s.Dial(t, queue.Config{})
	e := job("j1", "")
	e.Payload = json.RawMessage(`{"n":"` + "'\\\"%s\\u0000 日本 \U0001F600" + `"}`)
	enqueue(t, q, e)
	l := claim(t, q, `w'1"%d`)
	require.Equal(t, e, l.Envelope)
	stored, err := q.Complete(within(t), l, e.Payload, "text\x00\r\n%s")
	require.NoError(t, err)
	require.True(t, stored)
	require.Equal(t, "text\x00\r\n%s", s.Do(t, "GET", "latest_summary"))
	o := collect(t, q, 1)[0]
	require.Equal(t, e.Payload, o.Output)
	require.Equal(t, `w'1"%d`, o.Attempts[0].Worker)
}
