package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
)

// AgreesWithTheModel books, moves, cancels, revives, deletes, restores and overlaps at random, and
// holds every answer against a list of intervals that is searched the slow way. After each step the
// rows themselves are read through raw, a connection that the store knows nothing of. The store must
// be new. How much is tried is set with rapid's flags, or RAPID_CHECKS and RAPID_STEPS.
func AgreesWithTheModel(t *testing.T, s *store.Store, raw *sql.DB) {
	_, err := raw.Exec("INSERT INTO calendars (id, name, revision) VALUES (2, 'Second', 0)")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		p := &practice{store: s, ctx: context.Background()}
		p.model = &model{changes: map[int64]int64{}, keys: map[*booking]keyed{}, calendars: []int64{agenda.DefaultCalendar, 2}}
		p.night = rapid.SampledFrom(nights).Draw(t, "night")
		p.now = p.night.Add(-30 * 24 * time.Hour)
		p.desks = map[int64]*agenda.Appointments{}
		for _, id := range p.calendars {
			p.desks[id] = agenda.NewAppointments(oneCalendar{s, id}, berlin, func() time.Time { return p.now })
		}
		f := &file{db: raw}
		f.empty(t)
		actions := rapid.StateMachineActions(p)
		actions[""] = func(t *rapid.T) { f.requireAgreement(t, p.model) }
		t.Repeat(actions)
	})
}

// Check makes practice a state machine of rapid's; what is checked is set beside the actions.
func (p *practice) Check(*rapid.T) {}

// file is the database as any other program would read it.
type file struct {
	db        *sql.DB
	revision  map[int64]int64 // by calendar, when the run began
	lastAudit int64           // the same
}

// empty takes out what an earlier run left. Numbers that only ever grow are noted instead.
func (f *file) empty(t *rapid.T) {
	for _, statement := range []string{"DELETE FROM appointments", "DELETE FROM idempotency_keys", "UPDATE calendars SET revision = revision + 1"} {
		_, err := f.db.Exec(statement)
		require.NoError(t, err)
	}
	require.NoError(t, f.db.QueryRow("SELECT coalesce(max(id), 0) FROM audit_log").Scan(&f.lastAudit))
	f.revision, _ = f.counters(t)
}

// counters reads the calendars' revisions, and how many changes were recorded in this run.
func (f *file) counters(t *rapid.T) (revision map[int64]int64, recorded int) {
	revision = map[int64]int64{}
	rows, err := f.db.Query(fmt.Sprintf("SELECT id, revision, (SELECT count(*) FROM audit_log WHERE id > %d) FROM calendars", f.lastAudit))
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var id, n int64
		require.NoError(t, rows.Scan(&id, &n, &recorded))
		revision[id] = n
	}
	require.NoError(t, rows.Err())
	return revision, recorded
}

// requireAgreement reads every row and holds it against the model, and the rows against each other:
// no two live ones of a calendar share an instant, unless one of them is marked.
func (f *file) requireAgreement(t *rapid.T, m *model) {
	rows, err := f.db.Query(`SELECT id, calendar_id, version, client_name, starts_at, ends_at, status, overlap, deleted_at FROM appointments ORDER BY id`)
	require.NoError(t, err)
	defer rows.Close()
	var stored []booking
	for rows.Next() {
		var b booking
		var start, end int64
		var deleted *int64
		require.NoError(t, rows.Scan(&b.id, &b.calendar, &b.version, &b.client, &start, &end, &b.status, &b.overlap, &deleted))
		b.start, b.end = time.Unix(start, 0).UTC(), time.Unix(end, 0).UTC()
		if deleted != nil {
			b.deleted = new(time.UnixMicro(*deleted).UTC())
		}
		stored = append(stored, b)
	}
	require.NoError(t, rows.Err())
	require.Len(t, stored, len(m.booked))
	for i, b := range stored {
		require.Equal(t, *m.booked[i], b)
		for _, o := range stored[:i] {
			if b.calendar == o.calendar && b.live() && o.live() && b.start.Before(o.end) && o.start.Before(b.end) && !b.overlap && !o.overlap {
				t.Fatalf("%d and %d hold the same time, and neither is marked", o.id, b.id)
			}
		}
	}
	revision, recorded := f.counters(t)
	require.Equal(t, m.recorded, recorded, "changes in the audit log")
	for _, id := range m.calendars {
		require.Equal(t, m.changes[id], revision[id]-f.revision[id], "changes counted by calendar %d", id)
	}
}
