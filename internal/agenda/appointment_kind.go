package agenda

import (
	"context"
	"strings"
)

// kindsFor returns the kinds that there are, none without a kind that needs them.
func (s *Appointments) kindsFor(ctx context.Context, kind *string) ([]Kind, error) {
	if kind == nil || *kind == "" {
		return nil, nil
	}
	return s.store.Kinds(ctx)
}

// unlisted tells whether the kind that p names is none of kinds.
func (p *AppointmentPatch) unlisted(kinds []Kind) bool {
	if p.Kind == nil || *p.Kind == "" {
		return false
	}
	_, listed := KindNamed(kinds, *p.Kind)
	return !listed
}

// unlistedOf tells whether the kind that p names can be none of the appointment with that id, or where the
// id is 0 of a new one: it is none of kinds, nor the one that the appointment has.
func (s *Appointments) unlistedOf(ctx context.Context, id int64, p *AppointmentPatch, kinds []Kind) (bool, error) {
	if !p.unlisted(kinds) || id == 0 {
		return p.unlisted(kinds), nil
	}
	a, err := s.store.Appointment(ctx, id)
	if CodeOf(err) == NotFound {
		return true, nil // what is wrong with a request is said before what is not there
	}
	return !strings.EqualFold(*p.Kind, a.Kind), err
}

// kindOf returns the kind that p gives to an appointment, which may keep one that is not listed any more.
func (p *AppointmentPatch) kindOf(a *Appointment, kinds []Kind) (string, error) {
	if p.Kind == nil || *p.Kind == a.Kind {
		return a.Kind, nil
	}
	kind, listed := KindNamed(kinds, *p.Kind)
	switch {
	case listed || *p.Kind == "":
		return kind.Name, nil
	case strings.EqualFold(*p.Kind, a.Kind):
		return a.Kind, nil
	}
	return "", InvalidFields([]Field{UnlistedKind(*p.Kind)})
}

// UnlistedKind is the fault of a kind that is not listed.
func UnlistedKind(name string) Field {
	return BodyFault("kind", FaultValue, "Pick one of the listed kinds", name)
}
