package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func kinds(t *testing.T, s *store.Store) {
	ctx := agenda.WithActor(t.Context(), agenda.Actor{Username: "hanna"})
	list := agenda.NewKinds(s)
	book := agenda.NewAppointments(s, berlin, time.Now)
	for _, name := range []string{"Visit", "Übung", "Call"} {
		_, err := list.Create(ctx, agenda.KindDraft{Name: name, Hue: 11, Minutes: 1440})
		require.NoError(t, err)
	}
	_, err := list.Create(ctx, agenda.KindDraft{Name: "vISIT", Minutes: 5})
	requireCode(t, agenda.Conflict, err)
	_, err = s.ChangeKinds(ctx, 0, func(all []agenda.Kind) ([]agenda.Kind, error) {
		return append(all, agenda.Kind{Name: "CALL", Minutes: 5}), nil
	})
	require.Error(t, err, "the database itself keeps names apart")
	names := func() (names []string) {
		all, err := s.Kinds(ctx)
		require.NoError(t, err)
		for _, k := range all {
			require.Equal(t, []int{11, 1440}, []int{k.Hue, k.Minutes})
			names = append(names, k.Name)
		}
		return names
	}
	require.Equal(t, []string{"Visit", "Übung", "Call"}, names())

	visit, call := "Visit", "Call"
	var made []agenda.Appointment
	for i, kind := range []*string{&visit, &visit, &call, nil} {
		minutes := 30
		a, _, err := book.Create(ctx, agenda.AppointmentDraft{ClientName: "Ben", Date: "2031-11-25", Time: []string{"09:00", "10:00", "11:00", "12:00"}[i], Kind: kind, DurationMinutes: &minutes}, nil)
		require.NoError(t, err)
		made = append(made, a)
	}
	require.NoError(t, book.Delete(ctx, made[1].ID, nil))
	revision, err := s.Revision(ctx)
	require.NoError(t, err)

	other := agenda.WithActor(ctx, agenda.Actor{Username: "jo"})
	renamed, last := "Initial consultation", 3
	_, err = list.Change(other, 1, agenda.KindPatch{Name: &renamed, Position: &last})
	require.NoError(t, err)
	require.Equal(t, []string{"Übung", "Call", renamed}, names())
	a, err := s.Appointment(ctx, made[0].ID)
	require.NoError(t, err)
	require.Equal(t, []any{renamed, int64(2), "jo"}, []any{a.Kind, a.Version, a.UpdatedBy})
	a, err = book.Restore(ctx, made[1].ID)
	require.NoError(t, err)
	require.Equal(t, renamed, a.Kind, "a deleted one is renamed with the others")
	now, err := s.Revision(ctx)
	require.NoError(t, err)
	require.Greater(t, now, revision)
	history, err := s.Audit(ctx, agenda.AuditQuery{Object: "appointment", ObjectID: "1", Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []any{"changed", "jo", []string{"kind"}}, []any{history[0].Action, history[0].Actor, history[0].Fields})
	ofKinds, err := s.Audit(ctx, agenda.AuditQuery{Object: "kind", ObjectID: "1", Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"name", "position"}, ofKinds[0].Fields)
	for _, place := range []int{2, 3} { // up and down again, past the same one
		_, err = list.Change(ctx, 1, agenda.KindPatch{Position: &place})
		require.NoError(t, err)
	}
	ofKinds, err = s.Audit(ctx, agenda.AuditQuery{Object: "kind", Limit: 10})
	require.NoError(t, err)
	var recorded []string
	for _, e := range ofKinds {
		recorded = append(recorded, e.ObjectID+" "+e.Action+" "+strings.Join(e.Fields, " "))
	}
	require.Equal(t, []string{"1 changed position", "1 changed position", "1 changed name position", "3 created ", "2 created ", "1 created "}, recorded,
		"those that make room are not recorded")

	require.NoError(t, list.Delete(ctx, 3))
	require.Equal(t, []string{"Übung", renamed}, names())
	a, err = s.Appointment(ctx, made[2].ID)
	require.NoError(t, err)
	require.Equal(t, []any{"Call", int64(1)}, []any{a.Kind, a.Version}, "an appointment outlives its kind")
	again, err := list.Create(ctx, agenda.KindDraft{Name: "Call", Hue: 11, Minutes: 1440})
	require.NoError(t, err)
	require.Greater(t, again.ID, int64(3), "ids are never reused")

	found := func(kind string) (ids []int64) {
		q := agenda.AppointmentQuery{Kind: kind, Sort: agenda.ByStart}
		require.NoError(t, s.EachAppointment(ctx, q, func(a *agenda.Appointment) error { ids = append(ids, a.ID); return nil }))
		n, err := s.CountAppointments(ctx, q)
		require.NoError(t, err)
		require.Len(t, ids, n)
		return ids
	}
	require.Equal(t, []int64{1, 2}, found("initial CONSULTATION"))
	require.Equal(t, []int64{3}, found("Call"))
	require.Empty(t, found("Visit"))
}

// Appointments are found by their kind as by name and notes, whatever both are called afterwards.
func kindsAreSearched(t *testing.T, s *store.Store) {
	ctx := t.Context()
	kinds, book := agenda.NewKinds(s), agenda.NewAppointments(s, berlin, time.Now)
	k, err := kinds.Create(ctx, agenda.KindDraft{Name: "Übung", Minutes: 30})
	require.NoError(t, err)
	notes := "Übung at home"
	for i, draft := range []agenda.AppointmentDraft{{ClientName: "Ben", Kind: &k.Name, Notes: &notes}, {ClientName: "Özge", Kind: &k.Name}, {ClientName: "Ben"}} {
		draft.Date, draft.Time = "2031-11-25", []string{"09:00", "10:00", "11:00"}[i]
		_, _, err := book.Create(ctx, draft, nil)
		require.NoError(t, err)
	}
	found := func(text string) (ids []int64) {
		for _, a := range list(t, s, agenda.AppointmentQuery{Text: text}) {
			ids = append(ids, a.ID)
		}
		return ids
	}
	require.Equal(t, []int64{1, 2}, found("ÜBUNG"))
	clients, err := s.Clients(ctx, agenda.ClientQuery{Text: "übung", Limit: 10})
	require.NoError(t, err)
	require.Empty(t, clients, "it is no name")

	_, err = s.RenameClient(ctx, "Özge", "İpek", false)
	require.NoError(t, err)
	name := "Çay, 30 min"
	_, err = kinds.Change(ctx, k.ID, agenda.KindPatch{Name: &name})
	require.NoError(t, err)
	require.Equal(t, []int64{1, 2}, found("çay, 30"))
	require.Equal(t, []int64{1}, found("übung"), "which is in its notes")
	require.Equal(t, []int64{1}, found("at home"))
	none := ""
	_, err = book.Update(ctx, 2, nil, agenda.AppointmentPatch{Kind: &none})
	require.NoError(t, err)
	require.Equal(t, []int64{1}, found("çay"))
}

// A kind that went while somebody booked one is not booked.
func kindsThatGo(t *testing.T, s *store.Store) {
	ctx := t.Context()
	k, err := agenda.NewKinds(s).Create(ctx, agenda.KindDraft{Name: "Visit", Minutes: 30})
	require.NoError(t, err)
	a := at("Ben", 9, 0, 30)
	a.Kind = "Visit"
	a, _, err = s.CreateAppointment(ctx, a, nil)
	require.NoError(t, err)
	name := "Call"
	_, err = agenda.NewKinds(s).Change(ctx, k.ID, agenda.KindPatch{Name: &name})
	require.NoError(t, err)
	late := at("Ben", 10, 0, 30)
	late.Kind = "Visit"
	_, _, err = s.CreateAppointment(ctx, late, nil)
	requireCode(t, agenda.Invalid, err)
	change := func(kind string) error {
		_, err := s.ChangeAppointment(ctx, a.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
			a.Kind = kind
			return a, nil
		})
		return err
	}
	requireCode(t, agenda.Invalid, change("Visit"))
	require.NoError(t, change(""))
	require.NoError(t, change("Call"))
	list, err := s.Kinds(ctx)
	require.NoError(t, err)
	require.True(t, slices.Contains(list, agenda.Kind{ID: k.ID, Name: "Call", Minutes: 30}))
}
