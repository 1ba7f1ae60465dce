package queue

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"appointment-manager/internal/agenda"
)

// adopt makes a job of an entry that another program has put on the list in the original's form. It
// returns the job's id. What cannot be read becomes a dead job that says why, and the id is "".
func (q *Queue) adopt(ctx context.Context, entry, worker string) (id string, err error) {
	id = newID(time.Now())
	reason := ""
	payload, err := originalPayload([]byte(entry), time.Now().UTC())
	if err != nil {
		payload, reason = []byte("null"), "An entry of the queue cannot be read: "+err.Error()+"."
	}
	n, err := q.run(ctx, q.scripts.adopt, entry, worker, id, agenda.KindSummary, payload, reason).Int()
	if err != nil || n == 0 || reason != "" {
		return "", fault("adopt", err)
	}
	return id, nil
}

// original is a job as the documented layout has it.
type original struct {
	Appointments *[]struct {
		ClientName      *string           `json:"client_name"`
		Date            *agenda.Date      `json:"date"`
		Time            *agenda.TimeOfDay `json:"time"`
		Notes           *string           `json:"notes"`
		DurationMinutes int               `json:"duration_minutes"`
		Status          agenda.Status     `json:"status"`
	} `json:"appointments"`
}

// originalPayload returns the request that an entry of the original's form stands for. The form
// names no zone, so its wall times are read in UTC; they only put the appointments in order.
func originalPayload(entry []byte, now time.Time) ([]byte, error) {
	var o original
	if err := json.Unmarshal(entry, &o); err != nil {
		if _, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, errors.New("it is not JSON")
		}
		return nil, errors.New("it is not of the form {\"appointments\":[...]}")
	}
	if o.Appointments == nil {
		return nil, errors.New("it has no appointments")
	}
	r := agenda.SummaryRequest{
		Today: agenda.DateOf(now), Now: now, TimeZone: "UTC",
		Total: len(*o.Appointments), Appointments: []agenda.SummaryAppointment{},
	}
	for i, a := range *o.Appointments {
		if a.ClientName == nil || a.Date == nil || a.Date.IsZero() || a.Time == nil {
			return nil, fmt.Errorf("its appointment %d lacks a client_name, date or time", i+1)
		}
		minutes := a.DurationMinutes
		if minutes < agenda.MinDurationMinutes || minutes > agenda.MaxDurationMinutes {
			minutes = agenda.DefaultDurationMinutes
		}
		start := a.Date.Start(time.UTC).Add(time.Duration(a.Time.Seconds()) * time.Second)
		r.Appointments = append(r.Appointments, agenda.SummaryAppointment{
			ClientName: *a.ClientName, Date: *a.Date, Time: *a.Time, Notes: a.Notes,
			DurationMinutes: minutes, Status: cmp.Or(a.Status, agenda.Confirmed),
			StartsAt: start, EndsAt: start.Add(time.Duration(minutes) * time.Minute),
		})
	}
	slices.SortStableFunc(r.Appointments, func(a, b agenda.SummaryAppointment) int { return a.StartsAt.Compare(b.StartsAt) })
	r.Appointments = r.Appointments[:min(len(r.Appointments), agenda.MaxSummarised)]
	return json.Marshal(r)
}

// newID returns a UUIDv7 (RFC 9562, section 5.7), the form of the ledger's own ids.
func newID(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // never fails
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
