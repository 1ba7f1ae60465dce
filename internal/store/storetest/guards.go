package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

// aWriteThatFailsLeavesNothing fails half-way through a write, when its first part is done.
func aWriteThatFailsLeavesNothing(t *testing.T, s *store.Store) {
	first, second := ask(t, s, agenda.SummaryJob{}), ask(t, s, agenda.SummaryJob{})
	_, err := s.FinishJobs(t.Context(), []agenda.JobOutcome{outcome(first, agenda.JobDone, "text"), outcome(second, "no such state", "")})
	require.Error(t, err)
	open, err := s.OpenJobs(t.Context(), 10, "")
	require.NoError(t, err)
	require.Len(t, open, 2, "of a write that failed nothing is kept")
	require.Zero(t, finish(t, s, outcome(first, agenda.JobDone, "text")), "and the next one works")
}
