package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

// practice is a store under test beside its model. Every action does one thing to both and holds the
// store's answer against the model's.
type practice struct {
	*model
	store *store.Store
	night time.Time
	desks map[int64]*agenda.Appointments // by calendar
	ctx   context.Context
}

// oneCalendar is the store as a practice with another calendar than the first would see it.
type oneCalendar struct {
	*store.Store
	id int64
}

func (c oneCalendar) CreateAppointment(ctx context.Context, a agenda.Appointment, key *agenda.IdempotencyKey) (agenda.Appointment, bool, error) {
	a.CalendarID = c.id
	return c.Store.CreateAppointment(ctx, a, key)
}

// any draws one of the bookings, or ends the action when there is none yet.
func (p *practice) any(t *rapid.T) *booking {
	if len(p.booked) == 0 {
		t.Skip("nothing is booked yet")
	}
	// From the newest back, so that what a failure needs lies near its end.
	return p.booked[len(p.booked)-1-rapid.IntRange(0, len(p.booked)-1).Draw(t, "back to")]
}

func (p *practice) draft(t *rapid.T) draft {
	var neighbour *booking
	if len(p.booked) > 0 {
		neighbour = p.any(t)
	}
	return drawDraft(t, p.night, neighbour)
}

func (p *practice) name() *string {
	p.names++
	return new(fmt.Sprint("client ", p.names))
}

// Book books, now and then with an idempotency key.
func (p *practice) Book(t *rapid.T) {
	d := p.draft(t)
	b := &booking{calendar: rapid.SampledFrom(p.calendars).Draw(t, "calendar"), version: 1, client: *p.name(), overlap: d.allow}
	b.start, b.end = d.span().Start, d.span().End
	b.status = rapid.SampledFrom([]agenda.Status{agenda.Confirmed, agenda.Confirmed, agenda.Tentative, agenda.Cancelled}).Draw(t, "status")
	var key *agenda.IdempotencyKey
	if rapid.Bool().Draw(t, "with a key") {
		key = &agenda.IdempotencyKey{Key: b.client, Fingerprint: b.client}
	}
	made, replayed, err := p.create(b, d, key)
	require.False(t, replayed)
	if d.ambiguous() {
		requireRefusal(t, agenda.Invalid, err)
		return
	}
	if others := p.settle(nil, b); others != nil {
		p.requireConflict(t, b, others, err)
		return
	}
	require.NoError(t, err)
	b.id = made.ID
	p.write(nil, b)
	if key != nil {
		p.keys[b] = keyed{*key, d}
	}
	p.requireSame(t, b, made)
}

func (p *practice) create(b *booking, d draft, key *agenda.IdempotencyKey) (agenda.Appointment, bool, error) {
	return p.desks[b.calendar].Create(p.ctx, agenda.AppointmentDraft{
		ClientName: b.client, Date: d.date(), Time: d.time(), DurationMinutes: &d.minutes,
		Status: new(string(b.status)), UTCOffset: d.utcOffset(), AllowOverlap: d.allow,
	}, key)
}

// Repeat sends a booking again whose answer was lost, or another one under its key.
func (p *practice) Repeat(t *rapid.T) {
	b := p.any(t)
	used, ok := p.keys[b]
	if !ok {
		t.Skip("it was booked without a key")
	}
	if rapid.Bool().Draw(t, "another request") {
		used.key.Fingerprint += " changed"
		_, _, err := p.create(b, used.draft, &used.key)
		requireRefusal(t, agenda.Invalid, err)
		return
	}
	again, replayed, err := p.create(b, used.draft, &used.key)
	require.NoError(t, err)
	require.True(t, replayed)
	p.requireSame(t, b, again)
}

// BookInTheGap asks for a time that no clock shows.
func (p *practice) BookInTheGap(t *rapid.T) {
	at := fmt.Sprintf("02:%02d", rapid.IntRange(0, 59).Draw(t, "minute"))
	_, _, err := p.desks[p.calendars[0]].Create(p.ctx, agenda.AppointmentDraft{ClientName: "nobody", Date: goneOn, Time: at}, nil)
	requireRefusal(t, agenda.Invalid, err)
}

// Move moves, makes longer or shorter, or both.
func (p *practice) Move(t *rapid.T) {
	b, d := p.any(t), p.draft(t)
	patch := agenda.AppointmentPatch{Date: new(d.date()), Time: new(d.time()), UTCOffset: d.utcOffset(), AllowOverlap: d.allow}
	after := *b
	length := b.end.Sub(b.start)
	if rapid.Bool().Draw(t, "resize") {
		patch.DurationMinutes, length = &d.minutes, d.span().Duration()
	}
	sameWall := draft{start: b.start}.date() == d.date() && draft{start: b.start}.time() == d.time()
	if !d.offset && sameWall {
		d.start, d.offset = b.start, true // what is sent back unchanged keeps its instant
	}
	after.start, after.end = d.start, d.start.Add(length)
	p.update(t, b, &after, patch, d.ambiguous())
}

// Resize keeps the start.
func (p *practice) Resize(t *rapid.T) {
	b, minutes := p.any(t), lengths.Draw(t, "minutes")
	after := *b
	after.end = b.start.Add(time.Duration(minutes) * time.Minute)
	p.update(t, b, &after, agenda.AppointmentPatch{DurationMinutes: &minutes, AllowOverlap: seldom.Draw(t, "allow overlap")}, false)
}

// Restate cancels, revives, or confirms.
func (p *practice) Restate(t *rapid.T) {
	b := p.any(t)
	after := *b
	after.status = rapid.SampledFrom([]agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled}).Draw(t, "status")
	p.update(t, b, &after, agenda.AppointmentPatch{Status: new(string(after.status)), AllowOverlap: seldom.Draw(t, "allow overlap")}, false)
}

// Rename changes nothing about time.
func (p *practice) Rename(t *rapid.T) {
	b := p.any(t)
	after := *b
	after.client = *p.name()
	p.update(t, b, &after, agenda.AppointmentPatch{ClientName: &after.client, AllowOverlap: seldom.Draw(t, "allow overlap")}, false)
}

// update makes a change of b to after, which is right but for its mark, in the store and in the model.
func (p *practice) update(t *rapid.T, b, after *booking, patch agenda.AppointmentPatch, ambiguous bool) {
	version, stale := p.condition(t, b)
	updated, err := p.desks[b.calendar].Update(p.ctx, b.id, version, patch)
	switch {
	case b.deleted != nil:
		requireRefusal(t, agenda.NotFound, err)
		return
	case stale:
		requireRefusal(t, agenda.Stale, err)
		return
	case ambiguous:
		requireRefusal(t, agenda.Invalid, err)
		return
	}
	revived := b.status == agenda.Cancelled && after.status != agenda.Cancelled
	if patch.AllowOverlap || revived || after.span() != b.span() {
		after.overlap = patch.AllowOverlap
	}
	p.change(t, b, after, updated, err)
}

// change settles a change that the rules of agenda let through.
func (p *practice) change(t *rapid.T, b, after *booking, got agenda.Appointment, err error) {
	changed := *after != *b
	if others := p.settle(b, after); changed && others != nil {
		p.requireConflict(t, after, others, err)
		return
	}
	require.NoError(t, err)
	if changed {
		p.write(b, after)
	}
	p.requireSame(t, b, got)
}

// condition draws the version that a change is made on: none, the right one, or one of the past.
func (p *practice) condition(t *rapid.T, b *booking) (version *int64, stale bool) {
	switch rapid.SampledFrom([]string{"none", "current", "stale"}).Draw(t, "If-Match") {
	case "current":
		return new(b.version), false
	case "stale":
		return new(b.version - 1), true
	}
	return nil, false
}

// Delete takes one away.
func (p *practice) Delete(t *rapid.T) {
	b := p.any(t)
	version, stale := p.condition(t, b)
	err := p.desks[b.calendar].Delete(p.ctx, b.id, version)
	switch {
	case b.deleted != nil:
		requireRefusal(t, agenda.NotFound, err)
	case stale:
		requireRefusal(t, agenda.Stale, err)
	default:
		require.NoError(t, err)
		after := *b
		after.deleted, after.overlap = new(p.now), false
		p.write(b, &after)
	}
}

// Restore brings one back, deleted or not.
func (p *practice) Restore(t *rapid.T) {
	b := p.any(t)
	got, err := p.desks[b.calendar].Restore(p.ctx, b.id)
	after := *b
	if b.deleted != nil {
		if p.now.Sub(*b.deleted) > agenda.RestoreWindow {
			requireRefusal(t, agenda.NotFound, err)
			return
		}
		after.deleted, after.overlap = nil, false
	}
	p.change(t, b, &after, got, err)
}

// HandOver moves one to the other calendar, which no rule of agenda does yet.
func (p *practice) HandOver(t *rapid.T) {
	b := p.any(t)
	after := *b
	after.calendar = rapid.SampledFrom(p.calendars).Draw(t, "calendar")
	got, err := p.store.ChangeAppointment(p.ctx, b.id, func(a agenda.Appointment) (agenda.Appointment, error) {
		a.CalendarID = after.calendar
		return a, nil
	})
	p.change(t, b, &after, got, err)
}

// Wait lets time pass, so that deleted ones go for good.
func (p *practice) Wait(t *rapid.T) {
	p.now = p.now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "days")) * 24 * time.Hour)
}
