package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func clients(t *testing.T, s *store.Store) {
	notes := "for priya's knee"
	for i, name := range []string{"Priya Nair", "priya nair", "Öznur", "Ben", "Priya Nair", "Gone", "Ann"} {
		a := at(name, 8+i, 0, 30)
		if name == "Ben" {
			a.Notes = &notes
		}
		if i == 4 {
			a.Status = agenda.Cancelled
		}
		made := create(t, s, a)
		if name == "Gone" {
			_, err := s.ChangeAppointment(t.Context(), made.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
				a.DeletedAt = &a.StartsAt
				return a, nil
			})
			require.NoError(t, err)
		}
	}
	read := func(q agenda.ClientQuery) (names []string, found []agenda.Client) {
		q.Now = day.Add(9*time.Hour + time.Minute)
		if q.Limit == 0 {
			q.Limit = 100
		}
		found, err := s.Clients(t.Context(), q)
		require.NoError(t, err)
		for _, c := range found {
			names = append(names, strings.ToLower(c.Name))
		}
		return names, found
	}
	names, all := read(agenda.ClientQuery{})
	require.Equal(t, []string{"ann", "ben", "priya nair", "öznur"}, names)
	hour := func(h int) *time.Time { at := day.Add(time.Duration(h) * time.Hour); return &at }
	require.Equal(t, agenda.Client{Name: all[2].Name, Appointments: 3, Last: hour(9)}, all[2], "a cancelled one is no visit")
	require.Equal(t, agenda.Client{Name: "Öznur", Appointments: 1, Next: hour(10)}, all[3])

	names, _ = read(agenda.ClientQuery{Limit: 2, After: "ANN"})
	require.Equal(t, []string{"ben", "priya nair"}, names)
	names, _ = read(agenda.ClientQuery{Text: "PRIYA"})
	require.Equal(t, []string{"priya nair"}, names, "notes are no names")
	names, _ = read(agenda.ClientQuery{Name: "PRIYA"})
	require.Equal(t, []string{"priya nair"}, names)
	names, _ = read(agenda.ClientQuery{Text: "öZ"})
	require.Equal(t, []string{"öznur"}, names)
	names, _ = read(agenda.ClientQuery{Text: "%"})
	require.Empty(t, names)

	require.Len(t, list(t, s, agenda.AppointmentQuery{Client: "PRIYA NAIR"}), 3)
	require.Empty(t, list(t, s, agenda.AppointmentQuery{Client: "Priya"}))
	n, err := s.CountAppointments(t.Context(), agenda.AppointmentQuery{Client: "Ben"})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func clientsGetOtherNames(t *testing.T, s *store.Store) {
	notes := "Knee of P. NAIR"
	for i, name := range []string{"P. Nair", "p. nair", "P. Nair", "Priya Nair", "Ben"} {
		a := at(name, 8+i, 0, 30)
		if i == 0 {
			a.Notes = &notes
		}
		made := create(t, s, a)
		if i == 2 {
			_, err := s.ChangeAppointment(t.Context(), made.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
				a.DeletedAt = &a.StartsAt
				return a, nil
			})
			require.NoError(t, err)
		}
	}
	counted := func(q agenda.AppointmentQuery) int { return len(list(t, s, q)) }
	_, err := s.RenameClient(t.Context(), "P. Nair", "priya nair", false)
	requireCode(t, agenda.Conflict, err)
	require.Equal(t, 2, counted(agenda.AppointmentQuery{Client: "P. Nair"}), "a refusal changes nothing")
	_, err = s.RenameClient(t.Context(), "Nobody", "Somebody", true)
	requireCode(t, agenda.NotFound, err)

	gone := create(t, s, at("Gone", 20, 0, 30))
	_, err = s.ChangeAppointment(t.Context(), gone.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
		a.DeletedAt = &a.StartsAt
		return a, nil
	})
	require.NoError(t, err)
	_, err = s.RenameClient(t.Context(), "Ben", "Gone", false)
	requireCode(t, agenda.Conflict, err)

	before, err := s.Revision(t.Context())
	require.NoError(t, err)
	n, err := s.RenameClient(t.Context(), "P. NAIR", "Özge Nair", false)
	require.NoError(t, err)
	require.Equal(t, 3, n, "deleted ones too")
	after, err := s.Revision(t.Context())
	require.NoError(t, err)
	require.Greater(t, after, before)
	named := list(t, s, agenda.AppointmentQuery{Client: "Özge Nair"})
	require.Len(t, named, 2)
	require.EqualValues(t, 2, named[0].Version)
	require.Equal(t, &notes, named[0].Notes)
	require.Equal(t, 2, counted(agenda.AppointmentQuery{Text: "özge"}))
	require.Equal(t, 1, counted(agenda.AppointmentQuery{Text: "knee of p. nair"}), "notes are found as before")
	require.Equal(t, 1, counted(agenda.AppointmentQuery{Text: "p. nair"}), "the old name is not")
	entries, err := s.Audit(t.Context(), agenda.AuditQuery{Object: "appointment", Limit: 3})
	require.NoError(t, err)
	for _, e := range entries {
		require.Equal(t, "changed client_name", e.Action+" "+strings.Join(e.Fields, " "))
	}

	n, err = s.RenameClient(t.Context(), "Özge Nair", "Priya Nair", true)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Equal(t, 3, counted(agenda.AppointmentQuery{Client: "Priya Nair"}))
	n, err = s.RenameClient(t.Context(), "priya nair", "PRIYA Nair", false)
	require.NoError(t, err, "other capitals are nobody else's name")
	require.Equal(t, 4, n)
	n, err = s.RenameClient(t.Context(), "PRIYA Nair", "PRIYA Nair", false)
	require.NoError(t, err, "who is called so already has nothing to change")
	require.Zero(t, n)
}
