package agenda

import (
	"context"
	"errors"
	"time"
)

// FreeNear returns up to n free times of the given length in minutes nearest to wall time t on day
// d. A wall time that clocks jump over, or that comes twice, is as good a place to search around as
// any other, so neither is a fault here.
func (s *Appointments) FreeNear(ctx context.Context, d Date, t TimeOfDay, minutes, n int) ([]Slot, error) {
	start, err := Resolve(d, t, s.zone, nil)
	if twice, ok := errors.AsType[*AmbiguousTimeError](err); ok {
		start, err = twice.Choices[0], nil
	}
	if never, ok := errors.AsType[*NoSuchTimeError](err); ok {
		start, err = never.After, nil
	}
	if err != nil {
		return nil, err
	}
	start = start.In(s.zone)
	return s.Free(ctx, Span{start, start.Add(time.Duration(minutes) * time.Minute)}, n)
}
