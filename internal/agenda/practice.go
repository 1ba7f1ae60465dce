package agenda

import (
	"context"
	"strings"
)

// HoursStore keeps when the practice is open.
type HoursStore interface {
	// Hours returns them, with the closed days that lie, in part at least, from first to last. A zero
	// Date leaves that side open.
	Hours(ctx context.Context, first, last Date) (PracticeHours, error)
	// ReplaceOpeningHours stores w in place of the week before.
	ReplaceOpeningHours(ctx context.Context, w OpeningHours) error
	// CreateClosedDays stores c and returns it with its ID. It fails as Conflict when there are limit.
	CreateClosedDays(ctx context.Context, c ClosedDays, limit int) (ClosedDays, error)
	// DeleteClosedDays deletes closed days, else it fails as NotFound.
	DeleteClosedDays(ctx context.Context, id int64) error
}

// Practice is when the practice is open. The hours are a help to those who book and no guard: whoever
// wants to books at any time.
type Practice struct{ store HoursStore }

// NewPractice returns the practice whose hours are kept in store.
func NewPractice(store HoursStore) *Practice { return &Practice{store} }

// Hours returns when it is open, with all closed days, those of the past too.
func (p *Practice) Hours(ctx context.Context) (PracticeHours, error) {
	return p.store.Hours(ctx, Date{}, Date{})
}

// SetOpeningHours replaces the week. Openings may come in any order, and those that touch become one.
// It fails as Invalid.
func (p *Practice) SetOpeningHours(ctx context.Context, w OpeningHours) error {
	if err := InvalidFields(w.Faults()); err != nil {
		return err
	}
	w.tidy()
	return p.store.ReplaceOpeningHours(ctx, w)
}

// Close adds closed days, which may overlap others. It fails as Invalid, and as Conflict when there are
// too many.
func (p *Practice) Close(ctx context.Context, c ClosedDays) (ClosedDays, error) {
	if err := InvalidFields(c.Faults()); err != nil {
		return ClosedDays{}, err
	}
	c.Reason = strings.TrimSpace(c.Reason)
	return p.store.CreateClosedDays(ctx, c, maxClosings)
}

// Reopen takes closed days back. It fails as NotFound.
func (p *Practice) Reopen(ctx context.Context, id int64) error {
	return p.store.DeleteClosedDays(ctx, id)
}
