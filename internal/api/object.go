package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// maxEcho is how much of a body a fault repeats to whoever sent it.
const maxEcho = 2 << 10

// object is the JSON object of a request's body, of which members are taken one by one. What is
// wrong with their types is collected, so that all faults can be reported together. Members nobody
// asks for are ignored; their names are compared exactly, as encoding/json would not.
type object struct {
	members map[string]json.RawMessage
	bytes   []byte
	secret  bool // holds a password: faults repeat nothing of it
	order   []string
	faults  []agenda.Field
}

// echo returns what a fault repeats of the input, which is nothing once it is long.
func echo(raw []byte) any {
	if len(raw) > maxEcho || !json.Valid(raw) {
		return nil
	}
	return json.RawMessage(raw)
}

// take returns the raw member, nil where it is absent, or null.
func (o *object) take(name string) (raw json.RawMessage, null bool) {
	o.order = append(o.order, name)
	raw, ok := o.members[name]
	return raw, ok && string(raw) == "null"
}

func (o *object) fault(name, faultType, msg string, input []byte) {
	f := agenda.BodyFault(name, faultType, msg, nil)
	if !o.secret {
		f.Input = echo(input)
	}
	o.faults = append(o.faults, f)
}

// text returns a member that must be a string and must be there. On a fault it returns nil.
func (o *object) text(name string) *string {
	raw, null := o.take(name)
	if raw == nil {
		o.fault(name, agenda.FaultMissing, "Field required", o.bytes)
		return nil
	}
	return o.decodeText(name, raw, null)
}

// optionalText returns a member that must be a string or null. Both null and its absence are nil.
func (o *object) optionalText(name string) *string {
	if raw, null := o.take(name); raw != nil && !null {
		return o.decodeText(name, raw, false)
	}
	return nil
}

func (o *object) decodeText(name string, raw []byte, null bool) *string {
	var s string
	if null || json.Unmarshal(raw, &s) != nil {
		o.fault(name, agenda.FaultString, "Input should be a valid string", raw)
		return nil
	}
	if holdsHalf(raw, s) {
		o.fault(name, agenda.FaultValue, "The text holds half of a character", nil)
		return nil
	}
	return &s
}

// holdsHalf tells whether a JSON string holds half of a surrogate pair, which encoding/json replaces
// without a word: then s has more replacement characters than were sent.
func holdsHalf(raw []byte, s string) bool {
	const mark = "\ufffd"
	n := strings.Count(s, mark)
	return n > 0 && n > strings.Count(string(raw), mark)+strings.Count(strings.ToLower(string(raw)), `\ufffd`)
}

// clearableText is optionalText that tells null, a pointer to nil, from absence, nil.
func (o *object) clearableText(name string) **string {
	raw, _ := o.take(name)
	if raw == nil {
		return nil
	}
	s := o.optionalText(name)
	return &s
}

// emptiableText is optionalText for which null is the empty text, and only absence is nil.
func (o *object) emptiableText(name string) *string {
	s := o.clearableText(name)
	if s == nil {
		return nil
	}
	return cmp.Or(*s, new(string))
}

// optionalInt returns a member that must be a number without a fraction, or null. One that no int
// can hold becomes the nearest that does, which the domain will find too large.
func (o *object) optionalInt(name string) *int {
	raw, null := o.take(name)
	if raw == nil || null {
		return nil
	}
	n, err := strconv.Atoi(string(raw))
	if errors.Is(err, strconv.ErrRange) {
		n = math.MaxInt32
	} else if err != nil {
		o.fault(name, agenda.FaultInt, "Input should be a valid integer", raw)
		return nil
	}
	return &n
}

// optionalBool returns a member that must be true, false or null; false where it is absent.
func (o *object) optionalBool(name string) (b bool) {
	if raw, null := o.take(name); raw != nil && !null && json.Unmarshal(raw, &b) != nil {
		o.fault(name, agenda.FaultBool, "Input should be a valid boolean", raw)
	}
	return b
}

// optionalTruth is optionalBool that tells absence and null, nil, from false.
func (o *object) optionalTruth(name string) *bool {
	if raw := o.members[name]; raw == nil || string(raw) == "null" {
		return nil
	}
	b := o.optionalBool(name)
	return &b
}

// invalid returns the faults of types together with those that values found in the members that
// have the right type, in the order in which members were taken; nil when no type was wrong, for
// then the domain reports its own.
func (o *object) invalid(values []agenda.Field) error {
	if len(o.faults) == 0 {
		return nil
	}
	place := func(f agenda.Field) int { return slices.Index(o.order, f.Loc[1].(string)) }
	all := append(o.faults, values...)
	slices.SortStableFunc(all, func(f, g agenda.Field) int { return place(f) - place(g) })
	return agenda.InvalidFields(all)
}
