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
