// Package storetest is what a database must do to be the appointment manager's: one suite, run over
// every driver and every database that the program supports.
package storetest

import (
	"testing"

	"appointment-manager/internal/store"
)

// Open opens a fresh, empty store for one test and closes it after.
type Open func(t *testing.T) *store.Store

// Run runs the whole suite. Every test opens its own store.
func Run(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, *store.Store){
		"create and read":                     createAndRead,
		"overlaps are refused":                overlapsAreRefused,
		"overlap on purpose":                  overlapOnPurpose,
		"change, cancel, delete, restore":     changeCancelDeleteRestore,
		"parallel bookings of one time":       parallelBookings,
		"parallel bookings and moves":         parallelMoves,
		"one refusal spoils no other":         oneRefusalSpoilsNoOther,
		"idempotency keys":                    idempotencyKeys,
		"lists and cursors":                   listsAndCursors,
		"counts follow changes":               countsFollowChanges,
		"busy spans":                          busySpans,
		"clients":                             clients,
		"imports":                             imports,
		"imports with overlaps":               importOverlaps,
		"imports after renamings":             importsAfterRenamings,
		"imports are purged":                  importsArePurged,
		"ids are never reused":                idsAreNeverReused,
		"users":                               users,
		"the last administrator stays":        theLastAdministratorStays,
		"summaries are paused and resumed":    pausing,
		"labels that may be locked":           liveLabels,
		"preferences":                         preferences,
		"kinds":                               kinds,
		"kinds that go":                       kindsThatGo,
		"kinds are searched":                  kindsAreSearched,
		"API tokens":                          apiTokens,
		"sessions":                            sessions,
		"sessions are bounded":                sessionsAreBounded,
		"sessions end with their tokens":      sessionsEndWithTheirTokens,
		"opening hours":                       openingHours,
		"closed days":                         closedDays,
		"the audit log":                       theAuditLog,
		"deleted appointments":                deletedAppointments,
		"feeds":                               feeds,
		"ends of jobs":                        endsOfJobs,
		"failed sign-ins":                     failedSignIns,
		"jobs":                                jobs,
		"jobs of other labels and of days":    jobsOfOtherLabelsAndOfDays,
		"what was sent":                       sent,
		"clients get other names":             clientsGetOtherNames,
		"client cards":                        clientCards,
		"clients are found by their cards":    clientsAreFoundByTheirCards,
		"client cards get other names":        clientCardsGetOtherNames,
		"languages of summaries":              languages,
		"outcomes are stored once":            outcomesAreStoredOnce,
		"skipped points at the result":        skippedPointsAtTheResult,
		"a caller who gave up writes nothing": cancelledCallerWritesNothing,
		"a write that fails leaves nothing":   aWriteThatFailsLeavesNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}
