package agenda

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// AppointmentStore keeps appointments. Its implementation is the guard of the calendar: it must
// refuse, in the same step as the write, any appointment whose span overlaps that of another that
// is neither cancelled nor deleted, with a Conflict error that names the others in Conflicts.
// An appointment offered with Overlap set is written all the same, and keeps the mark only if it
// does overlap another. Every change is recorded with the actor of the context.
type AppointmentStore interface {
	// CreateAppointment stores a, gives it its ID, UID, Version and times, and returns it. With a
	// non-nil key that was used before with the same fingerprint it stores nothing and returns the
	// appointment of the first use and replayed true; with another fingerprint it fails as Invalid.
	CreateAppointment(ctx context.Context, a Appointment, key *IdempotencyKey) (_ Appointment, replayed bool, err error)
	// Appointment returns one that is not deleted, else a NotFound error.
	Appointment(ctx context.Context, id int64) (Appointment, error)
	// ChangeAppointment reads an appointment, deleted or not, hands it to change and stores what
	// change returns, all in one step that no other write comes between. Version and UpdatedAt
	// advance unless change returned it as it was. An error of change is returned as it is.
	ChangeAppointment(ctx context.Context, id int64, change func(Appointment) (Appointment, error)) (Appointment, error)
	// EachAppointment calls yield for those that match q, in its order, until yield fails. It holds no
	// transaction open between calls, so a slow reader delays nobody.
	EachAppointment(ctx context.Context, q AppointmentQuery, yield func(*Appointment) error) error
	// CountAppointments returns how many match q, leaving its Limit and After aside.
	CountAppointments(ctx context.Context, q AppointmentQuery) (int, error)
	// Extent returns the span from the start of the first that matches q to the end of the last, leaving
	// its Limit and After aside; the zero Span where none does.
	Extent(ctx context.Context, q AppointmentQuery) (Span, error)
	// BusySpans returns the spans within which time is taken, in part at least in within, in any order.
	BusySpans(ctx context.Context, within Span) ([]Span, error)
	// Hours returns when the practice is open. See [HoursStore].
	Hours(ctx context.Context, first, last Date) (PracticeHours, error)
	// Revision returns a number that changes whenever any appointment does.
	Revision(ctx context.Context) (int64, error)
	// Kinds returns those that an appointment can be of. CreateAppointment, and ChangeAppointment where the
	// kind changes, fail as Invalid for another.
	Kinds(ctx context.Context) ([]Kind, error)
	// Clients returns those for whom there are cards, or appointments that are not deleted.
	Clients(ctx context.Context, q ClientQuery) ([]Client, error)
	// RenameClient gives all appointments of a client, deleted ones too, and the card another name in one
	// step, and returns how many appointments were not called so already. It fails as NotFound when there is
	// nothing of that name, and as Conflict when there is something of the other, deleted appointments too,
	// unless both are to be joined: then the cards are one as [ClientCard.Join] has it, and it fails as that does.
	RenameClient(ctx context.Context, from, to string, join bool) (int, error)
}

// IdempotencyKey names one attempt of one user to book, so that a repeat after a lost answer books
// nothing twice. Fingerprint tells whether the repeat is the same request.
type IdempotencyKey struct {
	Key         string
	Fingerprint string
}

// Sort is an order of appointments.
type Sort string

// The orders: by id, which is the order of booking, or by start. Both are total.
const (
	ByID    Sort = "id"
	ByStart Sort = "start"
)

// AppointmentQuery selects appointments. Zero members do not restrict.
type AppointmentQuery struct {
	IDs      []int64   // those of them that there are
	From, To time.Time // those whose span lies, in part at least, in [From, To)
	Text     string    // part of the client's name, of the notes or of the kind, in any case
	Client   string    // the client's whole name, its ASCII letters in any case
	Status   Status
	Kind     string // the kind's whole name, its ASCII letters in any case
	Sort     Sort   // ByID unless set
	Limit    int    // at most so many; 0: all
	After    *Cursor
}

// Cursor is a place in a sorted list: just after the appointment with this start and id.
type Cursor struct {
	StartsAt time.Time
	ID       int64
}

// Appointments is the practice's calendar as its users work with it.
type Appointments struct {
	store AppointmentStore
	zone  *time.Location
	now   func() time.Time
}

// NewAppointments returns the calendar kept in store, whose wall times are read in zone.
func NewAppointments(store AppointmentStore, zone *time.Location, now func() time.Time) *Appointments {
	return &Appointments{store: store, zone: zone, now: now}
}

// Zone returns the practice's time zone.
func (s *Appointments) Zone() *time.Location { return s.zone }

// Create books an appointment. It fails as Invalid, Rejected, or Conflict; a Conflict carries who
// holds the time and the nearest free ones. See [AppointmentStore.CreateAppointment] for key.
func (s *Appointments) Create(ctx context.Context, d AppointmentDraft, key *IdempotencyKey) (_ Appointment, replayed bool, err error) {
	kinds, err := s.kindsFor(ctx, d.Kind)
	if err != nil {
		return Appointment{}, false, err
	}
	a, err := s.Draft(d, kinds)
	if err != nil && key != nil && d.Kind != nil {
		// A repeat is answered as the first time was, though its kind is gone by now. Whether it is one
		// only the store can tell, which does not book what is of a kind that is not listed.
		kinds = append(kinds, Kind{Name: plainKindName(*d.Kind)})
		if unlisted, other := s.Draft(d, kinds); other == nil {
			a, err = unlisted, nil
		}
	}
	if err != nil {
		return Appointment{}, false, err
	}
	created, replayed, err := s.store.CreateAppointment(ctx, a, key)
	return created, replayed, s.explain(ctx, a, err)
}

// Draft returns the appointment that d describes, which is not booked. Its kind must be one of kinds, by
// which it has its length unless d names one. It fails as Invalid or Rejected.
func (s *Appointments) Draft(d AppointmentDraft, kinds []Kind) (Appointment, error) {
	var kind Kind
	if d.Kind != nil {
		kind, _ = KindNamed(kinds, *d.Kind)
	}
	duration := cmp.Or(kind.Minutes, DefaultDurationMinutes)
	if d.DurationMinutes != nil {
		duration = *d.DurationMinutes
	}
	p := AppointmentPatch{
		ClientName: &d.ClientName, Date: &d.Date, Time: &d.Time, Notes: &d.Notes, DurationMinutes: &duration,
		Status: d.Status, UTCOffset: d.UTCOffset, AllowOverlap: d.AllowOverlap, Kind: d.Kind, TimeZone: d.TimeZone,
	}
	v, faults := p.parse(p.unlisted(kinds))
	if err := InvalidFields(faults); err != nil {
		return Appointment{}, err
	}
	return p.apply(Appointment{Status: Confirmed, CalendarID: DefaultCalendar, Kind: kind.Name}, v, s.zone)
}

// Get returns one appointment, or a NotFound error.
func (s *Appointments) Get(ctx context.Context, id int64) (Appointment, error) {
	return s.store.Appointment(ctx, id)
}

// Each calls yield for every appointment that matches q. See [AppointmentStore.EachAppointment].
func (s *Appointments) Each(ctx context.Context, q AppointmentQuery, yield func(*Appointment) error) error {
	return s.store.EachAppointment(ctx, q, yield)
}

// Count returns how many appointments match q, leaving Limit and After aside.
func (s *Appointments) Count(ctx context.Context, q AppointmentQuery) (int, error) {
	return s.store.CountAppointments(ctx, q)
}

// Extent returns the span in which all that match q lie. See [AppointmentStore.Extent].
func (s *Appointments) Extent(ctx context.Context, q AppointmentQuery) (Span, error) {
	return s.store.Extent(ctx, q)
}

// Revision returns a number that changes whenever any appointment does.
func (s *Appointments) Revision(ctx context.Context) (int64, error) { return s.store.Revision(ctx) }

// Days returns the query for the days from first to last, both included, in the practice's zone.
// A zero Date leaves that side open.
func (s *Appointments) Days(first, last Date) AppointmentQuery { return DaysIn(s.zone, first, last) }

// DaysIn is [Appointments.Days] for the days of a zone: they begin and end when clocks there say so.
func DaysIn(zone *time.Location, first, last Date) (q AppointmentQuery) {
	if !first.IsZero() {
		q.From = first.Start(zone)
	}
	if !last.IsZero() {
		q.To = last.AddDays(1).Start(zone)
	}
	return q
}

// Update changes the members that p names. With a non-nil ifVersion it fails as Stale when the
// appointment has changed since; other failures are those of Create, and NotFound.
func (s *Appointments) Update(ctx context.Context, id int64, ifVersion *int64, p AppointmentPatch) (Appointment, error) {
	kinds, err := s.kindsFor(ctx, p.Kind)
	if err != nil {
		return Appointment{}, err
	}
	unlisted, err := s.unlistedOf(ctx, id, &p, kinds)
	if err != nil {
		return Appointment{}, err
	}
	v, faults := p.parse(unlisted)
	if err := InvalidFields(faults); err != nil {
		return Appointment{}, err
	}
	if p.Empty() {
		return Appointment{}, Fail(Rejected, msgEmptyPatch)
	}
	if p.ClientName != nil && isBlank(*p.ClientName) {
		return Appointment{}, Fail(Rejected, msgBlankName)
	}
	var wanted Appointment
	updated, err := s.store.ChangeAppointment(ctx, id, func(a Appointment) (Appointment, error) {
		if err := current(a, ifVersion); err != nil {
			return a, err
		}
		if a.Kind, err = p.kindOf(&a, kinds); err != nil {
			return a, err
		}
		wanted, err = p.apply(a, v, s.zone)
		return wanted, err
	})
	return updated, s.explain(ctx, wanted, err)
}

// Delete takes an appointment out of every view and gives its time back. It can be restored for
// RestoreWindow.
func (s *Appointments) Delete(ctx context.Context, id int64, ifVersion *int64) error {
	_, err := s.store.ChangeAppointment(ctx, id, func(a Appointment) (Appointment, error) {
		if err := current(a, ifVersion); err != nil {
			return a, err
		}
		now := s.now().UTC()
		a.DeletedAt = &now
		return a, nil
	})
	return err
}

// Restore brings a deleted appointment back, unless its time was given to another meanwhile
// (Conflict) or it was deleted longer than RestoreWindow ago (NotFound). One that is not deleted is
// returned as it is.
func (s *Appointments) Restore(ctx context.Context, id int64) (Appointment, error) {
	var wanted Appointment
	restored, err := s.store.ChangeAppointment(ctx, id, func(a Appointment) (Appointment, error) {
		if a.DeletedAt != nil && s.now().Sub(*a.DeletedAt) > RestoreWindow {
			return a, Fail(NotFound, msgNoSuchAppt)
		}
		wanted = a
		wanted.DeletedAt, wanted.Overlap = nil, false
		if a.DeletedAt == nil {
			wanted = a
		}
		return wanted, nil
	})
	return restored, s.explain(ctx, wanted, err)
}

func current(a Appointment, ifVersion *int64) error {
	if a.DeletedAt != nil {
		return Fail(NotFound, msgNoSuchAppt)
	}
	if ifVersion != nil && *ifVersion != a.Version {
		return &Error{Code: Stale, Message: "The appointment was changed meanwhile, so nothing was saved. Read it again and repeat the change.", Current: &a}
	}
	return nil
}

// explain adds the documented sentence and the nearest free times to a Conflict.
func (s *Appointments) explain(ctx context.Context, wanted Appointment, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != Conflict {
		return err
	}
	e.Message = msgTaken
	want := Span{wanted.StartsAt.In(s.zone), wanted.EndsAt.In(s.zone)}
	free, freeErr := s.Free(ctx, want, 4)
	if freeErr == nil { // without offers the refusal still stands
		e.Free = free
	}
	return e
}
