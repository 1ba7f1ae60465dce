package e2e_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
	"appointment-manager/internal/store/storetest"
)

// The whole way with two backends on one PostgreSQL database and one Redis: they sell a time once,
// and what is done at one is known to the other at once.
func TestTwoBackendsOnOnePostgreSQL(t *testing.T) {
	t.Parallel()
	r := rig.StartRedis(t)
	env := append(r.Env(), "DATABASE_URL="+storetest.PostgresURL(t), "JWT_SECRET_KEY="+strings.Repeat("k3y", 11))
	dir := t.TempDir()
	backends := []rig.Backend{rig.StartBackend(t, dir, env...), rig.StartBackend(t, dir, env...)}
	rig.StartWorker(t, dir, r.Env()...)
	hanna := rig.SignIn(t, backends[0].API, "hanna")

	var sold [10]atomic.Int32
	var wg sync.WaitGroup
	for i := range 200 { // 20 clients, each for all times
		wg.Go(func() {
			slot := i % 10
			_, err := hanna.At(backends[i/10%2].API).CreateAppointment(t.Context(), agenda.AppointmentDraft{
				ClientName: fmt.Sprint("Client ", i/10), Date: "2030-05-06", Time: fmt.Sprintf("%02d:00", 8+slot),
			}, "")
			if err == nil {
				sold[slot].Add(1)
			} else if agenda.CodeOf(err) != agenda.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for slot := range sold {
		require.Equal(t, int32(1), sold[slot].Load(), "%02d:00", 8+slot)
	}

	other := rig.SignIn(t, backends[1].API, "hanna")
	asked, err := hanna.AskSummary(t.Context(), agenda.SummaryAsk{Label: "2030-05-06"}, "")
	require.NoError(t, err)
	require.Contains(t, *summarised(t, other, asked.JobID).Summary, "Ten appointments")
	require.NoError(t, other.EndSessions(t.Context()))
	_, err = hanna.Me(t.Context())
	require.Equal(t, agenda.Unauthenticated, agenda.CodeOf(err), "%v", err)
}

func TestPostgreSQLThatIsNotThereEndsTheStart(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(storetest.PostgresURL(t))
	require.NoError(t, err)
	u.User = url.UserPassword("agenda", "not the password")
	for address, says := range map[string]string{
		"postgres://agenda:hunter22@" + rig.FreeAddr() + "/a": "cannot be reached: connection refused",
		u.String(): "does not let user agenda in",
	} {
		env := []string{"DATABASE_URL=" + address, "BACKEND_ADDR=127.0.0.1:0", "LOG_LEVEL=error"}
		began := time.Now()
		out, status := rig.Command(t, t.TempDir(), env, "", "backend")
		require.Equal(t, 1, status, out)
		require.Contains(t, out, says)
		require.Equal(t, 1, strings.Count(out, "\n"), out)
		require.Less(t, time.Since(began), 10*time.Second)
		printed, status := rig.Command(t, t.TempDir(), env, "", "backend", "config")
		require.Zero(t, status)
		for _, secret := range []string{"hunter22", "not the password", "not%20the"} {
			require.NotContains(t, out+printed, secret)
		}
	}
}
