package agenda

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ClientCard is how a client is reached and what is to know of them. It is for people at the desk: no
// summary, feed or export holds any of it.
type ClientCard struct {
	ID        int64      `json:"id"`   // 0: there is no card
	Name      string     `json:"name"` // of the client
	Phone     string     `json:"phone"`
	Email     string     `json:"email"`
	Address   string     `json:"address"` // lines
	Notes     string     `json:"notes"`
	Version   int64      `json:"version"`    // grows with each change, also when the card was removed between; 0: there is no card
	UpdatedAt *time.Time `json:"updated_at"` // nil: there is no card
	UpdatedBy string     `json:"updated_by"`
}

// Empty tells whether the card says nothing. One that is emptied is removed.
func (c *ClientCard) Empty() bool { return c.Phone+c.Email+c.Address+c.Notes == "" }

// The most characters that a card's members can have; its notes have at most [MaxNotesLength].
const (
	MaxPhoneLength   = 40
	MaxEmailLength   = 254 // what a mail server takes, RFC 5321 section 4.5.3.1.3
	MaxAddressLength = 500
)

// ClientCardPatch is a change of a card: nil members stay as they are, empty ones are emptied.
type ClientCardPatch struct {
	Phone   *string `json:"phone,omitempty"`
	Email   *string `json:"email,omitempty"`
	Address *string `json:"address,omitempty"`
	Notes   *string `json:"notes,omitempty"`
}

// ClientCardStore keeps the cards, one for each name that clients have, its ASCII letters in any case.
type ClientCardStore interface {
	// ClientCard returns the card of the client of that name, an empty one with the name alone where there
	// is none. It fails as NotFound when nobody is called so: there is neither a card nor an appointment
	// that is not deleted.
	ClientCard(ctx context.Context, name string) (ClientCard, error)
	// ChangeClientCard hands it to change and stores what that returns, in one step that no other write
	// comes between. What is empty then is no card any more. It fails as ClientCard and change do.
	ChangeClientCard(ctx context.Context, name string, change func(ClientCard) (ClientCard, error)) (ClientCard, error)
}

// ClientCards are the cards of a practice's clients.
type ClientCards struct{ store ClientCardStore }

// NewClientCards returns the cards kept in store.
func NewClientCards(store ClientCardStore) *ClientCards { return &ClientCards{store} }

// Get returns a client's card. See [ClientCardStore.ClientCard].
func (s *ClientCards) Get(ctx context.Context, name string) (ClientCard, error) {
	return s.store.ClientCard(ctx, strings.TrimSpace(name))
}

// Change changes the members that p names. It fails as Invalid, as NotFound when nobody is called so, and
// with a non-nil ifVersion as Stale, with the card as it is now, when that is another version by then.
func (s *ClientCards) Change(ctx context.Context, name string, ifVersion *int64, p ClientCardPatch) (ClientCard, error) {
	if err := InvalidFields(p.Faults()); err != nil {
		return ClientCard{}, err
	}
	return s.store.ChangeClientCard(ctx, strings.TrimSpace(name), func(c ClientCard) (ClientCard, error) {
		if ifVersion != nil && *ifVersion != c.Version {
			return c, &Error{Code: Stale, Message: "The card was changed meanwhile, so nothing was saved. Read it again and repeat the change.", Card: &c}
		}
		return p.apply(c), nil
	})
}

// Faults returns what is wrong with the values that p names, in the order of its members.
func (p *ClientCardPatch) Faults() []Field {
	wanted := p.apply(ClientCard{})
	var faults []Field
	fault := func(member, msg string) {
		if msg != "" {
			faults = append(faults, BodyFault(member, FaultValue, msg, nil))
		}
	}
	fault("phone", checkPhone(wanted.Phone))
	fault("email", checkEmail(wanted.Email))
	fault("address", checkAddress(wanted.Address))
	fault("notes", checkNotes(wanted.Notes))
	return faults
}

// apply returns c with the patch's changes made, without what copying brings along and nobody sees.
func (p *ClientCardPatch) apply(c ClientCard) ClientCard {
	if p.Phone != nil {
		c.Phone = plainPhone(*p.Phone)
	}
	if p.Email != nil {
		c.Email = strings.TrimSpace(*p.Email)
	}
	if p.Address != nil {
		c.Address = plainLines(*p.Address)
	}
	if p.Notes != nil {
		c.Notes = plainLines(*p.Notes)
	}
	return c
}

func plainLines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// plainPhone writes every kind of space and dash as the one on the keyboard, and leaves out the marks of
// direction that address books put around numbers.
func plainPhone(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func checkPhone(s string) string {
	n := utf8.RuneCountInString(s)
	switch {
	case s == "":
		return ""
	case n > MaxPhoneLength:
		return fmt.Sprintf("A phone number can have %d characters, this one has %d", MaxPhoneLength, n)
	case !isPhone(s):
		return "Enter one phone number like +49 30 1234567, without words"
	}
	return ""
}

// isPhone tells whether s has only what phone numbers are written with, at least as many digits as the
// shortest that one can call from everywhere, and no more than the longest with the two zeros before it that
// stand for a plus (ITU-T E.164): more are two numbers, and dialled as one they would reach a stranger.
func isPhone(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		} else if !strings.ContainsRune(" +-()/.", r) {
			return false
		}
	}
	return digits >= 3 && digits <= 17
}

// Dial returns the digits of a phone number as they are dialled, with the plus that may come before them.
func Dial(phone string) string {
	if strings.HasPrefix(phone, "+") {
		phone = strings.Replace(phone, "(0)", "", 1) // which is dialled within the country alone
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

// PhoneDigits returns the digits by which to look for what may be a phone number, without those before
// it that depend on where one calls from; "" where s is none.
func PhoneDigits(s string) string {
	if !isPhone(plainPhone(s)) {
		return ""
	}
	return strings.TrimLeft(Dial(plainPhone(s)), "+0")
}

func checkEmail(s string) string {
	n := utf8.RuneCountInString(s)
	switch {
	case s == "":
		return ""
	case n > MaxEmailLength:
		return fmt.Sprintf("An e-mail address can have %d characters, this one has %d", MaxEmailLength, n)
	case !isEmail(s):
		return "Enter an e-mail address like name@example.org"
	}
	return ""
}

// isEmail tells whether s has the form of an address; whether mail arrives there only mail can tell.
func isEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	host, top, dotted := strings.Cut(domain, ".")
	return found && local != "" && dotted && host != "" && top != "" && !strings.HasSuffix(top, ".") && utf8.ValidString(s) &&
		!strings.ContainsFunc(local+domain, func(r rune) bool {
			return unicode.IsSpace(r) || isUnsafe(r) || isTag(r) || strings.ContainsRune(`@<>()[]\,;:"`, r)
		})
}

func checkAddress(s string) string {
	n := utf8.RuneCountInString(s)
	switch {
	case n > MaxAddressLength:
		return fmt.Sprintf("An address can have %d characters, this one has %d", MaxAddressLength, n)
	case checkNotes(s) != "":
		return "The address holds characters that cannot be shown"
	}
	return ""
}

// Join returns the card of two clients who are one: c, with what other says where c says nothing. What else
// other says becomes lines of the notes, so that nothing is lost. It fails as Rejected when those would be
// more than notes can hold.
func (c ClientCard) Join(other ClientCard) (ClientCard, error) {
	notes := []string{c.Notes}
	fill := func(mine *string, theirs string, same bool) {
		if *mine == "" {
			*mine = theirs
		} else if !same {
			notes = append(notes, strings.ReplaceAll(theirs, "\n", ", "))
		}
	}
	fill(&c.Phone, other.Phone, Dial(c.Phone) == Dial(other.Phone))
	fill(&c.Email, other.Email, strings.EqualFold(c.Email, other.Email))
	fill(&c.Address, other.Address, c.Address == other.Address)
	if other.Notes != c.Notes {
		notes = append(notes, other.Notes)
	}
	c.Notes = ""
	for _, line := range notes {
		c.Notes = strings.TrimSpace(c.Notes + "\n" + line)
	}
	if n := utf8.RuneCountInString(c.Notes); n > MaxNotesLength {
		return c, Fail(Rejected, fmt.Sprintf("The notes on the two together have %d characters and can have %d, so nothing was changed. Shorten them first.", n, MaxNotesLength))
	}
	return c, nil
}
