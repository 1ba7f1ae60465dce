package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

func row(line int, name, date, clock string) agenda.ImportRow {
	return agenda.ImportRow{Line: line, Draft: agenda.AppointmentDraft{ClientName: name, Date: date, Time: clock}}
}

// verdicts are what becomes of the rows that are told of, in short.
func verdicts(i agenda.Import) (told []string) {
	for _, r := range i.Report {
		s := r.ClientName + ": " + string(r.Verdict)
		if r.Other != nil {
			s += " with " + r.Other.ClientName
		}
		told = append(told, s+r.Fault)
	}
	return told
}

func imports(t *testing.T, s *store.Store) {
	ctx := agenda.WithActor(t.Context(), agenda.Actor{Username: "Hanna"})
	book := agenda.NewAppointments(s, berlin, time.Now)
	desk := agenda.NewImports(s, book, time.Now)
	there, _, err := book.Create(ctx, agenda.AppointmentDraft{ClientName: "There", Date: "2026-11-25", Time: "10:00"}, nil)
	require.NoError(t, err)
	cancelled := "cancelled"
	known := row(9, "Moved", "2026-12-24", "09:00")
	known.UID = there.UID
	off := row(10, "Off", "2026-11-25", "10:00")
	off.Draft.Status = &cancelled
	foreign := row(11, "Foreign", "2026-11-26", "09:00")
	foreign.UID = "foreign@example.org"
	rows := []agenda.ImportRow{
		row(2, "New", "2026-11-25", "09:00"), row(3, "There", "2026-11-25", "10:00"), row(4, "Late", "2026-11-25", "10:15"),
		row(5, "new", "2026-11-25", "09:00"), row(6, "Beside New", "2026-11-25", "09:29"), row(7, "", "2026-02-30", "x"), row(8, "After", "2026-11-25", "10:30"), known, off, foreign,
	}
	rows[0].Note = "left out"
	i, err := desk.Upload(ctx, agenda.Import{FileName: "f.csv", Format: "csv", Columns: []agenda.ImportColumn{{Name: "a"}}}, rows)
	require.NoError(t, err)
	require.Equal(t, []int{10, 4, 2, 3, 1, 0}, []int{i.Rows, i.New, i.Conflicts, i.Duplicates, i.Faults, i.Imported})
	told := verdicts(i)
	require.Equal(t, []string{
		"New: new", "There: duplicate with There", "Late: conflict with There", "new: duplicate with New", "Beside New: conflict with New",
	}, told[:5])
	require.Contains(t, told[5], ": fault")
	require.Equal(t, []string{"After: new", "Moved: duplicate with There", "Off: new", "Foreign: new"}, told[6:])
	require.Equal(t, 2, i.Report[3].Other.Line, "an earlier row")
	require.Len(t, list(t, s, agenda.AppointmentQuery{}), 1, "looking books nothing")

	// Somebody takes a time between the look and the import, and the first try ends half-way.
	_, _, err = book.Create(ctx, agenda.AppointmentDraft{ClientName: "Faster", Date: "2026-11-25", Time: "10:30"}, nil)
	require.NoError(t, err)
	a, err := book.Draft(rows[0].Draft, nil)
	require.NoError(t, err)
	require.NoError(t, s.ImportAppointment(ctx, i.ID, 2, a))
	require.NoError(t, s.ImportAppointment(ctx, i.ID, 2, a), "once, however often")
	i, err = desk.Import(ctx, i.ID)
	require.NoError(t, err)
	require.Equal(t, "New: imported", verdicts(i)[0])

	i, err = desk.Commit(ctx, i.ID, false)
	require.NoError(t, err)
	require.Equal(t, agenda.ImportDone, i.State)
	require.Equal(t, []int{0, 3, 3, 1, 3}, []int{i.New, i.Conflicts, i.Duplicates, i.Faults, i.Imported})
	require.Equal(t, "After: conflict with Faster", verdicts(i)[6])
	again, err := desk.Commit(ctx, i.ID, true)
	require.NoError(t, err)
	require.Equal(t, i.Imported, again.Imported, "what is over is over")
	require.Len(t, list(t, s, agenda.AppointmentQuery{}), 5)
	found := list(t, s, agenda.AppointmentQuery{Client: "Foreign"})
	require.Equal(t, "foreign@example.org", found[0].UID)
	require.Equal(t, "Hanna", found[0].CreatedBy)

	notes := "changed"
	new := &notes
	_, err = book.Update(ctx, found[0].ID, nil, agenda.AppointmentPatch{Notes: &new})
	require.NoError(t, err)
	i, err = desk.Undo(ctx, i.ID)
	require.NoError(t, err)
	require.Equal(t, []int{2, 1}, []int{i.Undone, i.Kept}, "what was changed since is kept")
	i, err = desk.Undo(ctx, i.ID)
	require.NoError(t, err)
	require.Equal(t, []int{2, 1}, []int{i.Undone, i.Kept}, "once more undoes nothing more")
	require.Len(t, list(t, s, agenda.AppointmentQuery{}), 3)
	_, err = desk.Commit(ctx, i.ID, false)
	require.Equal(t, agenda.Conflict, agenda.CodeOf(err))
	require.Equal(t, agenda.Conflict, agenda.CodeOf(s.ImportAppointment(ctx, i.ID, 8, a)), "not even a try that is under way books more")
	all, err := desk.List(ctx, 10)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, []any{"f.csv", "Hanna", agenda.ImportUndone, 3}, []any{all[0].FileName, all[0].CreatedBy, all[0].State, all[0].Imported})
	_, err = desk.Import(ctx, "nothing")
	require.Equal(t, agenda.NotFound, agenda.CodeOf(err))
}

// Overlaps are imported where that is wanted, and a UID of something deleted is free again.
func importOverlaps(t *testing.T, s *store.Store) {
	ctx := t.Context()
	desk := agenda.NewImports(s, agenda.NewAppointments(s, berlin, time.Now), time.Now)
	r := row(2, "A", "2026-11-25", "09:00")
	r.UID = "u1"
	rows := []agenda.ImportRow{r, row(3, "B", "2026-11-25", "09:10"), row(4, "C", "2026-11-25", "09:20")}
	for range 2 {
		i, err := desk.Upload(ctx, agenda.Import{}, rows)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, []int{i.New, i.Conflicts})
		i, err = desk.Commit(ctx, i.ID, true)
		require.NoError(t, err)
		require.Equal(t, []int{3, 0}, []int{i.Imported, i.Conflicts})
		var marked int
		for _, a := range list(t, s, agenda.AppointmentQuery{}) {
			if a.Overlap {
				marked++
			}
		}
		require.Equal(t, 2, marked, "overlaps are marked as such")
		i, err = desk.Undo(ctx, i.ID)
		require.NoError(t, err)
		require.Equal(t, 3, i.Undone)
	}
}

// What was renamed with others of its kind or client is as it was imported, unless somebody changed it
// before or after.
func importsAfterRenamings(t *testing.T, s *store.Store) {
	ctx := t.Context()
	book := agenda.NewAppointments(s, berlin, time.Now)
	desk, kinds := agenda.NewImports(s, book, time.Now), agenda.NewKinds(s)
	kind, err := kinds.Create(ctx, agenda.KindDraft{Name: "Visit", Minutes: 30})
	require.NoError(t, err)
	var rows []agenda.ImportRow
	for n, hour := range []string{"08:00", "09:00", "10:00", "11:00", "12:00"} {
		r := row(n+2, "Ben", "2026-11-25", hour)
		r.Kinds = []string{"Visit"}
		rows = append(rows, r)
	}
	rows[4].Kinds = nil
	i, err := desk.Upload(ctx, agenda.Import{}, rows)
	require.NoError(t, err)
	i, err = desk.Commit(ctx, i.ID, false)
	require.NoError(t, err)
	require.Equal(t, 5, i.Imported)
	made := list(t, s, agenda.AppointmentQuery{Sort: agenda.ByStart})
	note := func(a agenda.Appointment) {
		words := "changed"
		notes := &words
		_, err := book.Update(ctx, a.ID, nil, agenda.AppointmentPatch{Notes: &notes})
		require.NoError(t, err)
	}
	note(made[0])
	for _, name := range []string{"Call", "Talk"} {
		_, err = kinds.Change(ctx, kind.ID, agenda.KindPatch{Name: &name})
		require.NoError(t, err)
	}
	note(made[1])
	_, err = s.RenameClient(ctx, "Ben", "Benjamin", false)
	require.NoError(t, err)
	note(made[2])
	i, err = desk.Undo(ctx, i.ID)
	require.NoError(t, err)
	require.Equal(t, []int{2, 3}, []int{i.Undone, i.Kept})
	require.Len(t, list(t, s, agenda.AppointmentQuery{Sort: agenda.ByStart}), 3)
}

func importsArePurged(t *testing.T, s *store.Store) {
	ctx := t.Context()
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	desk := agenda.NewImports(s, agenda.NewAppointments(s, berlin, time.Now), func() time.Time { return at })
	upload := func(name string) string {
		i, err := desk.Upload(ctx, agenda.Import{}, []agenda.ImportRow{row(2, name, "2026-11-25", "09:00")})
		require.NoError(t, err)
		return i.ID
	}
	looked, begun := upload("A"), upload("B")
	_, err := desk.Commit(ctx, begun, false)
	require.NoError(t, err)
	left := func() (n int) {
		all, err := desk.List(ctx, 10)
		require.NoError(t, err)
		return len(all)
	}
	require.NoError(t, s.PurgeImports(ctx, at, at))
	require.Equal(t, 2, left())
	require.NoError(t, s.PurgeImports(ctx, at.Add(time.Second), at))
	require.Equal(t, 1, left())
	_, err = desk.Import(ctx, looked)
	require.Equal(t, agenda.NotFound, agenda.CodeOf(err))
	require.NoError(t, s.PurgeImports(ctx, at, at.Add(time.Second)))
	require.Zero(t, left())
	require.Len(t, list(t, s, agenda.AppointmentQuery{}), 1, "what was imported stays")
}
