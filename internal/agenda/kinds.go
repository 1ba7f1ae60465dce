package agenda

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is what an appointment can be for. An appointment keeps the name of its kind and not its ID, so
// that a kind can go and leave the appointments as they are.
type Kind struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Hue     int    `json:"hue"`     // one of [Hues], which pages draw
	Minutes int    `json:"minutes"` // how long one usually takes
}

// Hues is how many colours there are to tell kinds apart by.
const Hues = 12

const (
	// MaxKindName is in characters.
	MaxKindName = 40
	// maxKinds is how many there can be: more than anybody looks through in a list.
	maxKinds = 50
)

// UsualKinds are those that many a practice has, to begin with.
var UsualKinds = []Kind{
	{Name: "Visit", Hue: 0, Minutes: 60},
	{Name: "Follow-up", Hue: 1, Minutes: 45},
	{Name: "Call", Hue: 2, Minutes: 15},
	{Name: "Group", Hue: 3, Minutes: 90},
	{Name: "Assessment", Hue: 4, Minutes: 60},
	{Name: "Internal", Hue: 5, Minutes: 30},
}

// KindStore keeps kinds in an order.
type KindStore interface {
	// Kinds returns all in their order.
	Kinds(ctx context.Context) ([]Kind, error)
	// ChangeKinds hands all to change and stores what it returns, in its order, in one step that no other
	// write comes between. A kind without an ID is new. Where a name changed, the appointments of that
	// kind get the new one in the same step; those of a kind that is gone stay as they are. Of another place
	// only that of the kind with the id moved is recorded, if any: the others make room for it.
	ChangeKinds(ctx context.Context, moved int64, change func([]Kind) ([]Kind, error)) ([]Kind, error)
}

// Kinds are the kinds of appointments that a practice has.
type Kinds struct{ store KindStore }

// NewKinds returns the kinds kept in store.
func NewKinds(store KindStore) *Kinds { return &Kinds{store} }

// KindDraft is a kind that somebody wants.
type KindDraft struct {
	Name    string
	Hue     int
	Minutes int
}

// KindPatch is a change of a kind: nil members stay as they are.
type KindPatch struct {
	Name     *string
	Hue      *int
	Minutes  *int
	Position *int // in the list, from 1; beyond its end: last
}

// Faults returns what is wrong with the values that p names.
func (p *KindPatch) Faults() []Field {
	var faults []Field
	if p.Name != nil {
		if msg := checkKindName(*p.Name); msg != "" {
			faults = append(faults, BodyFault("name", FaultValue, msg, nil))
		}
	}
	if p.Hue != nil && (*p.Hue < 0 || *p.Hue >= Hues) {
		faults = append(faults, BodyFault("hue", FaultValue, fmt.Sprintf("A hue lies between 0 and %d", Hues-1), *p.Hue))
	}
	if p.Minutes != nil && (*p.Minutes < MinDurationMinutes || *p.Minutes > MaxDurationMinutes) {
		faults = append(faults, BodyFault("minutes", FaultValue, msgLength, *p.Minutes))
	}
	if p.Position != nil && *p.Position < 1 {
		faults = append(faults, BodyFault("position", FaultValue, "The first place is 1", *p.Position))
	}
	return faults
}

func checkKindName(s string) string {
	switch {
	case isBlank(s):
		return "Give the kind a name"
	case utf8.RuneCountInString(plainKindName(s)) > MaxKindName:
		return fmt.Sprintf("Keep the name under %d characters", MaxKindName)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return isUnsafe(r) || isTag(r) }):
		return msgHiddenInName
	}
	return ""
}

// plainKindName returns a name without spaces around it and with one where there are several, so that
// no two look the same.
func plainKindName(s string) string { return strings.Join(strings.Fields(s), " ") }

// apply returns k with the patch's changes made.
func (p *KindPatch) apply(k Kind) Kind {
	if p.Name != nil {
		k.Name = plainKindName(*p.Name)
	}
	if p.Hue != nil {
		k.Hue = *p.Hue
	}
	if p.Minutes != nil {
		k.Minutes = *p.Minutes
	}
	return k
}

// List returns the kinds in their order.
func (s *Kinds) List(ctx context.Context) ([]Kind, error) { return s.store.Kinds(ctx) }

// Create adds a kind at the end. It fails as Invalid, and as Conflict when there is one of that name or
// there are too many.
func (s *Kinds) Create(ctx context.Context, d KindDraft) (k Kind, err error) {
	p := KindPatch{Name: &d.Name, Hue: &d.Hue, Minutes: &d.Minutes}
	if err := InvalidFields(p.Faults()); err != nil {
		return k, err
	}
	kinds, err := s.store.ChangeKinds(ctx, 0, func(kinds []Kind) ([]Kind, error) {
		if len(kinds) >= maxKinds {
			return nil, Fail(Conflict, "There are as many kinds as there can be. Delete one that is not needed any more.")
		}
		k = p.apply(Kind{})
		return append(kinds, k), nameFree(kinds, k)
	})
	if err != nil {
		return k, err
	}
	return kinds[len(kinds)-1], nil
}

// Change changes a kind, and with its name that of all its appointments. It fails as Invalid, NotFound,
// and as Conflict when there is another of that name.
func (s *Kinds) Change(ctx context.Context, id int64, p KindPatch) (k Kind, err error) {
	if err := InvalidFields(p.Faults()); err != nil {
		return k, err
	}
	var moved int64
	if p.Position != nil {
		moved = id
	}
	_, err = s.store.ChangeKinds(ctx, moved, func(kinds []Kind) ([]Kind, error) {
		at, err := placeOf(kinds, id)
		if err != nil {
			return nil, err
		}
		k = p.apply(kinds[at])
		to := at
		if p.Position != nil {
			to = min(*p.Position, len(kinds)) - 1
		}
		kinds = slices.Delete(kinds, at, at+1)
		if err := nameFree(kinds, k); err != nil {
			return nil, err
		}
		return slices.Insert(kinds, to, k), nil
	})
	return k, err
}

// Delete takes a kind off the list. Appointments of it stay as they are. It fails as NotFound.
func (s *Kinds) Delete(ctx context.Context, id int64) error {
	_, err := s.store.ChangeKinds(ctx, 0, func(kinds []Kind) ([]Kind, error) {
		at, err := placeOf(kinds, id)
		if err != nil {
			return nil, err
		}
		return slices.Delete(kinds, at, at+1), nil
	})
	return err
}

func placeOf(kinds []Kind, id int64) (int, error) {
	at := slices.IndexFunc(kinds, func(k Kind) bool { return k.ID == id })
	if at < 0 {
		return 0, Fail(NotFound, "There is no such kind.")
	}
	return at, nil
}

// nameFree fails as Conflict when one of the others has k's name.
func nameFree(others []Kind, k Kind) error {
	if _, taken := KindNamed(others, k.Name); taken {
		return Fail(Conflict, "There is a kind of that name already.")
	}
	return nil
}

// KindNamed returns the kind of that name, in capitals or not.
func KindNamed(kinds []Kind, name string) (Kind, bool) {
	name = plainKindName(name)
	at := slices.IndexFunc(kinds, func(k Kind) bool { return strings.EqualFold(k.Name, name) })
	if at < 0 {
		return Kind{}, false
	}
	return kinds[at], true
}
