package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/e2e/rig"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

var berlin = []string{"TIME_ZONE=Europe/Berlin"}

func TestDatabaseOfTheOriginalIsTakenOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	clean, faulty := filepath.Join(dir, "clean.db"), filepath.Join(dir, "faulty.db")
	storetest.Original(t, clean, false)
	storetest.Original(t, faulty, true)
	b := rig.StartBackend(t, dir, berlin...)
	take := func(status int, args ...string) string {
		t.Helper()
		out, got := rig.Command(t, dir, berlin, "", "backend", append([]string{"import-legacy"}, args...)...)
		require.Equal(t, status, got, out)
		return out
	}
	for _, args := range [][]string{nil, {clean, faulty}, {"--force", clean}} {
		out, status := rig.Command(t, dir, berlin, "", "backend", append([]string{"import-legacy"}, args...)...)
		require.Equal(t, 2, status, out)
	}

	out := take(1, faulty)
	for _, line := range []string{
		"appointment 50: Client name cannot be empty", "appointment 51: The date 2026-02-30 does not exist", "appointment 52: Enter a date like",
		"appointment 53: The time 25:00 does not exist", `user 4, "Anna": the name is that of anna but for`, `user 5, "a b": A user name`, `user 6, "dora": its password`,
		"nothing was imported: 7 rows cannot be kept",
	} {
		require.Contains(t, out, line)
	}
	_, err := apiclient.New(b.API).SignIn(t.Context(), "anna", "old password of anna")
	require.Error(t, err, "nobody was taken over")

	out = take(0, faulty, "--skip-faulty")
	for _, line := range []string{
		"imported 8 appointments, with the numbers they had, and 3 users", "marked as overlaps, since their time was taken, 2: 7, 8\n",
		"appointment 12: 02:15:00 does not exist on 2027-03-28: clocks jump from 02:00 to 03:00; moved to 03:15",
		"appointment 13: 02:30:00 comes twice on 2026-10-25; the first is taken", "appointment 40: the fraction of a second is dropped",
		`user 3, "carla": there is no role "receptionist"; made a user`,
	} {
		require.Contains(t, out, line)
	}
	require.Contains(t, take(0, clean), "imported 0 appointments, with new numbers, since there were appointments before, and 0 users\n"+
		"already here from an earlier import, and left as they are: 8 appointments\nalready here, and left with the passwords they have, 3 users: anna, ben@example.org, carla\n")

	token, err := apiclient.New(b.API).SignIn(t.Context(), "anna", "old password of anna")
	require.NoError(t, err, "old passwords are good")
	anna := apiclient.New(b.API).WithToken(token.AccessToken)
	me, err := anna.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, agenda.RoleAdmin, me.Role)
	page, err := anna.Appointments(t.Context(), apiclient.ListOptions{})
	require.NoError(t, err)
	rows := make([]string, len(page.Appointments))
	for i, a := range page.Appointments {
		notes := "-"
		if a.Notes != nil {
			notes = *a.Notes
		}
		rows[i] = fmt.Sprint(a.ID, " ", a.ClientName, " ", a.StartsAt.Format("01-02 15:04:05Z07:00"), " ", a.DurationMinutes, " ", a.Status, " ", a.Overlap, " ", notes)
	}
	require.Equal(t, []string{
		"3 Priya Nair 12-01 08:00:00Z 30 confirmed false Bring the MRI images", "4 Jonas Weiß 12-01 08:30:00Z 30 confirmed false -",
		"7 Sold twice 12-01 08:00:00Z 30 confirmed true -", "8 Sold three times 12-01 08:15:00Z 30 confirmed true -",
		"9 Blank around 12-02 13:00:30Z 30 confirmed false line one\nline two", "12 In the gap of spring 03-28 01:15:00Z 30 confirmed false -",
		"13 Twice in autumn 10-25 00:30:00Z 30 confirmed false -", "40 To the fraction 12-03 07:00:00Z 30 confirmed false -",
	}, rows)
	a, err := anna.CreateAppointment(t.Context(), agenda.AppointmentDraft{ClientName: "next", Date: "2026-12-24", Time: "09:00"}, "")
	require.NoError(t, err)
	require.EqualValues(t, 41, a.ID)
	contents, err := store.Verify(t.Context(), backedUp(t, dir, "after import.db"))
	require.NoError(t, err)
	require.Equal(t, 9, contents.Appointments)
}

func backedUp(t *testing.T, dir, name string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	out, status := rig.Command(t, dir, berlin, "", "backend", "backup", file)
	require.Zero(t, status, out)
	return file
}

func TestRestoreEndsSessionsForGood(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := rig.StartBackend(t, dir, berlin...)
	early := rig.SignIn(t, b.API, "early")
	backup := backedUp(t, dir, "backup.db")
	late := rig.SignIn(t, b.API, "late")
	_, err := early.CreateAppointment(t.Context(), agenda.AppointmentDraft{ClientName: "after the backup", Date: "2026-12-24", Time: "09:00"}, "")
	require.NoError(t, err)

	out, status := rig.Command(t, dir, berlin, "", "backend", "restore", backup)
	require.Zero(t, status, out)
	require.Contains(t, out, "0 appointments, 1 users, 0 summary jobs")
	require.Regexp(t, `what was there before is kept in data/appointments.db.before-restore-\d{8}T\d{6}\.\d{3}Z\n`, out)
	saved, err := filepath.Glob(filepath.Join(dir, "data", "*.before-restore-*"))
	require.NoError(t, err)
	out, status = rig.Command(t, dir, nil, "", "backend", "verify", saved[0])
	require.Zero(t, status, out)
	require.Contains(t, out, "is sound: 1 appointments, 2 users, 0 summary jobs, schema ")

	for name, account := range map[string]rig.Account{"early": early, "late": late} {
		_, err := account.Me(t.Context())
		require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), name)
	}
	rig.SignIn(t, b.API, "early")
	rig.SignIn(t, b.API, "late") // registers anew
	_, err = late.Me(t.Context())
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "a token of an account that is gone does not open the next of that name")
}

// A restore that is killed anywhere leaves the one content or the other, to the last row.
func TestKilledRestoreIsDoneOrNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"DATABASE_URL=sqlite:" + filepath.Join(dir, "a.db")}
	live, old := filepath.Join(dir, "a.db"), filepath.Join(dir, "old.db")
	storetest.Fixture(t, 1, old)
	storetest.Fixture(t, 1, live)
	storetest.Crowd(t, live, 6000)
	out, status := rig.Command(t, dir, env, "", "backend", "user", "list") // brings the schema up to date
	require.Zero(t, status, out)
	rows := func() []string {
		t.Helper()
		_, err := store.Verify(t.Context(), live)
		require.NoError(t, err)
		return storetest.Rows(t, live, map[string][]string{"appointments": {"id", "client_name", "starts_at", "status"}})["appointments"]
	}
	crowded := rows()
	crowd := filepath.Join(dir, "crowd.db")
	out, status = rig.Command(t, dir, env, "", "backend", "backup", crowd)
	require.Zero(t, status, out)
	begin := time.Now()
	out, status = rig.Command(t, dir, env, "", "backend", "restore", old)
	require.Zero(t, status, out)
	whole := time.Since(begin)
	few := rows()

	kills, done := 12, 0
	for i := range kills {
		file := []string{crowd, old}[i%2]
		p := rig.Start(t, dir, env, "backend", "restore", file)
		select {
		case <-p.Ended():
		case <-time.After(time.Duration(rand.Int64N(int64(whole)))):
		}
		p.Kill()
		now := rows()
		require.True(t, slices.Equal(now, crowded) || slices.Equal(now, few), "kill %d left a mixture of %d rows", i, len(now))
		if strings.Contains(p.Output(), "restored from") {
			done++
		}
	}
	t.Logf("%d restores of %s killed, %d of them after they had said that they were done", kills, whole, done)
	require.Less(t, done, kills)
}
