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
)

func book(t *testing.T, c account, client, date, clock string) agenda.Appointment {
	t.Helper()
	a, err := c.CreateAppointment(t.Context(), agenda.AppointmentDraft{ClientName: client, Date: date, Time: clock}, "")
	require.NoError(t, err)
	return a
}

// summarised waits until a job is done and returns it.
func summarised(t *testing.T, c account, id string) (j agenda.SummaryJob) {
	t.Helper()
	eventually(t, 60*time.Second, func() (err error) {
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
		skip(t, "there is no curl on this machine")
	}
	s := startAll(t, t.TempDir())
	home := t.TempDir()
	for range 2 { // it can be run again
		demo := exec.Command("bash", "../../scripts/demo.sh", "--url", s.api)
		demo.Env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME=")
		out, err := demo.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "All done.")
		require.Contains(t, string(out), "Ada Demo")
	}
	demo := exec.Command("bash", "../../scripts/demo.sh", "--url", "http://"+freeAddr(t))
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
	first := startAll(t, dir, "OPENAI_BASE_URL="+hang)
	c := signIn(t, first.api, "hanna")
	a := book(t, c, "Priya Nair", "2030-05-06", "10:30")
	asked, err := c.AskSummary(t.Context(), "", false, "")
	require.NoError(t, err)
	require.Equal(t, 1, asked.Count)
	require.NoError(t, first.cmd.Process.Kill())
	<-first.ended

	second := startAll(t, dir)
	c = signIn(t, second.api, "hanna")
	again, err := c.Appointment(t.Context(), a.ID)
	require.NoError(t, err)
	require.Equal(t, a, again)
	j := summarised(t, c, asked.JobID)
	require.Contains(t, *j.Summary, "Priya Nair")
	require.Zero(t, second.stop(t, syscall.SIGTERM))
}

func startHangingModel(t *testing.T) string {
	t.Helper()
	addr := freeAddr(t)
	server := &http.Server{Addr: addr, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })}
	go server.ListenAndServe()
	t.Cleanup(func() { server.Close() })
	return "http://" + addr + "/v1"
}

func TestTheTokenSecretIsKeptAndCanBeRotated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startAll(t, dir)
	c := signIn(t, s.api, "hanna")
	require.Zero(t, s.stop(t, syscall.SIGINT))
	s = startAll(t, dir)
	moved := func(api string) error {
		_, err := c.at(api).Me(t.Context())
		return err
	}
	require.NoError(t, moved(s.api), "the secret that was made is kept")
	info, err := os.Stat(filepath.Join(dir, "data", "jwt.key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.Zero(t, s.stop(t, syscall.SIGINT))

	s = startAll(t, dir, "JWT_SECRET_KEY="+strings.Repeat("rotated!", 5))
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(moved(s.api)), "old tokens end with the old secret")
	_, err = signIn(t, s.api, "hanna").Me(t.Context())
	require.NoError(t, err, "users sign in again")
}

// The three services as they run on a server: each its own process, and a real Redis between them.
func TestThreeServicesAndARealRedis(t *testing.T) {
	t.Parallel()
	r := startRedis(t)
	dir := t.TempDir()
	env := append(r.env(), "DATABASE_URL=sqlite:"+dir+"/a.db")
	backend := run(t, dir, append(env, "BACKEND_ADDR=127.0.0.1:0"), "backend")
	api := "http://" + backend.find(t, `"backend starts".*"addr":"([^"]+)"`)
	worker := run(t, dir, append(r.env(), "WORKER_ADDR=127.0.0.1:0"), "worker")
	frontend := run(t, dir, []string{"FRONTEND_ADDR=127.0.0.1:0", "API_BASE_URL=" + api}, "frontend")
	pages := "http://" + frontend.find(t, `"front end starts".*"addr":"([^"]+)"`)
	health := "http://" + worker.find(t, `"worker starts".*"health":"([^"]+)"`)
	eventually(t, 10*time.Second, func() error {
		if status, body := get(t, health+"/readyz"); status != 200 {
			return fmt.Errorf("the worker is not ready: %s", body)
		}
		return nil
	})
	c := signIn(t, api, "hanna")
	for i := range 3 {
		book(t, c, fmt.Sprint("Client ", i), "2030-05-06", fmt.Sprintf("1%d:00", i))
	}
	asked, err := c.AskSummary(t.Context(), "2030-05-06", false, "")
	require.NoError(t, err)
	require.Contains(t, *summarised(t, c, asked.JobID).Summary, "Three appointments")
	worker.find(t, `\[WORKER\] Summary generated for 3 appointments`)
	worker.find(t, `\[REDIS\] SETEX refresh_lock:summary:2030-05-06 300 done`)
	backend.find(t, `\[BACKEND\] POST /summary/ 200`)

	// The refresher finds the lock, and asks where there is none.
	refresher := append(r.env(), "API_URL="+api, "API_USERNAME=hanna", "API_PASSWORD=correct horse battery")
	out, status := command(t, dir, refresher, "", "worker", "refresh", "2030-05-06", "2030-05-07")
	require.Zero(t, status, out)
	require.Contains(t, out, "SKIP 2030-05-06: already processed")
	require.Contains(t, out, "DONE 2030-05-07")
	out, status = command(t, dir, append(r.env(), "API_URL="+api, "JWT_TOKEN=forged"), "", "worker", "refresh")
	require.NotZero(t, status, out)

	// Redis goes away: booking goes on, summaries are accepted, kept, and done when it is back.
	require.NoError(t, r.cmd.Process.Kill())
	r.cmd.Wait()
	book(t, c, "While Redis is away", "2030-05-08", "10:00")
	asked, err = c.AskSummary(t.Context(), "2030-05-08", false, "")
	require.NoError(t, err)
	status, body := get(t, api+"/readyz")
	require.Equal(t, 200, status)
	require.Contains(t, body, `"degraded"`)
	r.start(t, t.TempDir()) // with nothing of what was in it
	require.Contains(t, *summarised(t, c, asked.JobID).Summary, "While Redis is away")

	status, _ = get(t, pages+"/signin")
	require.Equal(t, 200, status)
	for _, p := range []*program{frontend, worker, backend} {
		require.Zero(t, p.stop(t, syscall.SIGTERM))
	}
}

func TestAdministrationWhileTheBackendRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startAll(t, dir)
	c := signIn(t, s.api, "hanna")
	admin := func(in string, args ...string) string {
		out, status := command(t, dir, nil, in, "backend", args...)
		require.Zero(t, status, out)
		return out
	}
	require.Equal(t, http.StatusForbidden, c.adminPing(t, s.api))
	admin("", "user", "promote", "hanna")
	require.Equal(t, http.StatusUnauthorized, c.adminPing(t, s.api), "a change of role ends what was signed in")
	c = signIn(t, s.api, "hanna")
	require.Equal(t, http.StatusOK, c.adminPing(t, s.api))

	admin("a new password\n", "user", "password", "hanna")
	_, err := apiclient.New(s.api).SignIn(t.Context(), "hanna", "correct horse battery")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	_, err = apiclient.New(s.api).SignIn(t.Context(), "Hanna", "a new password")
	require.NoError(t, err)
	admin("", "user", "disable", "hanna")
	_, err = apiclient.New(s.api).SignIn(t.Context(), "hanna", "a new password")
	require.Equal(t, agenda.Rejected, agenda.CodeOf(err))
	require.Contains(t, admin("", "user", "list"), "admin, disabled")
	require.Contains(t, admin("correct horse battery\n", "user", "create", "--admin", "joan"), "made joan (admin)")
	require.Equal(t, http.StatusOK, signIn(t, s.api, "joan").adminPing(t, s.api))

	out, status := command(t, dir, nil, "x\n", "backend", "user", "create", "a b")
	require.Equal(t, 1, status)
	require.Contains(t, out, "A user name holds only")
	require.Contains(t, out, "Use at least 8 characters")

	require.Contains(t, admin("", "demo-data"), "booked")
	out, status = command(t, dir, nil, "", "backend", "demo-data")
	require.Equal(t, 1, status)
	require.Contains(t, out, "nothing was added")
	require.Contains(t, admin("", "backup", "copy.db"), "checked")
	require.Contains(t, admin("", "verify", "copy.db"), "is sound")
}
