package agenda_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
)

func TestFaultsOfCards(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("ä", n) }
	faults := func(p agenda.ClientCardPatch) (found []string) {
		for _, f := range p.Faults() {
			require.Nil(t, f.Input, "nothing of a card is repeated")
			found = append(found, f.Loc[1].(string)+": "+f.Msg)
		}
		return found
	}
	for _, s := range []string{
		"", "112", "+49 (0)30 123-45/67", "(555) 123.4567", "\u202a+49\u00a030\u2011123\u202c", strings.Repeat("1", 17), " 030\t1 ",
	} {
		require.Empty(t, faults(agenda.ClientCardPatch{Phone: &s}), "%q", s)
	}
	for _, s := range []string{"12", "mother: 030 1", "030 1 #2", "٣٠٠", "+++", "030\x001", "030 123456 / 0170 1234567"} {
		require.Contains(t, strings.Join(faults(agenda.ClientCardPatch{Phone: &s}), ""), "Enter one phone number", "%q", s)
	}
	for _, s := range []string{"", "a@b.de", " a@b.de ", "o'neil+x?y@mail.example.org", "jörg@müller.example"} {
		require.Empty(t, faults(agenda.ClientCardPatch{Email: &s}), "%q", s)
	}
	for _, s := range []string{
		"a", "@b.de", "a@", "a@b", "a@.de", "a@b.", "a b@c.de", "a@b@c.de", "a@b.de, c@d.de", "<a@b.de>", "a@b\n.de", "a\u202e@b.de", "a@b.de\xff", "a@b.d\U000e0041e",
	} {
		require.Contains(t, strings.Join(faults(agenda.ClientCardPatch{Email: &s}), ""), "Enter an e-mail address", "%q", s)
	}
	require.Empty(t, faults(agenda.ClientCardPatch{Address: new(long(500) + "\r\n"), Notes: new("a\r\n\tb" + long(3995))}))
	require.Equal(t, []string{
		"phone: A phone number can have 40 characters, this one has 41", "email: An e-mail address can have 254 characters, this one has 255",
		"address: An address can have 500 characters, this one has 501", "notes: Notes can hold 4000 characters, yours have 4001",
	}, faults(agenda.ClientCardPatch{Phone: new(strings.Repeat("1", 41)), Email: new(long(255)), Address: new(long(501)), Notes: new(long(4001))}))
	require.Equal(t, []string{"address: The address holds characters that cannot be shown", "notes: The notes hold characters that cannot be shown"},
		faults(agenda.ClientCardPatch{Address: new("a\x07b"), Notes: new("\u202ea")}))
}

func TestPhoneNumbersAreDialled(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string][2]string{
		"+49 (0)30 123-45/67": {"+49301234567", "49301234567"}, "030 1234567": {"0301234567", "301234567"}, "0049 30 1": {"0049301", "49301"},
		"(030) 99.9": {"030999", "30999"}, "12": {"12", ""}, "Priya": {"", ""},
	} {
		require.Equal(t, want, [2]string{agenda.Dial(phone), agenda.PhoneDigits(phone)}, "%q", phone)
	}
}

// Whatever two cards say, what becomes of them says it too.
func TestJoiningCardsLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		card := func(name string) agenda.ClientCard {
			draw := func(what string, of ...string) string {
				return rapid.SampledFrom(append(of, "")).Draw(rt, name+" "+what)
			}
			return agenda.ClientCard{
				Phone: draw("phone", "030 1111", "030-1111", "030 2222"), Email: draw("email", "a@b.de", "A@b.de", "c@d.de"),
				Address: draw("address", "Here 1\nBerlin", "There"), Notes: draw("notes", "One\nTwo", "Three", strings.Repeat("n", 3990)),
			}
		}
		kept, other := card("kept"), card("other")
		joined, err := kept.Join(other)
		if err != nil {
			if agenda.CodeOf(err) != agenda.Rejected || utf8.RuneCountInString(kept.Notes+other.Notes) < 3990 {
				rt.Fatalf("%v", err)
			}
			return
		}
		flat := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "\n", ", ")) }
		all := flat(strings.Join([]string{joined.Email, joined.Address, joined.Notes}, "\n"))
		for _, said := range []string{kept.Notes, other.Email, other.Address, other.Notes} {
			if !strings.Contains(all, flat(said)) {
				rt.Fatalf("%q is lost of %+v and %+v: %+v", said, kept, other, joined)
			}
		}
		numbers := joined.Phone + "\n" + joined.Notes
		if other.Phone != "" && !slices.ContainsFunc(strings.Split(numbers, "\n"), func(line string) bool { return agenda.Dial(line) == agenda.Dial(other.Phone) }) {
			rt.Fatalf("%q is lost of %+v and %+v: %+v", other.Phone, kept, other, joined)
		}
		if n := utf8.RuneCountInString(joined.Notes); n > agenda.MaxNotesLength {
			rt.Fatalf("%d characters of notes", n)
		}
		if kept.Phone != "" && joined.Phone != kept.Phone || kept.Email != "" && joined.Email != kept.Email || kept.Address != "" && joined.Address != kept.Address {
			rt.Fatalf("what was kept is another: %+v of %+v", joined, kept)
		}
	})
}
