package storetest

import (
	"errors"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
)

// Look reads in every way.
func (p *practice) Look(t *rapid.T) {
	within := p.draft(t).span()
	q := agenda.AppointmentQuery{From: within.Start, To: within.End}
	q.Status = rapid.SampledFrom([]agenda.Status{"", agenda.Confirmed, agenda.Tentative, agenda.Cancelled}).Draw(t, "status")
	var want, got []int64
	var extent agenda.Span
	for _, b := range p.matching(q) {
		want = append(want, b.id)
		if len(want) == 1 || b.start.Before(extent.Start) {
			extent.Start = b.start
		}
		if b.end.After(extent.End) {
			extent.End = b.end
		}
	}
	require.NoError(t, p.store.EachAppointment(p.ctx, q, func(a *agenda.Appointment) error {
		got = append(got, a.ID)
		return nil
	}))
	require.Equal(t, want, got)
	n, err := p.store.CountAppointments(p.ctx, q)
	require.NoError(t, err)
	require.Equal(t, len(want), n)
	gotExtent, err := p.store.Extent(p.ctx, q)
	require.NoError(t, err)
	require.Equal(t, extent, gotExtent)

	var wantBusy []agenda.Span
	for _, b := range p.booked {
		if b.live() && b.calendar == agenda.DefaultCalendar && b.span().Overlaps(within) {
			wantBusy = append(wantBusy, b.span())
		}
	}
	busy, err := p.store.BusySpans(p.ctx, within)
	require.NoError(t, err)
	byTime := func(x, y agenda.Span) int { return 2*x.Start.Compare(y.Start) + x.End.Compare(y.End) }
	slices.SortFunc(wantBusy, byTime)
	slices.SortFunc(busy, byTime)
	require.Equal(t, wantBusy, busy)
}

func requireRefusal(t *rapid.T, want agenda.Code, err error) {
	require.Equal(t, want, agenda.CodeOf(err), "%v", err)
}

// requireConflict holds a refusal against the model: it names those in the way, ten at most, and
// offers only what is free.
func (p *practice) requireConflict(t *rapid.T, b *booking, others []*booking, err error) {
	requireRefusal(t, agenda.Conflict, err)
	refusal, _ := errors.AsType[*agenda.Error](err)
	var want, got []int64
	for _, o := range others[:min(len(others), 10)] {
		want = append(want, o.id)
	}
	for i := range refusal.Conflicts {
		got = append(got, refusal.Conflicts[i].ID)
	}
	require.Equal(t, want, got, "those in the way")
	for _, slot := range refusal.Free {
		offer := &booking{calendar: agenda.DefaultCalendar, start: slot.StartsAt, end: slot.StartsAt.Add(b.end.Sub(b.start))}
		require.Empty(t, p.inTheWay(offer), "%s is offered and not free", slot.StartsAt)
	}
}

func (p *practice) requireSame(t *rapid.T, b *booking, a agenda.Appointment) {
	got := booking{a.ID, a.CalendarID, a.Version, a.ClientName, a.StartsAt, a.EndsAt, a.Status, a.Overlap, a.DeletedAt}
	require.Equal(t, *b, got)
}
