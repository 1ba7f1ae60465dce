package e2e_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/e2e/rig"
)

func book(t *testing.T, c rig.Account, client, date, clock string) agenda.Appointment {
	t.Helper()
	a, err := c.CreateAppointment(t.Context(), agenda.AppointmentDraft{ClientName: client, Date: date, Time: clock}, "")
	require.NoError(t, err)
	return a
}

// summarised waits until a job is done and returns it.
func summarised(t *testing.T, c rig.Account, id string) (j agenda.SummaryJob) {
	t.Helper()
	rig.Eventually(t, 60*time.Second, func() (err error) {
		if j, err = c.SummaryJob(t.Context(), id); err == nil && j.State != agenda.JobDone {
			err = errors.New("the summary is " + string(j.State))
		}
		return err
	})
	return j
}

func TestDemonstrationAgainstTheAllInOne(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		rig.Skip(t, "there is no curl on this machine")
	}
	s := rig.StartAll(t, t.TempDir())
	home := t.TempDir()
	for range 2 { // it can be run again
		demo := exec.Command("bash", "../../scripts/demo.sh", "--url", s.API)
		demo.Env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME=")
		out, err := demo.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "All done.")
		require.Contains(t, string(out), "Ada Demo")
	}
	demo := exec.Command("bash", "../../scripts/demo.sh", "--url", "http://"+rig.FreeAddr())
	out, err := demo.CombinedOutput()
	require.Error(t, err)
	require.Equal(t, 1, demo.ProcessState.ExitCode())
	require.Contains(t, string(out), "reaching the API failed")
}

func TestDataAndQueuedJobsOutliveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// A model that never answers keeps the job on the queue until the end.
	hang := startHangingModel(t)
	first := rig.StartAll(t, dir, "OPENAI_BASE_URL="+hang)
	c := rig.SignIn(t, first.API, "hanna")
	a := book(t, c, "Priya Nair", "2030-05-06", "10:30")
	asked, err := c.AskSummary(t.Context(), agenda.SummaryAsk{}, "")
	require.NoError(t, err)
	require.Equal(t, 1, asked.Count)
	first.Kill()

	second := rig.StartAll(t, dir)
	c = rig.SignIn(t, second.API, "hanna")
	again, err := c.Appointment(t.Context(), a.ID)
	require.NoError(t, err)
	require.Equal(t, a, again)
	j := summarised(t, c, asked.JobID)
	require.Contains(t, *j.Summary, "Priya Nair")
	require.Zero(t, second.Stop(t, syscall.SIGTERM))
}

func startHangingModel(t *testing.T) string {
	t.Helper()
	addr := rig.FreeAddr()
	server := &http.Server{Addr: addr, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })}
	go server.ListenAndServe()
	t.Cleanup(func() { server.Close() })
	return "http://" + addr + "/v1"
}

func TestTheTokenSecretIsKeptAndCanBeRotated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := rig.StartAll(t, dir)
	c := rig.SignIn(t, s.API, "hanna")
	require.Zero(t, s.Stop(t, syscall.SIGINT))
	s = rig.StartAll(t, dir)
	moved := func(api string) error {
		_, err := c.At(api).Me(t.Context())
		return err
	}
	require.NoError(t, moved(s.API), "the secret that was made is kept")
	info, err := os.Stat(filepath.Join(dir, "data", "jwt.key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.Zero(t, s.Stop(t, syscall.SIGINT))

	s = rig.StartAll(t, dir, "JWT_SECRET_KEY="+strings.Repeat("rotated!", 5))
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(moved(s.API)), "old tokens end with the old secret")
	_, err = rig.SignIn(t, s.API, "hanna").Me(t.Context())
	require.NoError(t, err, "users sign in again")
}

// The three services as they run on a server: each its own process, and a real Redis between them.
func TestThreeServicesAndARealRedis(t *testing.T) {
	t.Parallel()
	r := rig.StartRedis(t)
	dir := t.TempDir()
	env := append(r.Env(), "DATABASE_URL=sqlite:"+dir+"/a.db")
	backend := rig.Start(t, dir, append(env, "BACKEND_ADDR=127.0.0.1:0"), "backend")
	api := "http://" + backend.Find(t, `"backend starts".*"addr":"([^"]+)"`)
	worker := rig.Start(t, dir, append(r.Env(), "WORKER_ADDR=127.0.0.1:0"), "worker")
	frontend := rig.Start(t, dir, []string{"FRONTEND_ADDR=127.0.0.1:0", "API_BASE_URL=" + api}, "frontend")
	pages := "http://" + frontend.Find(t, `"front end starts".*"addr":"([^"]+)"`)
	health := "http://" + worker.Find(t, `"worker starts".*"health":"([^"]+)"`)
	rig.Eventually(t, 10*time.Second, func() error {
		if status, body := get(t, health+"/readyz"); status != 200 {
			return fmt.Errorf("the worker is not ready: %s", body)
		}
		return nil
	})
	c := rig.SignIn(t, api, "hanna")
	for i := range 3 {
		book(t, c, fmt.Sprint("Client ", i), "2030-05-06", fmt.Sprintf("1%d:00", i))
	}
	asked, err := c.AskSummary(t.Context(), agenda.SummaryAsk{Label: "2030-05-06"}, "")
	require.NoError(t, err)
	require.Contains(t, *summarised(t, c, asked.JobID).Summary, "Three appointments")
	worker.Find(t, `\[WORKER\] Summary generated for 3 appointments`)
	worker.Find(t, `\[REDIS\] SETEX refresh_lock:summary:2030-05-06 300 done`)
	backend.Find(t, `\[BACKEND\] POST /summary/ 200`)

	// The refresher finds the lock, and asks where there is none.
	refresher := append(r.Env(), "API_URL="+api, "API_USERNAME=hanna", "API_PASSWORD=correct horse battery")
	out, status := rig.Command(t, dir, refresher, "", "worker", "refresh", "2030-05-06", "2030-05-07")
	require.Zero(t, status, out)
	require.Contains(t, out, "SKIP 2030-05-06: already processed")
	require.Contains(t, out, "DONE 2030-05-07")
	out, status = rig.Command(t, dir, append(r.Env(), "API_URL="+api, "JWT_TOKEN=forged"), "", "worker", "refresh")
	require.NotZero(t, status, out)

	// Redis goes away: booking goes on, summaries are accepted, kept, and done when it is back.
	r.Kill()
	book(t, c, "While Redis is away", "2030-05-08", "10:00")
	asked, err = c.AskSummary(t.Context(), agenda.SummaryAsk{Label: "2030-05-08"}, "")
	require.NoError(t, err)
	status, body := get(t, api+"/readyz")
	require.Equal(t, 200, status)
	require.Contains(t, body, `"degraded"`)
	r.Start(t)
	r.CLI(t, "FLUSHALL") // it comes back with nothing of what was in it
	require.Contains(t, *summarised(t, c, asked.JobID).Summary, "While Redis is away")

	status, _ = get(t, pages+"/signin")
	require.Equal(t, 200, status)
	for _, p := range []*rig.Program{frontend, worker, backend} {
		require.Zero(t, p.Stop(t, syscall.SIGTERM))
	}
}

func TestAdministrationWhileTheBackendRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := rig.StartAll(t, dir)
	c := rig.SignIn(t, s.API, "hanna")
	admin := func(in string, args ...string) string {
		out, status := rig.Command(t, dir, nil, in, "backend", args...)
		require.Zero(t, status, out)
		return out
	}
	require.Equal(t, http.StatusForbidden, adminPing(t, c, s.API))
	admin("", "user", "promote", "hanna")
	require.Equal(t, http.StatusUnauthorized, adminPing(t, c, s.API), "a change of role ends what was signed in")
	c = rig.SignIn(t, s.API, "hanna")
	require.Equal(t, http.StatusOK, adminPing(t, c, s.API))

	admin("a new password\n", "user", "password", "hanna")
	_, err := apiclient.New(s.API).SignIn(t.Context(), "hanna", "correct horse battery")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	_, err = apiclient.New(s.API).SignIn(t.Context(), "Hanna", "a new password")
	require.NoError(t, err)
	out, status := rig.Command(t, dir, nil, "", "backend", "user", "disable", "hanna")
	require.Equal(t, 1, status)
	require.Contains(t, out, "This is the last administrator who can sign in, so nothing was changed.")
	require.Contains(t, admin("correct horse battery\n", "user", "create", "--admin", "joan"), "made joan (admin)")
	admin("", "user", "disable", "hanna")
	_, err = apiclient.New(s.API).SignIn(t.Context(), "hanna", "a new password")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	require.Contains(t, admin("", "user", "list"), "admin, disabled")
	require.Equal(t, http.StatusOK, adminPing(t, rig.SignIn(t, s.API, "joan"), s.API))

	out, status = rig.Command(t, dir, nil, "x\n", "backend", "user", "create", "a b")
	require.Equal(t, 1, status)
	require.Contains(t, out, "A user name holds only")
	require.Contains(t, out, "Use at least 8 characters")

	require.Contains(t, admin("", "demo-data"), "booked")
	out, status = rig.Command(t, dir, nil, "", "backend", "demo-data")
	require.Equal(t, 1, status)
	require.Contains(t, out, "nothing was added")
	require.Contains(t, admin("", "backup", "copy.db"), "checked")
	require.Contains(t, admin("", "verify", "copy.db"), "is sound")
}
