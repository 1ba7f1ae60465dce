package agenda

import "context"

// Faults returns what is wrong with the values that p names for the appointment with that id, 0 for a new
// one, in the order of the documented API's members. An adapter that found members of the wrong type uses
// it to report both kinds together.
func (s *Appointments) Faults(ctx context.Context, id int64, p *AppointmentPatch) ([]Field, error) {
	kinds, err := s.kindsFor(ctx, p.Kind)
	if err != nil {
		return nil, err
	}
	unlisted, err := s.unlistedOf(ctx, id, p, kinds)
	if err != nil {
		return nil, err
	}
	_, faults := p.parse(unlisted)
	return faults, nil
}
