package agenda_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
)

// shelf is a store of kinds in memory.
type shelf struct {
	kinds []agenda.Kind
	made  int64
}

func (s *shelf) Kinds(context.Context) ([]agenda.Kind, error) { return s.kinds, nil }

func (s *shelf) ChangeKinds(_ context.Context, _ int64, change func([]agenda.Kind) ([]agenda.Kind, error)) ([]agenda.Kind, error) {
	after, err := change(slices.Clone(s.kinds))
	if err != nil {
		return nil, err
	}
	for i := range after {
		if after[i].ID == 0 {
			s.made++
			after[i].ID = s.made
		}
	}
	s.kinds = after
	return after, nil
}

// Whatever is done to kinds, their names stay apart, and each is where it was put.
func TestKindsStayApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := &shelf{}
		kinds := agenda.NewKinds(s)
		name := rapid.SampledFrom([]string{"Visit", "visit ", "VISIT", "Übung", "übung", "Call", "call  back", "Call back", "Straße"})
		id := rapid.Int64Range(0, 8)
		t.Repeat(map[string]func(*rapid.T){
			"create": func(t *rapid.T) {
				k, err := kinds.Create(t.Context(), agenda.KindDraft{Name: name.Draw(t, "name"), Hue: 3, Minutes: 10})
				if err == nil {
					require.Equal(t, k, s.kinds[len(s.kinds)-1])
				}
			},
			"change": func(t *rapid.T) {
				n, place := name.Draw(t, "name"), rapid.IntRange(1, 9).Draw(t, "place")
				k, err := kinds.Change(t.Context(), id.Draw(t, "id"), agenda.KindPatch{Name: &n, Position: &place})
				if err == nil {
					require.Equal(t, k, s.kinds[min(place, len(s.kinds))-1])
				}
			},
			"delete": func(t *rapid.T) {
				before := len(s.kinds)
				if err := kinds.Delete(t.Context(), id.Draw(t, "id")); err == nil {
					require.Len(t, s.kinds, before-1)
				}
			},
			"": func(t *rapid.T) {
				for i, k := range s.kinds {
					found, ok := agenda.KindNamed(s.kinds, " "+k.Name)
					require.True(t, ok)
					require.Equal(t, s.kinds[i], found)
				}
			},
		})
	})
}

func TestKindsAreNotWithoutEnd(t *testing.T) {
	t.Parallel()
	kinds := agenda.NewKinds(&shelf{})
	for i := range 50 {
		_, err := kinds.Create(t.Context(), agenda.KindDraft{Name: strconv.Itoa(i), Minutes: 10})
		require.NoError(t, err)
	}
	_, err := kinds.Create(t.Context(), agenda.KindDraft{Name: "one more", Minutes: 10})
	require.Equal(t, agenda.Conflict, agenda.CodeOf(err))
}

func TestDraftsOfKinds(t *testing.T) {
	t.Parallel()
	book := agenda.NewAppointments(nil, time.UTC, time.Now)
	draft := func(kind string, minutes *int) (agenda.Appointment, error) {
		return book.Draft(agenda.AppointmentDraft{ClientName: "Priya", Date: "2031-11-25", Time: "10:00", Kind: &kind, DurationMinutes: minutes}, agenda.UsualKinds)
	}
	a, err := draft("ASSESSMENT", nil)
	require.NoError(t, err)
	require.Equal(t, []any{"Assessment", 60, time.Hour}, []any{a.Kind, a.DurationMinutes, a.Span().Duration()})
	ten := 10
	a, err = draft("call", &ten)
	require.NoError(t, err)
	require.Equal(t, []any{"Call", 10}, []any{a.Kind, a.DurationMinutes})
	a, err = draft("", nil)
	require.NoError(t, err)
	require.Equal(t, []any{"", agenda.DefaultDurationMinutes}, []any{a.Kind, a.DurationMinutes})
	_, err = draft("Golf", nil)
	require.Equal(t, "Pick one of the listed kinds", agenda.Sentence(err))
}
