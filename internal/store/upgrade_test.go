package store_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the fixture of the newest schema")

// newestSchema is the number of the last migration.
func newestSchema(t *testing.T) int {
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	require.NoError(t, err)
	return len(files)
}

// A database of every schema that was ever released comes up to date with all that it holds. With a
// new migration this asks for the fixture of the schema before it.
func TestEveryReleasedSchemaIsUpgradedWithAllItHolds(t *testing.T) {
	t.Parallel()
	for schema := range newestSchema(t) {
		schema++
		if schema > 1 && schema == newestSchema(t) {
			break // not yet released with a successor
		}
		t.Run(fmt.Sprintf("%04d", schema), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.db")
			storetest.Fixture(t, schema, path)
			columns := storetest.Columns(t, path)
			// What is searched can be made anew from the rest, and is, which is a change for whoever keeps a
			// copy: see TestOldAppointmentsAreFoundByTheirKind.
			for table, column := range map[string]string{"appointments": "search", "calendars": "revision"} {
				columns[table] = slices.DeleteFunc(columns[table], func(name string) bool { return name == column })
			}
			before := storetest.Rows(t, path, columns)
			for table, rows := range before {
				require.NotEmpty(t, rows, "the fixture says nothing of %s", table)
			}
			s, err := store.Open(t.Context(), store.Config{Path: path})
			require.NoError(t, err)
			jobs, err := s.OpenJobs(t.Context(), 100, "")
			require.NoError(t, err)
			require.Len(t, jobs, 3)
			_, _, err = s.CreateAppointment(t.Context(), berlin(t, "2026-10-25", "02:30", "+02:00"), nil)
			require.Equal(t, agenda.Conflict, agenda.CodeOf(err), "times that are taken stay taken")
			require.NoError(t, s.Close())
			require.Equal(t, before, storetest.Rows(t, path, columns))
		})
	}
}

func berlin(t *testing.T, date, clock, offset string) agenda.Appointment {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04 -07:00", date+" "+clock+" "+offset)
	require.NoError(t, err)
	d, err := agenda.ParseDate(date)
	require.NoError(t, err)
	return agenda.Appointment{
		ClientName: "berlin", Date: d, Time: agenda.TimeOfDayOf(at), TimeZone: "Europe/Berlin", Status: agenda.Confirmed,
		StartsAt: at.UTC(), EndsAt: at.UTC().Add(30 * time.Minute), DurationMinutes: 30, CalendarID: agenda.DefaultCalendar,
	}
}

// TestFixture makes, with -update, the fixture of the newest schema by what the program itself does.
func TestFixture(t *testing.T) {
	if !*update {
		t.Skip("with -update it writes the fixture of the newest schema")
	}
	path := filepath.Join(t.TempDir(), "a.db")
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { at = at.Add(time.Second); return at }
	s, err := store.Open(t.Context(), store.Config{Path: path, Now: now})
	require.NoError(t, err)
	ctx := agenda.WithActor(t.Context(), agenda.Actor{UserID: 1, Username: "Hanna", Role: agenda.RoleAdmin})
	populateAppointments(ctx, t, s, now)
	populatePeople(ctx, t, s)
	populatePractice(ctx, t, s)
	populateJobs(ctx, t, s, now)
	require.NoError(t, s.Close())
	file := fmt.Sprintf("storetest/testdata/%04d.sql", newestSchema(t))
	require.NoError(t, os.WriteFile(file, []byte(dump(t, path)), 0o644))
}

// TestOldAppointmentsAreFoundByTheirKind upgrades a database of before kinds were searched.
func TestOldAppointmentsAreFoundByTheirKind(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	storetest.Fixture(t, 9, path)
	s, err := store.Open(t.Context(), store.Config{Path: path})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	found := func(text string) (names []string) {
		require.NoError(t, s.EachAppointment(t.Context(), agenda.AppointmentQuery{Text: text}, func(a *agenda.Appointment) error {
			names = append(names, a.ClientName)
			return nil
		}))
		return names
	}
	require.Equal(t, []string{"Of a kind"}, found("übung, \"FREI\""))
	name := "Yoga"
	_, err = agenda.NewKinds(s).Change(t.Context(), 2, agenda.KindPatch{Name: &name})
	require.NoError(t, err)
	require.Equal(t, []string{"Of a kind"}, found("yoga"))
	require.Equal(t, []string{"Of a kind"}, found("of a kind"), "its name is whole")
	require.Empty(t, found("übung"))
	_, err = s.RenameClient(t.Context(), "Of a kind", "Bo", false)
	require.NoError(t, err)
	require.Equal(t, []string{"Bo"}, found("yoga"))
	require.Empty(t, found("of a kind"))
}

func populateAppointments(ctx context.Context, t *testing.T, s *store.Store, now func() time.Time) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	book := agenda.NewAppointments(s, zone, now)
	text := func(s string) *string { return &s }
	minutes := func(n int) *int { return &n }
	for _, k := range []agenda.KindDraft{{Name: "Visit", Hue: 0, Minutes: 60}, {Name: "Übung, \"frei\"", Hue: 11, Minutes: 45}} {
		_, err := agenda.NewKinds(s).Create(ctx, k)
		require.NoError(t, err)
	}
	ids := map[string]int64{}
	for _, d := range []agenda.AppointmentDraft{
		{ClientName: "Priya Nair", Date: "2026-11-25", Time: "10:30", Notes: text("Bring the MRI; \"both\" knees\nand it's the left one"), DurationMinutes: minutes(60)},
		{ClientName: "Ömer Ağaoğlu 🙂", Date: "2026-11-25", Time: "12:00:00", Status: text("tentative")},
		{ClientName: "Over Priya", Date: "2026-11-25", Time: "11:00", AllowOverlap: true},
		{ClientName: "Cancelled", Date: "2026-11-26", Time: "09:00"},
		{ClientName: "In the place of Cancelled", Date: "2026-11-26", Time: "09:00"},
		{ClientName: "Deleted", Date: "2026-11-27", Time: "09:00"},
		{ClientName: "Moved", Date: "2026-11-27", Time: "10:00"},
		{ClientName: "Night of spring", Date: "2026-03-29", Time: "01:45", DurationMinutes: minutes(30)},
		{ClientName: "Night of autumn, first", Date: "2026-10-25", Time: "02:30", UTCOffset: text("+02:00")},
		{ClientName: "Night of autumn, second", Date: "2026-10-25", Time: "02:30", UTCOffset: text("+01:00")},
		{ClientName: "A whole day", Date: "2026-12-24", Time: "00:00", DurationMinutes: minutes(1440)},
		{ClientName: "Across midnight", Date: "2026-12-31", Time: "23:30", DurationMinutes: minutes(90)},
		{ClientName: "Of a kind", Date: "2026-11-28", Time: "09:00", Kind: text("übung, \"FREI\"")},
	} {
		if d.ClientName == "In the place of Cancelled" {
			_, err := book.Update(ctx, ids["Cancelled"], nil, agenda.AppointmentPatch{Status: text("cancelled")})
			require.NoError(t, err)
		}
		a, _, err := book.Create(ctx, d, &agenda.IdempotencyKey{Key: "key of " + d.ClientName, Fingerprint: "f"})
		require.NoError(t, err, d.ClientName)
		ids[d.ClientName] = a.ID
	}
	require.NoError(t, book.Delete(ctx, ids["Deleted"], nil))
	_, err = agenda.NewClientCards(s).Change(ctx, "Priya Nair", nil, agenda.ClientCardPatch{Phone: text("+49 30 1234567"), Notes: text("It's \"both\"\nof them")})
	require.NoError(t, err)
	_, err = book.Update(ctx, ids["Moved"], nil, agenda.AppointmentPatch{Time: text("14:15"), Notes: new(*string)})
	require.NoError(t, err)
}

func populatePeople(ctx context.Context, t *testing.T, s *store.Store) {
	for _, u := range []agenda.User{
		{Username: "Hanna", Role: agenda.RoleAdmin, PasswordHash: "$2a$12$hash.of.hanna", TokenVersion: 1},
		{Username: "jo@example.org", Role: agenda.RoleUser, PasswordHash: "$2b$12$hash.of.jo", TokenVersion: 1},
	} {
		_, err := s.CreateUser(ctx, u)
		require.NoError(t, err)
	}
	_, err := s.ChangeUser(ctx, "jo@example.org", func(u agenda.User) (agenda.User, error) {
		u.Disabled, u.TokenVersion = true, u.TokenVersion+1
		return u, nil
	})
	require.NoError(t, err)
	pause := func(int) time.Duration { return time.Minute }
	require.NoError(t, s.RecordFailures(ctx, "hanna", time.Hour, agenda.Guess{Key: "pair:hanna|192.0.2.7", Pause: pause}, agenda.Guess{Key: "account:hanna", Pause: pause}))
	require.NoError(t, s.RecordSignIn(ctx, "Hanna", "pair:hanna|192.0.2.8"))
	_, err = s.ChangePreferences(ctx, 1, func(p agenda.Preferences) (agenda.Preferences, error) {
		p.Language, p.Shortcuts = "de", false
		return p, nil
	})
	require.NoError(t, err)
	ends := time.Date(2027, 11, 23, 9, 0, 0, 0, time.UTC)
	token, err := s.CreateAPIToken(ctx, agenda.APIToken{UserID: 1, Name: "Till", Scope: agenda.ScopeWrite, ExpiresAt: &ends}, "hash of a token", 50)
	require.NoError(t, err)
	require.NoError(t, s.NoteAPITokenUse(ctx, token.ID))
	_, err = s.ReplaceFeed(ctx, 1, "hash of a secret")
	require.NoError(t, err)
	session := agenda.Session{ID: "session of hanna", UserID: 1, CreatedAt: ends, ExpiresAt: ends, Address: "192.0.2.7", Agent: "curl/8.5.0"}
	require.NoError(t, s.CreateSession(ctx, session, 1, 100))
}

func populatePractice(ctx context.Context, t *testing.T, s *store.Store) {
	practice := agenda.NewPractice(s)
	week := agenda.DefaultHours()
	week.Wednesday = []agenda.Opening{{From: 8 * 60, To: 12*60 + 30}}
	week.Sunday = []agenda.Opening{{From: 22 * 60, To: 24 * 60}}
	require.NoError(t, practice.SetOpeningHours(ctx, week))
	_, err := practice.Close(ctx, agenda.ClosedDays{First: agenda.Date{Year: 2026, Month: 12, Day: 24}, Last: agenda.Date{Year: 2026, Month: 12, Day: 31}, Reason: "Zwischen den Jahren"})
	require.NoError(t, err)
}

func populateJobs(ctx context.Context, t *testing.T, s *store.Store, now func() time.Time) {
	day, err := agenda.ParseDate("2026-11-23")
	require.NoError(t, err)
	output, err := json.Marshal(agenda.Summary{Text: "Three people come.\n\nThe first at ten.", Model: "built-in", Appointments: 3, Language: "de"})
	require.NoError(t, err)
	attempts := []agenda.Attempt{{Number: 1, Worker: "w1", StartedAt: now(), Error: "The model did not answer."}}
	for _, state := range []string{"accepted", "queued", "done", "skipped", "dead", "cancelled", "retried"} {
		_, err := s.CreateJob(ctx, agenda.SummaryJob{
			ID: "job-" + state, Label: "daily", State: agenda.JobAccepted, Run: 1, Count: 3, From: day, To: day,
			Force: state == "dead", RequestedBy: "Hanna", RequestedAt: now(), Attempts: []agenda.Attempt{}, Language: map[string]string{"done": "de"}[state],
		}, &agenda.IdempotencyKey{Key: "key of " + state, Fingerprint: "f"})
		require.NoError(t, err)
		outcome := agenda.JobOutcome{ID: "job-" + state, Run: 1, Kind: agenda.KindSummary, Label: "daily", State: agenda.JobState(state), Attempts: attempts, FinishedAt: now()}
		switch state {
		case "accepted":
			continue
		case "done":
			outcome.Output = output
		case "retried":
			outcome.State, outcome.Error = agenda.JobDead, "The model's key is wrong."
		}
		require.NoError(t, s.MarkQueued(ctx, outcome.ID))
		switch state {
		case "queued":
		case "cancelled":
			_, err = s.CancelJob(ctx, outcome.ID, true)
			require.NoError(t, err)
		default:
			_, err = s.FinishJobs(ctx, []agenda.JobOutcome{outcome})
			require.NoError(t, err)
		}
	}
	_, err = s.ReviveJob(ctx, "job-retried")
	require.NoError(t, err)
	require.NoError(t, s.PauseSummaries(ctx))
	i, err := s.CreateImport(ctx, agenda.Import{FileName: "f.csv", State: agenda.ImportWaiting, CreatedAt: now()}, nil)
	require.NoError(t, err)
	require.NoError(t, s.ImportAppointment(ctx, i.ID, 2, berlin(t, "2027-01-04", "09:00", "+01:00")))
}

// dump writes a database as SQL that makes it again.
func dump(t *testing.T, path string) string {
	t.Helper()
	db := storetest.Raw(t, path)
	var b strings.Builder
	lines := func(query string, args ...any) {
		rows, err := db.QueryContext(t.Context(), query, args...)
		require.NoError(t, err)
		defer rows.Close()
		for rows.Next() {
			var line string
			require.NoError(t, rows.Scan(&line))
			b.WriteString(line + ";\n")
		}
		require.NoError(t, rows.Err())
	}
	lines("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid")
	columns := storetest.Columns(t, path)
	columns["schema_migrations"] = []string{"version", "name", "checksum", "applied_at"}
	tables := []string{"schema_migrations", "calendars", "users", "appointments", "summary_jobs", "idempotency_keys", "sign_in_failures", "audit_log", "switches", "feeds", "api_tokens", "preferences", "imports", "imported_rows", "sessions", "opening_hours", "closed_days", "kinds", "client_cards", "sqlite_sequence"}
	require.Len(t, tables, len(columns), "a table is missing here")
	for _, table := range tables {
		if table == "sqlite_sequence" { // filled by the inserts before, and to be as it was
			b.WriteString("DELETE FROM sqlite_sequence;\n")
		}
		names := columns[table]
		lines(fmt.Sprintf("SELECT 'INSERT INTO %s (%s) VALUES (' || quote(%s) || ')' FROM %s ORDER BY %s",
			table, strings.Join(names, ", "), strings.Join(names, ") || ', ' || quote("), table, names[0]))
	}
	lines("SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY rowid")
	return b.String()
}
