package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

// desk keeps cards as a person does who hits no fault.
type desk struct {
	t     *testing.T
	store *store.Store
}

func (d desk) write(name string, p agenda.ClientCardPatch) agenda.ClientCard {
	d.t.Helper()
	ctx := agenda.WithActor(d.t.Context(), agenda.Actor{Username: "hanna"})
	c, err := agenda.NewClientCards(d.store).Change(ctx, name, nil, p)
	require.NoError(d.t, err)
	return c
}

func (d desk) read(name string) agenda.ClientCard {
	d.t.Helper()
	c, err := d.store.ClientCard(d.t.Context(), name)
	require.NoError(d.t, err)
	return c
}

// audited returns what the log has of cards, the newest first.
func (d desk) audited() (lines []string) {
	d.t.Helper()
	entries, err := d.store.Audit(d.t.Context(), agenda.AuditQuery{Object: "client", Limit: 100})
	require.NoError(d.t, err)
	for _, e := range entries {
		lines = append(lines, strings.Join([]string{e.Actor, e.Action, e.ObjectID, strings.Join(e.Fields, " ")}, " "))
	}
	return lines
}

// found returns the names of the clients that a text finds, each with its phone number.
func (d desk) found(text, after string, limit int) (names []string) {
	d.t.Helper()
	clients, err := d.store.Clients(d.t.Context(), agenda.ClientQuery{Text: text, After: after, Limit: limit, Now: day})
	require.NoError(d.t, err)
	for _, c := range clients {
		names = append(names, strings.TrimSpace(c.Name+" "+c.Phone))
	}
	return names
}

func clientCards(t *testing.T, s *store.Store) {
	d := desk{t, s}
	create(t, s, at("Priya Nair", 8, 0, 30))
	_, err := s.ClientCard(t.Context(), "Nobody")
	requireCode(t, agenda.NotFound, err)
	_, err = s.ClientCard(t.Context(), "No\x00body")
	requireCode(t, agenda.NotFound, err)
	require.Equal(t, agenda.ClientCard{Name: "Priya Nair"}, d.read("PRIYA nair"), "as appointments write it")
	require.Zero(t, d.write("priya nair", agenda.ClientCardPatch{}).Version)
	require.Empty(t, d.audited(), "nothing was changed")

	first := d.write("priya nair", agenda.ClientCardPatch{Phone: new("+49 30 1"), Notes: new("Ring twice\nÄrztin")})
	require.Equal(t, first, d.read("Priya Nair"))
	require.Equal(t, "Priya Nair", first.Name)
	require.Equal(t, "hanna", first.UpdatedBy)
	require.Equal(t, first.Version, first.UpdatedAt.UnixMicro())
	require.Equal(t, first, d.write("Priya Nair", agenda.ClientCardPatch{Phone: new("+49 30 1")}), "the same again is no change")
	second := d.write("PRIYA NAIR", agenda.ClientCardPatch{Phone: new(""), Email: new("p@nair.example"), Address: new("Here 1\nThere")})
	require.Greater(t, second.Version, first.Version)
	require.Equal(t, first.ID, second.ID)
	require.Equal(t, []string{" p@nair.example", "Here 1\nThere", "Ring twice\nÄrztin"}, []string{second.Phone + " " + second.Email, second.Address, second.Notes})

	gone := d.write("Priya Nair", agenda.ClientCardPatch{Email: new(""), Address: new(""), Notes: new(" ")})
	require.Equal(t, agenda.ClientCard{Name: "Priya Nair"}, gone, "an empty card is none")
	require.Equal(t, gone, d.read("Priya Nair"))
	again := d.write("Priya Nair", agenda.ClientCardPatch{Phone: new("+49 30 1")})
	require.Greater(t, again.Version, second.Version, "what an old version names is never there again")
	require.Equal(t, []string{
		"hanna created 2 ", "hanna deleted 1 ", "hanna changed 1 phone email address", "hanna created 1 ",
	}, d.audited())

	_, err = s.ChangeClientCard(t.Context(), "Priya Nair", func(c agenda.ClientCard) (agenda.ClientCard, error) {
		c.Notes = "never"
		return c, agenda.Fail(agenda.Stale, "")
	})
	requireCode(t, agenda.Stale, err)
	require.Equal(t, again, d.read("Priya Nair"))
}

func clientsAreFoundByTheirCards(t *testing.T, s *store.Store) {
	d := desk{t, s}
	for i, name := range []string{"Ann", "Ben", "Cem", "Dora", "Öznur"} {
		create(t, s, at(name, 8+i, 0, 30))
	}
	d.write("ben", agenda.ClientCardPatch{Phone: new("+49 (0)30 123-45 67"), Email: new("Mail@Ben.example"), Notes: new("ÄRGER with knees")})
	d.write("Öznur", agenda.ClientCardPatch{Phone: new("0049 40 99"), Address: new("Elbe 1")})
	d.write("Cem", agenda.ClientCardPatch{Notes: new("Ann's husband")})
	_, err := s.ChangeAppointment(t.Context(), 3, func(a agenda.Appointment) (agenda.Appointment, error) {
		a.DeletedAt = &a.StartsAt
		return a, nil
	})
	require.NoError(t, err)

	require.Equal(t, []string{"Ann", "Ben +49 (0)30 123-45 67", "Cem", "Dora", "Öznur 0049 40 99"}, d.found("", "", 100))
	clients, err := s.Clients(t.Context(), agenda.ClientQuery{Text: "cem", Limit: 9, Now: day})
	require.NoError(t, err)
	require.Equal(t, []agenda.Client{{Name: "Cem"}}, clients, "who has a card alone stays in sight")
	for text, want := range map[string][]string{
		"123-45": {"Ben +49 (0)30 123-45 67"}, "030 1234567": {"Ben +49 (0)30 123-45 67"}, "+49 30 123": {"Ben +49 (0)30 123-45 67"},
		"mail@ben": {"Ben +49 (0)30 123-45 67"}, "ärger": {"Ben +49 (0)30 123-45 67"}, "elbe": {"Öznur 0049 40 99"}, "+49 40": {"Öznur 0049 40 99"},
		"ann": {"Ann", "Cem"}, "%": nil, "030 5": nil, "12-34": {"Ben +49 (0)30 123-45 67"}, "0": {"Ben +49 (0)30 123-45 67", "Öznur 0049 40 99"},
	} {
		require.Equal(t, want, d.found(text, "", 100), "%q", text)
	}
	var paged []string
	for after := ""; ; {
		page := d.found("", after, 2)
		if paged = append(paged, page...); len(page) < 2 {
			break
		}
		after, _, _ = strings.Cut(page[1], " ")
	}
	require.Equal(t, d.found("", "", 100), paged, "in pages as in one")
}

func clientCardsGetOtherNames(t *testing.T, s *store.Store) {
	d := desk{t, s}
	rename := func(from, to string, join bool) int {
		t.Helper()
		n, err := s.RenameClient(t.Context(), from, to, join)
		require.NoError(t, err)
		return n
	}
	create(t, s, at("P. Nair", 8, 0, 30))
	old := d.write("P. Nair", agenda.ClientCardPatch{Phone: new("030 111"), Email: new("p@nair.example"), Address: new("Here 1\nBerlin"), Notes: new("Left knee")})
	require.Equal(t, 1, rename("p. nair", "Pia", false))
	moved := d.read("Pia")
	require.Greater(t, moved.Version, old.Version)
	old.Name, old.Version, old.UpdatedAt, old.UpdatedBy = "Pia", moved.Version, moved.UpdatedAt, moved.UpdatedBy
	require.Equal(t, old, moved)
	_, err := s.ClientCard(t.Context(), "P. Nair")
	requireCode(t, agenda.NotFound, err)
	require.Equal(t, []string{"Pia 030 111"}, d.found("pia", "", 9))
	require.Empty(t, d.found("p. nair", "", 9), "nobody is found by the old name")
	require.Equal(t, 1, rename("Pia", "P. Nair", false), "as the undo does")
	require.Equal(t, "Left knee", d.read("P. Nair").Notes)
	require.Equal(t, 1, rename("P. Nair", "P. NAIR", false), "other capitals are nobody else's card")
	require.Equal(t, "P. NAIR", d.read("P. Nair").Name)

	create(t, s, at("Priya Nair", 10, 0, 30))
	d.write("Priya Nair", agenda.ClientCardPatch{Phone: new("+49 30 222"), Email: new("P@nair.example"), Notes: new("Rings first")})
	require.NoError(t, agenda.NewAppointments(s, berlin, time.Now).Delete(t.Context(), 2, nil))
	_, err = s.RenameClient(t.Context(), "P. Nair", "Priya Nair", false)
	requireCode(t, agenda.Conflict, err)
	audited := len(d.audited())
	require.Equal(t, 1, rename("P. Nair", "Priya Nair", true))
	joined := d.read("Priya Nair")
	require.Equal(t, []string{"+49 30 222", "P@nair.example", "Here 1\nBerlin", "Rings first\n030 111\nLeft knee"},
		[]string{joined.Phone, joined.Email, joined.Address, joined.Notes})
	require.Len(t, d.audited(), audited+2, "one went and one changed")
	require.Equal(t, []string{" deleted 1 ", " changed 2 address notes"}, []string{d.audited()[1], d.audited()[0]})
	require.Equal(t, []string{"Priya Nair +49 30 222"}, d.found("", "", 9))

	// Those whose notes do not fit on one card stay two, with all that is theirs.
	create(t, s, at("Ben", 12, 0, 30))
	d.write("Ben", agenda.ClientCardPatch{Notes: new(strings.Repeat("ä", agenda.MaxNotesLength))})
	_, err = s.RenameClient(t.Context(), "Ben", "Priya Nair", true)
	requireCode(t, agenda.Rejected, err)
	require.Equal(t, joined, d.read("Priya Nair"))
	require.Len(t, list(t, s, agenda.AppointmentQuery{Client: "Ben"}), 1)
	require.Len(t, d.read("Ben").Notes, 2*agenda.MaxNotesLength)

	// A card alone is somebody.
	require.NoError(t, agenda.NewAppointments(s, berlin, time.Now).Delete(t.Context(), 3, nil))
	_, err = s.PurgeAppointments(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, []string{"Ben", "Priya Nair +49 30 222"}, d.found("", "", 9))
	create(t, s, at("Cem", 14, 0, 30))
	_, err = s.RenameClient(t.Context(), "Cem", "ben", false)
	requireCode(t, agenda.Conflict, err)
	require.Zero(t, rename("Ben", "Benno", false))
	require.Len(t, d.read("benno").Notes, 2*agenda.MaxNotesLength)
}
